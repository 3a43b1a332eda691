"""Where the results go. What is committed stays, whatever happens; what is not is cut off when a run goes on."""

import contextlib
import errno
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from wireparse.convert.codecs import LENGTH, Codec, Kind, Payload, StoryRow, csv_header
from wireparse.convert.files import SORTED_ENDING, SPOOL_ENDING, GrowingFile, ResumeError, whole_file
from wireparse.writers.csv import COLUMNS

Mark = int
"""How far a target was committed."""


class Target(Protocol):
    """Takes encoded dispatches, in order."""

    def write(self, payload: Payload) -> None:
        """Take what an encoder made."""

    def prepare(self) -> Mark:
        """Get ready to commit what was written; returns what it will be known by."""

    def commit(self) -> None:
        """Make it safe; called once the journal has the mark."""

    def finish(self) -> None:
        """Complete the target."""

    def close(self) -> None:
        """Let go of it, complete or not."""


def committed(path: str, codec: Codec, mark: Mark) -> Mark:
    """The mark of the last commit as the target has it.

    Args:
        path: the target.
        codec: what it is made of.
        mark: what the journal says, which may be one ahead of it.

    Raises:
        ResumeError: they do not fit together.
        OSError: it cannot be read.
    """
    if codec.kind is not Kind.SQLITE:
        return mark
    if not Path(path).exists():
        raise ResumeError(f"{path} is gone, so that the run cannot go on; --force begins anew")
    with _database_errors(path), contextlib.closing(sqlite3.connect(path)) as base:
        found = int(base.execute("PRAGMA user_version").fetchone()[0])
    if found not in (mark, mark - 1):
        raise ResumeError(f"{path} is not as the run left it, so that it cannot go on; --force begins anew")
    return found


@contextlib.contextmanager
def _database_errors(path: str) -> Iterator[None]:
    """Errors of SQLite as those of any other file."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise ResumeError(f"{path} is no database, so that the run cannot go on; --force begins anew") from None
        raise OSError(errno.EIO, str(error), path) from None


def open_target(path: str | None, codec: Codec, mark: Mark | None) -> Target:
    """The target at a path, new, or as it was committed last.

    Args:
        path: a file; None for standard output.
        codec: what it is made of.
        mark: what `Target.prepare` returned for the last commit; None for a new one.
    """
    header = csv_header(codec) if codec.kind is Kind.CSV else b""
    if path is None:
        return PipeTarget(header)
    if codec.kind is Kind.SQLITE:
        return SqliteTarget(path, mark)
    if codec.partition_by:
        from wireparse.convert.folder import FolderTarget  # noqa: PLC0415  # it needs an extra

        return FolderTarget(path, mark)
    return ParquetTarget(path, mark) if codec.kind is Kind.PARQUET else FileTarget(path, header, mark)


def tidy(path: str, codec: Codec) -> None:
    """Remove what waited beside a target that is complete."""
    if codec.kind is Kind.PARQUET:
        for ending in (SPOOL_ENDING, SORTED_ENDING):
            Path(path + ending).unlink(missing_ok=True)


class PipeTarget:
    """Standard output."""

    def __init__(self, header: bytes) -> None:
        self._stream = sys.stdout.buffer
        self._stream.write(header)

    def write(self, payload: Payload) -> None:
        """Pass it on."""
        self._stream.write(payload)
        self._stream.flush()

    def prepare(self) -> Mark:
        """What is written is gone."""
        return 0

    def commit(self) -> None:
        """Nothing is left to do."""

    def finish(self) -> None:
        """Nothing is left to do."""
        self._stream.flush()

    def close(self) -> None:
        """It stays open."""


class FileTarget:
    """A file that grows: JSON Lines and CSV, each commit behind the last."""

    def __init__(self, path: str, header: bytes, mark: Mark | None) -> None:
        self._file = GrowingFile(Path(path), mark)
        if mark is None:
            self._file.write(header)

    def write(self, payload: Payload) -> None:
        """Put it behind the others."""
        self._file.write(payload)

    def prepare(self) -> Mark:
        """The size of the file, all of it on the disk."""
        return self._file.commit()

    def commit(self) -> None:
        """Nothing is left to do."""

    def finish(self) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        """Close the file."""
        self._file.close()


ROWS: Final = 20_000
"""Rows of a row group …"""
GROUP: Final = 1 << 26
"""… unless it has so many bytes before."""


class ParquetTarget(FileTarget):
    """A Parquet file. It cannot grow: until all is there, Arrow streams wait beside it."""

    def __init__(self, path: str, mark: Mark | None) -> None:
        self._path = Path(path)
        self._spool = Path(path + SPOOL_ENDING)
        super().__init__(str(self._spool), b"", mark)

    def finish(self) -> None:
        """Write the file from what waits, and put it in its place at once."""
        import pyarrow.parquet as pq  # noqa: PLC0415  # an extra

        from wireparse.arrow import SCHEMA  # noqa: PLC0415  # likewise

        with whole_file(self._path) as stream, pq.ParquetWriter(stream, SCHEMA, compression="zstd") as writer:
            for group in row_groups(self._tables()):
                writer.write_table(group, row_group_size=group.num_rows)

    def _tables(self) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415  # an extra

        with self._spool.open("rb") as stream:
            while size := stream.read(LENGTH):
                yield pa.ipc.open_stream(stream.read(int.from_bytes(size, "big"))).read_all()


def row_groups(tables: Iterable[Any]) -> Iterator[Any]:
    """Tables put together until they make a row group of Parquet."""
    import pyarrow as pa  # noqa: PLC0415  # an extra

    waiting: list[pa.Table] = []
    rows = size = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        size += table.nbytes
        if rows >= ROWS or size >= GROUP:
            yield pa.concat_tables(waiting)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield pa.concat_tables(waiting)


_COLUMNS: Final = ", ".join(f'"{name}"' for name in (*COLUMNS, "date_iso"))
_SCHEMA: Final = f"""
CREATE TABLE stories (
  id INTEGER PRIMARY KEY, {", ".join(f'"{name}" {"INTEGER" if name == "index" else "TEXT"}' for name in COLUMNS)},
  date_iso TEXT
);
CREATE TABLE agencies (
  story INTEGER NOT NULL REFERENCES stories(id), position INTEGER NOT NULL, code TEXT NOT NULL, id TEXT, name TEXT,
  PRIMARY KEY (story, position)
) WITHOUT ROWID;
CREATE TABLE sources (name TEXT PRIMARY KEY, dispatches INTEGER NOT NULL) WITHOUT ROWID;
"""
_INDEX: Final = """
CREATE VIRTUAL TABLE stories_fts USING fts5 (
  headline, standfirst, city, body, content='stories', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO stories_fts (stories_fts) VALUES ('rebuild');
CREATE INDEX agencies_id ON agencies (id);
CREATE INDEX stories_source ON stories (source);
"""


class SqliteTarget:
    """A database: stories, their agencies, the sources, and a full-text index when it is complete.

    The number of commits stands in it as ``user_version``.
    """

    def __init__(self, path: str, mark: Mark | None) -> None:
        self._path = path
        if mark is None:
            Path(path).unlink(missing_ok=True)
            Path(f"{path}-journal").unlink(missing_ok=True)
        with contextlib.ExitStack() as opened, _database_errors(path):
            self._base = sqlite3.connect(path, isolation_level=None)
            opened.callback(self._base.close)
            self._base.execute("BEGIN IMMEDIATE")
            if mark is None:
                for statement in _SCHEMA.split(";\n"):
                    self._base.execute(statement)
            self._commits: int = self._base.execute("PRAGMA user_version").fetchone()[0]
            self._next: int = self._base.execute("SELECT coalesce(max(id), 0) + 1 FROM stories").fetchone()[0]
            opened.pop_all()

    def write(self, payload: Payload) -> None:
        """Add the rows."""
        with _database_errors(self._path):
            self._insert(payload)

    def _insert(self, rows: list[StoryRow]) -> None:
        first = self._next
        self._next += len(rows)
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        self._base.executemany(
            f"INSERT INTO stories (id, {_COLUMNS}) VALUES ({marks})",  # noqa: S608  # our own names
            [(first + i, *row.cells) for i, row in enumerate(rows)],
        )
        self._base.executemany(
            "INSERT INTO agencies VALUES (?, ?, ?, ?, ?)",
            [(first + i, j, *agency) for i, row in enumerate(rows) for j, agency in enumerate(row.agencies)],
        )
        counts: dict[str, int] = {}
        for row in rows:
            if row.cells[2] == "dispatch":
                counts[str(row.cells[0])] = counts.get(str(row.cells[0]), 0) + 1
        self._base.executemany(
            "INSERT INTO sources VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET dispatches = dispatches + "
            "excluded.dispatches",
            list(counts.items()),
        )

    def prepare(self) -> Mark:
        """The number of the commit to come."""
        return self._commits + 1

    def commit(self) -> None:
        """End a transaction and begin the next."""
        self._commits += 1
        with _database_errors(self._path):
            self._base.execute(f"PRAGMA user_version = {self._commits}")
            self._base.execute("COMMIT")
            self._base.execute("BEGIN IMMEDIATE")

    def finish(self) -> None:
        """Build the indexes."""
        with _database_errors(self._path):
            if self._base.execute("SELECT 1 FROM sqlite_schema WHERE name = 'stories_fts'").fetchone():
                return  # a run was broken off when all was done
            for statement in _INDEX.split(";\n"):
                self._base.execute(statement)
            self._base.execute("COMMIT")

    def close(self) -> None:
        """Close the database; an open transaction is undone."""
        self._base.close()
