"""Tars: their members, one after another as the stream goes by.

`tarfile` reads the headers. What lies between them is read here: its own walk takes a damaged header for the end, and
keeps all of a header in memory, however long a name says that it is. Headers of plain files, and files that are
small, are read without it: in most archives that is all there is.
"""

import io
import tarfile
from collections.abc import Iterator
from typing import IO, Final, cast

from wireparse.errors import BrokenInputError
from wireparse.readers.archives import BLOCK, SMALL, Member
from wireparse.readers.pieces import PieceStream

_BEFORE: Final = (
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
)
"""Headers that say more of the one behind them, such as a long name …"""
_LONGEST: Final = 1 << 20
"""… and how much they may say."""
_SILENT: Final = (tarfile.DIRTYPE, b"D", b"V")
"""Folders, folders with a list of what is in them, and the name of the volume."""
_PIECE: Final = 1 << 16
_BLANK_CHECKSUM: Final = sum(b" " * 8)
"""A checksum counts its own place as blanks."""
_NO_FILES: Final = (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
_FAULTS: Final = (tarfile.TarError, ValueError, LookupError, ArithmeticError, AttributeError, TypeError, RecursionError)
"""What `tarfile` raises for a header that is damaged."""


def tar_members(stream: io.BufferedReader) -> Iterator[Member]:
    """The members of a tar, in order; each must be read before the next is asked for.

    Where a header is damaged, that is told, and reading goes on at the next one that is whole. Several tars may stand
    one behind the other.

    Raises:
        BrokenInputError: the archive is cut off; the members before that have come.
    """
    tape = _Tape(stream)
    bad: list[tuple[int, int]] = []  # from here to there nothing is a header
    found = ended = False
    broken: BrokenInputError | None = None
    while broken is None:
        try:
            at = tape.skip()
            block = tape.read(BLOCK)
            if not block:
                break
            if not block.strip(b"\0"):
                ended = len(block) == BLOCK or ended
                continue
            if len(block) < BLOCK and not ended:
                continue  # the end, or an error that comes with the next read
            plain = _plain_header(block) if not bad else None
            if plain and plain[1] <= SMALL:
                found, ended = True, False
                yield tape.small_member(*plain)
                continue
            info = tape.header(block)
        except BrokenInputError as error:
            broken = error
        except _FAULTS:
            bad.append((at, tape.tell()))
            del bad[1:-1]
        else:
            if bad:
                yield Member(None, None, _passed_over(bad))
                bad = []
            found, ended = True, False
            if member := _member(tape, info):
                yield member
    if bad and found:
        yield Member(None, None, _passed_over(bad, behind=ended))
    if broken:
        raise broken
    if bad and not found:
        raise BrokenInputError("damaged", "the tar archive is damaged: it has no header that is whole")
    if not ended:
        raise BrokenInputError("truncated", "the tar archive is cut off: it has no end mark")


def _plain_header(block: bytes) -> tuple[str, int] | None:
    """The name and the size of a file, from a header that says no more; `tarfile` takes ten times as long."""
    name, size, checksum = block[:100].partition(b"\0")[0], block[124:135], block[148:154]
    if block[156] not in b"0\0" or block[257:262] != b"ustar" or name[-1:] in b"/":
        return None
    if not size.isdigit() or block[135] not in b"\0 " or not checksum.isdigit():
        return None
    try:
        if int(checksum, 8) != sum(block) - sum(block[148:156]) + _BLANK_CHECKSUM:
            return None
        length = int(size, 8)
    except ValueError:
        return None
    prefix = block[345:500].partition(b"\0")[0]
    return (prefix + b"/" + name if prefix else name).decode("utf-8", "surrogateescape"), length


def _passed_over(bad: list[tuple[int, int]], *, behind: bool = False) -> BrokenInputError:
    start, end = bad[0][0], bad[-1][1]
    if behind:
        return BrokenInputError("damaged", f"{end - start:,} bytes behind the end of the tar archive are no part of it")
    return BrokenInputError("damaged", f"the tar archive is damaged: {end - start:,} bytes from {start:,} on are lost")


def _member(tape: "_Tape", info: tarfile.TarInfo) -> Member | None:
    if info.type in _SILENT:
        return None
    if info.issym() or info.islnk():
        return Member(info.name, None, BrokenInputError("link", f"a link to {info.linkname}"))
    if info.type in _NO_FILES:
        return Member(info.name, None, BrokenInputError("unsupported", "no file, but a device or a pipe"))
    if info.type == b"M":
        return Member(info.name, None, BrokenInputError("unsupported", "the rest of a file in another volume"))
    if info.type == tarfile.GNUTYPE_SPARSE or info.issparse() or info.size > tape.offset - tape.tell():
        return Member(info.name, None, BrokenInputError("unsupported", "a file with holes (sparse)"))
    return Member(info.name, io.BufferedReader(_Content(tape, info.size), _PIECE))


class _Tape:
    """A stream as `tarfile` reads headers from it: this is what they need to know of an archive."""

    encoding = "utf-8"
    errors = "surrogateescape"

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = cast("io.BufferedReader", stream)
        self._back = b""
        self._at = 0
        self.offset = 0
        """Where the next header is; `tarfile` sets it."""
        self.pax_headers: dict[str, str] = {}
        self.said = 0
        """Bytes in the headers before a header."""

    @property
    def fileobj(self) -> "_Tape":
        return self

    def tell(self) -> int:
        return self._at

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only at the end or before an error."""
        parts = [self.read1(size)]
        size -= len(parts[0])
        try:
            while size > 0 and (part := self.read1(size)):
                parts.append(part)
                size -= len(part)
        except BrokenInputError:
            pass  # it comes again
        return b"".join(parts)

    def read1(self, size: int) -> bytes:
        """Up to so many bytes."""
        if self._back:
            data, self._back = self._back, b""
        else:
            data = self._stream.read1(size)
        self._at += len(data)
        return data

    def skip(self) -> int:
        """Goes to the next header, and says where that is."""
        while self._at < self.offset and self.read1(min(_PIECE, self.offset - self._at)):
            pass
        return self._at

    def small_member(self, name: str, size: int) -> Member:
        """The member of this name and size, whose content comes next."""
        data = self.read(-(-size // BLOCK) * BLOCK)
        self.offset = self._at
        if len(data) >= size:
            return Member(name, None, None, data[:size])
        return Member(name, io.BufferedReader(_Content(self, size, data), _PIECE))

    def header(self, block: bytes) -> tarfile.TarInfo:
        """The member whose header begins with this block, which was just read."""
        self._back = block
        self._at -= len(block)
        self.pax_headers = {}  # those for all members say who and when
        self.said = 0
        try:
            info = _Header.fromtarfile(cast("tarfile.TarFile", self))
            if info.size < 0 or self.offset < self._at:
                raise tarfile.HeaderError("a size below zero")
        except _FAULTS:
            self.offset = self._at
            raise
        return info


class _Header(tarfile.TarInfo):
    """A header that can be read from a stream, and is small."""

    _sparse_structs: tuple[list[tuple[int, int]], bool, int]

    def _proc_member(self, tape: _Tape) -> tarfile.TarInfo:
        if self.size < 0:
            raise tarfile.HeaderError("a size below zero")
        if self.type in _BEFORE:
            tape.said += self.size
            if tape.said > _LONGEST:
                tape.offset = tape.tell() + -(-self.size // BLOCK) * BLOCK
                tape.skip()
                raise tarfile.HeaderError("a header that is too long")
        if self.type != tarfile.GNUTYPE_SPARSE:
            return cast("tarfile.TarInfo", super()._proc_member(tape))  # type: ignore[misc]  # made to be overridden
        more = self._sparse_structs[1]
        while more:
            more = bool(tape.read(BLOCK)[504:505].strip(b"\0"))
        tape.offset = tape.tell() + -(-self.size // BLOCK) * BLOCK
        return self

    def _proc_gnusparse_10(self, info: tarfile.TarInfo, *_: object) -> None:
        """The map of the holes stands before the data: both are passed over."""
        info.sparse = b""


class _Content(PieceStream):
    """The bytes of a member."""

    def __init__(self, tape: _Tape, size: int, head: bytes = b"") -> None:
        super().__init__()
        self._tape = tape
        self._left = size
        self._head = head
        """What was read by now."""

    def piece(self) -> bytes:
        if not self._left:
            return b""
        data, self._head = self._head or self._tape.read1(min(self._left, _PIECE)), b""
        if not data:
            raise BrokenInputError("truncated", "the member is cut off")
        self._left -= len(data)
        return data
