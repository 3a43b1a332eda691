"""Compressed streams: which they are, by their first bytes, and reading them so that a break is not taken for the end.

All four of the decoders here raise on a stream that is cut off; some other libraries end in silence.
"""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Any, Final

from wireparse.errors import BrokenInputError

if TYPE_CHECKING or sys.version_info < (3, 14):
    from backports import zstd
else:
    from compression import zstd

HEAD: Final = 16
"""So many bytes tell a compression."""
RATIO: Final = 400
"""What grows by more than this is a bomb; text shrinks to a tenth, or a fiftieth where it repeats itself."""
_RATIO_FROM: Final = 1 << 24
"""Below so many bytes nothing is taken for a bomb."""
_BUFFER: Final = 1 << 17


class Compression(StrEnum):
    """How a stream is compressed."""

    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "zstd"


_SIGNATURES: Final = (
    (b"\x1f\x8b\x08", Compression.GZIP),
    (b"\xfd7zXZ\x00", Compression.XZ),
    (b"\x28\xb5\x2f\xfd", Compression.ZSTD),
)
_BZIP2: Final = (b"1AY&SY", b"\x17rE8P\x90")
"""What a block of bzip2 begins with, and what the end of an empty stream does."""


def compression_of(head: bytes) -> Compression | None:
    r"""How a stream that begins like this is compressed; None for not at all.

    >>> compression_of(gzip.compress(b"OSLO")), compression_of(b"BZh is a heading")
    (<Compression.GZIP: 'gzip'>, None)
    """
    if head.startswith(b"BZh") and head[4:10] in _BZIP2:
        return Compression.BZIP2
    return next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)


class Counted(io.RawIOBase):
    """A stream that knows how many bytes were read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any writable buffer
        """Read on."""
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Inflated(io.RawIOBase):
    """What a compressed stream holds.

    Raises:
        BrokenInputError: it is cut off, damaged, or grows like a bomb.
    """

    def __init__(self, stream: IO[bytes], kind: Compression) -> None:
        self._packed = Counted(stream)
        self._plain = _decoder(io.BufferedReader(self._packed, _BUFFER), kind)
        self._kind = kind
        self._size = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any writable buffer
        """Read on."""
        view = memoryview(buffer)
        try:
            data = self._plain.read1(len(view))
        except EOFError:
            raise BrokenInputError("truncated", f"the {self._kind} data is cut off") from None
        except (OSError, zlib.error, lzma.LZMAError, zstd.ZstdError, ValueError) as error:
            raise BrokenInputError("damaged", f"the {self._kind} data is damaged: {error}") from None
        view[: len(data)] = data
        self._size += len(data)
        if self._size > _RATIO_FROM and self._size > RATIO * self._packed.count:
            raise BrokenInputError("bomb", f"the {self._kind} data grows to more than {RATIO} times its size")
        return len(data)


def _decoder(stream: IO[bytes], kind: Compression) -> "gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile | zstd.ZstdFile":
    match kind:
        case Compression.GZIP:
            return gzip.GzipFile(fileobj=stream)
        case Compression.BZIP2:
            return bz2.BZ2File(stream)
        case Compression.XZ:
            return lzma.LZMAFile(stream)
        case Compression.ZSTD:
            return zstd.ZstdFile(stream)


def inflated(stream: IO[bytes], kind: Compression) -> io.BufferedReader:
    """What a compressed stream holds, as a stream.

    Reading it raises `BrokenInputError` where it is cut off, damaged, or grows like a bomb.
    """
    return io.BufferedReader(_Inflated(stream, kind), _BUFFER)


def deflated(data: bytes, kind: Compression) -> bytes:
    """The data as a compressed stream of its own; streams of one kind can be joined, and are read as one."""
    match kind:
        case Compression.GZIP:
            return gzip.compress(data, 6, mtime=0)
        case Compression.BZIP2:
            return bz2.compress(data)
        case Compression.XZ:
            return lzma.compress(data)
        case Compression.ZSTD:
            return zstd.compress(data)
