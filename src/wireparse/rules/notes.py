"""Notes that a lost line break glued to something else: `Foto: ANPDEN HAAG (ANP) - `, `ReclameStuur door`."""

from functools import cache
from typing import Final

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.headings import fold_line, headings
from wireparse.rules.elements import is_agency
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
RULES: Final = (GLUED,)

_SHORTEST_REST: Final = 12
"""What is glued to a credit is longer than this; a photographer's name is not."""
_CREDIT: Final = regex_pattern(r"(?:\p{L}++:\s?|[©ⓒ]\s?)(?=\p{L})")
_EDGE: Final = re_pattern(r"[a-zß-öø-ÿ\d)!?.…:](?=[A-ZÀ-ÖØ-Þ])")


@cache
def note_openings() -> frozenset[str]:
    """The first five characters of all notes, and of all headings with a section's name in them."""
    known = headings()
    words = [f"{word}{sign}" for word in known.credit_words for sign in (":", ": ", " :")]
    words += [*known.boiler, *known.photo, *known.inline, *known.note_prefixes, *(a for a, _ in known.open_patterns)]
    return frozenset(word[:5] for word in words)


def may_open_note(opening: str) -> bool:
    """Whether a line can open with a note, by its first five characters, folded; that settles it for most lines."""
    return opening in note_openings() or not opening.isascii()


def glued_note(text: str, pos: int, end: int) -> tuple[int, str] | None:
    """Where the note that opens the line ends, when something is glued to it, and the rule; else None."""
    if not may_open_note(text[pos : pos + 5].casefold()):
        return None
    head = min(end, pos + 90)
    found = _CREDIT.match(text, pos, head)
    if found and is_agency(text[found.end() : end]):
        return None
    if found and fold_line(text[pos : found.end()]).rstrip(":") in headings().credit_words:
        for stop in range(min(head - 1, found.end() + 22), found.end() + 1, -1):
            if text[stop - 1].isalnum() and is_agency(text[found.end() : stop]):
                glued = text[stop].isupper() and end - stop > _SHORTEST_REST
                return (stop, GLUED.name) if glued else None
    known = headings()
    for edge in _EDGE.finditer(text, pos + 2, min(end, pos + 70)):
        key = fold_line(text[pos : edge.end()])
        if key in known.boiler or key in known.photo:
            return edge.end(), GLUED.name
    return None
