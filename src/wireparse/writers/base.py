from typing import Protocol

from wireparse.model import Dispatch


class Sink(Protocol):
    """Where bytes go: a binary file, or whatever else takes them."""

    def write(self, data: bytes, /) -> object:
        """Take all of the bytes."""


class Writer(Protocol):
    """Takes dispatches one by one; nothing is complete before it is closed."""

    def write(self, dispatch: Dispatch) -> None:
        """Write one dispatch."""

    def close(self) -> None:
        """Write what comes after the last dispatch; the stream stays open."""
