"""Ticker lines: `Sport 10:31 Marathon krijgt nieuw parcours`, one line a story."""

from typing import Final, NamedTuple

from wireparse.patterns import regex_pattern
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

TICKER: Final = Rule(
    "ticker",
    r"(?:(?P<section>\p{Lu}[\p{L}\p{M}&/-]*+(?:\s[\p{L}\p{M}&/-]++){0,2}+)\s?[|:·-]?\s)?"
    r"(?P<clock>(?:\d{1,2}\.\d{1,2}\.\d{2,4},?\s\[?)?(?:[01]?\d|2[0-3])[:h][0-5]\d\]?(?:\s(?:uur|Uhr|h)\b)?)"
    r"\s?(?:[|:·–-]|\+{2,3})?\s(?P<headline>(?=[^\p{Ll}]).{8,160})",
    (Kind.AGE, Kind.HEADLINE, Kind.SECTION, Kind.NOTE),
    sample="Net binnen\n- Sport 10:31 Marathon krijgt nieuw parcours\n- Economie 9:58 Koffieprijs zakt",
    near_miss="Trein\nOm 10:31 vertrok de trein, en om 11:40 kwam hij aan in Assen.",
    why="a clock in front of a headline, on pages that list the latest stories",
)
RULES: Final = (TICKER,)
_TICKER: Final = regex_pattern(TICKER.pattern)
_BARS: Final = regex_pattern(
    r"(?P<clock>(?:[01]?\d|2[0-3])[:h][0-5]\d)\s[|·]\s(?P<section>\p{Lu}[^|·\n]{2,24}?)\s[|·]\s(?P<headline>[^|·\n]{8,160})"
)
"""`18:02 | Politique | Le Sénat …`: the section behind the clock."""


class Ticker(NamedTuple):
    """Spans of a ticker line's parts."""

    section: tuple[int, int] | None
    clock: tuple[int, int]
    headline: tuple[int, int]


def read_ticker(text: str, pos: int, end: int) -> Ticker | None:
    """The parts of the ticker line from `pos` to `end`, or None."""
    found = _BARS.fullmatch(text, pos, end) or _TICKER.fullmatch(text, pos, end)
    if not found:
        return None
    return Ticker(found.span("section") if found["section"] else None, found.span("clock"), found.span("headline"))
