"""Lines as an editor would see them: hard-wrapped paragraphs are joined again.

Wire copy of the teleprinter age breaks its lines at 60 to 80 characters and marks paragraphs by an indent or a blank
line; saved pages have one line a paragraph. A text is taken for hard-wrapped when its full lines do not end sentences.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from wireparse.frame import Frame
from wireparse.rules.bylines import is_byline
from wireparse.rules.dateline import read_dateline

_WIDEST: Final = 110
"""Hard-wrapped text has no line longer than this."""
_NARROWEST: Final = 40
_FEWEST_INDENTS: Final = 2
_ENDINGS: Final = frozenset(".!?:;\"'”’»)]。！？」』")

_UNSEEN: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WHITE: Final = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_BLANKS: Final = _UNSEEN + _WHITE
"""White space, and what takes no room."""

_ODD_LINE_ENDS: Final = ("\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")

Span = tuple[int, int]


def logical_lines(text: str, frame: Frame | None = None) -> Iterable[Span]:
    r"""Spans of paragraphs and lines without the blanks around them; an empty span is a blank line.

    >>> text = "Brug dicht\n\n  De brug is dicht.\n"
    >>> [text[start:end] for start, end in logical_lines(text)]
    ['Brug dicht', '', 'De brug is dicht.']
    """
    if not (frame and frame.width) and (spans := _long_lines(text)) is not None:
        return spans
    lines = text.splitlines(keepends=True)
    width = frame.width if frame else _wrap_width(lines)
    dated = frame is not None and not frame.first
    return _joined(text, lines, width, dated=dated) if width else _plain(lines)


def wrap_width(text: str) -> int:
    """The width at which a text was wrapped, or 0."""
    return _wrap_width(text.splitlines(keepends=True))


def _long_lines(text: str) -> list[Span] | None:
    """The lines of a text that is not hard-wrapped, as its longest line shows, without a copy of each; else None."""
    for sign in _ODD_LINE_ENDS:
        if sign in text:
            return None
    spans: list[Span] = []
    longest = start = 0
    while start < len(text):
        stop = text.find("\n", start)
        if stop < 0:
            stop = len(text)
        end = stop
        while end > start and text[end - 1] in _WHITE:
            end -= 1
        at = start
        while at < end and text[at] in _BLANKS:
            at += 1
        spans.append((at, end) if at < end else (start, start))
        longest = max(longest, end - start)
        start = stop + 1
    return spans if longest > _WIDEST else None


def _plain(lines: list[str]) -> list[Span]:
    spans: list[Span] = []
    pos = 0
    for line in lines:
        body = line.strip()
        if body and body[0] in _UNSEEN:
            body = body.lstrip(_BLANKS)
        if body:
            start = pos if line[0] == body[0] else pos + line.index(body[0])
            spans.append((start, start + len(body)))
            pos += len(line)
            if line[-1] == "\f":
                spans.append((pos - 1, pos))
        else:
            feed = line.find("\f")
            spans.append((pos, pos) if feed < 0 else (pos + feed, pos + feed + 1))
            pos += len(line)
    return spans


def _wrap_width(lines: list[str]) -> int:
    count = len(lines)
    while count and lines[count - 1].isspace():
        count -= 1
    if count < 3:
        return 0
    for line in lines:
        if len(line) > _WIDEST and len(line.rstrip()) > _WIDEST:
            return 0
    bodies = [line.rstrip() for line in lines]
    width = max(map(len, bodies))
    if width < _NARROWEST:
        return 0
    full = [i for i, body in enumerate(bodies[:-1]) if len(body) > 0.6 * width and bodies[i + 1].strip()]
    broken = sum(bodies[i][-1] not in _ENDINGS for i in full)
    indented = _indented(lines, bodies) if broken else 0
    if not broken or (broken < 0.6 * len(full) and indented < _FEWEST_INDENTS):
        return 0
    return width if indented or _goes_on(bodies, full) else 0


def _indented(lines: list[str], bodies: list[str]) -> int:
    """How often an indented line goes on in one that is not, as the first line of a wire's paragraphs does."""
    return sum(
        line.startswith("   ")
        and len(body) > _NARROWEST
        and body[-1] not in _ENDINGS
        and after != ""
        and not after[0].isspace()
        for line, body, after in zip(lines, bodies, bodies[1:], strict=False)
    )


def _goes_on(bodies: list[str], full: list[int]) -> bool:
    """Whether lines go on in small letters, or are all in capitals: titles in a list do neither."""
    following = [bodies[i + 1].lstrip() for i in full]
    small = sum(line[0].islower() for line in following)
    capitals = sum(line.isupper() for line in following)
    return small > 0.25 * len(following) or (capitals > 0.8 * len(following) and len(following) > 2)


def _joined(text: str, lines: list[str], width: int, *, dated: bool) -> Iterator[Span]:
    """Joins the lines of a paragraph: until a blank, an indent, or a line that had room for the next word."""
    start = end = -1
    pos = indent = 0
    last = ""
    for line in lines:
        body = line.strip(_BLANKS)
        at = pos + (line.find(body[0]) if body else 0)
        depth = at - pos
        if end >= 0 and (
            not body
            or depth > indent
            or _had_room(last, body, width)
            or (not dated and _opens(text, at, at + len(body)))
        ):
            yield start, end
            start = end = -1
        if not body:
            yield at, at
        else:
            if end < 0:
                start = at
                dated = dated or opens_dispatch(text, at, at + len(body))
            end, indent, last = at + len(body), depth, " " * depth + body
        if line[-1:] == "\f" and body:
            yield start, end
            start = end = -1
            yield pos + len(line) - 1, pos + len(line)
        pos += len(line)
    if end >= 0:
        yield start, end


def _opens(text: str, start: int, end: int) -> bool:
    """Whether a line opens a paragraph whatever stands before it: a byline, or the first dateline."""
    return opens_dispatch(text, start, end) or is_byline(text[start:end])


def opens_dispatch(text: str, start: int, end: int) -> bool:
    """Whether a dateline with an agency or a date stands at `start`."""
    if text[start].islower() or end - start < 8:
        return False
    heading = read_dateline(text, start, end)
    return heading is not None and heading.firm


def _had_room(last: str, body: str, width: int) -> bool:
    """Whether the line before ended by choice: the first word of this one would have fitted with room to spare."""
    return len(last) + 1 + len(body.split(None, 1)[0]) < 0.86 * width
