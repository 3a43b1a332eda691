"""Piece: a line, a hard-wrapped paragraph, or a part of either, and what it is."""

from msgspec import Struct

from wireparse.rules.heading import Heading
from wireparse.rules.sorts import Sort
from wireparse.tokens import Kind


class Piece(Struct, gc=False):
    """A stretch of the text that is one thing."""

    sort: Sort
    """What it is by its own shape; `scanner.py` says."""
    start: int
    end: int
    rule: str
    gap: int
    """How many blank lines stand before it; -1 where it shares its line with the piece before."""
    mark: int
    """Where the bullet or the converter's mark in front of it starts; `start` when there is none."""
    heading: Heading | None = None
    """The dateline that opens it."""
    seconds: int | None = None
    """Of an age."""
    kind: Kind = Kind.TEXT
    """What it is in its context; `layout.py` says."""
    item: int = -1
    """Which teaser it belongs to; -1 for the story."""
