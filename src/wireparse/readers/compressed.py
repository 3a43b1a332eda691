"""Compressed streams: which they are, by their first bytes, and reading them so that a break is not taken for the end.

A compressed stream may be several, one behind the other, and padded with zeros as tapes and disks leave them.
"""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from wireparse.errors import BrokenInputError
from wireparse.readers.pieces import BUFFER, PieceStream

if TYPE_CHECKING or sys.version_info < (3, 14):
    from backports import zstd
else:
    from compression import zstd

RATIO: Final = 400
"""What grows by more than this is a bomb; text shrinks to a tenth, or a fiftieth where it repeats itself."""
_RATIO_FROM: Final = 1 << 24
"""Below so many bytes nothing is taken for a bomb."""
_HEAD: Final = 16
"""So many bytes tell a compression."""
_PACKED: Final = 1 << 14
"""So much is unpacked at a time: where a decoder fails, it keeps back what this much held."""
_MEMORY: Final = 1 << 28
"""More memory than any level of xz needs."""


class Compression(StrEnum):
    """How a stream is compressed."""

    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "zstd"


SIGNATURES: Final = {
    Compression.GZIP: b"\x1f\x8b\x08",
    Compression.BZIP2: b"BZh",
    Compression.XZ: b"\xfd7zXZ\x00",
    Compression.ZSTD: b"\x28\xb5\x2f\xfd",
}
"""What a compressed stream begins with; for bzip2 it is not enough."""
_BZIP2: Final = (b"1AY&SY", b"\x17rE8P\x90")
"""What a block of bzip2 begins with, and what the end of an empty stream does."""
SKIPPABLE: Final = tuple(bytes((first, 0x2A, 0x4D, 0x18)) for first in range(0x50, 0x60))
"""What a frame of zstd begins with that holds no data, but a table of contents or the like."""


def compression_of(head: bytes) -> Compression | None:
    r"""How a stream that begins like this is compressed; None for not at all.

    >>> compression_of(gzip.compress(b"OSLO")), compression_of(b"BZh is a heading")
    (<Compression.GZIP: 'gzip'>, None)
    """
    if head.startswith(SKIPPABLE):
        return Compression.ZSTD
    kind = next((kind for kind, signature in SIGNATURES.items() if head.startswith(signature)), None)
    return None if kind is Compression.BZIP2 and head[4:10] not in _BZIP2 else kind


def check_ratio(size: int, packed: int, what: str) -> None:
    """Check that what was unpacked has not grown like a bomb.

    Raises:
        BrokenInputError: it has.
    """
    if size > _RATIO_FROM and size > RATIO * packed:
        raise BrokenInputError("bomb", f"the {what} grows to more than {RATIO} times its size")


class _Decoder(Protocol):
    """What unpacks one stream."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gunzip:
    """The decoder of zlib, in the manner of the others."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        plain = self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)
        self.needs_input = not self._inflate.unconsumed_tail and len(plain) < max_length
        return plain


def _decoder(kind: Compression) -> _Decoder:
    match kind:
        case Compression.GZIP:
            return _Gunzip()
        case Compression.BZIP2:
            return bz2.BZ2Decompressor()
        case Compression.XZ:
            return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
        case Compression.ZSTD:
            return zstd.ZstdDecompressor()


class _Inflated(PieceStream):
    def __init__(self, stream: io.BufferedReader | io.BytesIO, kind: Compression) -> None:
        super().__init__()
        self._stream = stream
        self._kind = kind
        self._decoder = _decoder(kind)
        self._next = b""
        self._packed = 0
        self._size = 0

    def piece(self) -> bytes:
        while not self._decoder.eof or self._goes_on():
            data = b""
            if self._decoder.needs_input:
                data = self._read()
                if not data:
                    raise BrokenInputError("truncated", f"the {self._kind} data is cut off")
            plain = self._unpacked(data)
            if plain:
                self._size += len(plain)
                check_ratio(self._size, self._packed, f"{self._kind} data")
                return plain
        return b""

    def _read(self) -> bytes:
        data, self._next = self._next or self._stream.read1(_PACKED), b""
        self._packed += len(data)
        return data

    def _unpacked(self, data: bytes) -> bytes:
        try:
            return self._decoder.decompress(data, BUFFER)
        except (OSError, EOFError, ValueError, MemoryError, zlib.error, lzma.LZMAError, zstd.ZstdError) as error:
            # Neither library has an error of its own for a window larger than the memory that is allowed.
            if "memory" in str(error).lower() or isinstance(error, MemoryError):
                raise BrokenInputError("unsupported", f"the {self._kind} data needs too much memory") from None
            raise BrokenInputError("damaged", f"the {self._kind} data is damaged: {error}") from None

    def _goes_on(self) -> bool:
        """Whether another stream stands behind the one that has ended."""
        behind = self._decoder.unused_data.lstrip(b"\0")
        self._packed -= len(behind)
        while len(behind) < _HEAD and (data := self._stream.read1(_PACKED)):
            behind = (behind + data).lstrip(b"\0")
        if not behind:
            return False
        if compression_of(behind) is not self._kind:
            raise BrokenInputError("damaged", f"what stands behind the end of the {self._kind} data is none")
        self._next = behind
        self._decoder = _decoder(self._kind)
        return True


def inflated(stream: io.BufferedReader | io.BytesIO, kind: Compression) -> io.BufferedReader:
    """What a compressed stream holds, as a stream.

    Reading it raises `BrokenInputError` where it is cut off, damaged, or grows like a bomb, and where something else
    stands behind its end.
    """
    return io.BufferedReader(_Inflated(stream, kind), BUFFER)


def deflated(data: bytes, kind: Compression) -> bytes:
    """The data as a compressed stream of its own; streams of one kind can be joined, and are read as one.

    Raises:
        ValueError: nothing is written in this compression.
    """
    match kind:
        case Compression.GZIP:
            return gzip.compress(data, 6, mtime=0)
        case Compression.ZSTD:
            return zstd.compress(data)
        case _:
            raise ValueError(f"nothing is written in {kind}")
