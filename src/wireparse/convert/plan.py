"""Which sources a run reads, in which order, and how to know them again."""

import codecs
import errno
import fnmatch
import hashlib
import itertools
import marshal
import os
import stat
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, overload

from wireparse.errors import SourceError
from wireparse.readers import STDIN, source_name
from wireparse.readers.remote import is_remote, remote_files

SPECIAL: Final = "special"
"""What is called what a folder holds that is neither a file nor a folder, as a socket: it is passed over."""
_UNKNOWN: Final = -1
_PACK: Final = 1_000
"""So many sources are packed together."""


class Origin(NamedTuple):
    """A file to read, standard input, or a file at an address."""

    path: str
    size: int = _UNKNOWN
    """Bytes; -1 where that is not known, as of a pipe."""
    changed: int = 0
    """When it was changed last, in nanoseconds."""
    problem: str | None = None
    """Why it is not read, where that is known by now."""
    kind: str = "unreadable"
    """… and the word for it."""
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


class Origins(Sequence[Origin]):
    """The sources of a run, packed: there can be millions, and a tenth of their size is enough to name them."""

    def __init__(self, origins: Iterable[Origin] = ()) -> None:
        self._packs: list[bytes] = []
        self._last: list[Origin] = []
        """Those that are not packed yet, fewer than `_PACK`."""
        found = iter(origins)
        while len(last := list(itertools.islice(found, _PACK))) == _PACK:
            self._packs.append(zlib.compress(marshal.dumps([tuple(origin) for origin in last]), 1))
        self._last = last

    def __len__(self) -> int:
        return len(self._packs) * _PACK + len(self._last)

    def __iter__(self) -> Iterator[Origin]:
        for pack in self._packs:
            yield from _unpacked(pack)
        yield from self._last

    @overload
    def __getitem__(self, index: int) -> Origin: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Origin]: ...
    def __getitem__(self, index: int | slice) -> Origin | Sequence[Origin]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        number, inside = divmod(range(len(self))[index], _PACK)
        return (_unpacked(self._packs[number]) if number < len(self._packs) else self._last)[inside]


@lru_cache(maxsize=2)
def _unpacked(pack: bytes) -> list[Origin]:
    return [Origin(*fields) for fields in marshal.loads(zlib.decompress(pack))]  # noqa: S302  # what was packed here


def plan(
    paths: Iterable[str], *, lists: Sequence[str] = (), globs: Sequence[str] = (), but: Iterable[str] = ()
) -> Origins:
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
    found = (origin for path in named for origin in _expanded(path, globs))
    return Origins(origin for origin in found if os.path.realpath(origin.path) not in left_out)


def fingerprint(origins: Iterable[Origin]) -> str:
    """What changes when a source does: its name, its size or the time of its last change."""
    digest = hashlib.blake2b(digest_size=16)
    for origin in origins:
        digest.update(f"{origin.name}\0{origin.size}\0{origin.changed}\0{origin.mark}\n".encode())
    return digest.hexdigest()


def total_size(origins: Iterable[Origin]) -> int:
    """Bytes of all sources; 0 where that is not known."""
    total = 0
    for origin in origins:
        if origin.problem is None:
            if origin.size == _UNKNOWN:
                return 0
            total += origin.size
    return total


def read_once(origins: Iterable[Origin]) -> str | None:
    """The first source, if any, that can be read once only, and not be known again: standard input or another pipe."""
    for origin in origins:
        if origin.path == STDIN:
            return "standard input"
        if origin.size == _UNKNOWN and origin.problem is None and not is_remote(origin.path):
            return origin.name
    return None


def _listed(name: str) -> list[str]:
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise SourceError(source_name(name), error.strerror or str(error)) from None
    if b"\0" in data:
        raise SourceError(source_name(name), "binary data; a list has a name a line")
    # Not `splitlines`: a name may hold what that takes for a line end.
    lines = (line.removesuffix(b"\r") for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n"))
    return [os.fsdecode(line) for line in lines if line.strip() and not line.startswith(b"#")]


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
            yield from _in_folder(path, globs)
            return
    except OSError as error:
        yield Origin(path, problem=error.strerror or str(error))
        return
    yield Origin(path, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else Origin(path)


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


def _in_folder(folder: str, globs: Sequence[str]) -> Iterator[Origin]:
    """What is in a folder and below, in the order of the names; not recursive, since folders can be thousands deep."""
    waiting: list[Iterator[tuple[str, str]]] = [iter([(folder, "")])]
    while waiting:
        path, inside = next(waiting[-1], ("", ""))
        if not path:
            waiting.pop()
            continue
        try:
            found = os.stat(path)  # noqa: PTH116  # Path takes ten times as long
            if not stat.S_ISDIR(found.st_mode):
                yield from _file(path, found, fits=_fits(inside, globs))
            elif inside and os.path.islink(path):  # noqa: PTH114  # likewise
                reason = "a link to a folder, which is not followed; name it to read it"
                yield Origin(path, problem=reason, kind="link")
            else:
                waiting.append(_entries(path, inside))
        except OSError as error:
            # What a link leads to may be gone; else nobody knows what is there.
            if not inside or error.errno != errno.ENOENT or _fits(inside, globs):
                yield Origin(path, problem=error.strerror or str(error))


def _entries(folder: str, inside: str) -> Iterator[tuple[str, str]]:
    """What is in a folder, and its paths inside the first one."""
    names = sorted(os.listdir(folder))  # noqa: PTH208  # only the names: there can be millions
    return ((os.path.join(folder, name), f"{inside}/{name}" if inside else name) for name in names)  # noqa: PTH118  # likewise


def _file(path: str, found: os.stat_result, *, fits: bool) -> Iterator[Origin]:
    """A file in a folder; what is no file is passed over, and told: something in it may have been wanted."""
    if not fits:
        return
    if stat.S_ISREG(found.st_mode):
        yield Origin(path, found.st_size, found.st_mtime_ns)
    else:
        yield Origin(path, problem=f"a {_special(found.st_mode)}, which is not read", kind=SPECIAL)


def _special(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "named pipe"
    return "socket" if stat.S_ISSOCK(mode) else "device"
