"""Archives, zip and tar: their members one after another, none of them ever written to disk.

A member that is no plain file, or cannot be read, comes as the problem that it is. A tar that ends without its end
mark, and a zip without its directory, are cut off: their members come first, then the error.
"""

import contextlib
import io
import struct
import sys
import tarfile as plain_tarfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from wireparse.errors import BrokenInputError

if TYPE_CHECKING or sys.version_info < (3, 14):
    from backports.zstd import zipfile
else:
    import zipfile

BLOCK: Final = 512
"""A tar is made of these."""
HEAD: Final = BLOCK
"""So many bytes tell an archive."""
_LOCAL: Final = struct.Struct("<4s5H3I2H")
"""The header before a zip member: signature, version, flags, method, time, date, CRC, two sizes, two lengths."""
_ENCRYPTED: Final = 0x1
_SIZE_BEHIND: Final = 0x8
_STORED, _DEFLATED = 0, 8
_PIECE: Final = 1 << 16


class Archive(StrEnum):
    """What an archive is."""

    TAR = "tar"
    ZIP = "zip"


class Member(NamedTuple):
    """A member of an archive: its name and its content, or why it has none."""

    name: str
    stream: io.BufferedReader | None
    problem: BrokenInputError | None = None


def archive_of(head: bytes) -> Archive | None:
    r"""Which archive begins like this; None for no archive.

    >>> archive_of(b"PK\x03\x04"), archive_of(b"PK is short for")
    (<Archive.ZIP: 'zip'>, None)
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Archive.ZIP
    return Archive.TAR if head[257:262] == b"ustar" else None


def members(stream: IO[bytes], kind: Archive) -> Iterator[Member]:
    """The members of an archive, in order; each must be read before the next is asked for.

    Args:
        stream: the archive; of a zip, one that can be sought in.
        kind: which archive it is.

    Raises:
        BrokenInputError: the archive is cut off or damaged; the members before that have come.
    """
    return _tar_members(stream) if kind is Archive.TAR else _zip_members(stream)


# --- tar -------------------------------------------------------------------------------------------------------------
class _Tape:
    """A stream as a tar is read: what comes before an error is handed out first, and the last block is known."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._error: BrokenInputError | None = None
        self.last = b""

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only at the end or before an error."""
        if self._error:
            raise self._error
        parts: list[bytes] = []
        missing = size
        while missing:
            try:
                part = self._stream.read1(missing)  # type: ignore[attr-defined]  # a buffered reader
            except BrokenInputError as error:
                self._error = error
                if not parts:
                    raise
                break
            if not part:
                break
            parts.append(part)
            missing -= len(part)
        data = b"".join(parts)
        self.last = (self.last + data)[-BLOCK:]
        return data

    def drain(self) -> None:
        """Reads to the end."""
        while self.read(_PIECE):
            pass


def _tar_members(stream: IO[bytes]) -> Iterator[Member]:
    tape = _Tape(stream)
    try:
        with plain_tarfile.open(fileobj=tape, mode="r|") as tar:  # type: ignore[call-overload]  # all that it reads with
            for info in tar:
                tar.members = []
                if info.isdir():
                    continue
                if info.issym() or info.islnk():
                    yield Member(info.name, None, BrokenInputError("link", f"a link to {info.linkname}"))
                elif not info.isreg():
                    yield Member(info.name, None, BrokenInputError("unsupported", "no file, but a device or a pipe"))
                elif content := tar.extractfile(info):
                    yield Member(info.name, io.BufferedReader(_Checked(content), _PIECE))
        tape.drain()
    except plain_tarfile.ReadError as error:
        raise BrokenInputError("truncated", f"the tar archive is cut off or damaged: {error}") from None
    if tape.last.strip(b"\0") or len(tape.last) < BLOCK:
        raise BrokenInputError("truncated", "the tar archive is cut off: it has no end mark")


# --- zip -------------------------------------------------------------------------------------------------------------
def _zip_members(stream: IO[bytes]) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error) as error:
        stream.seek(0)
        yield from _salvaged(stream)
        raise BrokenInputError("truncated", f"the zip archive is cut off or damaged: {error}") from None
    with archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield _zip_member(archive, info)


def _zip_member(archive: "zipfile.ZipFile", info: "zipfile.ZipInfo") -> Member:
    if info.flag_bits & _ENCRYPTED:
        return Member(info.filename, None, BrokenInputError("encrypted", "encrypted"))
    try:
        return Member(info.filename, io.BufferedReader(_Checked(archive.open(info)), _PIECE))
    except NotImplementedError as error:
        return Member(info.filename, None, BrokenInputError("unsupported", str(error)))
    except (zipfile.BadZipFile, OSError) as error:
        return Member(info.filename, None, BrokenInputError("damaged", str(error)))


class _Checked(io.RawIOBase):
    """A member whose errors are ours, and that is read from its start to its end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read on."""
        view = memoryview(buffer)
        try:
            data = self._stream.read1(len(view))  # type: ignore[attr-defined]  # a zip member has it
        except (EOFError, plain_tarfile.ReadError):
            raise BrokenInputError("truncated", "the member is cut off") from None
        except (zipfile.BadZipFile, OSError, zlib.error, ValueError) as error:
            raise BrokenInputError("damaged", f"the member is damaged: {error}") from None
        view[: len(data)] = data
        return len(data)


def _salvaged(stream: IO[bytes]) -> Iterator[Member]:
    """The members of a zip without a directory, by the headers before them, up to one that does not say enough."""
    while True:
        header = stream.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            return
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL.unpack(header)
        name = stream.read(name_size).decode("utf-8" if flags & 0x800 else "cp437", "backslashreplace")
        stream.seek(extra_size, io.SEEK_CUR)
        start = stream.tell()
        if flags & _ENCRYPTED or method not in (_STORED, _DEFLATED) or (flags & _SIZE_BEHIND and method == _STORED):
            return
        reader = _Raw(stream, packed if not flags & _SIZE_BEHIND else None, deflated=method == _DEFLATED)
        if not name.endswith("/"):
            yield Member(name, io.BufferedReader(reader, _PIECE))
        with contextlib.suppress(BrokenInputError):
            reader.finish()
        if reader.broken:
            return
        stream.seek(start + reader.packed)
        if flags & _SIZE_BEHIND:
            mark = stream.read(4)
            stream.seek(12 if mark == b"PK\x07\x08" else 8, io.SEEK_CUR)


class _Raw(io.RawIOBase):
    """The bytes of a member that no directory describes."""

    def __init__(self, stream: IO[bytes], size: int | None, *, deflated: bool) -> None:
        self._stream = stream
        self._left = size
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if deflated else None
        self._ready = b""
        self.packed = 0
        """How many bytes of the archive the member takes, once it has been read."""
        self.broken = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read on."""
        view = memoryview(buffer)
        if not self._ready:
            self._ready = self._more()
        data, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(data)] = data
        return len(data)

    def finish(self) -> None:
        """Reads to the end."""
        while self._more():
            pass

    def _more(self) -> bytes:
        while not (self._inflate and self._inflate.eof) and self._left != 0:
            piece = self._stream.read(_PIECE if self._left is None else min(_PIECE, self._left))
            if not piece:
                self.broken = True
                raise BrokenInputError("truncated", "the member is cut off")
            self.packed += len(piece)
            if self._left is not None:
                self._left -= len(piece)
            if not self._inflate:
                return piece
            try:
                data = self._inflate.decompress(piece)
            except zlib.error as error:
                self.broken = True
                raise BrokenInputError("damaged", f"the member is damaged: {error}") from None
            self.packed -= len(self._inflate.unused_data)
            if data:
                return data
        return b""
