"""What archives are: which there are, how they begin, and their members, none of which is ever written to disk."""

import io
import re
import tarfile
from enum import StrEnum
from typing import Final, NamedTuple

from wireparse.errors import BrokenInputError

BLOCK: Final = 512
"""A tar is made of these."""
SMALL: Final = 1 << 16
"""A member of so many bytes at most is read at once: most are small, and a stream costs more than what is in it."""
ZIPS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04", b"PK\x07\x08PK\x03\x04")
"""A member, an empty archive, and one that was written in parts and has only one."""
_CHECKSUM: Final = re.compile(rb"[ 0]*[0-7]+[ \0]*")
_EMPTY_TARS: Final = range(2 * BLOCK, (64 + 1) * BLOCK, BLOCK)
"""Sizes of tars without members: two blocks, padded to at most 64."""


class Archive(StrEnum):
    """What an archive is."""

    TAR = "tar"
    ZIP = "zip"


class Member(NamedTuple):
    """A member of an archive: its name and its content, or why it has none."""

    name: str | None
    """None where the archive itself has a problem, and goes on."""
    stream: io.BufferedReader | None
    problem: BrokenInputError | None = None
    data: bytes | None = None
    """All of it, in place of a stream, where it is small."""


def archive_of(head: bytes) -> Archive | None:
    r"""Which archive begins like this; None for no archive.

    >>> archive_of(b"PK\x03\x04"), archive_of(b"PK is short for"), archive_of(bytes(10_240))
    (<Archive.ZIP: 'zip'>, None, <Archive.TAR: 'tar'>)
    """
    if head.startswith(ZIPS):
        return Archive.ZIP
    return Archive.TAR if head[257:262] == b"ustar" or _is_old_tar(head) else None


def _is_old_tar(head: bytes) -> bool:
    """Whether it is a tar from before ``ustar``, which only its checksum gives away, or one without members."""
    if head[:1] == b"\0":
        return len(head) in _EMPTY_TARS and not head.strip(b"\0")
    if len(head) < BLOCK or not _CHECKSUM.fullmatch(head[148:156]):
        return False
    try:
        tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True
