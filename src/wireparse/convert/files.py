"""Files that a run writes: what is committed stays, what is whole appears at once, and errors say which file it was."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from wireparse.errors import WireparseError

JOURNAL_ENDING: Final = ".journal"
REJECTS_ENDING: Final = ".rejects.jsonl"
SPOOL_ENDING: Final = ".partial"
WHOLE_ENDING: Final = ".whole"
SORTED_ENDING: Final = ".sorted"
BESIDE: Final = (JOURNAL_ENDING, REJECTS_ENDING, SPOOL_ENDING, WHOLE_ENDING, SORTED_ENDING, "-journal")
"""What may stand beside a target while a run is at work; the last is of SQLite."""


class ResumeError(WireparseError):
    """A run cannot start or go on, and what to do."""


@contextlib.contextmanager
def naming(path: str | Path) -> Iterator[None]:
    """Say in errors which file they are about: where one is written to, Python does not."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


class GrowingFile:
    """A file that grows, each commit behind the last.

    Args:
        path: the file.
        size: what was committed of it, behind which it is cut off; None for a new file.

    Raises:
        ResumeError: what was committed is not there.
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, size: int | None) -> None:
        self.path = path
        try:
            self._stream: IO[bytes] = path.open("wb" if size is None else "r+b")
        except FileNotFoundError:
            if size is None:
                raise
            raise ResumeError(f"{path} is gone, so that the run cannot go on; --force begins anew") from None
        if size is None:
            return
        if os.fstat(self._stream.fileno()).st_size < size:
            self._stream.close()
            raise ResumeError(f"{path} is shorter than the run left it, so that it cannot go on; --force begins anew")
        self._stream.truncate(size)
        self._stream.seek(size)

    def write(self, data: bytes) -> None:
        """Put it behind the rest."""
        with naming(self.path):
            self._stream.write(data)

    def commit(self) -> int:
        """The size of the file, all of it on the disk."""
        with naming(self.path):
            self._stream.flush()
            os.fsync(self._stream.fileno())
            return self._stream.tell()

    def close(self) -> None:
        """Close the file."""
        with naming(self.path):
            self._stream.close()


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that is written beside its place, and put there at once when all of it is on the disk."""
    part = Path(f"{path}{WHOLE_ENDING}")
    try:
        with naming(part), part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        part.unlink(missing_ok=True)  # it would fill the disk for nothing
        raise
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where a system can do that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
