"""Large texts, cut into stretches that hold the dispatches that the whole holds.

Where a stretch ends depends on where it starts, and on what is known of the text by then: its `Frame` by its opening,
and its encoding by the first letters that are not ASCII.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from wireparse.convert.window import Window
from wireparse.frame import Frame
from wireparse.readers import check_encoding, decode
from wireparse.stretches import Border, find_borders, frame_of, last_border

PAGE: Final = 1 << 21
"""A text of so many bytes is large; no stretch has more."""
CHUNK: Final = 1 << 19
"""A stretch goes on for so many bytes, and then to where a dispatch begins."""
HEAD: Final = 1 << 20
"""So many bytes tell what a text is like."""
LONG: Final = 1 << 20
"""A dispatch that is too long for a stretch is cut before it has so many bytes: it is the costliest to parse."""
NEAR: Final = 1 << 14
"""The beginning of a dispatch is looked for in so many bytes first …"""
FAR: Final = 1 << 17
"""… then in so many, and in all that a stretch may have only if there is hope."""
_MARK: Final = re.compile(rb"[\r\n](?:NNNN|ENDS?|-0-|-30-|\x03|\x0c|###+)[ \t]*[\r\n]")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_LINE_END: Final = re.compile(rb"\r\n?|\n")
_ENDS: Final = (b"\n\n", b"\n\r\n", b"\n", b"\r", b" ")
"""Behind these a dispatch is cut that is too long for a stretch, the first of them that there is."""


class Stretch(NamedTuple):
    """A stretch of a large text."""

    data: bytes
    encoding: str
    frame: Frame


def stretches(window: Window, asked: str | None, start: int) -> Iterator[Stretch]:
    """The stretches of a large text from one of them on; the window stands where the next one starts.

    Args:
        window: at the start of the text.
        asked: its encoding, if that is known.
        start: the bytes before the first stretch that is wanted.

    Raises:
        NotTextError: it is binary, or does not fit the encoding.
    """
    head = window.read(HEAD)
    encoding = check_encoding(asked) if asked else _judged(head)
    frame = frame_of(_whole_lines(head).decode(encoding or "utf-8", "replace"))
    while encoding is None and window.offset < start and (data := window.read(min(HEAD, start - window.offset))):
        if found := _HIGH.search(data):
            window.move(found.start())
            encoding = _judged(b"\n" + window.read(HEAD))  # what it begins with is no signature
        else:
            window.move(len(data))
    window.skip_to(start)
    while data := window.read(PAGE + 1):
        if encoding is None and (found := _HIGH.search(data)):
            encoding = _judged(b"\n" + window.read(found.start() + HEAD)[found.start() :])
        known = encoding or "utf-8"
        here = frame._replace(first=window.offset == 0, last=len(data) <= PAGE)
        data = data[:PAGE]
        cut = _cut(data, known, here)
        here = here._replace(last=here.last and cut == len(data))
        window.move(cut)
        yield Stretch(data[:cut], known, here)


def _judged(sample: bytes) -> str | None:
    """The encoding of a text, by some of it; None while it may be any, since all is ASCII."""
    return None if sample.isascii() and b"\0" not in sample else decode(_whole_lines(sample)).encoding


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1] or data


def _cut(data: bytes, encoding: str, frame: Frame) -> int:
    """Where the next stretch ends of what is left of a text; of a large one this is the beginning."""
    if frame.last and len(data) <= CHUNK:
        return len(data)
    begin = _line_start(data, CHUNK)
    hopeful = False
    for size in (NEAR, FAR):
        end = min(begin + size, len(data))
        window = data[begin:end] if end == len(data) else _whole_lines(data[begin:end])
        last = frame.last and end == len(data)
        borders = find_borders(window.decode(encoding, "replace"), frame._replace(first=False, last=last))
        if borders.found:
            return begin + _offset(window, borders.found[0])
        if end == len(data):
            break
        hopeful = borders.hopeful
    if frame.last and len(data) <= begin + FAR:
        return len(data)
    if hopeful or _MARK.search(data, begin):
        border = last_border(_whole_lines(data).decode(encoding, "replace"), frame._replace(last=False))
        if border:
            return _offset(data, border)
    return len(data) if frame.last else _anywhere(data[:LONG], encoding)


def _line_start(data: bytes, at: int) -> int:
    """Where the first line starts behind a place; the end if none does."""
    found = _LINE_END.search(data, at)
    return found.end() if found else len(data)


def _offset(data: bytes, border: Border) -> int:
    """The bytes before a border."""
    offset = 0
    for _, found in zip(range(border.line), _LINE_END.finditer(data), strict=False):
        offset = found.end()
    return offset + border.column


def _anywhere(data: bytes, encoding: str) -> int:
    """Where to cut a dispatch that is too long for one stretch: behind a paragraph, a line, a word, or a letter."""
    cuts = ((data.rfind(end, CHUNK), len(end)) for end in _ENDS)
    cut = next((at + size for at, size in cuts if at >= 0), 0)
    if cut:
        return cut
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    decoder.decode(data)
    return len(data) - len(decoder.getstate()[0])
