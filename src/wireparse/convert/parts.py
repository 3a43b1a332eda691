"""Parts: what a source is cut into, small enough for one worker at a time, and where each of them starts."""

from typing import Any, Final, NamedTuple

import msgspec

from wireparse.frame import Frame
from wireparse.readers import Form

MOST_ASIDE: Final = 1 << 22
"""Of what cannot be read, so many bytes are put aside at most."""


class Place(NamedTuple):
    """Where a part starts."""

    origin: int = 0
    """The number of the source in the plan."""
    leaf: int = 0
    """The number of the member, over all archives in the source."""
    offset: int = 0
    """Bytes into the member, as it is unpacked."""
    number: int = 0
    """The number of the next record."""


START: Final = Place()


class Lines(NamedTuple):
    """Records of JSON Lines, whole ones."""

    address: str
    number: int
    """The first one's."""
    data: bytes
    offset: int | None = None
    """Bytes of the member before them, where that is known."""
    rejects: bool = False
    """Whether they are what a run put aside."""
    table: bool = False
    """Whether they are rows of a table: in UTF-8, whatever is asked for, and a blank line is a row without a text."""


class Page(NamedTuple):
    """A text."""

    address: str
    data: bytes
    record: int | None = None
    """Its number, where it is one of many."""
    encoding: str | None = None
    """The one that it declares."""
    kept: dict[str, Any] | None = None
    """What comes along."""


class Chunk(NamedTuple):
    """A stretch of a large text; its dispatches count on from those of the one before."""

    address: str
    data: bytes
    offset: int
    """Bytes of the text before it."""
    encoding: str
    """That of the whole text."""
    frame: Frame


class Problem(NamedTuple):
    """Something that could not be read."""

    address: str
    kind: str
    """A word for programs, such as truncated, not-text, bad-record."""
    message: str
    data: bytes = b""
    """What there is of it."""
    record: int | None = None
    offset: int | None = None


Part = Lines | Page | Chunk | Problem


class Reading(msgspec.Struct, frozen=True):
    """How sources are cut."""

    form: Form = Form.AUTO
    encoding: str | None = None
    fields: tuple[str, ...] = ("text",)
    """The fields of a record that are needed; a table has others in columns of their own."""
    most: int = 1 << 28
    """Bytes that a member, a text or a record may have, unpacked."""

    @property
    def is_wide(self) -> bool:
        """Whether a line end is not one byte in the encoding asked for: then all comes transcoded."""
        return is_wide(self.encoding)


def is_wide(encoding: str | None) -> bool:
    """Whether a line end is not one byte in an encoding.

    >>> is_wide("utf-16-le"), is_wide("cp1252"), is_wide(None)
    (True, False, False)
    """
    return encoding is not None and "\n".encode(encoding) != b"\n"


def aside(problem: Problem) -> Problem:
    """The same, with no more data than is put aside."""
    if len(problem.data) <= MOST_ASIDE:
        return problem
    message = f"{problem.message}; its {len(problem.data):,} bytes are too many to be put aside"
    return problem._replace(data=b"", message=message)
