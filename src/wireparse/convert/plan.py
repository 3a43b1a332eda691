"""Which sources a run reads, in which order, and how to know them again."""

import fnmatch
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from wireparse.errors import SourceError
from wireparse.readers import STDIN, source_name
from wireparse.readers.remote import is_remote, remote_files

_UNKNOWN: Final = -1


class Origin(NamedTuple):
    """A file to read, standard input, or a file at an address."""

    path: str
    size: int = _UNKNOWN
    """Bytes; -1 where that is not known, as of a pipe."""
    changed: int = 0
    """When it was changed last, in nanoseconds."""
    problem: str | None = None
    """Why it cannot be read, where that is known by now."""
    mark: str = ""
    """Of a file at an address, what changes when the file does."""
    begin: int = 0
    """Of a part of JSON Lines, the bytes before it …"""
    number: int = 0
    """… the records in these …"""
    end: int = _UNKNOWN
    """… and the bytes before what comes behind it; -1 for all that there is."""

    @property
    def name(self) -> str:
        """The name as results have it."""
        return source_name(self.path)


def plan(
    paths: Iterable[str], *, lists: Sequence[str] = (), globs: Sequence[str] = (), but: Iterable[str] = ()
) -> list[Origin]:
    """The sources of a run: files as they are named, folders with all files in them, sorted; so at addresses too.

    Args:
        paths: files, folders, addresses, or ``-``.
        lists: files that name more of them, one a line; lines that begin with ``#`` are comments.
        globs: of the files in folders, only those whose name or path inside the folder fits one of these patterns.
        but: files that are left out: what the run itself writes.

    Raises:
        SourceError: a list cannot be read.
    """
    left_out = {os.path.realpath(path) for path in but}
    named = [*paths, *(path for name in lists for path in _listed(name))]
    return [
        origin for path in named for origin in _expanded(path, globs) if os.path.realpath(origin.path) not in left_out
    ]


def fingerprint(origins: Iterable[Origin]) -> str:
    """What changes when a source does: its name, its size or the time of its last change."""
    digest = hashlib.blake2b(digest_size=16)
    for origin in origins:
        digest.update(f"{origin.name}\0{origin.size}\0{origin.changed}\0{origin.mark}\n".encode())
    return digest.hexdigest()


def _listed(name: str) -> list[str]:
    try:
        text = Path("/dev/stdin" if name == STDIN else name).read_text("utf-8", "surrogateescape")
    except OSError as error:
        raise SourceError(source_name(name), error.strerror or str(error)) from None
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _expanded(path: str, globs: Sequence[str]) -> Iterator[Origin]:
    if path == STDIN:
        yield Origin(path)
        return
    if is_remote(path):
        yield from _remote(path, globs)
        return
    try:
        found = os.stat(path)  # noqa: PTH116  # Path takes ten times as long
        if stat.S_ISDIR(found.st_mode):
            yield from _in_folder(path, "", globs)
            return
    except OSError as error:
        yield Origin(path, problem=error.strerror or str(error))
        return
    yield Origin(path, found.st_size if stat.S_ISREG(found.st_mode) else _UNKNOWN, found.st_mtime_ns)


def _remote(address: str, globs: Sequence[str]) -> Iterator[Origin]:
    try:
        found = remote_files(address)
    except SourceError as error:
        yield Origin(address, problem=error.reason)
        return
    for file in found:
        if file.address == address or _fits(file.inside, globs):
            yield Origin(file.address, _UNKNOWN if file.size is None else file.size, mark=file.mark)


def _fits(inside: str, globs: Sequence[str]) -> bool:
    """Whether a file in a folder fits a pattern, by its name or its path."""
    name = inside.rpartition("/")[2]
    return not globs or any(fnmatch.fnmatch(name, glob) or fnmatch.fnmatch(inside, glob) for glob in globs)


def _in_folder(folder: str, inside: str, globs: Sequence[str]) -> Iterator[Origin]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Origin(folder, problem=error.strerror or str(error))
        return
    for entry in found:
        below = f"{inside}/{entry.name}" if inside else entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _in_folder(entry.path, below, globs)
        elif _fits(below, globs):
            yield from _file(entry)


def _file(entry: "os.DirEntry[str]") -> Iterator[Origin]:
    """A file in a folder; what is neither a file nor a link to one, as a socket, is passed over."""
    try:
        found = entry.stat()
    except OSError as error:
        yield Origin(entry.path, problem=error.strerror or str(error))
        return
    if stat.S_ISREG(found.st_mode):
        yield Origin(entry.path, found.st_size, found.st_mtime_ns)
