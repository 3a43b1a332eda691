"""The cutter: what is read in a source, cut into parts."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import Final

from wireparse.convert.parts import Chunk, Lines, Page, Part, Place, Problem, Reading, is_wide
from wireparse.convert.texts import PAGE, stretches
from wireparse.convert.window import BUFFER, Window
from wireparse.errors import BrokenInputError, NotTextError
from wireparse.readers.contents import Leaf, Shape
from wireparse.readers.decode import marked_encoding, wide_encoding
from wireparse.readers.jsonl import RecordError, RecordText
from wireparse.readers.pieces import PieceStream
from wireparse.readers.tables import Rows, table_rows
from wireparse.readers.warc import warc_texts

LINES: Final = 1 << 18
"""JSON Lines are read in pieces of about this size."""
NOT_TEXT: Final = "not-text"
_LIMITS: Final = ("too-large", "bomb")
"""What was not to be read: of a text that breaks at one of these, the beginning is none."""
_BLANK_LINE: Final = re.compile(rb"\n(?:[ \t\r\f\v]*+\n|[ \t\r\f\v]++\Z)")
_LINE_END: Final = re.compile(rb"\n")

Placed = tuple[Part | None, Place]


class Cutter:
    """Cuts the stream of one leaf into parts, from a place on.

    `parts` raises `BrokenInputError` where the stream breaks, when all that came before has been handed out; `rest` is
    then what was read and is part of no record.
    """

    def __init__(self, leaf: Leaf, reading: Reading, here: Place) -> None:
        self._leaf = leaf
        self._reading = reading
        self._stream = leaf.opened()
        self._limit = reading.most if leaf.in_archive else None
        self._place = here
        self._rest = b""

    def parts(self) -> Iterator[Placed]:
        """The parts, each with the place of the next."""
        match self._leaf.shape:
            case Shape.TEXT:
                yield from self._text()
            case Shape.TABLE:
                yield from self._rows()
            case Shape.WARC:
                yield from self._web()
            case _:
                yield from self._lines()

    def problem(self, error: BrokenInputError) -> Problem:
        """What became of the stream, with what is left of it to be tried again."""
        match self._leaf.shape:
            case Shape.TABLE | Shape.WARC:
                return Problem(self._leaf.address, error.kind, error.reason)
            case Shape.TEXT:
                return Problem(self._leaf.address, error.kind, error.reason, self._rest, None, self._place.offset)
        number = self._place.number
        return Problem(self._leaf.address, error.kind, error.reason, self._rest, number, self._place.offset)

    def _window(self) -> tuple[Window, bool]:
        """The stream from its start, and whether it comes in UTF-8 for another encoding, with other offsets."""
        head = self._stream.peek(64)[:64]
        declared = self._reading.encoding or marked_encoding(head) or wide_encoding(head)
        if declared and is_wide(declared):
            return Window(io.BufferedReader(_Transcoded(self._stream, declared), BUFFER), self._limit), True
        seekable = not self._leaf.in_archive and self._stream.seekable()
        return Window(self._stream, self._limit, seekable=seekable), False

    # --- JSON Lines --------------------------------------------------------------------------------------------------
    def _lines(self) -> Iterator[Placed]:
        """Records, whole ones, in pieces.

        What a piece is depends on where it starts and on nothing else: a run that goes on makes the same ones.
        """
        window, transcoded = self._window()
        window.skip_to(self._place.offset)
        size = LINES
        while data := window.read(size):
            ended = len(data) < size
            cut = len(data) if ended and not window.broken else data.rfind(b"\n") + 1
            if cut:
                window.move(cut)
                yield from self._pieces(data[:cut], transcoded=transcoded)
                size = LINES
            elif ended:
                self._rest = data
                break
            elif size > self._reading.most:
                window.skip_behind(_LINE_END)
                yield self._too_large(window.offset)
                size = LINES
            else:
                size = min(2 * size, self._reading.most + 1)
        if window.broken:
            raise window.broken

    def _pieces(self, data: bytes, *, transcoded: bool) -> Iterator[Placed]:
        """Records, but for those that are too large."""
        if len(data) <= self._reading.most:
            yield self._piece(data, transcoded=transcoded)
            return
        start = pos = 0
        for line in _lines_of(data):
            if len(line) > self._reading.most:
                if pos > start:
                    yield self._piece(data[start:pos], transcoded=transcoded)
                start = pos + len(line)
                yield self._too_large(self._place.offset + len(line))
            pos += len(line)
        if pos > start:
            yield self._piece(data[start:pos], transcoded=transcoded)

    def _piece(self, data: bytes, *, transcoded: bool) -> Placed:
        place = self._place
        count = _count_records(data if place.offset else data.removeprefix(codecs.BOM_UTF8))
        self._place = place._replace(offset=place.offset + len(data), number=place.number + count)
        offset = None if transcoded else place.offset
        return Lines(self._leaf.address, place.number, data, offset, self._leaf.shape is Shape.REJECTS), self._place

    def _too_large(self, behind: int) -> Placed:
        number, offset = self._place.number, self._place.offset
        self._place = self._place._replace(offset=behind, number=number + 1)
        reason = f"a record is larger than {self._reading.most:,} bytes"
        return Problem(self._leaf.address, "too-large", reason, b"", number, offset), self._place

    # --- texts -------------------------------------------------------------------------------------------------------
    def _text(self) -> Iterator[Placed]:
        """A text, whole, or in stretches if it is large."""
        window, transcoded = self._window()
        data = window.read(PAGE + 1)
        broken = window.broken
        if len(data) <= PAGE:
            if data and not self._place.offset and not (broken and broken.kind in _LIMITS):
                self._place = self._place._replace(offset=len(data))
                yield Page(self._leaf.address, data), self._place
        else:
            yield from self._stretches(window, transcoded=transcoded)
        if window.broken:
            raise window.broken

    def _stretches(self, window: Window, *, transcoded: bool) -> Iterator[Placed]:
        asked = "utf-8" if transcoded else self._reading.encoding
        try:
            for data, encoding, frame in stretches(window, asked, self._place.offset):
                offset = self._place.offset
                self._place = self._place._replace(offset=offset + len(data))
                yield Chunk(self._leaf.address, data, offset, encoding, frame), self._place
        except NotTextError as error:
            raise BrokenInputError(NOT_TEXT, str(error)) from None

    # --- records of other kinds --------------------------------------------------------------------------------------
    def _rows(self) -> Iterator[Placed]:
        """The rows of a table; the number of a row is its place."""
        for found in table_rows(self._stream, self._reading.fields, self._place.number, self._reading.most):
            if isinstance(found, Rows):
                self._place = self._place._replace(number=found.number + found.rows)
                yield Lines(self._leaf.address, found.number, found.data, table=True), self._place
            else:
                yield self._record(found)

    def _web(self) -> Iterator[Placed]:
        """The texts of a web archive; the number of a record is its place."""
        first, keep = self._place.number, self._reading.fields[1:]
        for found in warc_texts(self._stream, keep, first=first, most=self._reading.most, limit=self._limit):
            yield self._record(found)

    def _record(self, found: RecordText | RecordError) -> Placed:
        self._place = self._place._replace(number=found.number + 1)
        if isinstance(found, RecordError):
            return Problem(self._leaf.address, found.kind, found.reason, b"", found.number), self._place
        return Page(self._leaf.address, found.data, found.number, found.encoding, found.kept), self._place


def _count_records(data: bytes) -> int:
    """How many lines are not blank."""
    if data[:1].isspace() or _BLANK_LINE.search(data):
        return sum(not line.isspace() and line != b"" for line in data.split(b"\n"))
    return data.count(b"\n") + (not data.endswith(b"\n"))


def _lines_of(data: bytes) -> list[bytes]:
    """The lines with their ends; `splitlines` would end them at other places too."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines


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
