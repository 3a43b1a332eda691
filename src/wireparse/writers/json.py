"""JSON and JSON Lines, in UTF-8, one dispatch at a time."""

import json
import re
from typing import Final

import msgspec

from wireparse.model import Dispatch
from wireparse.writers.base import Sink

# JSON escapes what is below U+0020. Delete and the controls above it can steer a terminal as well.
_CONTROL: Final = re.compile(rb"\x7f|\xc2[\x80-\x9f]")


class JsonLinesWriter:
    r"""One object a line.

    >>> import io
    >>> stream = io.BytesIO()
    >>> writer = JsonLinesWriter(stream)
    >>> writer.write(Dispatch("-", 0, "Brug dicht", None, [], None, [], [], None, [], []))
    >>> writer.close()
    >>> stream.getvalue().startswith(b'{"source":"-","index":0,"headline":"Brug dicht",')
    True
    """

    def __init__(self, stream: Sink) -> None:
        self._stream = stream

    def write(self, dispatch: Dispatch) -> None:
        """Write one dispatch."""
        self._stream.write(encode_json(dispatch) + b"\n")

    def close(self) -> None:
        """Nothing is left to write; the stream stays open."""


class JsonWriter:
    """One indented array, whatever the number of dispatches."""

    def __init__(self, stream: Sink) -> None:
        self._stream = stream
        self._lead = b"[\n  "

    def write(self, dispatch: Dispatch) -> None:
        """Write one dispatch, an element of the array."""
        element = msgspec.json.format(encode_json(dispatch), indent=2)
        self._stream.write(self._lead + element.replace(b"\n", b"\n  "))
        self._lead = b",\n  "

    def close(self) -> None:
        """End the array; the stream stays open."""
        self._stream.write(b"[]\n" if self._lead.startswith(b"[") else b"\n]\n")


_ENCODER: Final = msgspec.json.Encoder()


def encode_json(value: object) -> bytes:
    r"""A value as JSON on one line, in UTF-8, all control characters escaped.

    >>> encode_json({"text": "caf\xe9\x9b"}).decode()
    '{"text":"café\\u009b"}'
    """
    try:
        encoded = _ENCODER.encode(value)
    except (OverflowError, UnicodeEncodeError):
        encoded = _encode_with_care(value)
    if b"\xc2" in encoded or b"\x7f" in encoded:
        return _CONTROL.sub(_escape, encoded)
    return encoded


def _encode_with_care(value: object) -> bytes:
    """Takes what msgspec refuses: numbers above 64 bits, and halves of surrogate pairs (U+FFFD then)."""
    text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _escape(match: re.Match[bytes]) -> bytes:
    # The second byte of a control character above U+007F is its number.
    return b"\\u%04x" % match[0][-1]
