"""Runs that a full disk or the death of a worker breaks off: the error names the file, and the same command goes on."""

import contextlib
import errno
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
from tests.archives import json_lines
from tests.converting import Run
from tests.killing import small_batches

from wireparse.convert.codecs import Codec, Kind
from wireparse.convert.folder import FolderTarget
from wireparse.convert.partitions import Partition
from wireparse.convert.targets import ParquetTarget, SqliteTarget

Put = Callable[[str, bytes | str], Path]
FOLDER: Final = {"to": "out", "codec": Codec(Kind.PARQUET, partition_by=(Partition.AGENCY,))}


@pytest.fixture
def corpus(put: Put) -> Path:
    return put("corpus.jsonl", json_lines(100) + b"broken\n" + json_lines(100))


def unbroken(broken: Run, corpus: Path, **options: Any) -> dict[str, bytes]:
    """What a run writes that nothing breaks off."""
    folder = broken.folder.with_name("whole")
    folder.mkdir()
    Run(folder)(corpus, **options)
    return contents(folder)


@pytest.fixture(autouse=True)
def _small_batches() -> Iterator[None]:
    with small_batches():
        yield


@pytest.fixture
def broken(tmp_path: Path) -> Run:
    (tmp_path / "broken").mkdir()
    return Run(tmp_path / "broken")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextlib.contextmanager
def limited(size: int) -> Iterator[None]:
    """No file may be larger, as if the disk were full then."""
    import resource  # noqa: PLC0415  # not everywhere

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
@pytest.mark.parametrize(
    ("options", "size", "file"),
    [
        ({"to": "out.jsonl"}, 20_000, "out.jsonl"),
        ({"to": "out.jsonl.gz"}, 2_500, "out.jsonl.gz"),
        ({"to": "out.jsonl.zst"}, 2_500, "out.jsonl.zst"),
        ({"to": "out.csv"}, 10_000, "out.csv"),
        ({"to": "out.sqlite"}, 40_000, "out.sqlite"),
        ({"to": "out.parquet"}, 60_000, "out.parquet.partial"),
        (FOLDER, 60_000, "out.partial"),
    ],
    ids=str,
)
def test_the_disk_is_full_in_the_middle(
    broken: Run, corpus: Path, options: dict[str, Any], size: int, file: str
) -> None:
    whole = unbroken(broken, corpus, **options)

    with limited(size), pytest.raises(OSError, match=r"large|full|disk") as caught:
        broken(corpus, **options)
    assert caught.value.filename == str(broken.folder / file)

    broken(corpus, **options)
    assert broken.state.resumed
    assert contents(broken.folder) == whole


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
@pytest.mark.parametrize(
    ("options", "target", "file"),
    [
        ({"to": "out.sqlite"}, SqliteTarget, "out.sqlite"),
        ({"to": "out.parquet"}, ParquetTarget, "out.parquet.whole"),
        (FOLDER, FolderTarget, "out.sorted"),
    ],
    ids=str,
)
def test_the_disk_is_full_at_the_end(
    broken: Run,
    corpus: Path,
    options: dict[str, Any],
    target: type[Any],
    file: str,
) -> None:
    whole = unbroken(broken, corpus, **options)
    finish = target.finish

    def finished(self: Any) -> None:
        path = broken.folder / file
        with limited(path.stat().st_size if path.exists() else 1_000):
            finish(self)

    with mock.patch.object(target, "finish", finished), pytest.raises(OSError, match=r"large|full|disk") as caught:
        broken(corpus, **options)
    assert caught.value.filename == str(broken.folder / file)

    broken(corpus, **options)
    assert broken.state.resumed
    assert contents(broken.folder) == whole


@pytest.mark.parametrize("file", ["out.jsonl.journal", "out.jsonl.rejects.jsonl", "out.jsonl"])
@pytest.mark.parametrize("time", [1, 2, 3])
def test_the_disk_is_full_for_a_file(
    broken: Run,
    corpus: Path,
    file: str,
    time: int,
) -> None:
    whole = unbroken(broken, corpus, on_error="quarantine")
    path = broken.folder / file
    left = time

    def fsync(descriptor: int) -> None:
        nonlocal left
        if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
            left -= 1
            if not left:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with mock.patch.object(os, "fsync", fsync), pytest.raises(OSError, match="No space left on device") as caught:
        broken(corpus, on_error="quarantine")
    assert caught.value.filename == str(path)

    broken(corpus, on_error="quarantine")
    assert contents(broken.folder) == whole


def test_the_workers_end_before_the_run_does(broken: Run, corpus: Path) -> None:
    threads, processes = set(threading.enumerate()), set(multiprocessing.active_children())
    updates = 0

    def observe(_: object) -> None:
        nonlocal updates
        updates += 1
        if updates == 6:
            assert set(multiprocessing.active_children()) > processes
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken(corpus, jobs=2, observe=observe)

    assert set(threading.enumerate()) <= threads
    assert set(multiprocessing.active_children()) <= processes


@pytest.mark.parametrize("ordered", [True, False])
def test_a_worker_dies(broken: Run, corpus: Path, *, ordered: bool) -> None:
    whole = unbroken(broken, corpus)
    before = set(multiprocessing.active_children())
    updates = 0

    def observe(_: object) -> None:
        nonlocal updates
        updates += 1
        if updates == 6:
            worker, *_others = set(multiprocessing.active_children()) - before
            worker.kill()

    with pytest.raises(OSError, match="a worker process died, perhaps for want of memory"):
        broken(corpus, jobs=2, ordered=ordered, observe=observe)

    broken(corpus, jobs=2, ordered=ordered)
    assert broken.state.resumed
    lines = [sorted(found["out.jsonl"].splitlines()) for found in (contents(broken.folder), whole)]
    assert lines[0] == lines[1]
    if ordered:
        assert contents(broken.folder) == whole
