"""Frame: what a stretch of a large text takes over from the whole, so that it is read as it is read in there."""

from typing import NamedTuple


class Frame(NamedTuple):
    """What is known of the whole text; see `stretches.py`."""

    opening: str
    """How it opens, which tells its language."""
    width: int
    """At how many characters its lines are wrapped; 0 for not at all."""
    short: bool
    """Whether its first lines are as short as those of a hard-wrapped text."""
    enveloped: bool
    """Whether it opens with the header lines of an envelope."""
    first: bool = True
    """Whether the stretch is where the text begins …"""
    last: bool = False
    """… and where it ends."""
