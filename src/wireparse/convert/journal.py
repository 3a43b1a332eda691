"""The journal beside a target: how far a run came, so that the next one goes on there.

Its first line says what the run was; each further line is a commit. A line that was being written when the machine
stopped is no line.
"""

import contextlib
import hashlib
import importlib.metadata
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import IO, Any, Final

import msgspec

from wireparse.convert.files import JOURNAL_ENDING, ResumeError, naming, sync_folder
from wireparse.convert.parts import Place
from wireparse.convert.work import Counts

fcntl: ModuleType | None = None
if sys.platform != "win32":
    import fcntl

_VERSION: Final = 1


class Commit(msgspec.Struct):
    """A line of the journal."""

    place: tuple[int, int, int, int]
    """Where the next batch starts."""
    mark: int
    """What the target said."""
    rejects: int
    """The size of the rejects file."""
    counts: Counts
    base: int = 0
    """Dispatches of the large text that the place is in."""
    done: tuple[int, ...] = ()
    """Of the batches from the place on, counted from 0, those that were written out of turn."""
    seconds: float = 0.0
    """How long the runs have taken so far …"""
    parsed: int = 0
    """… and the bytes of text that they have parsed."""
    finished: bool = False
    """Whether the target is complete, so that only what waited beside it is to go."""


class _Header(msgspec.Struct):
    journal: int
    """The version of what the lines are made of …"""
    wireparse: str = ""
    """… and that of what makes them, which may find other stories, or cut the sources elsewhere."""
    options: str = ""
    sources: str = ""


def options_hash(*options: object) -> str:
    """What changes when an option does that has a bearing on the result."""
    return hashlib.blake2b(msgspec.json.encode(options), digest_size=16).hexdigest()


class Journal:
    """The journal of a target, held by one run at a time.

    Args:
        target: the target.
        options: what changes when an option does.
        sources: what changes when a source does.
        force: whether what an earlier run wrote is of no more use.
        beside: a second file that the run writes.

    Raises:
        ResumeError: another run holds it, or what it tells of is not this run.
        OSError: it cannot be written.
    """

    def __init__(self, target: str, options: str, sources: str, *, force: bool, beside: Sequence[str] = ()) -> None:
        self.path = Path(target + JOURNAL_ENDING)
        self._stream: IO[bytes] = self.path.open("a+b")
        self.commits: list[Commit] = []
        try:
            with naming(self.path):
                self._lock(target)
                header = _Header(_VERSION, importlib.metadata.version("wireparse"), options, sources)
                self._begin([target, *beside], header, force=force)
        except BaseException:
            self.close()
            raise

    def _begin(self, targets: Sequence[str], header: "_Header", *, force: bool) -> None:
        if not (force or self._read(header, targets[0])):
            # Nothing was written before the first line of the journal: what is there is of another run.
            for target in targets:
                if _holds_something(Path(target)):
                    self.remove()
                    raise ResumeError(f"{target} exists; --force writes it anew")
        if not self.commits:
            self._stream.truncate(0)
            self._append(header)
            sync_folder(self.path.parent)

    @property
    def last(self) -> Commit | None:
        """The last commit."""
        return self.commits[-1] if self.commits else None

    def back_to(self, mark: int) -> None:
        """Forget commits that the target does not have."""
        while self.commits and self.commits[-1].mark > mark:
            self.commits.pop()

    def add(self, commit: Commit) -> None:
        """Write down a commit; it is on the disk when this returns."""
        self.commits = [commit]
        with naming(self.path):
            self._append(commit)

    def finish(self) -> None:
        """The target is complete, and whoever goes on need not read the sources again."""
        self.add(msgspec.structs.replace(self.commits[-1], finished=True))

    def remove(self) -> None:
        """Nothing is left to do."""
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        self.close()

    def close(self) -> None:
        """Let another run have it."""
        with naming(self.path):
            self._stream.close()

    def _lock(self, target: str) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = os.path.samestat(os.fstat(self._stream.fileno()), self.path.stat())
        except (BlockingIOError, FileNotFoundError):  # it is taken, or was removed by the run that had it
            held = False
        if not held:
            raise ResumeError(f"{target} is being written by another run")

    def _read(self, header: _Header, target: str) -> bool:
        """The commits of an earlier run of the same job; whether there was one."""
        self._stream.seek(0)
        lines = self._stream.read().split(b"\n")
        if len(lines) == 1:
            return False  # broken off before the first line was written, if not made just now
        try:
            found = msgspec.json.decode(lines[0], type=_Header)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise ResumeError(f"{self.path} is no journal; remove it, or use --force to write {target} anew") from None
        size = len(lines[0]) + 1
        if (found.journal, found.wireparse) != (header.journal, header.wireparse):
            raise ResumeError(f"{target} was begun by another version of wireparse; --force writes it anew")
        if found.options != header.options:
            raise ResumeError(f"{target} was begun with other options; use these again, or --force to write it anew")
        if found.sources != header.sources:
            raise ResumeError(f"the sources have changed since {target} was begun; --force writes it anew")
        for line in lines[1:-1]:
            try:
                self.commits.append(msgspec.json.decode(line, type=Commit))
            except (msgspec.DecodeError, UnicodeDecodeError):
                break
            size += len(line) + 1
        self._stream.truncate(size)
        return True

    def _append(self, value: Any) -> None:  # noqa: ANN401  # a struct
        self._stream.seek(0, os.SEEK_END)
        self._stream.write(msgspec.json.encode(value) + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())


def _holds_something(target: Path) -> bool:
    """Whether there is a target already; a folder with nothing in it is none."""
    return target.exists() and (not target.is_dir() or any(target.iterdir()))


def place_of(commit: Commit | None) -> Place:
    """Where a run goes on."""
    return Place(*commit.place) if commit else Place()
