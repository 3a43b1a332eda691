import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from tests.archives import PACKERS, PAGES, json_lines, tar
from tests.converting import Run

from wireparse.convert import blocks, cutter, window
from wireparse.convert import run as run_module
from wireparse.convert.journal import ENDING, ResumeError

Put = Callable[[str, bytes | str], Path]
TARGETS: Final = ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.csv", "out.sqlite", "out.parquet"]
MOMENTS: Final = 30


def small_batches() -> None:
    """As if the sources were thousands of times as large."""
    blocks.BATCH = 4_000  # type: ignore[misc]
    cutter.LINES = 2_000  # type: ignore[misc]
    window.BUFFER = 2_000  # type: ignore[misc]
    run_module.EVERY = 2  # type: ignore[misc]


@pytest.fixture
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BATCH", 4_000)
    monkeypatch.setattr(cutter, "LINES", 2_000)
    monkeypatch.setattr(window, "BUFFER", 2_000)
    monkeypatch.setattr(run_module, "EVERY", 2)


def convert_in_child(folder: Path, sources: list[str], name: str, options: dict[str, Any], going: Any) -> None:
    small_batches()
    going.set()
    Run(folder)(*sources, to=name, **options)


def run_and_kill(folder: Path, sources: list[str], name: str, after: float | None, **options: Any) -> bool:
    """Whether the run came to its end before it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.converting"])
    going = context.Event()
    child = context.Process(target=convert_in_child, args=(folder, sources, name, options, going))
    child.start()
    going.wait(60)
    if after is not None:
        time.sleep(after)
        if child.pid and child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
    child.join(120)
    return child.exitcode == 0


@pytest.fixture
def sources(put: Put) -> list[str]:
    members = {f"{i}/{name}": text for i in range(10) for name, text in PAGES.items()}
    bad = json_lines(600).replace(b'"id": 40,', b"broken")
    paths = [
        put("corpus.jsonl", bad),
        put("news.tar.gz", PACKERS[".gz"](tar(members))),
        put("more.jsonl.zst", PACKERS[".zst"](json_lines(600))),
        put("a.txt", PAGES["a.txt"]),
    ]
    return [str(path) for path in paths]


@pytest.mark.parametrize("name", TARGETS)
def test_a_killed_run_goes_on_and_the_result_is_the_same(tmp_path: Path, sources: list[str], name: str) -> None:
    options = {"on_error": "quarantine"}
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    began = time.monotonic()
    assert run_and_kill(whole, sources, name, None, **options)
    length = time.monotonic() - began
    expected = (whole / name).read_bytes()
    rejects = (whole / f"{name}.rejects.jsonl").read_bytes()
    assert len(expected) > 1_000
    assert len(rejects.splitlines()) == 1
    chance = random.Random(name)  # noqa: S311  # moments, not secrets

    for moment in range(MOMENTS):
        folder = broken / str(moment)
        folder.mkdir(parents=True)
        for _ in range(3):
            ended = run_and_kill(folder, sources, name, chance.uniform(0, length), **options)
            if ended or ((folder / name).exists() and not (folder / f"{name}{ENDING}").exists()):
                break  # complete, though it may have been killed on its way out
        else:
            assert run_and_kill(folder, sources, name, None, **options)

        assert (folder / name).read_bytes() == expected
        assert (folder / f"{name}.rejects.jsonl").read_bytes() == rejects
        assert not (folder / f"{name}{ENDING}").exists()


class Stop(BaseException):
    """As a cut of the power, and as precise as a test needs it."""


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.usefixtures("_small_batches")
def test_a_run_goes_on_from_every_batch(
    run: Run, sources: list[str], name: str, *, ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(*sources, to=name).read_bytes()
    assert run.state.counts.sources == 1_230
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
    target = run.folder / name
    target.unlink()
    for _ in range(1_000):
        try:
            run(*sources, to=name, ordered=ordered)
        except Stop:
            continue
        break

    assert target.read_bytes() == expected
    assert run.state.resumed
    assert run.state.counts.sources == 1_230


@pytest.mark.usefixtures("_small_batches")
def test_a_torn_journal_line_is_no_line(run: Run, sources: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(*sources).read_bytes()
    target = run.folder / "out.jsonl"
    target.unlink()
    stopped = stop_after(run, sources, 9, monkeypatch)
    journal = Path(f"{stopped}{ENDING}")
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
def test_other_options_refuse_to_go_on(run: Run, sources: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(run, sources, 5, monkeypatch)

    with pytest.raises(ResumeError, match="with other options"):
        run(*sources, settings={"strict": True})
    run(*sources, settings={"strict": True}, force=True)


@pytest.mark.usefixtures("_small_batches")
def test_a_changed_source_refuses_to_go_on(run: Run, sources: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(run, sources, 5, monkeypatch)
    with Path(sources[0]).open("ab") as source:
        source.write(json_lines(1))

    with pytest.raises(ResumeError, match="sources have changed"):
        run(*sources)


@pytest.mark.usefixtures("_small_batches")
def test_more_processes_may_go_on(run: Run, sources: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(*sources).read_bytes()
    (run.folder / "out.jsonl").unlink()
    stop_after(run, sources, 5, monkeypatch)

    assert run(*sources, jobs=2).read_bytes() == expected


def test_an_existing_target_is_not_overwritten(run: Run, put: Put) -> None:
    path = put("a.txt", PAGES["a.txt"])
    target = run(path)
    before = target.read_bytes()

    with pytest.raises(ResumeError, match="exists"):
        run(path)

    assert target.read_bytes() == before
    assert not Path(f"{target}{ENDING}").exists()
    assert run(path, force=True).read_bytes() == before


@pytest.mark.usefixtures("_small_batches")
def test_two_runs_into_one_target_refuse(run: Run, sources: list[str]) -> None:
    second = Run(run.folder)
    seen: list[str] = []

    def observe(*_: object) -> None:
        with pytest.raises(ResumeError, match="another run"):
            second(*sources)
        seen.append("refused")

    target = run(*sources, observe=observe)

    assert seen
    assert target.stat().st_size > 1_000
