"""What a file holds: texts and JSON Lines, by themselves, compressed, and inside archives.

What something is, is told by its first bytes, then by its name. Of a compressed archive every member has an address,
``news.tar.gz!/2019/04/a.txt``.
"""

import io
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, Final, NamedTuple

import msgspec

from wireparse.errors import BrokenInputError
from wireparse.readers.archives import Archive, archive_of, members
from wireparse.readers.compressed import compression_of, inflated
from wireparse.readers.sources import Form, is_json_lines, source_name
from wireparse.readers.tables import is_table
from wireparse.readers.warc import SIGNATURE

SEPARATOR: Final = "!/"
"""Between an archive and its member in an address."""
DEEPEST: Final = 2
"""An archive may hold archives; those may not hold more."""
LAYERS: Final = 3
"""So many compressions may lie over each other."""
_ENDINGS: Final = (".gz", ".bz2", ".xz", ".zst", ".zstd", ".gzip")
_TAR_ENDINGS: Final = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}
_HEAD: Final = 1 << 16


class Shape(StrEnum):
    """What a stream is made of."""

    TEXT = "text"
    JSONL = "jsonl"
    TABLE = "table"
    WARC = "warc"
    REJECTS = "rejects"
    """What a run put aside, to be tried again."""


class Leaf(NamedTuple):
    """Something with texts in it, or why it cannot be read."""

    address: str
    shape: Shape
    stream: io.BufferedReader | None
    problem: BrokenInputError | None = None
    in_archive: bool = False


def leaves(address: str, stream: io.BufferedReader, form: Form, most: int) -> Iterator[Leaf]:
    """What there is to read in a stream, in order; each must be read before the next is asked for.

    Args:
        address: how the results name it.
        stream: its bytes. Of a zip that cannot be sought in, up to `most` are held in memory.
        form: what the contents are.
        most: bytes that may be held in memory at once.
    """
    yield from _leaves(address, address, stream, form, most, 0)


def _leaves(  # noqa: PLR0913, PLR0917 - one for each thing that is known of it
    address: str, name: str, stream: io.BufferedReader, form: Form, most: int, depth: int
) -> Iterator[Leaf]:
    inside = depth > 0
    try:
        for _ in range(LAYERS):
            kind = compression_of(stream.peek(_HEAD))
            if kind is None:
                break
            stream, name = inflated(stream, kind), _without_ending(name)
        archive = archive_of(stream.peek(_HEAD))
        if archive is None:
            yield Leaf(address, _shape(stream, name, form), stream, None, inside)
            return
        if depth == DEEPEST:
            raise BrokenInputError("unsupported", f"a {archive} archive in an archive in an archive")  # noqa: TRY301
        for member in members(_seekable(stream, most) if archive is Archive.ZIP else stream, archive):
            inner = f"{address}{SEPARATOR}{source_name(member.name)}"
            if member.stream is None:
                yield Leaf(inner, Shape.TEXT, None, member.problem, in_archive=True)
            else:
                yield from _leaves(inner, member.name, member.stream, form, most, depth + 1)
    except BrokenInputError as error:
        yield Leaf(address, Shape.TEXT, None, error, inside)


def _seekable(stream: io.BufferedReader, most: int) -> IO[bytes]:
    if stream.seekable():
        return stream
    parts, size = [], 0
    while part := stream.read1(_HEAD):
        parts.append(part)
        size += len(part)
        if size > most:
            raise BrokenInputError("too-large", f"a zip archive in a stream must fit in {most:,} bytes of memory")
    return io.BytesIO(b"".join(parts))


def _without_ending(name: str) -> str:
    lower = name.lower()
    ending = next((ending for ending in _ENDINGS if lower.endswith(ending)), "")
    return name[: len(name) - len(ending)]


def _shape(stream: io.BufferedReader, name: str, form: Form) -> Shape:
    if is_table(stream.peek(_HEAD)[:8]):
        return Shape.TABLE
    if form is Form.AUTO and stream.peek(_HEAD).startswith(SIGNATURE):
        return Shape.WARC
    first, newline, _ = stream.peek(_HEAD)[:_HEAD].partition(b"\n")
    if form is Form.TEXT:
        return Shape.TEXT
    record = _object(first) if newline or len(first) < _HEAD else None
    if record is not None and {"source", "kind", "message", "data"} <= record.keys():
        return Shape.REJECTS
    if is_json_lines(name, form):
        return Shape.JSONL
    return Shape.JSONL if record else Shape.TEXT


def _object(line: bytes) -> dict[str, object] | None:
    """The JSON object on a line, if that is what the line is."""
    if line[:1] != b"{":
        return None
    try:
        return msgspec.json.decode(line, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
