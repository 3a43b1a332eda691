"""Envelopes: the header lines that transmission formats print above a dispatch.

ANPA 1312, IPTC 7901 and the formats of AAP and Kyodo; their control bytes are gone by the time text reaches an archive,
their lines are not.
"""

from typing import Final

from wireparse.patterns import regex_pattern
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

ENVELOPE: Final = Rule(
    "envelope",
    r"SERVICE STORY|PRIORITY CATEGORY  SLUG MM-DD WORDS|ZCZC …|…",
    (Kind.NOTE,),
    sample="w1234 asian\nr i   BC-AS--Harbour-Bridge   12-24 0210\n^BC-AS--Harbour Bridge,210<\n"
    "^Harbour bridge shut for a week<\n^By ANN BAKER=\nLISBON, Portugal (AP) _ The harbour bridge will stay closed.",
    near_miss="Harbour bridge shut for a week\nEds: two words open a page\nLISBON (AP) - The bridge will stay closed.",
    why="archives keep the header lines of the wire above the headline",
)
EDITORS: Final = Rule(
    "note-to-editors",
    "Eds: …",
    (Kind.NOTE,),
    sample="Bridge Closes\nEds: UPDATES with quotes from mayor. Moving on general news\nand financial services.\n"
    "OSLO, Norway (AP) _ The harbour bridge will stay closed for a week.",
    near_miss="Eds Bridge Closes\nOSLO, Norway (AP) _ The harbour bridge will stay closed for a week.",
    why="AP tells its editors what is new in a dispatch, above its dateline",
)
RULES: Final = (ENVELOPE, EDITORS)
EDITORS_HEADS: Final = ("Eds:", "EDS:", "Eds.:", "Eds note:", "EDITORS:", "Editors:")

LONGEST: Final = 60
"""Characters of a header line."""
_HEADER: Final = regex_pattern(
    r"ZCZC\s.*"
    r"|[a-zA-Z]\d{4,5}[^\s.,:]*\s[\w-]+"  # ANPA: service level, story number, selector
    r"|[a-z]{2,3}\d{3,4}\s\d\s\p{L}{1,3}\s\d+\s.*\d{2,4}"  # IPTC 7901: source, number, priority, category, words
    r"|(?:[a-z]\d{4}\s)?[a-z]\s[a-z]\s+\S.*\s\d\d-\d\d(?:\s\d{4})?"  # ANPA: priority, category, slug, date, words
)
_BELOW: Final = regex_pattern(
    r"[a-z]\s[a-z]\s+\S.*\s\d\d-\d\d(?:\s\d{4})?"
    r"|BC-\S.*"
    r"|(?:[\w .'-]{2,30}/){1,6}"
    r"|(?:EXTRA|REFILE|URGENT|BULLETIN|FLASH|(?:\d\w\w\s)?LEAD|\(Achtung\))"
    r"|(?:AP\sPhoto|Eds:|EDITORS|EDITOR'S\sNOTE|YY\s|AP\s[\w\s]{0,20}Writers?).*"
    r"|(?:The\s)?Associated\sPress|All\sTimes\s\w+"
    r"|[%#:*~@]\S.*"
)
MARKS: Final = "^$ \t"
"""What opens a line of AP's and AAP's copy …"""
CLOSING: Final = "<=+ "
"""… and what closes one of AP's, dpa's and Kyodo's."""


def is_header(line: str) -> bool:
    """Whether a line is the first of an envelope.

    >>> is_header("eca100 3 s 586 ccccb   dpa 099"), is_header("ZCZC AAP"), is_header("Brug dicht")
    (True, True, False)
    """
    return len(line) <= LONGEST and _HEADER.fullmatch(line) is not None


def is_below_header(line: str) -> bool:
    """Whether a line below the first is one of the envelope too, and not the headline.

    >>> is_below_header("BC-BKN--Heat-Hawks, 1st Ld-Writethru,416"), is_below_header("Deng has 30 points")
    (True, False)
    """
    return _BELOW.fullmatch(line) is not None
