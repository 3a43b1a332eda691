"""The directory of a zip: a walk through its entries, none of which is kept, however many there are.

`zipfile` holds them all, with half a kilobyte for each; what it takes for whole is whole here, and nothing else is.
"""

import io
import os
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple

from wireparse.errors import BrokenInputError

UTF8: Final = 0x800
"""The flag that a name is UTF-8."""
HEADER: Final = b"PK\x03\x04"
"""What a member begins with."""
_ENTRY: Final = struct.Struct("<4s2xBxHH4x3I3H8xI")
"""An entry: signature, version, flags, method, CRC, two sizes, three lengths, and where the member is."""
_EXTRA: Final = struct.Struct("<2H")
"""Before more that is said of a member: what it is, and its length."""
_LARGE, _UNICODE = 0x0001, 0x7075
"""Numbers that have more digits, and a name in UTF-8 beside one in another encoding."""
_TELLING: Final = (_LARGE, _UNICODE)
_UNICODE_NAME: Final = struct.Struct("<BI")
"""The version, and the CRC of the name that it stands for."""
UNKNOWN: Final = 0xFFFFFFFF
"""A number that has more digits."""
_NEWEST: Final = 63
"""No version above this is known."""
_END: Final = struct.Struct("<4s6xH2I2x")
"""The end record: signature, how many entries there are, their size, and where they start."""
_LOCATOR: Final = struct.Struct("<4sIQI")
"""What stands before it in a large zip: signature, disk, where the larger end record is, and how many disks."""
_END_64: Final = struct.Struct("<4sQ20x3Q")
"""The larger end record: signature, its own length, and the same as the other."""
_TAIL: Final = (1 << 16) - 1 + _END.size
"""The end record and the comment behind it."""
_CHUNK: Final = 1 << 20
"""So much of a directory is read at a time: going to and fro costs much where the archive is far away."""


class Entry(NamedTuple):
    """What the directory says of a member."""

    name: str
    local_name: str
    """The name as the header before the member has it."""
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    start: int
    """Where the header is."""

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder; what has a content is none, whatever its name ends in."""
        return self.name.endswith("/") and not self.size


class Directory(NamedTuple):
    """Where a directory is, and what the end record says of it."""

    start: int
    size: int
    told: int
    """How many entries there are …"""
    cycle: int
    """… as a number that begins again at zero after so many."""
    shift: int
    """Bytes in front of the archive, which are not counted in what it says of places."""

    def entries(self, stream: IO[bytes]) -> Iterator[Entry]:
        """All entries, in order; whoever takes them may read elsewhere in the stream meanwhile.

        Raises:
            ValueError: an entry is damaged, or not whole.
        """
        window, at, taken = b"", 0, 0
        while at < len(window) or taken < self.size:
            end = at + _ENTRY.size
            if end <= len(window):
                fields = _ENTRY.unpack_from(window, at)
                if fields[0] != b"PK\x01\x02":
                    raise ValueError("Bad magic number for central directory")
                end += fields[7] + fields[8] + fields[9]
                if end <= len(window):
                    yield _entry(fields, window[at + _ENTRY.size : end], self.shift)
                    at = end
                    continue
            stream.seek(self.start + taken)
            more = stream.read(min(_CHUNK, self.size - taken))
            if not more:
                raise ValueError("Truncated central directory")
            window, at = window[at:] + more, 0
            taken += len(more)


def read_directory(stream: IO[bytes]) -> Directory | BrokenInputError:
    """The directory of a zip, which was gone through from end to end; or what is wrong with it."""
    try:
        directory = _directory(stream)
        if directory is None:
            return BrokenInputError("truncated", "the zip archive is cut off: it has no directory")
        _check(directory, stream)
    except (OSError, OverflowError, ValueError, struct.error) as error:
        return damaged_directory(error)
    return directory


def damaged_directory(error: Exception) -> BrokenInputError:
    """What is told of a directory with this error."""
    return BrokenInputError("damaged", f"the directory of the zip archive is damaged: {error}")


def name_of(raw: bytes, flags: int, errors: str = "strict") -> str:
    """The name of a member."""
    return raw.decode("ascii" if raw.isascii() else "utf-8" if flags & UTF8 else "cp437", errors)


def _check(directory: Directory, stream: IO[bytes]) -> None:
    """Check that a directory lists as many members as the end record says, and points to where the first one is."""
    entries = directory.entries(stream)
    first = next(entries, None)
    count = sum(1 for _ in entries) + (first is not None)
    if (directory.told - count) % directory.cycle:
        raise ValueError(f"it lists {count:,} members, not {directory.told:,}")
    if directory.shift:
        stream.seek(0)
        if stream.read(4) == HEADER:
            raise ValueError("it is that of the last zip in the file only")
    stream.seek(first.start if first else 0)
    if (first is not None) is not (stream.read(4) == HEADER):
        raise ValueError("it does not point to the members")


# --- the end record --------------------------------------------------------------------------------------------------
def _directory(stream: IO[bytes]) -> Directory | None:
    """The directory that the end record names; None without such a record."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    at = len(tail) - _END.size
    if not (tail.startswith(b"PK\x05\x06", max(0, at)) and tail.endswith(b"\0\0")):
        at = tail.rfind(b"PK\x05\x06")  # with a comment behind it
    if not 0 <= at <= len(tail) - _END.size:
        return None
    _, count, length, offset = _END.unpack_from(tail, at)
    at += size - len(tail)
    return _large_directory(stream, at - _LOCATOR.size) or _ending_at(at, length, offset, count, 1 << 16)


def _large_directory(stream: IO[bytes], at: int) -> Directory | None:
    """The directory of a zip that has a larger end record; None where none is spoken of at this place."""
    if at < 0:
        return None
    stream.seek(at)
    mark, disk, said, disks = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    if mark != b"PK\x06\x07":
        return None
    if disk or disks > 1:
        raise ValueError("zipfiles that span multiple disks are not supported")
    last = at - _END_64.size
    if said > last:
        raise ValueError("Corrupt zip64 end of central directory locator")
    for place in (said, last):  # the second, where something stands in front of the archive
        stream.seek(place)
        record = stream.read(_END_64.size)
        if record.startswith(b"PK\x06\x06"):
            break
    else:
        raise ValueError("Zip64 end of central directory record not found")
    _, more, count, length, offset = _END_64.unpack(record)
    if offset + length != said or more + 12 != at - place:
        raise ValueError("Corrupt zip64 end of central directory record")
    return _ending_at(place, length, offset, count, 1 << 64)


def _ending_at(end: int, size: int, offset: int, count: int, cycle: int) -> Directory:
    start = end - size
    if start < 0:
        raise ValueError("Bad offset for central directory")
    return Directory(start, size, count, cycle, start - offset)


# --- entries ---------------------------------------------------------------------------------------------------------
def _entry(fields: tuple[Any, ...], rest: bytes, shift: int) -> Entry:
    """An entry, from its fixed part and what stands behind that."""
    _, version, flags, method, checksum, packed, size, name_size, extra_size, _, start = fields
    if version > _NEWEST:
        raise ValueError(f"zip file version {version / 10:.1f}")
    raw = rest[:name_size]
    name = local_name = name_of(raw, flags)
    for kind, data in _extras(rest[name_size : name_size + extra_size]) if extra_size else ():
        if kind == _LARGE:
            packed, size, start = _large_numbers(packed, size, start, data)
        else:
            name = _unicode_name(raw, data) or name
    if "\0" in name or os.sep != "/":
        name = name.partition("\0")[0].replace(os.sep, "/")
    return Entry(name, local_name, flags, method, checksum, packed, size, start + shift)


def _extras(extra: bytes) -> list[tuple[int, bytes]]:
    """What else is said of a member, of the two things that matter: which it is, and the bytes."""
    found = []
    at, end = 0, len(extra) - _EXTRA.size
    while at <= end:
        kind, length = _EXTRA.unpack_from(extra, at)
        start = at + _EXTRA.size
        at = start + length
        if at > len(extra):
            raise ValueError(f"Corrupt extra field {kind:04x} (size={length})")
        if kind in _TELLING:
            found.append((kind, extra[start:at]))
    return found


def _large_numbers(packed: int, size: int, start: int, data: bytes) -> tuple[int, int, int]:
    """The same numbers, with those that have more digits than an entry has room for."""
    numbers = [size, packed, start]
    unknown = [place for place, number in enumerate(numbers) if number == UNKNOWN]
    if len(data) < 8 * len(unknown):
        raise ValueError("Corrupt zip64 extra field")
    for place, (number,) in zip(unknown, struct.iter_unpack("<Q", data[: 8 * len(unknown)]), strict=True):
        numbers[place] = number
    size, packed, start = numbers
    return packed, size, start


def _unicode_name(raw: bytes, data: bytes) -> str | None:
    """The name in UTF-8; None where it stands for another than this."""
    if len(data) < _UNICODE_NAME.size:
        raise ValueError("Corrupt unicode path extra field (0x7075)")
    version, checksum = _UNICODE_NAME.unpack_from(data)
    return data[_UNICODE_NAME.size :].decode() if version == 1 and checksum == zlib.crc32(raw) else None
