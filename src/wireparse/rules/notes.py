"""Notes that a lost line break glued to something else: `Foto: ANPDEN HAAG (ANP) - `, `ReclameStuur door`."""

from itertools import pairwise
from typing import Final

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.agencies import is_agency
from wireparse.registry.headings import (
    LONG,
    NOTE,
    PHOTO,
    fold_line,
    fold_opening,
    is_credit_word,
    is_rubric,
    kinds_of,
    listed_as,
    may_be_listed,
)
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

GLUED: Final = Rule(
    "glued-note",
    r"WORD: AGENCY(?=CAPITAL)|NOTE(?=CAPITAL)",
    (Kind.NOTE,),
    sample="Brug dicht\nFoto: ANPDEN HAAG (ANP) - De brug is dicht.",
    near_miss="Brug dicht\nFoto: ANP\nDEN HAAG (ANP) - De brug is dicht.",
    why="a lost line break between a credit or a button and what follows it",
)
RIGHTS: Final = Rule(
    "note-behind-text",
    r"[.!?] NOTE$",
    (Kind.NOTE,),
    sample="Le scuole\nROMA (ANSA) - Le scuole restano chiuse, dice il sindaco. RIPRODUZIONE RISERVATA",
    near_miss="Le scuole\nROMA (ANSA) - Le scuole restano chiuse, dice il sindaco. Riproduzione dei disegni.",
    why="the line of rights behind the last sentence",
)
RULES: Final = (GLUED, RIGHTS)

_LONGEST_MENU: Final = 70
_SHORTEST_ENTRY: Final = 3
_SHORTEST_REST: Final = 12
"""What is glued to a credit is longer than this; a photographer's name is not."""
_CREDIT: Final = regex_pattern(r"(?:\p{L}++(?:\s?:|\.)\s?|[©ⓒ]\s?)(?=\p{L})")
_COPYRIGHT: Final = "©ⓒ"
_STOPS: Final = ".!?…\"”»')"
_LONGEST_TAIL: Final = 80
_SHORTEST_TEXT: Final = 20
_EDGE: Final = re_pattern(r"[a-zß-öø-ÿа-яёіїєґά-ώ\d)!?.…:](?=[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐΑ-Ω])")


def glued_note(text: str, pos: int, end: int) -> tuple[int, str] | None:
    """Where the note that opens the line ends, when something is glued to it, and the rule; else None."""
    opening = text[pos : pos + 8].casefold()
    if opening.isascii() and not may_be_listed(opening):
        return None
    head = min(end, pos + 90)
    signed = opening[0] in _COPYRIGHT or text.find(":", pos, head) > 0 or text.find(".", pos, head) > 0
    found = _CREDIT.match(text, pos, head) if signed else None
    if found and is_agency(text[found.end() : end]):
        return None
    if found and is_credit_word(fold_line(text[pos : found.end()])):
        for stop in range(min(head - 1, found.end() + 22), found.end() + 1, -1):
            if text[stop - 1].isalnum() and is_agency(text[found.end() : stop]):
                glued = text[stop].isupper() and end - stop > _SHORTEST_REST
                return (stop, GLUED.name) if glued else None
    edges = [edge.end() for edge in _EDGE.finditer(text, pos + 2, min(end, pos + _LONGEST_MENU))]
    for edge in edges:
        kinds = kinds_of(fold_line(text[pos:edge]))
        if NOTE in kinds or PHOTO in kinds:
            return edge, GLUED.name
    return _menu(text, [pos, *edges, end]) if edges and end - pos <= _LONGEST_MENU else None


def _menu(text: str, edges: list[int]) -> tuple[int, str] | None:
    """The first of several lines of a menu on one: `Últimas noticiasPolíticaDeportes`; all of them are known."""
    parts = [text[a:b] for a, b in pairwise(edges)]
    known = all(len(part) > _SHORTEST_ENTRY and _is_listed(fold_line(part)) for part in parts)
    return (edges[1], GLUED.name) if known else None


def tail_note(text: str, start: int, end: int) -> int:
    """Where the note starts that stands behind the last sentence of a paragraph; 0 for none.

    >>> tail_note("The harbour bridge will stay closed. © 2026 Reuters. All rights reserved.", 0, 73)
    37
    """
    first = max(start + _SHORTEST_TEXT, end - _LONGEST_TAIL)
    if first >= end:
        return 0
    at = text.rfind("©", first, end)
    if at > 0 and text[at - 1] == " " and text[at - 2] in _STOPS:
        return at
    at = text.rfind(". ", first, end) + 2
    if at < first or not text[at].isalpha() or not may_be_listed(fold_opening(text[at : at + 2 * LONG])):
        return 0
    return at if text.find(":", at, end) < 0 and listed_as(fold_line(text[at:end])) == NOTE else 0


def _is_listed(folded: str) -> bool:
    return bool(kinds_of(folded)) or is_rubric(folded)
