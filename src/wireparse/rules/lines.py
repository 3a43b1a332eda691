"""Lines that are known by themselves: breaks, bylines, sign-offs, section headings, notes.

Headings, buttons and credits are looked up in the registry by the whole line, folded; that costs one look whatever the
number of languages. Only what varies has a pattern.
"""

from typing import Final

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.headings import (
    LINK_BEGINS,
    NOTE,
    OPENS_LIST,
    fold_line,
    fold_opening,
    holds_note,
    listed_as,
    may_be_listed,
)
from wireparse.rules.bylines import BYLINE, is_byline
from wireparse.rules.furniture import CREDIT, PAGE, is_caption, is_furniture
from wireparse.rules.rule import Rule
from wireparse.rules.signoff import CREDITS, SIGNOFF_OPENINGS, may_name_agency, names_reporters, signoff_rule
from wireparse.rules.sorts import Sort
from wireparse.tokens import Kind

BREAK: Final = Rule(
    "break-mark",
    r"(?:\f|#(?:\s?#)+|-\s?(?:30|0)\s?-|[Nn]{4}|(?:\*\s?){3,}|[-=_~—–]{3,}|[-(]?\s?(?:END|ENDS|Ends|EINDE|ENDE|FIN|FINE|KONIEC)\s?[-)]?"
    r"|\(?(?:ends?|fin|fine|ende|einde)\)|-ends-|ooOoo|\.[/.]\.|EOM|//+)",
    (Kind.BREAK,),
    sample="Bever\nHARDENBERG (ANP) - Een bever is los.\n###\nBrug\nUTRECHT (ANP) - De brug is dicht.",
    near_miss="Bever\nHARDENBERG (ANP) - Een bever is los.\n### Brug",
    why="what agencies and mail gateways print between or behind dispatches",
)
SECTION: Final = Rule(
    "section-heading",
    "open",
    (Kind.SECTION, Kind.NOTE),
    sample="Brug\nUTRECHT (ANP) - De brug is dicht.\nMeer uit Binnenland\nASSEN (ANP) - De baan is dicht.\n1u geleden",
    near_miss="Brug\nUTRECHT (ANP) - De brug is dicht.\nMeer uitstel vragen de bouwers niet, zegt de minister.",
    why="a heading that sites print above a list of other stories",
)
LISTED: Final = Rule(
    "note",
    "boiler",
    (Kind.NOTE,),
    sample="Brug\nUTRECHT (ANP) - De brug is dicht.\nDeel dit artikel",
    near_miss="Brug\nUTRECHT (ANP) - Deel dit artikel niet, zegt de brugwachter.",
    why="buttons, advertisements, cookie lines",
)
INLINE: Final = Rule(
    "inline-link",
    "inline",
    (Kind.NOTE,),
    sample="Brug\nUTRECHT (ANP) - De brug is dicht.\nLees ook: Pont vaart weer\nDe pont vaart wel, zegt de gemeente.",
    near_miss="Brug\nUTRECHT (ANP) - De brug is dicht. Lees ook de borden, zegt de gemeente.",
    why="a link to another story inside the text, with its headline behind a colon",
)
RULES: Final = (BREAK, SECTION, LISTED, INLINE)

_BREAK: Final = regex_pattern(BREAK.pattern)
_SIGNS: Final = re_pattern(r"[|·•›»→>©/()<\[:]|\b\d{4}\b|\w\. \w")
"""What a line has in it that may be more than a headline."""
_SHORTEST: Final = 12
"""A line shorter than this may be any of the words that the registry lists."""
_BY_LIST: Final = {
    NOTE: (Sort.NOTE, LISTED.name),
    OPENS_LIST: (Sort.SECTION, SECTION.name),
    LINK_BEGINS: (Sort.NOTE, INLINE.name),
}


def classify(line: str) -> tuple[Sort, str] | None:
    """What a short line is by itself, with the rule that says so; None for headlines and paragraphs.

    >>> classify("Meer uit Binnenland")
    (<Sort.SECTION: 3>, 'section-heading')
    """
    if names_reporters(line):
        return Sort.SIGNOFF, CREDITS.name
    if is_byline(line):
        return Sort.BYLINE, BYLINE.name
    first = line[0]
    listed = len(line) < _SHORTEST or not first.isalpha() or opens_as_listed(line)
    names_agency = first in SIGNOFF_OPENINGS or may_name_agency(line)
    if not listed and not names_agency and not _SIGNS.search(line):
        return None
    if (not first.isalnum() or len(line) < _SHORTEST) and _BREAK.fullmatch(line):
        return Sort.BREAK, BREAK.name
    if names_agency and (rule := signoff_rule(line)):
        return Sort.SIGNOFF, rule
    key = fold_line(line)
    if kind := listed_as(key) if listed else holds_note(key):
        return _BY_LIST[kind]
    if is_furniture(line):
        return Sort.NOTE, PAGE.name
    return (Sort.NOTE, CREDIT.name) if is_caption(line) else None


def opens_as_listed(line: str) -> bool:
    """Whether a line can be one that the registry lists, by its first characters; that settles it for most lines.

    >>> opens_as_listed("Orchard town bets on its crooked clock"), opens_as_listed("Photo: Ann Baker / AP")
    (False, True)
    """
    opening = line[:8].casefold()
    return may_be_listed(opening if opening.isascii() else fold_opening(line[:16]))
