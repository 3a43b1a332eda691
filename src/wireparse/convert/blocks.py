"""Sources cut into parts, and parts packed into batches, one of which a worker parses at a time.

A batch is cut by what it holds and never by the clock, so that the same sources make the same batches. Each knows the
place where the next one starts: a run that was broken off goes on there.
"""

import codecs
import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from wireparse.convert.plan import Origin
from wireparse.errors import BrokenInputError
from wireparse.readers import STDIN, Form
from wireparse.readers.contents import Leaf, Shape, leaves
from wireparse.readers.decode import marked_encoding, wide_encoding
from wireparse.readers.jsonl import RecordError, RecordText
from wireparse.readers.pieces import PieceStream, filled
from wireparse.readers.remote import is_remote, opened_remote
from wireparse.readers.tables import Rows, table_rows
from wireparse.readers.warc import warc_texts

BATCH: Final = 1 << 19
"""A batch is closed when it holds so many bytes …"""
MOST_PARTS: Final = 500
"""… or so many parts."""
LINES: Final = 1 << 18
"""JSON Lines are read in pieces of about this size."""
PAGE: Final = 1 << 22
"""A text larger than this is read in chunks, cut where a dispatch ends."""
CHUNK: Final = 1 << 20
BUFFER: Final = 1 << 17
_BLANK_LINE: Final = re.compile(rb"\n(?:[ \t\r\f\v]*+\n|[ \t\r\f\v]++\Z)")
_BREAK: Final = re.compile(rb"\n(?:NNNN|ENDS?|-0-|\x03|###+|\*\*\*+|30)[ \t\r]*\n")
_TWO_LINE_ENDS: Final = re.compile(rb"\n[ \t\r]*\n")


class Place(NamedTuple):
    """Where a part starts."""

    origin: int = 0
    """The number of the source in the plan."""
    leaf: int = 0
    """The number of the member, over all archives in the source."""
    offset: int = 0
    """Bytes into the member, as it is unpacked."""
    number: int = 0
    """The number of the next record."""


START: Final = Place()


class Lines(NamedTuple):
    """Records of JSON Lines, whole ones."""

    address: str
    number: int
    """The first one's."""
    data: bytes
    rejects: bool = False
    """Whether they are what a run put aside."""
    table: bool = False
    """Whether they are rows of a table: in UTF-8, whatever is asked for, and a blank line is a row without a text."""


class Page(NamedTuple):
    """A text."""

    address: str
    data: bytes
    record: int | None = None
    """Its number, where it is one of many."""
    encoding: str | None = None
    """The one that it declares."""
    kept: dict[str, Any] | None = None
    """What comes along."""


class Chunk(NamedTuple):
    """A piece of a large text; its dispatches count on from those of the piece before."""

    address: str
    data: bytes
    first: bool
    last: bool


class Problem(NamedTuple):
    """Something that could not be read."""

    address: str
    kind: str
    """A word for programs, such as truncated, not-text, bad-record."""
    message: str
    data: bytes = b""
    """What there is of it."""
    record: int | None = None
    offset: int | None = None


Part = Lines | Page | Chunk | Problem


class Batch(NamedTuple):
    """Parts for one worker."""

    parts: tuple[Part, ...]
    size: int
    """Bytes in them."""
    place: Place
    """Where the next batch starts."""
    read: int
    """Bytes of the sources that were read by then, as they are stored."""


class Reading(msgspec.Struct, frozen=True):
    """How sources are cut."""

    form: Form = Form.AUTO
    encoding: str | None = None
    fields: tuple[str, ...] = ("text",)
    """The fields of a record that are needed; a table has others in columns of their own."""
    most: int = 1 << 28
    """Bytes that a member, a text or a record may have, unpacked."""


def batches(origins: Sequence[Origin], reading: Reading, start: Place = START) -> Iterator[Batch]:
    """The sources from a place on, in batches."""
    parts: list[Part] = []
    size = 0
    place = start
    meter = _Meter(origins, start.origin)
    for part, place in _parts(origins, reading, start, meter):
        if part is not None:
            parts.append(part)
            size += 0 if isinstance(part, Problem) else len(part.data)
        if size >= BATCH or len(parts) >= MOST_PARTS or isinstance(part, Chunk):
            yield Batch(tuple(parts), size, place, meter.read())
            parts, size = [], 0
    if parts:
        yield Batch(tuple(parts), size, place, meter.read())


class _Meter:
    """How many bytes of the sources were read, as they are stored."""

    def __init__(self, origins: Sequence[Origin], first: int) -> None:
        self._before = sum(max(0, origin.size) for origin in origins[:first])
        self._tell: Callable[[], int] | None = None

    def open(self, tell: Callable[[], int]) -> None:
        self._tell = tell

    def close(self) -> None:
        self._before = self.read()
        self._tell = None

    def read(self) -> int:
        if self._tell is None:
            return self._before
        try:
            return self._before + self._tell()
        except (OSError, ValueError):  # a pipe, or closed
            return self._before


Placed = tuple[Part | None, Place]


def _parts(origins: Sequence[Origin], reading: Reading, start: Place, meter: _Meter) -> Iterator[Placed]:
    for number in range(start.origin, len(origins)):
        origin = origins[number]
        begin = start if number == start.origin and start != START else Place(number, 0, origin.begin, origin.number)
        after = Place(number + 1)
        if origin.problem is not None:
            yield Problem(origin.name, origin.kind, origin.problem), after
            continue
        try:
            with _opened(origin) as stream:
                meter.open(stream.raw.tell)
                yield from _parts_of(origin, stream, reading, begin)
                meter.close()
        except OSError as error:
            yield Problem(origin.name, "unreadable", error.strerror or str(error)), after
        yield None, after


@contextlib.contextmanager
def _opened(origin: Origin) -> Iterator[io.BufferedReader]:
    if origin.path == STDIN:
        with io.FileIO(sys.stdin.fileno(), closefd=False) as raw:
            yield _buffered(raw)
        return
    if is_remote(origin.path):
        with opened_remote(origin.path, origin.size if origin.size >= 0 else None) as stream:
            yield stream
        return
    with io.FileIO(os.fspath(origin.path)) as raw:
        yield io.BufferedReader(_Until(raw, origin.end), BUFFER) if origin.end >= 0 else _buffered(raw)


def _buffered(raw: io.FileIO) -> io.BufferedReader:
    return io.BufferedReader(raw, BUFFER) if raw.seekable() else filled(raw)


class _Until(io.RawIOBase):
    """A file as if it ended earlier."""

    def __init__(self, raw: io.FileIO, end: int) -> None:
        self._raw = raw
        self._end = end

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        left = max(0, self._end - self._raw.tell())
        return self._raw.readinto(memoryview(buffer)[:left])


def _parts_of(origin: Origin, stream: io.BufferedReader, reading: Reading, begin: Place) -> Iterator[Placed]:
    for count, leaf in enumerate(leaves(origin.name, stream, reading.form, reading.most)):
        if count < begin.leaf:
            continue
        here = begin if count == begin.leaf else Place(begin.origin, count)
        after = Place(begin.origin, count + 1)
        if leaf.problem is not None:
            yield Problem(leaf.address, leaf.problem.kind, leaf.problem.reason), after
        if leaf.stream is None:
            continue
        cutter = _Cutter(leaf, leaf.stream, reading, here)
        try:
            yield from cutter.parts()
        except BrokenInputError as error:
            yield cutter.problem(error), after
        yield None, after


_NUMBERED: Final = (Shape.TABLE, Shape.WARC)
"""What is read from its start, by the numbers of its records."""


class _Cutter:
    """Cuts the stream of one leaf into parts."""

    def __init__(self, leaf: Leaf, stream: io.BufferedReader, reading: Reading, here: Place) -> None:
        self.leaf = leaf
        self.reading = reading
        self.stream = stream
        self.place = here
        self.rest = b""
        self.taken = 0

    def parts(self) -> Iterator[Placed]:
        if self.leaf.shape not in _NUMBERED:
            self.skip()
        if self.leaf.shape is Shape.TEXT:
            yield from self.text()
        elif self.leaf.shape is Shape.TABLE:
            yield from self.rows()
        elif self.leaf.shape is Shape.WARC:
            yield from self.web()
        else:
            yield from self.lines()

    def skip(self) -> None:
        """Goes to where the part starts."""
        head = self.stream.peek(64)[:64]
        declared = self.reading.encoding or marked_encoding(head) or wide_encoding(head)
        if declared and "\n".encode(declared) != b"\n":
            self.stream = io.BufferedReader(_Transcoded(self.stream, declared), BUFFER)
        if not self.leaf.in_archive and self.stream.seekable():
            self.stream.seek(self.place.offset)
            return
        left = self.place.offset
        while left and (data := self.stream.read1(min(left, BUFFER))):
            left -= len(data)

    def more(self, size: int) -> bytes:
        """At least so many bytes more, unless the stream ends; where it breaks, what came before is in `rest`."""
        parts = [self.rest]
        have = len(self.rest)
        try:
            while have < size and (data := self.stream.read1(BUFFER)):
                parts.append(data)
                have += len(data)
                self.taken += len(data)
                if self.leaf.in_archive and self.taken > self.reading.most:
                    raise BrokenInputError("too-large", f"larger than {self.reading.most:,} bytes")  # noqa: TRY301
        except BrokenInputError:
            self.rest = b"".join(parts)
            raise
        self.rest = b""
        return b"".join(parts)

    def lines(self) -> Iterator[Placed]:
        """Records, whole ones, in pieces."""
        size = LINES
        broken: BrokenInputError | None = None
        ended = False
        while not (ended or broken):
            try:
                data = self.more(size)
            except BrokenInputError as error:
                broken, data = error, self.rest
            ended = not broken and len(data) < size
            # What a piece is depends on where it starts and on nothing else: a run that goes on makes the same ones.
            cut = len(data) if ended else data.rfind(b"\n", 0, size) + 1
            self.rest = data[cut:]
            if cut:
                yield from self.piece(data[:cut])
                size = LINES
            elif len(data) > self.reading.most:
                broken = BrokenInputError("too-large", f"a record is larger than {self.reading.most:,} bytes")
            else:
                size = 2 * len(data)
        if broken:
            raise broken

    def piece(self, data: bytes) -> Iterator[Placed]:
        if not data:
            return
        place = self.place
        count = data.count(b"\n") + (not data.endswith(b"\n"))
        if data[:1].isspace() or _BLANK_LINE.search(data):
            count = sum(not line.isspace() and line != b"" for line in data.split(b"\n"))
        self.place = place._replace(offset=place.offset + len(data), number=place.number + count)
        yield Lines(self.leaf.address, place.number, data, self.leaf.shape is Shape.REJECTS), self.place

    def text(self) -> Iterator[Placed]:
        """A text, whole, or in chunks if it is large."""
        data = self.more(PAGE)
        if len(data) < PAGE and self.place.offset == 0:
            self.place = self.place._replace(offset=len(data))
            yield Page(self.leaf.address, data), self.place
            return
        while data:
            ended = len(data) < PAGE and not self.stream.peek(1)
            cut = len(data) if ended else _chunk_end(data)
            first = self.place.offset == 0
            self.place = self.place._replace(offset=self.place.offset + cut)
            yield Chunk(self.leaf.address, data[:cut], first, ended), self.place
            if ended:
                return
            self.rest = data[cut:]
            data = self.more(PAGE)

    def rows(self) -> Iterator[Placed]:
        """The rows of a table; the number of a row is its place."""
        for found in table_rows(self.stream, self.reading.fields, self.place.number, self.reading.most):
            if isinstance(found, Rows):
                self.place = self.place._replace(number=found.number + found.rows)
                yield Lines(self.leaf.address, found.number, found.data, table=True), self.place
            else:
                yield self.record(found)

    def web(self) -> Iterator[Placed]:
        """The texts of a web archive; the number of a record is its place."""
        limit = self.reading.most if self.leaf.in_archive else None
        first, keep = self.place.number, self.reading.fields[1:]
        for found in warc_texts(self.stream, keep, first=first, most=self.reading.most, limit=limit):
            yield self.record(found)

    def record(self, found: RecordText | RecordError) -> Placed:
        self.place = self.place._replace(number=found.number + 1)
        if isinstance(found, RecordError):
            return Problem(self.leaf.address, found.kind, found.reason, b"", found.number), self.place
        return Page(self.leaf.address, found.data, found.number, found.encoding, found.kept), self.place

    def problem(self, error: BrokenInputError) -> Problem:
        """What became of the stream, with the piece that was read and is part of no record."""
        if self.leaf.shape in _NUMBERED:
            return Problem(self.leaf.address, error.kind, error.reason)
        data = self.rest if len(self.rest) <= PAGE else b""
        record = self.place.number if self.leaf.shape is not Shape.TEXT else None
        return Problem(self.leaf.address, error.kind, error.reason, data, record, self.place.offset)


def _chunk_end(data: bytes) -> int:
    """Where to cut a large text: behind a mark that ends a dispatch, else at a blank line, else at a line end."""
    for pattern in (_BREAK, _TWO_LINE_ENDS):
        found = pattern.search(data, CHUNK)
        if found:
            return found.end()
    cut = data.rfind(b"\n", CHUNK) + 1 or data.rfind(b" ", CHUNK) + 1
    return cut or len(data)


class _Transcoded(PieceStream):
    """A stream in UTF-8 of one in which a line end is not one byte."""

    def __init__(self, stream: io.BufferedReader, encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def piece(self) -> bytes:
        while data := self._stream.read1(BUFFER):
            if text := self._decoder.decode(data):
                return text.encode("utf-8", "replace")
        return self._decoder.decode(b"", final=True).encode("utf-8", "replace")
