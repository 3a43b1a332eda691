"""JSON Lines: every line is a record, and every record a source of its own."""

import io
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from wireparse.errors import NotTextError
from wireparse.patterns import re_pattern
from wireparse.readers.binary import binary_type
from wireparse.readers.decode import Decoded, Known, check_encoding, decode, marked_encoding, wide_encoding


class Record(NamedTuple):
    """The text of a record, with the fields that were asked for."""

    number: int
    """0, 1, 2 … for the lines that are not blank."""
    text: str
    kept: dict[str, Any] | None
    encoding: str = "utf-8"
    known: Known = Known.UTF8


class RecordError(NamedTuple):
    """A record without a text, and why."""

    number: int
    reason: str
    kind: str = "bad-record"
    """A word for programs."""


class RecordText(NamedTuple):
    """The text of a record that is no JSON, as bytes."""

    number: int
    data: bytes
    encoding: str | None
    """What the record declares; it may be wrong."""
    kept: dict[str, Any] | None


_HEAD: Final = 512
_ODD_NAME: Final = re_pattern(r"[\"\\\x00-\x1f\x7f\ud800-\udfff]")
_MARK: Final = "\ufeff"
_MARK_BYTES: Final = _MARK.encode()
_NAMES_SHOWN: Final = 5

PLAIN: Final = Decoded("", "utf-8", Known.UTF8)
"""How a record is decoded that is as it should be."""

# Every escape is matched, so that a backslash that is itself escaped does not begin one.
_ESCAPE: Final = re_pattern(
    r"""\\(?:
        u[dD][89abAB][0-9a-fA-F]{2} \\u[dD][c-fC-F][0-9a-fA-F]{2}   # a pair of surrogates
      | (?P<lone> u[dD][89a-fA-F][0-9a-fA-F]{2} )                   # half a pair
      | .
    )""",
    re.VERBOSE | re.DOTALL,
)


def read_records(
    stream: io.BufferedReader, *, text_field: str = "text", keep: Sequence[str] = (), encoding: str | None = None
) -> Iterator[Record | RecordError]:
    r"""The records of a stream, one at a time; a bad one is told of, and the next are read.

    >>> stream = io.BufferedReader(io.BytesIO(b'{"id": 7, "text": "OSLO (NTB) - Hei"}\n\n{"id": 8}\n'))
    >>> first, second = read_records(stream, keep=["id"])
    >>> first.text, first.kept
    ('OSLO (NTB) - Hei', {'id': 7})
    >>> second.number, second.reason
    (1, 'no field "text"; it has "id"')

    Raises:
        NotTextError: the stream is binary, or does not fit the encoding.
        LookupError: no such encoding.
    """
    head = stream.peek(_HEAD)
    kind = binary_type(head) if encoding is None else None
    if kind is not None:
        raise NotTextError(f"binary data ({kind}), not text")
    declared = encoding or marked_encoding(head[:_HEAD]) or wide_encoding(head[:_HEAD])
    name = check_encoding(declared) if declared else "utf-8"
    if "\n".encode(name) == b"\n":
        lines, line_encoding = iter(stream), encoding
    else:
        lines, line_encoding = _transcoded_lines(stream, name), None
    known = Known.ASKED if encoding else Known.MARK
    plain = PLAIN if name == "utf-8" else Decoded("", name, known)
    read = RecordReader(text_field, keep, line_encoding, plain).read
    for number, line in enumerate(_without_blanks(lines)):
        yield read(number, line)


def _without_blanks(lines: Iterator[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        content = line if number else line.removeprefix(_MARK_BYTES)
        if not content.isspace() and content:
            yield content


def _transcoded_lines(stream: io.BufferedReader, encoding: str) -> Iterator[bytes]:
    """The lines in UTF-8, of a stream in which a line end is not one byte."""
    text = io.TextIOWrapper(stream, encoding=encoding, newline="\n")
    try:
        for line in text:
            yield line.encode("utf-8", "replace")
    except UnicodeError as error:
        raise NotTextError(f"not {encoding}: {error}") from None
    finally:
        text.detach()  # or it would close a stream that is not its own


class RecordReader:
    """Reads records: at full speed those that are as they should be, and with care the others."""

    def __init__(
        self, text_field: str, keep: Sequence[str], encoding: str | None = None, plain: Decoded = PLAIN
    ) -> None:
        self._text_field = text_field
        self._keep = tuple(keep)
        self._encoding = encoding
        self._plain = plain
        self._decode, self._attributes = _fast_decoder([text_field, *keep])

    def read(self, number: int, line: bytes) -> Record | RecordError:
        """The record on a line, or what is wrong with it."""
        try:
            if self._encoding is not None:
                line = decode(line, self._encoding).text.encode()
            if self._decode is None:
                return self._read_with_care(number, line)
            fields = self._decode(line)
        except NotTextError as error:
            return RecordError(number, str(error))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._read_with_care(number, line)
        text = fields.f0
        if type(text) is not str:
            return self._read_with_care(number, line)
        return Record(number, text, self._kept(fields), self._plain.encoding, self._plain.known)

    def _kept(self, fields: Any) -> dict[str, Any] | None:  # noqa: ANN401  # a struct made to measure
        if not self._keep:
            return None
        found = ((name, getattr(fields, self._attributes[name])) for name in self._keep)
        return {name: value for name, value in found if value is not msgspec.UNSET} or None

    def _read_with_care(self, number: int, line: bytes) -> Record | RecordError:
        """Takes what many programs write and msgspec refuses: NaN, long numbers, half surrogate pairs, raw tabs."""
        try:
            decoded = decode(line)
            record = json.loads(
                _with_whole_escapes(decoded.text.rstrip()), strict=False, parse_constant=_null, parse_float=_finite
            )
        except NotTextError as error:
            return RecordError(number, str(error))
        except RecursionError:
            return RecordError(number, "bad JSON: nested too deep")
        except json.JSONDecodeError as error:
            problem = error.msg.removesuffix(" at").removesuffix(" starting")
            return RecordError(number, f"bad JSON: {problem} (column {error.colno})")
        except ValueError:  # Python refuses to read thousands of digits
            return RecordError(number, "bad JSON: a number has too many digits")
        complaint = _complaint(record, self._text_field)
        if complaint is not None:
            return RecordError(number, complaint)
        kept = {name: record[name] for name in self._keep if name in record} or None
        if decoded.known is Known.UTF8:
            decoded = self._plain
        return Record(number, record[self._text_field], kept, decoded.encoding, decoded.known)


def _fast_decoder(names: Sequence[str]) -> tuple[Callable[[bytes], Any] | None, dict[str, str]]:
    """A decoder that builds these fields and skips all others, and the attribute each field is in.

    There is none for names that msgspec does not take: those with quotes, backslashes and control characters.
    """
    attributes = {name: f"f{number}" for number, name in enumerate(dict.fromkeys(names))}
    if any(_ODD_NAME.search(name) for name in names):
        return None, attributes
    struct = msgspec.defstruct(
        "Fields",
        [(attribute, Any, msgspec.UNSET) for attribute in attributes.values()],
        rename={attribute: name for name, attribute in attributes.items()},
        gc=False,
    )
    return msgspec.json.Decoder(struct).decode, attributes


def _null(_constant: str) -> None:
    """NaN and Infinity are no JSON; they become null, as jq has it."""


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _with_whole_escapes(text: str) -> str:
    r"""The JSON with U+FFFD for every escaped half of a surrogate pair, which no output could encode.

    >>> _with_whole_escapes(r'"a\ud800b \ud83d\ude00 \\ud800"')
    '"a\\ufffdb \\ud83d\\ude00 \\\\ud800"'
    """
    return _ESCAPE.sub(lambda match: r"\ufffd" if match["lone"] else match[0], text)


def _complaint(record: object, text_field: str) -> str | None:
    if not isinstance(record, dict):
        return f"{_type_name(record)}, not an object"
    if text_field not in record:
        names = ", ".join(f'"{name}"' for name in list(record)[:_NAMES_SHOWN]) or "none"
        more = ", …" if len(record) > _NAMES_SHOWN else ""
        return f'no field "{text_field}"; it has {names}{more}'
    if not isinstance(record[text_field], str):
        return f'field "{text_field}" is {_type_name(record[text_field])}, not text'
    return None


def _type_name(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"
