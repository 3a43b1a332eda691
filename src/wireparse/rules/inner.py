"""Datelines in the middle of a line: a lost line break put the headline or the standfirst in front of them.

Erst die Brücke, dann der Turm. Salzburg – Die Stadt …          Brug dicht UTRECHT (ANP) - De brug …
"""

from typing import Final

from wireparse.patterns import regex_pattern
from wireparse.rules.dateline import read_dateline
from wireparse.rules.elements import code_spans
from wireparse.rules.heading import Heading
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

DEPTH: Final = 500
"""How far into the paragraph a dateline is looked for, in characters."""

BEHIND_SENTENCE: Final = Rule(
    "dateline-behind-sentence",
    r"[.!?…][\"”«»“’')\]]?\s+(?=CAPITAL)",
    (Kind.CITY, Kind.REGION, Kind.DATE, Kind.AGENCY, Kind.MARK),
    sample="Der Turm ist kein Wohnhaus, sagt der Rat. Salzburg – Die Stadt hat den alten Turm am Fluss gekauft.",
    near_miss="Der Turm ist kein Wohnhaus. Die Stadt – sie hat den Turm gekauft – will ihn am Fluss behalten.",
    why="a standfirst and the first paragraph on one line",
)
BEHIND_TITLE: Final = Rule(
    "dateline-behind-title",
    r"(?<=\p{Ll}\s)CAPITALS\s?\(CODES\)\s?DASH",
    (Kind.CITY, Kind.REGION, Kind.DATE, Kind.AGENCY, Kind.MARK),
    sample="Brug dicht UTRECHT (ANP) - De brug blijft een week dicht, zegt de gemeente.",
    near_miss="Brug dicht, zegt UTRECHT (ANP) en de brug blijft een week dicht, zegt de gemeente.",
    why="a headline and the first paragraph on one line",
)
RULES: Final = (BEHIND_SENTENCE, BEHIND_TITLE)

_SENTENCE_EDGE: Final = regex_pattern(r"[.!?…][\"”«»“’')\]]?\s+(?=['‘’]?[\p{Lu}\p{Lo}])")
_MARK: Final = regex_pattern(r"\(([\p{L}/ -]{2,30}+)\)\s?[-–—=]")
_CAPITALS: Final = regex_pattern(
    r"(?:^|(?<=[\p{Ll}\p{N}.!?:”\"')]\s|\p{Ll}))[\p{Lu}'’][\p{Lu}\p{M}'’./-]+(?:\s[\p{Lu}\p{M}'’./-]+){0,3}$"
)


def inner_dateline(text: str, start: int, end: int) -> Heading | None:
    """The dateline inside a paragraph, with text before it that is no part of it; or None."""
    limit = min(end, start + DEPTH)
    for edge in _SENTENCE_EDGE.finditer(text, start, limit):
        heading = read_dateline(text, edge.end(), end)
        if heading and _speaks(heading, text):
            heading.rule = BEHIND_SENTENCE.name
            return heading
    for mark in _MARK.finditer(text, start, limit):
        before = _CAPITALS.search(text[start : mark.start()].rstrip()) if code_spans(mark[1])[1] == "A" else None
        if before and before.start() > 0:
            heading = read_dateline(text, start + before.start(), end)
            if heading and heading.firm:
                heading.rule = BEHIND_TITLE.name
                return heading
    return None


def _speaks(heading: Heading, text: str) -> bool:
    """Whether a dateline is one in the middle of a line too: an agency, or a place with a dash."""
    if heading.marks:
        return True
    last = heading.region or heading.places[-1]
    closing = text[last[1] : heading.end].strip()
    return heading.rule == "city" and closing[:1] in set("-–—")
