"""Piece: a line, a hard-wrapped paragraph, or a part of either, and what it is."""

from typing import Final

from wireparse.rules.heading import Heading
from wireparse.rules.sorts import Sort
from wireparse.tokens import Kind


class Piece:
    """A stretch of the text that is one thing."""

    __slots__ = ("end", "gap", "heading", "item", "kind", "mark", "rule", "seconds", "sort", "start")

    def __init__(  # noqa: PLR0913, PLR0917 - one for each field
        self,
        sort: Sort,
        start: int,
        end: int,
        rule: str,
        gap: int,
        mark: int,
        heading: Heading | None = None,
        seconds: int | None = None,
    ) -> None:
        self.sort = sort
        """What it is by its own shape; `scanner.py` says."""
        self.start = start
        self.end = end
        self.rule = rule
        self.gap = gap
        """How many blank lines stand before it; -1 where it shares its line with the piece before."""
        self.mark = mark
        """Where the bullet or the converter's mark in front of it starts; `start` when there is none."""
        self.heading = heading
        """The dateline that opens it."""
        self.seconds = seconds
        """Of an age."""
        self.kind: Kind = _TEXT
        """What it is in its context; `layout.py` says."""
        self.item = -1
        """Which teaser it belongs to; -1 for the story."""


_TEXT: Final = Kind.TEXT
