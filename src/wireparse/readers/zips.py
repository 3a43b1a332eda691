"""Zips: their members by the directory at the end, or by the headers before them where the directory is not whole."""

import contextlib
import io
import lzma
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final, NamedTuple, cast

from wireparse.errors import BrokenInputError
from wireparse.readers.archives import SMALL, Member
from wireparse.readers.compressed import check_ratio
from wireparse.readers.pieces import PieceStream
from wireparse.readers.zip_directory import (
    HEADER,
    UNKNOWN,
    UTF8,
    Directory,
    Entry,
    damaged_directory,
    name_of,
    read_directory,
)

if TYPE_CHECKING or sys.version_info < (3, 14):
    from backports import zstd
    from backports.zstd import zipfile
else:
    import zipfile

    from compression import zstd

_LOCAL: Final = struct.Struct("<4s5H3I2H")
"""The header before a member: signature, version, flags, method, time, date, CRC, two sizes, two lengths."""
_HEADER: Final = re.compile(HEADER)
_BEHIND: Final = re.compile(rb"PK(?:\x07\x08|\x03\x04|\x01\x02)")
"""What stands behind a member: its sizes, or the next header if they have no mark of their own."""
_SIZES: Final = (struct.Struct("<3I"), struct.Struct("<I2Q"))
"""The CRC, the packed size and the size."""
_ENCRYPTED, _SIZES_BEHIND, _PATCHED, _STRONGLY_ENCRYPTED = 0x1, 0x8, 0x20, 0x40
_HARMLESS: Final = _SIZES_BEHIND | UTF8 | 0x6
"""Flags that change nothing where a directory says the sizes; the last two bits say how hard it was packed."""
_PLAIN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FARTHEST: Final = (1 << 63) - 1
"""No stream has a place behind this."""
_PIECE: Final = 1 << 14
_CHUNK: Final = 1 << 16
_FAULTS: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, zstd.ZstdError, struct.error),
    *(OSError, EOFError, ValueError, LookupError, RuntimeError, OverflowError, MemoryError),
)
"""What `zipfile` raises for an archive that is damaged."""


class _Local(NamedTuple):
    """A member, by the header before it, and by the directory where there is one."""

    name: str
    flags: int
    method: int
    start: int
    """Where the content starts, …"""
    end: int | None = None
    """… and where what comes behind it does; None where that is not known."""
    checksum: int | None = None
    packed: int = 0
    size: int = 1 << 62


def zip_members(stream: IO[bytes]) -> Iterator[Member]:
    """The members of a zip; each must be read before the next is asked for.

    Args:
        stream: the archive; it must be seekable.

    Raises:
        BrokenInputError: the archive is cut off or damaged; the members that could be found have come.
    """
    stream = cast("IO[bytes]", _Metered(stream))
    directory = read_directory(stream)
    if isinstance(directory, BrokenInputError):
        yield from _salvaged(stream)
        raise directory
    try:
        yield from _listed(stream, directory)
    except (ValueError, struct.error) as error:  # it is no longer what it was
        raise damaged_directory(error) from None


def is_zip(stream: io.BufferedReader) -> bool:
    """Whether a stream, which must be seekable, ends as a zip does: something else may stand in front of one."""
    start = stream.tell()
    try:
        return zipfile.is_zipfile(stream)
    finally:
        stream.seek(start)


def _listed(stream: IO[bytes], directory: Directory) -> Iterator[Member]:
    """The members, by the directory."""
    entries = directory.entries(stream)
    entry = next(entries, None)
    while entry:
        behind = next(entries, None)
        if not entry.is_folder:
            yield _small_member(stream, entry) or _member(stream, entry, _room(directory, entry, behind))
        entry = behind


def _room(directory: Directory, entry: Entry, behind: Entry | None) -> int:
    """Up to where a member may reach: the next one, where they stand as the directory has them, or the directory."""
    return behind.start if behind and behind.start >= entry.start else directory.start


def _small_member(stream: IO[bytes], entry: Entry) -> Member | None:
    """A small member, read at once; None where it is large, or anything is not as it should be."""
    name, local_name, flags, method, checksum, packed, size, start = entry
    if packed > SMALL or size > SMALL or flags & ~_HARMLESS or method not in _PLAIN or not 0 <= start <= _FARTHEST:
        return None
    stream.seek(start)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(HEADER):
        return None
    _, _, flags, local_method, _, _, _, _, _, name_size, extra_size = _LOCAL.unpack(header)
    rest = stream.read(name_size + extra_size + packed)
    data = rest[name_size + extra_size :]
    if len(data) < packed or name_of(rest[:name_size], flags, "replace") != local_name or method != local_method:
        return None
    if method == zipfile.ZIP_DEFLATED:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = inflate.decompress(data, size + 1)
        except zlib.error:
            return None
    return Member(name, None, None, data) if len(data) == size and zlib.crc32(data) == checksum else None


def _member(stream: IO[bytes], entry: Entry, room: int) -> Member:
    if entry.flags & _ENCRYPTED:
        return Member(entry.name, None, BrokenInputError("encrypted", "encrypted"))
    try:
        start = _content_start(stream, entry)
        if start + entry.packed > room:
            raise zipfile.BadZipFile(f"Overlapped entries: {entry.local_name!r} (possible zip bomb)")
    except NotImplementedError as error:
        return Member(entry.name, None, BrokenInputError("unsupported", str(error)))
    except _FAULTS as error:
        return Member(entry.name, None, BrokenInputError("damaged", f"the member is damaged: {error}"))
    end = start + entry.packed
    local = _Local(entry.name, entry.flags, entry.method, start, end, entry.checksum, entry.packed, entry.size)
    return _streamed(entry.name, _opened(stream, local))


def _content_start(stream: IO[bytes], entry: Entry) -> int:
    """Where the content of a member starts, whose header is as the directory says."""
    stream.seek(entry.start)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size:
        raise zipfile.BadZipFile("Truncated file header")
    name_size: int
    extra_size: int
    mark, _, flags, _, _, _, _, _, _, name_size, extra_size = _LOCAL.unpack(header)
    if mark != HEADER:
        raise zipfile.BadZipFile("Bad magic number for file header")
    if entry.flags & _PATCHED:
        raise NotImplementedError("compressed patched data (flag bit 5)")
    if entry.flags & _STRONGLY_ENCRYPTED:
        raise NotImplementedError("strong encryption (flag bit 6)")
    name = stream.read(name_size)
    if name_of(name, flags) != entry.local_name:
        raise zipfile.BadZipFile(f"File name in directory {entry.local_name!r} and header {name!r} differ.")
    return entry.start + _LOCAL.size + name_size + extra_size


def _streamed(name: str, content: "_Unzipped | BrokenInputError") -> Member:
    if isinstance(content, BrokenInputError):
        return Member(name, None, content)
    return Member(name, io.BufferedReader(content, _CHUNK))


def _opened(stream: IO[bytes], local: _Local) -> "_Unzipped | BrokenInputError":
    info = zipfile.ZipInfo(local.name)
    info.compress_type = local.method
    info.file_size = local.size
    info.compress_size = local.packed if local.end is not None else 1 << 62
    stream.seek(local.start)
    try:
        content = zipfile.ZipExtFile(stream, "r", info)
    except NotImplementedError as error:
        return BrokenInputError("unsupported", str(error))
    return _Unzipped(cast("IO[bytes]", content), cast("_Metered", stream), local.checksum)


class _Metered:
    """An archive that knows how much was read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0
        self.seek = stream.seek
        self.tell = stream.tell
        self.seekable = stream.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data


class _Unzipped(PieceStream):
    """The bytes of a member."""

    def __init__(self, content: IO[bytes], archive: _Metered, checksum: int | None) -> None:
        super().__init__()
        self._content = cast("zipfile.ZipExtFile", content)
        self._archive = archive
        self._began = archive.count
        self._checksum = checksum
        self._sum = self._size = 0

    def piece(self) -> bytes:
        try:
            data = self._content.read1(_PIECE)
        except EOFError:
            raise BrokenInputError("truncated", "the member is cut off") from None
        except _FAULTS as error:
            raise BrokenInputError("damaged", f"the member is damaged: {error}") from None
        self._sum = zlib.crc32(data, self._sum)
        self._size += len(data)
        check_ratio(self._size, self._archive.count - self._began, "member")
        if not data and self._checksum not in {None, self._sum}:
            raise BrokenInputError("damaged", "the member is damaged: its checksum is another")
        return data

    def is_whole(self) -> bool:
        """Whether all of it can be read; it is read to the end for that."""
        rest = bytearray(_CHUNK)
        with contextlib.suppress(BrokenInputError):
            while self.readinto(rest):
                pass
        return self._error is None


# --- without a directory ---------------------------------------------------------------------------------------------
def _salvaged(stream: IO[bytes]) -> Iterator[Member]:
    """The members, by the headers before them."""
    at = 0
    in_vain = False  # one search for sizes to the very end is enough
    while (at := next(_found(stream, _HEADER, at), -1)) >= 0:
        local = _local(stream, at)
        if local is None:
            return
        at = local.start
        if local.flags & _SIZES_BEHIND and not in_vain:
            local = _with_sizes(stream, local)
            in_vain = local.end is None
        if local.name.endswith("/") and local.end == local.start:
            continue
        if local.flags & _ENCRYPTED:
            yield Member(local.name, None, BrokenInputError("encrypted", "encrypted"))
        elif local.end is None and local.method == zipfile.ZIP_STORED:
            yield Member(local.name, None, BrokenInputError("truncated", "nothing tells where the member ends"))
            continue
        else:
            content = _opened(stream, local)
            yield _streamed(local.name, content)
            if isinstance(content, _Unzipped) and not content.is_whole():
                continue  # its size may be what is damaged
        at = local.end or at


def _found(stream: IO[bytes], mark: re.Pattern[bytes], at: int) -> Iterator[int]:
    """Where a mark of four bytes stands, from a place on."""
    before = b""
    while True:
        stream.seek(at)  # whoever asks for the places reads there
        data = stream.read(_CHUNK)
        if not data:
            return
        window = before + data
        for match in mark.finditer(window):
            yield at - len(before) + match.start()
        at += len(data)
        before = window[-3:]


def _local(stream: IO[bytes], at: int) -> _Local | None:
    stream.seek(at)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size:
        return None
    _, _, flags, method, _, _, checksum, packed, size, name_size, extra_size = _LOCAL.unpack(header)
    name = name_of(stream.read(name_size), flags, "backslashreplace")
    start = at + _LOCAL.size + name_size + extra_size
    if flags & _SIZES_BEHIND:
        return _Local(name, flags, method, start)
    if UNKNOWN in {packed, size}:  # the sizes stand elsewhere, as they have more digits
        return _Local(name, flags, method, start, None, checksum)
    return _Local(name, flags, method, start, start + packed, checksum, packed, size)


def _with_sizes(stream: IO[bytes], local: _Local) -> _Local:
    """The same with the sizes that stand behind the content: those that say how far it is to the start."""
    for at in _found(stream, _BEHIND, local.start):
        stream.seek(max(local.start, at - _SIZES[1].size))
        before = stream.read(at - stream.tell())
        marked = stream.read(4) == b"PK\x07\x08"
        behind = stream.read(_SIZES[1].size)
        for sizes in _SIZES:
            found = behind[: sizes.size] if marked else before[-sizes.size :]
            end = at if marked else at - sizes.size
            if len(found) == sizes.size:
                checksum, packed, size = sizes.unpack(found)
                if packed == end - local.start:
                    after = at + 4 + sizes.size if marked else at
                    return local._replace(end=after, checksum=checksum, packed=packed, size=size)
    return local
