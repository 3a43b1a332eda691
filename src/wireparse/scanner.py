"""The scanner: text -> pieces, each a line or a part of one, with what it is by its own shape.

It knows no context: whether a short line is a headline, a crosshead or a teaser is for `layout.py` to say.
"""

import re
from functools import cache
from typing import Final

import regex
from msgspec import Struct

from wireparse.rules.ages import AgeFound, age_at, age_openings, cut_off_age, may_open_age, trailing_age, whole_age
from wireparse.rules.cjk import read_cjk_dateline
from wireparse.rules.dateline import opens_sentence, read_dateline, read_usual
from wireparse.rules.heading import Heading
from wireparse.rules.lines import classify, is_sentence, tail_signoff
from wireparse.rules.notes import glued_note, note_openings
from wireparse.rules.sorts import AGE, NOTE, PARA, SECTION, TITLE, Sort
from wireparse.rules.ticker import read_ticker
from wireparse.tokens import Kind
from wireparse.wrapping import logical_lines

SHORT: Final = 160
"""A line longer than this is a paragraph, whatever it says."""
LINE: Final = 60
"""A line longer than this is no age, heading or mark."""


class Piece(Struct, gc=False):
    """A line, a hard-wrapped paragraph, or a part of either."""

    sort: Sort
    start: int
    end: int
    rule: str
    gap: int
    """How many blank lines stand before it; -1 where it shares its line with the piece before."""
    mark: int
    """Where the bullet or the converter's mark in front of it starts; `start` when there is none."""
    heading: Heading | None = None
    """The dateline that opens it."""
    seconds: int | None = None
    """Of an age."""
    kind: Kind = Kind.TEXT
    """What it is in its context; `layout.py` decides."""
    item: int = -1
    """Which teaser it belongs to; -1 for the story."""


_BULLET: Final = regex.compile(
    r"(?:(?:#{1,6}|>{1,3}|[*•·▪►▶»◦●○■□–—―‣⁃∙-]|\d{1,2}[.)](?=\s+\p{Lu}))\s++|\*{2,3}(?=\S)|__(?=\S)|[\u200b\u200e\u200f\u2060\ufeff]++)++"
)
_SHORTEST_LINE: Final = 12
"""A line shorter than this may be any word for an age: `dün`, `昨日`."""
_A_DIGIT: Final = re.compile(r"\d")
_ROW_DOT: Final = re.compile(r"[·•|∙⋅]")
_FIELD_SIGN: Final = re.compile(r"[·•|∙⋅]|\s[-–—]\s|,\s|\d:\d\d")
"""What a line has that is several fields in a row."""
_CONVERTER_TAIL: Final = ("**", "__", " #", " ##")


def scan(text: str) -> list[Piece]:
    """Cuts a text into pieces. Blank lines, bullets and a converter's marks are in none."""
    pieces: list[Piece] = []
    special = _special_openings()
    gap = 0
    for start, end in logical_lines(text):
        if start == end:
            gap += 1
            continue
        if end - start > LINE:
            if text[start].isdigit():
                at = _cut_glued_age(text, start, end, gap, start, pieces)
                if at > start:
                    start, gap = at, -1
            opening = text[start : start + 5].casefold()
            if (
                opening not in special
                and opening[:4] not in special
                and opening[:3] not in special
                and opening.isascii()
                and (piece := _paragraph(text, start, end, gap))
            ):
                pieces.append(piece)
                gap = 0
                continue
        _scan_line(text, start, end, gap, pieces)
        gap = 0
    return pieces


@cache
def _special_openings() -> frozenset[str]:
    """The first three to five characters, folded, of what is more than a paragraph: an age or a note."""
    return age_openings() | note_openings()


def _paragraph(text: str, start: int, end: int, gap: int) -> Piece | None:
    """A long line that is a paragraph and nothing else, with a dateline of the usual form or without one.

    A few looks at its first and last characters settle that for nearly all paragraphs.
    """
    if text[end - 1] != "." or not text[start].isalpha():
        return None
    if opens_sentence(text, start):
        return Piece(PARA, start, end, "paragraph", gap, start)
    heading = read_usual(text, start)
    return Piece(PARA, start, end, heading.rule, gap, start, heading) if heading else None


def _scan_line(text: str, start: int, end: int, gap: int, pieces: list[Piece]) -> None:
    """Cuts one line, whatever is glued together in it."""
    mark = start
    if not text[start].isalnum():
        bullet = _BULLET.match(text, start, end)
        if bullet and bullet.end() < end:
            start = bullet.end()
            if text.endswith(_CONVERTER_TAIL, start, end):
                end -= 2
    short = end - start <= SHORT
    if _cut_age(text, start, end, gap, mark, pieces):
        return
    if short and _ROW_DOT.search(text, start, end) and _cut_age_row(text, start, end, gap, mark, pieces):
        return
    if short and (known := classify(text[start:end])):
        pieces.append(Piece(known[0], start, end, known[1], gap, mark))
        return
    note = glued_note(text, start, end)
    if note:
        pieces.append(Piece(NOTE, start, note[0], note[1], gap, mark))
        _scan_line(text, note[0], end, -1, pieces)
        return
    heading = read_cjk_dateline(text, start, end) or read_dateline(text, start, end)
    if heading:
        pieces.append(Piece(PARA, start, end, heading.rule, gap, mark, heading))
    elif short and _cut_row(text, start, end, gap, mark, pieces):
        return
    elif short and not is_sentence(text[start:end]) and not tail_signoff(text, start, end):
        pieces.append(Piece(TITLE, start, end, "title", gap, mark))
    else:
        pieces.append(Piece(PARA, start, end, "paragraph", gap, mark))
    _cut_trailing_age(text, pieces)


def _cut_row(text: str, start: int, end: int, gap: int, mark: int, pieces: list[Piece]) -> bool:
    """A short line that is several things in a row: an age with its source, or a ticker line."""
    if not _FIELD_SIGN.search(text, start, end):
        return False
    return _cut_age_row(text, start, end, gap, mark, pieces) or _cut_ticker(text, start, end, gap, mark, pieces)


def _cut_age(text: str, start: int, end: int, gap: int, mark: int, pieces: list[Piece]) -> bool:
    """An age at the head of the line: alone, glued to what follows, or in a row with sources and counters."""
    short = end - start <= LINE
    opens = may_open_age(text[start : start + 5].casefold())
    if not opens and not (short and (end - start < _SHORTEST_LINE or _A_DIGIT.search(text, start, end))):
        return False
    found = whole_age(text, start, end) if short else None
    if found is None and end == len(text.rstrip()) and short:
        found = cut_off_age(text, start, end)
    if found:
        pieces.append(Piece(AGE, start, end, found.rule, gap, mark, seconds=found.seconds))
        return True
    at = _cut_glued_age(text, start, end, gap, mark, pieces)
    if at == start:
        return False
    _scan_line(text, at, end, -1, pieces)
    return True


def _cut_glued_age(text: str, start: int, end: int, gap: int, mark: int, pieces: list[Piece]) -> int:
    """Takes the age that opens a line and has something glued to it; returns where that starts, or `start`."""
    found = age_at(text, start, end)
    if found is None or found.end >= end or not _starts_something(text, found.end, end):
        return start
    pieces.append(Piece(AGE, start, found.end, found.rule, gap, mark, seconds=found.seconds))
    at = found.end
    while text[at].isspace():
        at += 1
    return at


def _cut_age_row(text: str, start: int, end: int, gap: int, mark: int, pieces: list[Piece]) -> bool:
    """An age in a row with sources and counters: each field is a piece."""
    fields = _age_row(text, start, end) if end - start <= 80 else []
    for at, stop, age in fields:
        sort = AGE if age else NOTE
        seconds = age.seconds if age else None
        pieces.append(Piece(sort, at, stop, age.rule if age else "age-source", gap, mark, seconds=seconds))
        gap, mark = -1, stop
    return bool(fields)


def _starts_something(text: str, pos: int, end: int) -> bool:
    """Whether what is glued to an age opens another item; in a sentence a blank and a small letter follow."""
    if text[pos].isupper():
        return True
    if text[pos].isspace():
        rest = pos + 1
        return rest < end and not text[rest].islower() and bool((heading := read_dateline(text, rest, end)) and heading.firm)
    return not text[pos].islower() and (text[pos].isalnum() or text[pos] in "'\"‘“«„([【")


_FIELD_JOIN: Final = regex.compile(r"\s*[·•|∙⋅]\s*|\s+[-–—]\s+|,\s+")


def _age_row(text: str, start: int, end: int) -> list[tuple[int, int, AgeFound | None]]:
    """The fields of `ANP · 1 uur geleden · 8 reacties`; empty when none of them is an age."""
    edges = [start, *(edge for join in _FIELD_JOIN.finditer(text, start, end) for edge in join.span()), end]
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    if not 1 < len(spans) < 5 or any(b - a > 40 or ": " in text[a:b] for a, b in spans):
        return []
    fields = [(a, b, whole_age(text, a, b)) for a, b in spans]
    ages = [age for _, _, age in fields if age]
    if len(ages) > 1 and all(age.seconds is None for age in ages):
        return [(start, end, AgeFound(end, None, ages[0].rule))]
    return fields if len(ages) == 1 else []


def _cut_ticker(text: str, start: int, end: int, gap: int, mark: int, pieces: list[Piece]) -> bool:
    """A ticker line: its section, clock and headline."""
    ticker = read_ticker(text, start, end)
    if ticker:
        if ticker.section:
            pieces.append(Piece(SECTION, *ticker.section, "ticker", gap, mark))
            gap, mark = -1, ticker.clock[0]
        pieces.append(Piece(AGE, *ticker.clock, "ticker", gap, mark))
        pieces.append(Piece(TITLE, *ticker.headline, "ticker", -1, ticker.headline[0]))
        return True
    return False


def _cut_trailing_age(text: str, pieces: list[Piece]) -> None:
    """An age glued to the end of the piece just read becomes a piece of its own."""
    piece = pieces[-1]
    cut = trailing_age(text, piece.start, piece.end)
    if cut and piece.end - piece.start > 12:
        at, found = cut
        pieces.append(Piece(AGE, at, piece.end, found.rule, -1, at, seconds=found.seconds))
        piece.end = at - (len(text[piece.start : at]) - len(text[piece.start : at].rstrip(" ·•|–-")))
