"""The story of a page or wire file: headline, byline, standfirst, dateline, body, crossheads, sign-off.

The dateline is the anchor: what stands above it is read upwards, what stands below it downwards. Without one the
headline is the first line that looks like one.
"""

from typing import Final

from wireparse.patterns import regex_pattern
from wireparse.pieces import Piece
from wireparse.registry.headings import MENU, fold_line, is_rubric, kinds_of
from wireparse.rules.bare_city import bare_city
from wireparse.rules.bylines import is_name_line
from wireparse.rules.context import BYLINE_AGENCY, BYLINE_NAME, HEADLINE_REPEAT
from wireparse.rules.envelope import EDITORS, EDITORS_HEADS
from wireparse.rules.inner import BEHIND_TITLE, inner_dateline
from wireparse.rules.notes import RIGHTS, tail_note
from wireparse.rules.signoff import SIGNOFF as SIGNOFF_RULE
from wireparse.rules.signoff import tail_signoff
from wireparse.rules.sorts import AGE, BYLINE, NOTE, PARA, SIGNOFF, TITLE
from wireparse.titles import (
    NAV_WORDS,
    below_page_title,
    count_words,
    find_headline,
    fold_title,
    goes_on,
    mark_page_titles,
)
from wireparse.tokens import Kind

_TOP: Final = 12
"""The first paragraph is one of so many lines."""
_MOST_LINES: Final = 3
"""A source without a paragraph is a headline of so many lines, or a table."""
_WEAK_DEPTH: Final = 3
"""A dateline without agency and date opens one of the first paragraphs, or is none."""


def split_dispatches(pieces: list[Piece]) -> list[list[Piece]]:
    """Divides a run of story pieces: a headline with a dateline under it opens a new dispatch.

    The first piece of each list is where its dispatch starts.
    """
    starts = [0]
    dated = False
    for i, piece in enumerate(pieces):
        if piece.sort is not PARA:
            continue
        if piece.heading and piece.heading.firm:
            if dated and (start := _headline_above(pieces, i, starts[-1])) is not None:
                starts.append(start)
            dated = True
    if len(starts) == 1:
        return [pieces]
    return [pieces[a:b] for a, b in zip(starts, [*starts[1:], len(pieces)], strict=True)]


def _headline_above(pieces: list[Piece], i: int, floor: int) -> int | None:
    """Where the headline right above piece `i` stands, or None."""
    j = i - 1
    while j > floor and pieces[j].sort in (BYLINE, NOTE, AGE):
        j -= 1
    if j <= floor or pieces[j].sort is not TITLE:
        return None
    while j - 1 > floor and pieces[j - 1].sort is TITLE and pieces[j].gap == 0:
        j -= 1
    return j


def read_story(pieces: list[Piece], text: str) -> None:
    """Gives each piece of one dispatch its kind."""
    anchor = find_anchor(pieces)
    for i, piece in enumerate(pieces):
        if piece.heading and i != anchor:
            alone = piece.heading.end >= piece.end
            piece.sort, piece.rule = (TITLE, "title") if alone else (PARA, "paragraph")
            piece.heading = None
    if anchor is None:
        body = _read_undated_top(pieces, text)
    else:
        _read_top(pieces[:anchor], text)
        pieces[anchor].kind = Kind.TEXT
        body = anchor + 1
    opening = pieces[anchor] if anchor is not None else None
    opened = opening is not None and opening.heading is not None and opening.heading.end < opening.end
    _read_body(pieces, body, text, opened=opened)


def find_anchor(pieces: list[Piece]) -> int | None:
    """The paragraph with the dateline: the first firm one, else one without agency and date near the top."""
    depth = 0
    weak: int | None = None
    for i, piece in enumerate(pieces):
        if piece.sort is not PARA:
            continue
        if piece.heading:
            if piece.heading.firm:
                return i if weak is None or depth < _WEAK_DEPTH else weak
            if weak is None and depth < _WEAK_DEPTH:
                weak = i
        depth += 1
    return weak


def cut_inner_dateline(pieces: list[Piece], text: str, *, strict: bool) -> tuple[Piece, Piece] | None:
    """Cuts the first paragraph in two where a dateline stands inside it; returns both parts.

    Where there is none, a place alone that opens one of the first two paragraphs is the dateline.
    """
    paragraphs = [piece for piece in pieces[:_TOP] if piece.sort is PARA][:2]
    if not paragraphs:
        return None
    piece = paragraphs[0]
    heading = inner_dateline(text, piece.start, piece.end)
    if heading is None or (strict and not heading.firm):
        for opening in paragraphs:
            if not strict and (found := bare_city(text, opening.start, opening.end)):
                opening.heading, opening.rule = found, found.rule
                break
        return None
    at = heading.start
    stop = at - (len(text[piece.start : at]) - len(text[piece.start : at].rstrip()))
    sort = TITLE if heading.rule == BEHIND_TITLE.name else PARA
    top = Piece(sort, piece.start, stop, "paragraph", piece.gap, piece.mark)
    piece.start = piece.mark = at
    piece.gap, piece.heading, piece.rule = -1, heading, heading.rule
    pieces.insert(pieces.index(piece), top)
    return top, piece


# --- above the dateline ------------------------------------------------------------------------------------------


def _read_top(pieces: list[Piece], text: str) -> None:
    """Headline, byline and standfirst above the dateline; what is none of them is a note."""
    _mark_notes_to_editors(pieces, text)
    sorts = [piece.sort for piece in pieces]
    if pieces and sorts[0] is SIGNOFF and TITLE not in sorts and count_words(pieces[0], text) > 1:
        sorts[0], pieces[0].sort, pieces[0].rule = TITLE, TITLE, "title"  # `QNA wins award` opens as a sign-off does
    headline = find_headline(pieces, text)
    repeated = ""
    if headline and sorts.count(TITLE) > 1:
        repeated = fold_title(pieces[headline[-1]], text)
        mark_page_titles(pieces, headline, repeated, text)
    below = False
    byline = False
    for i, piece in enumerate(pieces):
        if i in headline:
            piece.kind, below = Kind.HEADLINE, True
        elif piece.sort is BYLINE and not byline:
            piece.kind, byline = Kind.BYLINE, True
        elif below and piece.sort is SIGNOFF and not byline and text[piece.start].isalpha() and BYLINE not in sorts:
            piece.kind, piece.rule, byline = Kind.BYLINE, BYLINE_AGENCY.name, True
        elif below and piece.sort is PARA:
            piece.kind = Kind.STANDFIRST
        elif below and not byline and piece.sort is TITLE and is_name_line(text[piece.start : piece.end]):
            piece.kind, piece.rule, byline = Kind.BYLINE, BYLINE_NAME.name, True
        elif (
            below
            and piece.sort is TITLE
            and count_words(piece, text) > NAV_WORDS
            and fold_title(piece, text) != repeated
        ):
            piece.kind = Kind.STANDFIRST
        elif piece.sort is TITLE and fold_title(piece, text) == repeated:
            piece.kind, piece.rule = Kind.HEADLINE, HEADLINE_REPEAT.name
        else:
            piece.kind = Kind.NOTE


def _mark_notes_to_editors(pieces: list[Piece], text: str) -> None:
    """`Eds: UPDATES with quotes.` and what is left of it on the next line are notes."""
    open_end = False
    for piece in pieces:
        opens = text[piece.start] == "E" and text.startswith(EDITORS_HEADS, piece.start, piece.end)
        if opens or (open_end and piece.gap == 0):
            if piece.sort not in (TITLE, PARA, NOTE):
                return
            piece.sort, piece.rule = NOTE, EDITORS.name
            open_end = text[piece.end - 1] not in ".!?"
        else:
            open_end = False


_SCORE: Final = regex_pattern(r"\d\s?[-–:]\s?\d")


def _read_undated_top(pieces: list[Piece], text: str) -> int:
    """Headline and byline of a story without a dateline; returns where its body starts."""
    paragraph = next((i for i, piece in enumerate(pieces) if piece.sort is PARA), len(pieces))
    titles = [i for i in range(paragraph) if pieces[i].sort is TITLE]
    if paragraph == len(pieces):  # above a list alone
        titles = [i for i in titles if MENU not in kinds_of(fold_line(text[pieces[i].start : pieces[i].end]))]
    substantial = [i for i in titles if count_words(pieces[i], text) > NAV_WORDS] or titles[-1:]
    if len(titles) == 2 and count_words(pieces[titles[0]], text) > 1:
        first = pieces[titles[0]]
        substantial = substantial if is_rubric(fold_line(text[first.start : first.end])) else titles
    if not substantial:
        headline = paragraph if _is_headline_paragraph(pieces, paragraph) else -1
        body = paragraph + 1 if headline >= 0 else paragraph
    else:
        headline, body = substantial[0], substantial[0] + 1
    repeated = fold_title(pieces[headline], text) if headline >= 0 else ""
    if len(titles) > 1 and (named := below_page_title(pieces, titles, text)) is not None:
        headline, body, repeated = named, named + 1, fold_title(pieces[named], text)
        mark_page_titles(pieces, [named], repeated, text)
    if 0 <= headline < body and (paragraph < len(pieces) or len(pieces) - headline <= _MOST_LINES):
        while body < paragraph and goes_on(pieces, body, text):
            body += 1
    byline = False
    for i in range(min(body, len(pieces))):
        piece = pieces[i]
        if 0 <= headline <= i:
            piece.kind = Kind.HEADLINE
        elif piece.sort is BYLINE and not byline:
            piece.kind, byline = Kind.BYLINE, True
        elif piece.sort is TITLE and fold_title(piece, text) == repeated:
            piece.kind, piece.rule = Kind.HEADLINE, HEADLINE_REPEAT.name
        else:
            piece.kind = Kind.NOTE
    if 0 <= headline < body < paragraph and not byline:
        below = pieces[body]
        if below.sort is SIGNOFF or (below.sort is TITLE and is_name_line(text[below.start : below.end])):
            below.kind, below.rule = Kind.BYLINE, BYLINE_NAME.name
            body += 1
    while body < len(pieces) and pieces[body].sort is TITLE and fold_title(pieces[body], text) == repeated:
        pieces[body].kind, pieces[body].rule = Kind.HEADLINE, HEADLINE_REPEAT.name
        body += 1
    return body


def _is_headline_paragraph(pieces: list[Piece], i: int) -> bool:
    """Whether the first paragraph is a headline that ends in a full stop: short, and a longer one below it."""
    if i + 1 >= len(pieces):
        return False
    piece, after = pieces[i], pieces[i + 1]
    length = piece.end - piece.start
    return length <= 110 and after.sort is PARA and after.end - after.start > 1.3 * length


# --- below the dateline ------------------------------------------------------------------------------------------


def _read_body(pieces: list[Piece], start: int, text: str, *, opened: bool) -> None:
    """Paragraphs and crossheads, then the sign-off; notes wherever they stand."""
    last = _last_paragraph(pieces, start)
    opening = pieces[start - 1].heading if start else None
    marks = [text[a:b] for a, b in opening.marks] if opening else []
    seen = opened
    named = False
    closing = last >= 0
    for i in range(start, len(pieces)):
        piece = pieces[i]
        if piece.sort is PARA and i <= last:
            seen = True  # its kind is TEXT from the start
            if piece.mark < piece.start:
                _keep_bullet(piece, text)
        elif piece.sort is TITLE and i > last and text[piece.start : piece.end] in marks:
            piece.kind, piece.rule = Kind.SIGNOFF, SIGNOFF_RULE.name
        elif piece.sort is TITLE:
            piece.kind = _title_in_body(pieces, i, last, text, seen=seen)
        elif piece.sort is BYLINE and i > last and closing:
            piece.kind = Kind.SIGNOFF  # nothing but other marks stands between the names and the last paragraph
        elif piece.sort is BYLINE and not seen and not named:
            named = True
            piece.kind = Kind.NOTE if any(p.kind is Kind.BYLINE for p in pieces) else Kind.BYLINE
        elif piece.sort is SIGNOFF and i > last:
            piece.kind = Kind.SIGNOFF
        else:
            piece.kind = Kind.NOTE
        if i > last and closing:
            closing = piece.sort in (SIGNOFF, BYLINE)


def _last_paragraph(pieces: list[Piece], start: int) -> int:
    """The last paragraph of the body: what stands behind a sign-off and is short belongs to the page."""
    last = start - 1
    behind, before = sum(p.end - p.start for p in pieces if p.sort is PARA), 0
    for i, piece in enumerate(pieces):
        if piece.sort is PARA:
            before += piece.end - piece.start
            behind -= piece.end - piece.start
            last = max(last, i)
        elif piece.sort is SIGNOFF and i >= start and behind * 3 < before:
            break
    return last


def _title_in_body(pieces: list[Piece], i: int, last: int, text: str, *, seen: bool) -> Kind:
    """A short line among paragraphs: a crosshead before one, a list item, a line of the page behind the last."""
    piece = pieces[i]
    if text[piece.mark : piece.start].strip(_CONVERTER):
        _keep_bullet(piece, text)
        return Kind.TEXT
    if i > last:
        return Kind.NOTE if seen and not _runs_through(text[piece.start : piece.end]) else Kind.TEXT
    follower = next((j for j in range(i + 1, len(pieces)) if pieces[j].sort in (PARA, TITLE)), i)
    if not seen or pieces[follower].sort is not PARA or _is_result(text[piece.start : piece.end]):
        return Kind.TEXT
    return Kind.CROSSHEAD


def _runs_through(line: str) -> bool:
    """Whether a line without a closing stop is a paragraph all the same: it has one inside, or its script has none."""
    if len(line) < _SHORTEST_PARAGRAPH:
        return False
    return "\u0e00" <= line[0] < "\u0f00" or _STOP_INSIDE.search(line) is not None


_SHORTEST_PARAGRAPH: Final = 50
_STOP_INSIDE: Final = regex_pattern(r"^[^.!?…]{24,}(?<=\p{Ll}{3})[.!?…]\s\p{Lu}")
_CONVERTER: Final = " \t#*_>\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Marks of a converter, and what cannot be seen."""


def _is_result(line: str) -> bool:
    """`FC Utrecht - AZ 2-1`, `Lebjazjev - Torop 1-0 (0-0)`, `Poprad: -3,8`."""
    return (" - " in line and _SCORE.search(line) is not None) or _FIGURE.search(line) is not None


_FIGURE: Final = regex_pattern(r":\s[-+−]?\d[\d.,:]*+\s?(?:°C?|%)?$")


def _keep_bullet(piece: Piece, text: str) -> None:
    """A list item in the story keeps its bullet; a converter's marks go."""
    if text[piece.mark : piece.start].strip(_CONVERTER):
        piece.start = piece.mark


def cut_signoff(pieces: list[Piece], text: str) -> list[Piece]:
    """The sign-off or the line of rights glued to the last paragraph becomes a piece of its own."""
    last = len(pieces) - 1
    while last >= 0 and (pieces[last].item >= 0 or pieces[last].kind is not Kind.TEXT):
        last -= 1
    if last < 0:
        return pieces
    piece = pieces[last]
    head = piece.heading.end if piece.heading else piece.start
    if at := tail_note(text, head, piece.end):
        mark = Piece(NOTE, at, piece.end, RIGHTS.name, -1, at)
        mark.kind = Kind.NOTE
    elif (cut := tail_signoff(text, piece.start, piece.end)) and cut[0] >= head:
        at, rule = cut
        mark = Piece(SIGNOFF, at, piece.end, rule, -1, at)
        mark.kind = Kind.SIGNOFF
    else:
        return pieces
    piece.end = at - (len(text[piece.start : at]) - len(text[piece.start : at].rstrip()))
    return [*pieces[: last + 1], mark, *pieces[last + 1 :]]
