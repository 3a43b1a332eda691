"""Sort: what a line is by its own shape, before its context is looked at."""

from enum import IntEnum
from typing import Final


class Sort(IntEnum):
    """The shapes of lines that the scanner tells apart."""

    TITLE = 0
    """A short line that is no sentence: a headline, a crosshead, a name."""
    PARA = 1
    """A paragraph."""
    AGE = 2
    """`1 uur geleden`, `10:31`."""
    SECTION = 3
    """A heading that opens a list of teasers."""
    NOTE = 4
    """A credit, a button, a cookie line."""
    BYLINE = 5
    SIGNOFF = 6
    """The mark of an agency or a reporter on a line of its own."""
    BREAK = 7
    """What divides two dispatches."""


# The members by themselves: reaching one through its class costs as much as the rest of a comparison.
TITLE: Final = Sort.TITLE
PARA: Final = Sort.PARA
AGE: Final = Sort.AGE
SECTION: Final = Sort.SECTION
NOTE: Final = Sort.NOTE
BYLINE: Final = Sort.BYLINE
SIGNOFF: Final = Sort.SIGNOFF
BREAK: Final = Sort.BREAK
