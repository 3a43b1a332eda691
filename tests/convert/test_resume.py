import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
from tests.archives import PACKERS, PAGES, json_lines, tar
from tests.converting import Run
from tests.killing import count_steps, run_and_kill, small_batches

from wireparse.convert import run as run_module
from wireparse.convert.codecs import Codec, Kind
from wireparse.convert.files import JOURNAL_ENDING
from wireparse.convert.partitions import Partition
from wireparse.convert.targets import SqliteTarget

Put = Callable[[str, bytes | str], Path]
TARGETS: Final = ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.csv", "out.sqlite", "out.parquet", "out"]
OPTIONS: Final = {"out": {"codec": Codec(Kind.PARQUET, partition_by=(Partition.AGENCY,))}}
MOMENTS: Final = 30


@pytest.fixture
def _small_batches() -> Iterator[None]:
    with small_batches():
        yield


@pytest.fixture
def sources(put: Put) -> list[str]:
    members = {f"{i}/{name}": text for i in range(4) for name, text in PAGES.items()}
    bad = json_lines(45).replace(b'"id": 40,', b"broken")
    paths = [
        put("corpus.jsonl", bad),
        put("news.tar.gz", PACKERS[".gz"](tar(members))),
        put("more.jsonl.zst", PACKERS[".zst"](json_lines(30))),
        put("a.txt", PAGES["a.txt"]),
    ]
    return [str(path) for path in paths]


def written(target: Path) -> dict[str, bytes]:
    """A target and what stands beside it, by their names."""
    paths = [path for path in target.parent.rglob("*") if path.is_file() and path.parent.name != "in"]
    return {str(path.relative_to(target.parent)): path.read_bytes() for path in paths}


@pytest.mark.parametrize("name", TARGETS)
def test_a_killed_run_goes_on_and_the_result_is_the_same(tmp_path: Path, sources: list[str], name: str) -> None:
    options: dict[str, Any] = {"to": name, "on_error": "quarantine", **OPTIONS.get(name, {})}
    steps = count_steps(Run(made(tmp_path / "whole")), *sources, **options)
    expected = written(tmp_path / "whole" / name)
    assert len(expected[f"{name}.rejects.jsonl"].splitlines()) == 1
    chance = random.Random(name)  # noqa: S311  # moments, not secrets
    # The last steps, when all is written and put in its place, would seldom be met.
    moments = [*chance.sample(range(steps), MOMENTS - 6), *chance.sample(range(steps - 12, steps), 6)]
    begun = 0

    for moment, at in enumerate(moments):
        run = Run(made(tmp_path / str(moment)))
        target, journal = run.folder / name, run.folder / f"{name}{JOURNAL_ENDING}"
        assert run_and_kill(run.folder, sources, at, **options, jobs=2 if moment % 15 == 0 else 1)
        begun += journal.exists() and len(journal.read_bytes().splitlines()) > 1
        if moment % 3 == 0 and journal.exists():
            run_and_kill(run.folder, sources, chance.randrange(steps), **options)
        if journal.exists() or not target.exists():
            with small_batches():
                run(*sources, **options)

        assert written(target) == expected

    assert begun > MOMENTS // 2


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


class Stop(BaseException):
    """As a cut of the power, and as precise as a test needs it."""


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.usefixtures("_small_batches")
def test_a_run_goes_on_from_every_batch(
    run: Run, sources: list[str], name: str, *, ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"to": name, **OPTIONS.get(name, {})}
    target = Run(made(run.folder / "whole"))(*sources, **options)
    expected = written(target)
    whole = run_module.Run.write
    writes = 0

    def write(self: Any, *arguments: Any) -> None:
        nonlocal writes
        if writes == 3:
            writes = 0
            raise Stop
        writes += 1
        whole(self, *arguments)

    monkeypatch.setattr(run_module.Run, "write", write)
    broken = Run(made(run.folder / "broken"))
    for _ in range(1_000):
        try:
            target = broken(*sources, ordered=ordered, **options)
        except Stop:
            continue
        break

    assert written(target) == expected
    assert broken.state.resumed
    assert broken.state.counts.sources == 87


@pytest.mark.usefixtures("_small_batches")
def test_a_torn_journal_line_is_no_line(run: Run, sources: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(*sources).read_bytes()
    target = run.folder / "out.jsonl"
    target.unlink()
    stopped = stop_after(run, sources, 5, monkeypatch)
    journal = Path(f"{stopped}{JOURNAL_ENDING}")
    journal.write_bytes(journal.read_bytes()[:-7])

    assert run(*sources).read_bytes() == expected


def stop_after(run: Run, sources: list[str], batches: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A target whose run was broken off."""
    whole = run_module.Run.write
    left = batches

    def write(self: Any, *arguments: Any) -> None:
        nonlocal left
        if not left:
            raise Stop
        left -= 1
        whole(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(run_module.Run, "write", write)
        with pytest.raises(Stop):
            run(*sources)
    return run.folder / "out.jsonl"


@pytest.mark.usefixtures("_small_batches")
def test_more_processes_may_go_on(run: Run, sources: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(*sources).read_bytes()
    (run.folder / "out.jsonl").unlink()
    stop_after(run, sources, 5, monkeypatch)

    assert run(*sources, jobs=2).read_bytes() == expected


@pytest.mark.parametrize("whole", [1, 3])
@pytest.mark.usefixtures("_small_batches")
def test_a_journal_may_be_one_commit_ahead_of_a_database(run: Run, sources: list[str], whole: int) -> None:
    expected = run(*sources, to="whole.sqlite").read_bytes()
    commit = SqliteTarget.commit
    left = 0

    def stopping(self: SqliteTarget) -> None:
        nonlocal left
        if not left:
            left = whole
            raise Stop
        left -= 1
        commit(self)

    stops = 0
    with mock.patch.object(SqliteTarget, "commit", stopping):
        for _ in range(100):
            try:
                run(*sources, to="out.sqlite")
            except Stop:
                stops += 1
                continue
            break

    assert stops > 1  # the first of them before there is anything in the database
    assert (run.folder / "out.sqlite").read_bytes() == expected
