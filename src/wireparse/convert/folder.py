"""A folder of Parquet files, divided as Hive does it: ``agency=anp/part-00000.parquet``.

Rows wait in one file beside the folder, as those of a Parquet file do. When all are there they are sorted by the folder
that they belong in: in runs that fit in memory, which are then merged. So one file is open for writing at a time,
however many folders there are.
"""

import heapq
import itertools
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from wireparse.arrow import SCHEMA
from wireparse.convert.codecs import FOLDER
from wireparse.convert.files import SORTED_ENDING, WHOLE_ENDING, ResumeError, naming, sync_folder
from wireparse.convert.partitions import Partition
from wireparse.convert.targets import ParquetTarget, row_groups

RUN: Final = 1 << 25
"""Bytes of rows that are sorted at a time."""
PART_ROWS: Final = 1_000_000
"""A file is closed when it holds so many rows, and the next one begun."""
_HEAD: Final = 16
_FOLDER_NAME: Final = re.compile(rf"(?:{'|'.join(Partition)})=.+", re.DOTALL)
_FILE_NAME: Final = re.compile(r"part-\d{5,}\.parquet")


class FolderTarget(ParquetTarget):
    """A folder of Parquet files; it is put in its place when all of them are written."""

    def finish(self) -> None:
        """Write the files from the rows that wait."""
        whole = Path(f"{self._path}{WHOLE_ENDING}")
        remove_folder(whole, broken_off=True)
        whole.mkdir()
        waiting = Path(f"{self._path}{SORTED_ENDING}")
        with naming(waiting), waiting.open("w+b") as stream:
            runs = [_sorted_run(stream, run) for run in _runs(self._tables())]
            for name, chunks in itertools.groupby(_merged(stream, runs), key=lambda chunk: chunk[0]):
                _write_parts(whole / name, (_table(stream, chunk) for chunk in chunks))
        put_folder(whole, self._path)


def part_name(number: int) -> str:
    """What a file in a folder is called."""
    return f"part-{number:05}.parquet"


def put_folder(whole: Path, folder: Path) -> None:
    """Puts a folder in its place, where that of an earlier run may stand.

    Raises:
        ResumeError: what stands there was written by no run.
        OSError: it cannot be put there.
    """
    remove_folder(folder)
    whole.rename(folder)
    sync_folder(folder.parent)


def remove_folder(folder: Path, *, broken_off: bool = False) -> None:
    """Removes a folder that a run wrote; one that is not there is gone.

    Args:
        folder: the folder.
        broken_off: whether its files need not be whole.

    Raises:
        ResumeError: something in it was written by no run; nothing is removed then.
        OSError: it cannot be removed.
    """
    for path in written_files(folder, broken_off=broken_off):
        path.unlink()
    for parent, _, _ in os.walk(folder, topdown=False):
        Path(parent).rmdir()  # which fails if something was put there meanwhile


def written_files(folder: Path, *, broken_off: bool = False) -> list[Path]:
    """The files in a folder that a run wrote.

    Args:
        folder: the folder; one that is not there has none.
        broken_off: whether they need not be whole.

    Raises:
        ResumeError: something in it was written by no run, so that it must not be replaced.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ResumeError(f"{folder} is no folder; name another one, or remove it")
    found: list[Path] = []
    for parent, folders, files in os.walk(folder):
        for name in folders:
            path = Path(parent, name)
            if path.is_symlink() or not _FOLDER_NAME.fullmatch(name):
                raise _foreign(folder, path)
        for name in files:
            path = Path(parent, name)
            if path.is_symlink() or not _FILE_NAME.fullmatch(name) or not (broken_off or _is_ours(path)):
                raise _foreign(folder, path)
            found.append(path)
    return found


def _foreign(folder: Path, path: Path) -> ResumeError:
    return ResumeError(f"{folder} holds {path.relative_to(folder)}, which no run wrote; name another folder")


def _is_ours(path: Path) -> bool:
    """Whether a file holds dispatches."""
    try:
        return bool(pq.read_schema(path).equals(SCHEMA))
    except (pa.ArrowException, OSError):
        return False


# --- sorting ---------------------------------------------------------------------------------------------------------
_Chunk = tuple[str, int, int, int]
"""Rows of one folder in one run: the folder, the number of the run, and their place and size in the file."""


def _runs(tables: Iterable[Any]) -> Iterator[Any]:
    """Tables put together until they fill a run."""
    waiting: list[pa.Table] = []
    size = 0
    for table in tables:
        waiting.append(table)
        size += table.nbytes
        if size >= RUN:
            yield pa.concat_tables(waiting)
            waiting, size = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


def _sorted_run(stream: IO[bytes], table: Any) -> tuple[int, int]:  # noqa: ANN401  # pyarrow has no types
    """Writes the rows of a run, those of each folder together; where it begins and ends."""
    begin = stream.tell()
    names: list[str] = table[FOLDER].to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    rows = table.drop_columns([FOLDER]).combine_chunks().take(pa.array(order, pa.int64())).combine_chunks()
    first = 0
    for name, group in itertools.groupby(order, key=names.__getitem__):
        count = sum(1 for _ in group)
        data = rows.slice(first, count).to_batches()
        first += count
        for batch in data:
            key, content = name.encode(), batch.serialize()
            stream.write(len(key).to_bytes(_HEAD // 2, "big") + content.size.to_bytes(_HEAD // 2, "big"))
            stream.write(key)
            stream.write(content)
    return begin, stream.tell()


def _merged(stream: IO[bytes], runs: list[tuple[int, int]]) -> Iterator[_Chunk]:
    """What is in the runs by its folder, and in a folder in the order of the runs."""
    return heapq.merge(*(_chunks(stream, number, *run) for number, run in enumerate(runs)))


def _chunks(stream: IO[bytes], number: int, begin: int, end: int) -> Iterator[_Chunk]:
    while begin < end:
        stream.seek(begin)
        head = stream.read(_HEAD)
        name, size = int.from_bytes(head[: _HEAD // 2], "big"), int.from_bytes(head[_HEAD // 2 :], "big")
        begin += _HEAD + name
        yield stream.read(name).decode(), number, begin, size
        begin += size


def _table(stream: IO[bytes], chunk: _Chunk) -> Any:  # noqa: ANN401  # pyarrow has no types
    _, _, place, size = chunk
    stream.seek(place)
    return pa.Table.from_batches([pa.ipc.read_record_batch(pa.py_buffer(stream.read(size)), SCHEMA)])


def _write_parts(folder: Path, tables: Iterable[Any]) -> None:
    """Writes the files of one folder."""
    folder.mkdir(parents=True)
    groups = row_groups(tables)
    for number in itertools.count():
        group = next(groups, None)
        if group is None:
            return
        # A name that is taken, as by another spelling of the folder on some file systems, must not be written over.
        path = folder / part_name(number)
        with naming(path), path.open("xb") as stream:
            with pq.ParquetWriter(stream, SCHEMA, compression="zstd") as writer:
                rows = 0
                while group is not None:
                    writer.write_table(group, row_group_size=group.num_rows)
                    rows += group.num_rows
                    group = next(groups, None) if rows < PART_ROWS else None
            stream.flush()
            os.fsync(stream.fileno())
