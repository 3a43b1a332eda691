"""The scanner: text -> pieces, each a line or a part of one, with what it is by its own shape.

It knows no context: whether a short line is a headline, a crosshead or a teaser is for `layout.py` to say.
"""

from functools import cache
from typing import Final

from wireparse.frame import Frame
from wireparse.patterns import re_pattern, regex_pattern
from wireparse.pieces import Piece
from wireparse.registry.ages import compiled
from wireparse.registry.headings import LONG, fold_opening, listed_openings, may_be_listed
from wireparse.rules.ages import (
    AgeFound,
    age_at,
    cut_off_age,
    may_open_age,
    opens_with_words,
    trailing_age,
    whole_age,
)
from wireparse.rules.beside import ROW_DOT, age_beside, age_row
from wireparse.rules.bylines import BYLINE as BYLINE_RULE
from wireparse.rules.bylines import is_byline
from wireparse.rules.cjk import read_cjk_dateline
from wireparse.rules.context import AGE_SOURCE
from wireparse.rules.dateline import opens_sentence, read_dateline
from wireparse.rules.furniture import PAGE, is_sentence
from wireparse.rules.lines import classify
from wireparse.rules.notes import RIGHTS, glued_note, tail_note
from wireparse.rules.shapes import PAIR_LINE
from wireparse.rules.signoff import CREDITS, may_name_agency, names_reporters, signoff_rule, tail_signoff
from wireparse.rules.sorts import AGE, BYLINE, NOTE, PARA, SECTION, SIGNOFF, TITLE
from wireparse.rules.ticker import read_ticker
from wireparse.rules.usual import read_usual
from wireparse.wrapping import logical_lines

SHORT: Final = 160
"""A line longer than this is a paragraph, whatever it says."""
LINE: Final = 60
"""A line longer than this is no age, heading or mark."""

_BULLET: Final = regex_pattern(
    r"(?:(?:#{1,6}|>{1,3}|\+{3}|[*•·▪►▶»◦●○■□–—―‣⁃∙-]|\d{1,2}[.)](?=\s+\p{Lu}))\s++|\*{2,3}(?=[^\s\p{M}])|__(?=[^\s\p{M}])"
    r"|[\u200b\u200e\u200f\u2060\ufeff]++)++"
)
_LIST_NUMBER: Final = re_pattern(r"(\d{1,2})([.)])\s")
_CLOSE_BY: Final = 600
_HAS_WORD: Final = re_pattern(r"[^\W_]")
_CONVERTER_TAIL: Final = ("**", "__", " #", " ##")
_QUOTES: Final = frozenset('"“”„«»')
_A_DIGIT: Final = re_pattern(r"\d")
_FIELD_SIGN: Final = re_pattern(r"[·•|∙⋅]|\s[-–—]\s|,\s|\d[:h]\d\d")
"""What a line has that is several fields in a row."""
_FULL_STOPS: Final = ".。।۔։።။។"
"""Of Latin and most others, Chinese, Hindi, Urdu, Armenian, Amharic, Burmese, Khmer."""
_CASELESS: Final = "\u0590"
"""Scripts from here on, Hebrew the first of them, have no small letters to tell a sentence by."""
_DATELINE_SIGN: Final = re_pattern(
    r"[-‐‑‒–—―−─_~(（\[［【〔〖/／=＝:：|│・፦፡]|[,،]\s\d|\d[,،]\s|\d(?=[\d/ ]{0,6}[年月日])"
)
_STOP: Final = re_pattern(r"[.。।]")
_LONGEST_PLACE: Final = 24
_LONGEST_NAMES: Final = 90
"""No places and regions before the mark of a dateline take more characters."""
_BRACKETS: Final = "()/"
"""What most sign-offs stand between: `(ANP)`, `/ritzau/`."""
_SHORTEST_TITLE: Final = 24
"""A shorter line may be the name of an agency, a reporter or a section."""
_ONLY_WORDS: Final = re_pattern(r"[^\W\d_]++(?:(?:[ '’]|, )[^\W\d_]++)++")
_SHORTEST: Final = 12
"""A line shorter than this may be any word for an age: `dün`, `昨日`."""


def scan(text: str, frame: Frame | None = None) -> list[Piece]:
    """Cuts a text into pieces. Blank lines, bullets and a converter's marks are in none."""
    pieces: list[Piece] = []
    slow: _Cutter | None = None
    gap = 0
    for start, end in logical_lines(text, frame):
        if start == end:
            gap += 1
            continue
        special = text[start].isdigit() or _is_special(text[start : start + LONG].casefold(), text, start)
        piece = None if special else _plain_line(text, start, end, gap)
        if piece:
            pieces.append(piece)
        else:
            slow = slow or _Cutter(text, pieces, ends=frame is None or frame.last)
            slow.cut(start, end, gap)
        gap = 0
    return pieces


def _is_special(opening: str, text: str, start: int) -> bool:
    """Whether a line can open with an age or a note, by its first eight characters without case."""
    known = _openings()
    if opening in known or opening[:5] in known or opening[:4] in known or opening[:3] in known:
        return True
    return not opening.isascii() and (
        may_open_age(opening[:5]) or may_be_listed(fold_opening(text[start : start + 2 * LONG]))
    )


@cache
def _openings() -> frozenset[str]:
    """The first characters of all ages and of all lines that are listed, in one table: one look a line."""
    return listed_openings() | compiled().openings


def _plain_line(text: str, start: int, end: int, gap: int) -> Piece | None:
    """A line that opens as no age or note does, and is surely a headline, a paragraph or a sign-off and no more."""
    if end - start > LINE and (piece := _paragraph(text, start, end, gap)):
        return piece
    if end - start > SHORT:
        return None
    line = text[start:end]
    if names_reporters(line):
        return Piece(SIGNOFF, start, end, CREDITS.name, gap, start)
    if is_byline(line):
        return None if _FIELD_SIGN.search(line) else Piece(BYLINE, start, end, BYLINE_RULE.name, gap, start)
    if line[0] in _BRACKETS and line[-1] in _BRACKETS and (rule := signoff_rule(line)):
        return Piece(SIGNOFF, start, end, rule, gap, start)
    if end - start > _SHORTEST_TITLE and _ONLY_WORDS.fullmatch(line) and not (line.isupper() or may_name_agency(line)):
        return Piece(TITLE, start, end, "title", gap, start)
    return None


def _paragraph(text: str, start: int, end: int, gap: int) -> Piece | None:
    """A long line that is a paragraph and nothing else, with a dateline of the usual form or without one.

    A few looks at its first and last characters settle that for nearly all paragraphs.
    """
    last = text[end - 1]
    if last not in _FULL_STOPS and (last not in _QUOTES or text[end - 2] not in ".!?"):
        return None
    first = text[start]
    if first in _QUOTES:
        return Piece(PARA, start, end, "paragraph", gap, start)
    if not first.isalpha():
        return None
    marked = text.find("(", start, start + _LONGEST_PLACE) > 0  # then a dateline is likelier than a sentence
    if not marked and opens_sentence(text, start, end):
        return Piece(PARA, start, end, "paragraph", gap, start)
    if heading := read_usual(text, start):
        return Piece(PARA, start, end, heading.rule, gap, start, heading)
    if marked and not first.islower() and opens_sentence(text, start, end):
        return Piece(PARA, start, end, "paragraph", gap, start)
    caseless = first > _CASELESS or text[start : start + _LONGEST_PLACE].isupper()
    if caseless and not _may_open_dateline(text, start, end - 1):
        return Piece(PARA, start, end, "paragraph", gap, start)
    return None


def _may_open_dateline(text: str, start: int, end: int) -> bool:
    """Whether the head of a paragraph has any of the signs that datelines are made with."""
    return bool(
        _DATELINE_SIGN.search(text, start, min(end, start + _LONGEST_NAMES))
        or _STOP.search(text, start, min(end, start + _LONGEST_PLACE))
    )


class _Line:
    """A line, or what is left of it."""

    __slots__ = ("end", "gap", "mark", "start")

    def __init__(self, start: int, end: int, gap: int, mark: int) -> None:
        self.start = start
        self.end = end
        self.gap = gap
        self.mark = mark


class _Cutter:
    """Cuts lines into pieces, whatever is glued together in them."""

    __slots__ = ("last", "pieces", "text")

    def __init__(self, text: str, pieces: list[Piece], *, ends: bool) -> None:
        self.text = text
        self.pieces = pieces
        self.last = len(text.rstrip()) if ends else -1
        """Where the text ends; an age may be cut off there."""

    def cut(self, start: int, end: int, gap: int) -> None:
        """Adds the pieces of a line."""
        text = self.text
        while start < end:
            if text[start].isdigit() and end - start > LINE:
                rest = self.glued_age(_Line(start, end, gap, start), age_at(text, start, end))
                if rest > start:
                    start, gap = rest, -1
                    if piece := _paragraph(text, start, end, gap):
                        self.pieces.append(piece)
                        return
            line = _without_bullet(text, _Line(start, end, gap, start))
            start, end, gap = self.cut_first(line), line.end, -1

    def cut_first(self, line: _Line) -> int:
        """Adds the first piece of a line, with those that belong to it; returns where the rest starts."""
        text, start, end = self.text, line.start, line.end
        short = end - start <= SHORT
        if rest := self.age(line):
            return rest
        if (
            short
            and ROW_DOT.search(text, start, end)
            and ((text[start].isdigit() and self.ticker(line)) or self.row(line))
        ):
            return end
        if note := glued_note(text, start, end):
            self.pieces.append(Piece(NOTE, start, note[0], note[1], line.gap, line.mark))
            return note[0]
        known = classify(text[start:end]) if short else None
        if known and known[0] is NOTE and self.behind_text(line):
            return end
        heading = None
        if known is None or known[1] == PAGE.name:
            heading = read_cjk_dateline(text, start, end) or read_dateline(text, start, end)
        elif known[0] is SIGNOFF and (text[start].isalpha() or _A_DIGIT.search(text, start, end)):
            heading = read_cjk_dateline(text, start, end) or read_dateline(text, start, end)
            if heading and heading.rule != PAIR_LINE and not _A_DIGIT.search(text, start, end):
                heading = None
        if heading and not heading.firm and line.mark < start and text[line.mark].isdigit():
            heading = None  # `1. Lisboa. - `: an item of a list
        if heading and not heading.date and 0 < end - heading.end <= LINE and whole_age(text, heading.end, end):
            heading = None  # `Jane Roe (AFP) - 24 December 2025`: a reporter and a stamp
        if known and not (heading and heading.firm):
            self.pieces.append(Piece(known[0], start, end, known[1], line.gap, line.mark))
            return end
        if heading:
            piece = Piece(PARA, start, end, heading.rule, line.gap, line.mark, heading)
        elif short and _FIELD_SIGN.search(text, start, end) and (self.row(line) or self.ticker(line)):
            return end
        elif short and not is_sentence(text[start:end]) and not tail_signoff(text, start, end):
            if self.behind_text(line):
                return end
            piece = Piece(TITLE, start, end, "title", line.gap, line.mark)
        else:
            piece = Piece(PARA, start, end, "paragraph", line.gap, line.mark)
        self.pieces.append(piece)
        self.trailing_age(piece)
        return end

    def behind_text(self, line: _Line) -> bool:
        """A line of rights behind a short paragraph: `Die Brücke ist zu. Alle Rechte vorbehalten.`"""
        at = tail_note(self.text, line.start, line.end)
        stop = line.start + len(self.text[line.start : at].rstrip())
        if not at or classify(self.text[line.start : stop]):
            return False
        self.cut(line.start, stop, line.gap)
        self.pieces.append(Piece(NOTE, at, line.end, RIGHTS.name, -1, at))
        return True

    def age(self, line: _Line) -> int:
        """An age at the head of a line, alone or glued to what follows; returns where that starts, 0 for no age."""
        text, start, end = self.text, line.start, line.end
        short = end - start <= LINE
        opens = may_open_age(text[start : start + 5].casefold())
        if not opens and not (short and (end - start < _SHORTEST or _A_DIGIT.search(text, start, end))):
            return 0
        worded = end - start >= _SHORTEST and not text[start].isdigit() and not opens_with_words(text, start)
        if worded and not _A_DIGIT.search(text, start, end):
            return 0
        found = whole_age(text, start, end) if short else None
        if found is None and short and end == self.last:
            found = cut_off_age(text, start, end)
        if found:
            self.pieces.append(Piece(AGE, start, end, found.rule, line.gap, line.mark, seconds=found.seconds))
            return end
        found = age_at(text, start, end)
        rest = self.glued_age(line, found)
        if rest > start:
            return rest
        return end if short and self.age_beside(line, found) else 0

    def age_beside(self, line: _Line, opening: AgeFound | None) -> bool:
        """An age with a source beside it that no sign divides from it: `1 uur geleden door ANP`."""
        beside = age_beside(self.text, line.start, line.end, opening)
        if not beside:
            return False
        at, found = beside
        gap, mark = line.gap, line.mark
        if at > line.start:
            self.pieces.append(Piece(NOTE, line.start, at - 1, AGE_SOURCE.name, gap, mark))
            gap, mark = -1, at
        self.pieces.append(Piece(AGE, at, found.end, found.rule, gap, mark, seconds=found.seconds))
        if found.end < line.end:
            self.pieces.append(Piece(NOTE, found.end + 1, line.end, AGE_SOURCE.name, -1, found.end + 1))
        return True

    def glued_age(self, line: _Line, found: AgeFound | None) -> int:
        """The age that opens a line and has something glued to it; returns where that starts, or the line's start."""
        text = self.text
        if found is None or found.end >= line.end or not _starts_something(text, found.end, line.end):
            return line.start
        self.pieces.append(Piece(AGE, line.start, found.end, found.rule, line.gap, line.mark, seconds=found.seconds))
        at = found.end
        while text[at].isspace():
            at += 1
        return at

    def row(self, line: _Line) -> bool:
        """An age in a row with sources and counters, `ANP · 1 uur geleden · 8 reacties`: each field is a piece."""
        fields = age_row(self.text, line.start, line.end, self.last) if line.end - line.start <= SHORT // 2 else []
        gap, mark = line.gap, line.mark
        for at, stop, age in fields:
            if age:
                self.pieces.append(Piece(AGE, at, stop, age.rule, gap, mark, seconds=age.seconds))
            else:
                self.pieces.append(Piece(NOTE, at, stop, AGE_SOURCE.name, gap, mark))
            gap, mark = -1, stop
        return bool(fields)

    def ticker(self, line: _Line) -> bool:
        """A ticker line: its section, clock and headline."""
        ticker = read_ticker(self.text, line.start, line.end)
        if not ticker:
            return False
        gap, mark = line.gap, line.mark
        parts = [(ticker.clock, AGE)]
        if ticker.section:
            parts.append((ticker.section, SECTION))
        for span, sort in sorted(parts):
            self.pieces.append(Piece(sort, *span, "ticker", gap, mark))
            gap, mark = -1, span[1]
        self.pieces.append(Piece(TITLE, *ticker.headline, "ticker", -1, ticker.headline[0]))
        return True

    def trailing_age(self, piece: Piece) -> None:
        """An age glued to the end of a piece becomes a piece of its own."""
        text = self.text
        body = piece.heading.end if piece.heading else piece.start + _SHORTEST
        cut = trailing_age(text, piece.start, piece.end)
        if cut and cut[0] > body:
            at, found = cut
            self.pieces.append(Piece(AGE, at, piece.end, found.rule, -1, at, seconds=found.seconds))
            piece.end = max(body, piece.start + len(text[piece.start : at].rstrip(" ·•|–-\u00a0")))


def _without_bullet(text: str, line: _Line) -> _Line:
    """The line without the bullet or converter's marks around it; `mark` remembers where they start."""
    first = text[line.start]
    if first.isalpha() or (first.isdigit() and not _is_numbered(text, line)):
        return line
    bullet = _BULLET.match(text, line.start, line.end)
    if not bullet or bullet.end() >= line.end or not _HAS_WORD.search(text, bullet.end(), line.end):
        return line
    end = line.end
    if text.endswith(_CONVERTER_TAIL, bullet.end(), end):
        end = bullet.end() + len(text[bullet.end() : end - 2].rstrip())
    return _Line(bullet.end(), end, line.gap, line.mark) if bullet.end() < end else line


def _is_numbered(text: str, line: _Line) -> bool:
    """Whether a line is one of a numbered list: the next number, or the one before, opens a line close by."""
    number = _LIST_NUMBER.match(text, line.start, line.end)
    if not number:
        return False
    around = text[max(0, line.start - _CLOSE_BY) : line.start] + text[line.end : line.end + _CLOSE_BY]
    here = int(number[1])
    return any(
        f"\n{near}{number[2]} " in around or around.startswith(f"{near}{number[2]} ") for near in (here - 1, here + 1)
    )


def _starts_something(text: str, pos: int, end: int) -> bool:
    """Whether what is glued to an age opens another item; in a sentence a blank and a small letter follow."""
    if text[pos].isupper():
        return True
    if text[pos].isspace():
        rest = pos + 1
        if rest >= end or text[rest].islower():
            return False
        heading = read_dateline(text, rest, end)
        return heading is not None and heading.firm
    return not text[pos].islower() and (text[pos].isalnum() or text[pos] in "'\"‘“«„([【")
