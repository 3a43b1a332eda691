"""The same sources give the same result, in whatever order workers end, and wherever a run is broken off."""

import contextlib
import io
import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
import pytest
from tests.archives import PACKERS, PAGES, json_lines, tar
from tests.converting import Run
from tests.killing import small_batches

from wireparse.convert import run as run_module
from wireparse.convert.codecs import Codec, Kind
from wireparse.convert.partitions import Partition
from wireparse.convert.work import Outcome, Settings, Worker
from wireparse.readers.compressed import compression_of, inflated

Put = Callable[[str, bytes | str], Path]
TARGETS: Final[dict[str, dict[str, Any]]] = {
    "out.jsonl": {},
    "out.jsonl.gz": {},
    "out.jsonl.zst": {},
    "out.csv": {},
    "out.sqlite": {},
    "out.parquet": {},
    "out": {"codec": Codec(Kind.PARQUET, partition_by=(Partition.AGENCY,))},
}


_STORIES: Final = """
SELECT stories.*, (SELECT group_concat(code || id || name) FROM agencies WHERE story = stories.id) FROM stories
"""


class Stop(BaseException):
    """A run is broken off."""


class Later(Future[Outcome]):
    """What a worker makes of a batch, when somebody asks."""

    def __init__(self, worker: Worker, parts: Any) -> None:
        super().__init__()
        self._worker = worker
        self._parts = parts

    def result(self, timeout: float | None = None) -> Outcome:  # noqa: ARG002  # the signature of a future
        return self._worker.work(self._parts)


class Pool:
    """Workers that end in an order of chance."""

    def __init__(self, _: int, settings: Settings) -> None:
        self._worker = Worker(settings)

    def submit(self, parts: Any) -> Later:
        return Later(self._worker, parts)

    def close(self) -> None:
        pass


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> random.Random:
    """What decides the order in which workers end; the same in each run of a test."""
    chance = random.Random(request.node.name)  # noqa: S311  # no secret

    def wait(futures: set[Later], **_: object) -> tuple[list[Later], list[Later]]:
        found = list(futures)
        chance.shuffle(found)
        count = chance.randint(1, len(found))
        return found[:count], found[count:]

    monkeypatch.setattr(run_module, "Pool", Pool)
    monkeypatch.setattr(run_module, "wait", wait)
    return chance


@pytest.fixture
def sources(put: Put) -> list[Path]:
    members = {f"{i}/{name}": text for i in range(4) for name, text in PAGES.items()}
    stories = "\nNNNN\n".join(f"Bridge {i}\nOSLO (NTB) - The bridge {i} is shut for a week." for i in range(60))
    return [
        put("corpus.jsonl", json_lines(60).replace(b'"id": 40,', b"broken")),
        put("wire.txt", stories + "\nNNNN\n"),
        put("news.tar.gz", PACKERS[".gz"](tar(members))),
        put("other.txt", stories.replace("OSLO (NTB)", "UTRECHT (ANP)") + "\nNNNN\n"),
        put("more.jsonl", json_lines(30)),
    ]


@pytest.fixture(autouse=True)
def _small_batches() -> Iterator[None]:
    with small_batches():
        yield


def made(folder: Path) -> Run:
    folder.mkdir()
    return Run(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def broken_off(run: Run, sources: list[Path], chance: random.Random, **options: Any) -> None:
    """Run to the end, though it is broken off now and again."""
    for _ in range(100):
        left = chance.randint(1, 12)

        def observe(_: object) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Stop

        with contextlib.suppress(Stop):
            run(*sources, observe=observe, **options)
            assert run.state.resumed
            return
    raise AssertionError("a run that never ends")


def rows(folder: Path) -> dict[str, list[Any]]:
    """What is in files, whatever the order."""
    return {name: sorted(_rows(folder / name)) for name in contents(folder)}


def _rows(path: Path) -> list[Any]:
    if path.suffix == ".parquet":
        return [repr(row) for row in pq.ParquetFile(path).read().to_pylist()]
    if path.suffix == ".sqlite":
        with contextlib.closing(sqlite3.connect(path)) as base:
            return [repr(row[1:]) for row in base.execute(_STORIES)]
    data = path.read_bytes()
    kind = compression_of(data[:16])
    return (inflated(io.BytesIO(data), kind).read() if kind else data).splitlines()


@pytest.mark.parametrize("name", TARGETS)
def test_bytes_are_the_same(tmp_path: Path, sources: list[Path], chance: random.Random, name: str) -> None:
    options = {"to": name, "on_error": "quarantine", **TARGETS[name]}
    whole = made(tmp_path / "whole")
    whole(*sources, **options)
    expected = contents(whole.folder)
    assert whole.state.counts.dispatches == 221

    several = made(tmp_path / "several")
    several(*sources, jobs=3, **options)
    assert contents(several.folder) == expected

    for time in range(4):
        broken = made(tmp_path / f"broken{time}")
        broken_off(broken, sources, chance, **options, jobs=chance.randint(1, 3))
        assert contents(broken.folder) == expected
        assert broken.state.counts == whole.state.counts


@pytest.mark.parametrize("name", TARGETS)
def test_rows_are_the_same_in_any_order(tmp_path: Path, sources: list[Path], chance: random.Random, name: str) -> None:
    options = {"to": name, "on_error": "quarantine", **TARGETS[name]}
    whole = made(tmp_path / "whole")
    whole(*sources, **options)
    expected = rows(whole.folder)

    several = made(tmp_path / "several")
    several(*sources, jobs=3, ordered=False, **options)
    assert rows(several.folder) == expected
    assert contents(several.folder) != contents(whole.folder)

    for time in range(4):
        broken = made(tmp_path / f"broken{time}")
        broken_off(broken, sources, chance, **options, jobs=chance.randint(2, 3), ordered=False)
        assert rows(broken.folder) == expected
        assert broken.state.counts == whole.state.counts
