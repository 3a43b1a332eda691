"""What a file holds: texts and JSON Lines, by themselves, compressed, and inside archives.

What something is, is told by its first bytes, then by its name. Of a compressed archive every member has an address,
``news.tar.gz!/2019/04/a.txt``.
"""

import codecs
import io
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, Final, NamedTuple

import msgspec

from wireparse.errors import BrokenInputError
from wireparse.readers.archives import ZIPS, Archive, archive_of
from wireparse.readers.compressed import SIGNATURES, SKIPPABLE, Compression, compression_of, inflated
from wireparse.readers.decode import marked_encoding, wide_encoding
from wireparse.readers.pieces import in_one_piece
from wireparse.readers.rejects import begins_rejects
from wireparse.readers.sources import Form, is_json_lines, source_name
from wireparse.readers.tables import ARROW, CONTINUATION, PARQUET, is_table
from wireparse.readers.tars import tar_members
from wireparse.readers.warc import SIGNATURE
from wireparse.readers.zips import is_zip, zip_members

SEPARATOR: Final = "!/"
"""Between an archive and its member in an address."""
DEEPEST: Final = 2
"""An archive may hold archives; those may not hold more."""
LAYERS: Final = 3
"""So many compressions may lie over each other."""
_ENDINGS: Final = {
    "gz": (Compression.GZIP, ""),
    "gzip": (Compression.GZIP, ""),
    "tgz": (Compression.GZIP, ".tar"),
    "bz2": (Compression.BZIP2, ""),
    "tbz": (Compression.BZIP2, ".tar"),
    "tbz2": (Compression.BZIP2, ".tar"),
    "xz": (Compression.XZ, ""),
    "txz": (Compression.XZ, ".tar"),
    "zst": (Compression.ZSTD, ""),
    "zstd": (Compression.ZSTD, ""),
    "tzst": (Compression.ZSTD, ".tar"),
}
"""What the ending of a name says of the content, and what ending the content has."""
_TELLING: Final = (
    *(*SIGNATURES.values(), *SKIPPABLE, *ZIPS, PARQUET, ARROW, CONTINUATION, SIGNATURE),
    *(codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, *(bytes([blank]) for blank in b"\t\n\v\f\r {")),
)
"""What a content begins with that must be looked at more closely …"""
_BEGINNINGS: Final = {
    "parquet": (PARQUET,),
    "arrow": (ARROW, CONTINUATION),
    "feather": (ARROW,),
    "warc": (SIGNATURE,),
    "wet": (SIGNATURE,),
}
"""What the endings of names say that a content begins with."""
_MEMBER_NAME: Final = 100
"""Bytes of a name in a tar, with which it begins."""
_TELLING_ENDINGS: Final = frozenset({*_ENDINGS, *_BEGINNINGS, "zip", "tar", "jsonl", "ndjson"})
"""… and what its name ends in."""
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD: Final = 1 << 16
_LONG: Final = 1 << 14
"""A text of so many bytes has a line end, even one that begins with a brace."""


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
    data: bytes | None = None
    """All of it, in place of a stream, where it is small and plain."""

    def opened(self) -> io.BufferedReader:
        """What it holds, as a stream in either case."""
        return self.stream or in_one_piece(self.data or b"")


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
            kind, inner = _compression(stream.peek(_HEAD), name)
            if kind is None:
                break
            stream, name = inflated(stream, kind), inner
        archive = _archive(stream, name)
        if archive is None:
            _check_whole(stream.peek(_HEAD), name)
            yield Leaf(address, _shape(stream.peek(_HEAD), name, form), stream, None, inside)
            return
        if depth == DEEPEST:
            raise BrokenInputError("unsupported", f"a {archive} archive in an archive in an archive")  # noqa: TRY301
        for member in zip_members(_seekable(stream, most)) if archive is Archive.ZIP else tar_members(stream):
            if member.name is None:
                yield Leaf(address, Shape.TEXT, None, member.problem, inside)
                continue
            inner = f"{address}{SEPARATOR}{source_name(member.name)}"
            if member.problem is not None:
                yield Leaf(inner, Shape.TEXT, None, member.problem, in_archive=True)
            elif (
                member.data is None
                or (leaf := plain_leaf(inner, member.name, member.data, form, in_archive=True)) is None
            ):
                stream = member.stream or in_one_piece(member.data or b"")
                yield from _leaves(inner, member.name, stream, form, most, depth + 1)
            else:
                yield leaf
    except BrokenInputError as error:
        yield Leaf(address, Shape.TEXT, None, error, inside)


def plain_leaf(address: str, name: str, data: bytes, form: Form, *, in_archive: bool) -> Leaf | None:
    """What a small content is, a text or JSON Lines, if a look at its first bytes and its name tells that."""
    if b"\0" in data or not data:
        return None
    if not data.startswith(_TELLING) and name.rpartition(".")[2].lower() not in _TELLING_ENDINGS:
        shape = Shape.JSONL if form is Form.JSONL else Shape.TEXT
        return Leaf(address, shape, None, None, in_archive, data)
    if not data.startswith(b"{") or _compression(data, name)[0] is not None or name.lower().endswith((".zip", ".tar")):
        return None
    return Leaf(address, _shape(data, name, form), None, None, in_archive, data)


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


def _compression(head: bytes, name: str) -> tuple[Compression | None, str]:
    """How a stream is compressed, and the name of what it holds."""
    kind = compression_of(head)
    stem, dot, ending = name.rpartition(".")
    if not dot or ending.lower() not in _ENDINGS:
        return kind, name
    named, inner = _ENDINGS[ending.lower()]
    signature = SIGNATURES[named]
    if kind is None and (_is_no_text(head) or head[: len(signature)] == signature[: len(head)]):
        kind = named
    return kind, stem + inner


def _archive(stream: io.BufferedReader, name: str) -> Archive | None:
    head = stream.peek(_HEAD)
    kind = archive_of(head)
    if kind is not None:
        return kind
    lower = name.lower()
    if (lower.endswith(".zip") or b"\0" in head) and stream.seekable() and is_zip(stream):
        return Archive.ZIP  # behind a program that unpacks it, or with a damaged beginning
    if lower.endswith(".zip") and (b"PK".startswith(head[:2]) or _is_no_text(head)):
        return Archive.ZIP
    return Archive.TAR if lower.endswith(".tar") and _is_no_text(head) else None


def _check_whole(head: bytes, name: str) -> None:
    """What its name says is a table or a web archive, and ends within the first bytes of one, was cut off."""
    ending = name.rpartition(".")[2].lower()
    signatures = _BEGINNINGS.get(ending, ())
    if any(len(head) < len(signature) and signature.startswith(head) for signature in signatures) or (
        ending == "tar" and len(head) < _MEMBER_NAME and len(head.split()) < 2  # no more than the name of a member
    ):
        raise BrokenInputError("truncated", f"it ends after {len(head)} bytes, which is no {ending}")


def _is_no_text(head: bytes) -> bool:
    """Whether this is not how a text begins; so that its name may be right, and the content damaged."""
    if not head:
        return True
    if marked_encoding(head) or wide_encoding(head):
        return False
    return b"\0" in head or (_CONTROLS.search(head) is not None and not _is_utf8(head))


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut
    except UnicodeDecodeError:
        return False
    return True


def _shape(head: bytes, name: str, form: Form) -> Shape:
    if is_table(head[:8]):
        return Shape.TABLE
    if form is Form.AUTO and head.startswith(SIGNATURE):
        return Shape.WARC
    if form is Form.AUTO and begins_rejects(head):
        return Shape.REJECTS
    if is_json_lines(name, form):
        return Shape.JSONL
    return Shape.JSONL if form is Form.AUTO and _begins_json_lines(head) else Shape.TEXT


def _begins_json_lines(head: bytes) -> bool:
    """Whether the first line that is not blank is a JSON object with something in it, as far as it can be seen."""
    encoding = marked_encoding(head[:64]) or wide_encoding(head[:64])
    if encoding:
        head = head.decode(encoding, "ignore").removeprefix("\ufeff").encode("utf-8", "ignore")
    line, ended, _ = head.lstrip().partition(b"\n")
    if line[:1] != b"{":
        return False
    try:
        return bool(msgspec.json.decode(line, type=dict[str, msgspec.Raw]))
    except msgspec.DecodeError as error:
        # Of a long record only the beginning is seen.
        return not ended and len(head) > _LONG and "truncated" in str(error)
