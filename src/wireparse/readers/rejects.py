"""What a run put aside, as a source to try again."""

import base64
import binascii
from typing import Final

import msgspec


class Reject(msgspec.Struct, forbid_unknown_fields=True):
    """A line of a rejects file."""

    source: str
    member: str | None
    """What the source is an archive of."""
    record: int | None
    offset: int | None
    """Bytes into the member, where that is known."""
    kind: str
    message: str
    data: str
    """What there is of it, in base64."""


_DATA: Final = b'"data":"'


def begins_rejects(head: bytes) -> bool:
    r"""Whether a file that begins like this holds rejects: its first line is one, as far as it can be seen.

    >>> begins_rejects(b'{"source":"a","member":null,"record":7,"offset":0,"kind":"k","message":"m","data":"T1NM')
    True
    >>> begins_rejects(b'{"source":"a","kind":"story","message":"m","data":"T1NM"}\n')
    False
    """
    line, ended, _ = head.partition(b"\n")
    if not line.startswith(b'{"source":'):
        return False
    if not ended and not line.rstrip().endswith(b"}"):  # the data stand last, and can be long
        start = line.find(_DATA) + len(_DATA)
        line = line[: start + (len(line) - start) // 4 * 4] + b'"}'
    try:
        base64.b64decode(msgspec.json.decode(line, type=Reject).data, validate=True)
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error):
        return False
    return True
