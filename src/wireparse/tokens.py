"""Token: a piece of the input, what it is, and the rule that decided."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is. The values are the public names."""

    HEADLINE = "HEADLINE"
    BYLINE = "BYLINE"
    STANDFIRST = "STANDFIRST"
    CITY = "CITY"
    REGION = "REGION"
    DATE = "DATE"
    AGENCY = "AGENCY"
    MARK = "MARK"
    """Punctuation that holds a dateline together, its separator included."""
    TEXT = "TEXT"
    CROSSHEAD = "CROSSHEAD"
    SECTION = "SECTION"
    AGE = "AGE"
    SIGNOFF = "SIGNOFF"
    NOTE = "NOTE"
    BREAK = "BREAK"
    """What divides two dispatches in one source: a form feed, ``###``, ``NNNN`` …"""
    SPACE = "SPACE"
    """Line ends, blanks between blocks, bullets, and a byte-order mark."""


class Token(NamedTuple):
    """A piece of the input.

    The tokens of a text tile it: the first starts at 0, each starts where the one before ended, the last ends at
    ``len(text)``.
    """

    kind: Kind
    start: int
    """Offset of the first character, counted in characters of the text as given."""
    end: int
    """Offset behind the last character."""
    rule: str
    """Name of the rule that decided."""
