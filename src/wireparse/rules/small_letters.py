"""Datelines in small letters: `rotterdam (anp) - de brug …`, as some archives keep their copy.

The head of the line is read as if it were set in capitals. A small letter opens most lines that are no datelines, so
more is asked for than of one in capitals: a place that the gazetteer knows or a date, and an agency beside it.
"""

from typing import Final

from wireparse.patterns import re_pattern
from wireparse.registry.gazetteer import is_place
from wireparse.rules.elements import HEAD, Span
from wireparse.rules.heading import Heading

_SIGN: Final = re_pattern(r"[a-zß-öø-ÿа-яёіїєґα-ωά-ώ' ,./-]{3,60}?[\d(/–—-]")
"""What every one of them has: a digit, a bracket, a slash or a dash close to its head."""


def capitals(text: str, pos: int, end: int) -> str | None:
    """The head of a line in capitals, each where its letter was; None where it cannot be a dateline."""
    if not _SIGN.match(text, pos, end):
        return None
    head = text[pos : min(end, pos + HEAD)]
    upper = head.upper()
    return upper if len(upper) == len(head) else None


def accepted(heading: Heading | None, text: str, shift: int) -> Heading | None:
    """A heading that was found in the capitals, moved to its place in the text; None where it proves too little."""
    if heading is None or not heading.marks or not heading.places:
        return None
    start, stop = heading.places[0]
    if not (is_place(text[start + shift : stop + shift]) or heading.date):
        return None

    def moved(span: Span | None) -> Span | None:
        return (span[0] + shift, span[1] + shift) if span else None

    return Heading(
        heading.rule,
        heading.start + shift,
        heading.end + shift,
        [(a + shift, b + shift) for a, b in heading.places],
        [(a + shift, b + shift) for a, b in heading.marks],
        moved(heading.region),
        moved(heading.date),
        moved(heading.reporter),
    )
