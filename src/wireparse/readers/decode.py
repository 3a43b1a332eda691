"""Bytes to text, and how we know."""

import codecs
import io
from enum import StrEnum
from typing import Final, NamedTuple

from wireparse.errors import NotTextError
from wireparse.patterns import re_pattern
from wireparse.readers.binary import binary_type, has_inner_nul, looks_random
from wireparse.readers.latin import cased_page, latin_page


class Known(StrEnum):
    """How the encoding of a text is known."""

    UTF8 = "valid UTF-8"
    ASKED = "as asked"
    MARK = "byte-order mark"
    SHAPE = "NUL bytes in a pattern"
    MENDED = "some bytes replaced"
    GUESS = "a guess"


class Decoded(NamedTuple):
    """A text and where it comes from. A byte-order mark stays in the text, as its first character."""

    text: str
    encoding: str
    known: Known


# UTF-32 goes first: its mark begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
_WIDE: Final = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
# Encodings that would take the mark away, or need it to know the order of bytes.
_MARKED_FAMILIES: Final = {"utf-16": "utf-16", "utf-32": "utf-32", "utf-8-sig": "utf-8"}
_SAMPLE: Final = 1 << 16
_CUT: Final = 512
"""A sample of so many bytes may have been cut inside a character."""
_STRAY: Final = 0.02  # fewer bad bytes than this, of no language, are damage and no code page
_HIGH: Final = bytes(range(0x80, 0x100))
_LEADS: Final = b"\xc2\xc3"
"""The first bytes of most letters with accents; in an old code page they end no text."""
_NEVER: Final = [
    *("utf_8", "utf_7", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le"),
    *("cp037", "cp273", "cp424", "cp500", "cp875", "cp1006", "cp1026", "cp1140"),
]
"""Encodings that were ruled out, those of mainframes, and one that takes anything for Urdu."""
_SURROGATES: Final = re_pattern("[\ud800-\udfff]")


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    r"""The text of the bytes: in the encoding asked for, or as UTF-8 where that fits, or in what fits best.

    >>> decode("København".encode("latin-1")).text
    'København'
    >>> decode(b"\xef\xbb\xbfOSLO").text
    '\ufeffOSLO'

    Raises:
        NotTextError: the data is binary, or does not fit the encoding asked for.
        LookupError: no such encoding.
    """
    if encoding is not None:
        return _decode_as_asked(data, encoding)
    marked = marked_encoding(data)
    if marked is not None:
        return _decode_marked(data, marked)
    kind = binary_type(data)
    if kind is not None:
        raise NotTextError(f"binary data ({kind}), not text")
    if has_inner_nul(data) and data.count(0) > _STRAY * len(data):
        return _decode_wide(data)
    try:
        return Decoded(data.decode(), "utf-8", Known.UTF8)
    except UnicodeDecodeError as error:
        return _decode_damaged(data, error)


def decode_declared(data: bytes, encoding: str | None) -> Decoded:
    """The text of the bytes, in the encoding that they declare, unless they are plainly something else.

    >>> decode_declared("På vei".encode("latin-1"), "cp1252").text, decode_declared("På vei".encode(), "cp1252").text
    ('På vei', 'På vei')

    Raises:
        NotTextError: the data is binary.
        LookupError: no such encoding.
    """
    plain = marked_encoding(data) is None and binary_type(data) is None and not has_inner_nul(data)
    if encoding is not None and plain and (data.isascii() or not _fits(data, "utf-8")):
        try:
            return _decode_as_asked(data, encoding)
        except NotTextError:
            pass
    return decode(data)


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte-order mark at the start declares."""
    for mark, name in _MARKS:
        # What begins like UTF-32 can be UTF-16 too: an empty mark, then a NUL.
        if data.startswith(mark) and not (name == "utf-32-le" and not _fits(data[: len(data) // 4 * 4], name)):
            return name
    return None


def check_encoding(name: str) -> str:
    """The name that Python knows the text encoding by.

    Raises:
        LookupError: no such encoding, or one that does not encode text.
    """
    io.TextIOWrapper(io.BytesIO(), encoding=name)  # knows text encodings from the likes of base64
    return codecs.lookup(name).name


def without_surrogates(text: str) -> str:
    """The text with U+FFFD for halves of surrogate pairs: they are no characters, and no output could encode them."""
    return _SURROGATES.sub("\ufffd", text)


def _decode_as_asked(data: bytes, encoding: str) -> Decoded:
    name = check_encoding(encoding)
    marked = marked_encoding(data)
    if marked is not None and name in _MARKED_FAMILIES and marked.startswith(_MARKED_FAMILIES[name]):
        name = marked
    try:
        # A few encodings, UTF-7 among them, let halves of surrogate pairs through.
        return Decoded(without_surrogates(data.decode(name)), name, Known.ASKED)
    except UnicodeDecodeError as error:
        raise NotTextError(f"not {name}: byte 0x{data[error.start]:02x} at offset {error.start}") from None
    except UnicodeError as error:
        raise NotTextError(f"not {name}: {error}") from None


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    plain = encoding == "utf-8" and _fits(data, encoding)
    return Decoded(text, encoding, Known.UTF8 if plain else Known.MARK)


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, which NUL bytes give away; None when it is neither."""
    if not has_inner_nul(data):
        return None
    whole = data[: len(data) // 4 * 4] if len(data) >= _CUT else data
    return next((name for name in _WIDE if _fits(whole, name) and _reads_as_text(whole.decode(name))), None)


def _decode_wide(data: bytes) -> Decoded:
    name = wide_encoding(data[:_SAMPLE])
    if name is None or not _fits(data, name):
        raise NotTextError("binary data, not text")
    return Decoded(data.decode(name), name, Known.SHAPE)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _reads_as_text(text: str) -> bool:
    """Whether nearly all can be printed, and the NUL bytes are those of ASCII characters, as a wide text has them."""
    printable = sum(char.isprintable() or char in "\t\n\r\f" for char in text)
    plain = sum(char < "\x80" for char in text)
    # With its bytes swapped, "t" is U+7400. The ideographic space and the Chinese number one end in 00 for good.
    swapped = sum(char not in "\u3000\u4e00" and not ord(char) & 0xFF for char in text)
    return printable > 0.95 * len(text) and plain > max(0.1 * len(text), 4 * swapped)


def _decode_damaged(data: bytes, error: UnicodeDecodeError) -> Decoded:
    """UTF-8 with some bad bytes, or an old code page."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd") - data.count("\ufffd".encode())
    good = len(data) - data.count("\ufffd".encode()) * 3 - len(data.translate(None, _HIGH)) - bad
    good -= len(text) - text.count("\ufffd") - len(text.encode("ascii", "ignore"))  # bytes that go on with a letter
    # In an old code page, two letters in a row seldom happen to be valid UTF-8; nor are bytes cut off at the very end.
    cut = error.reason == "unexpected end of data" and (good > 0 or data[-1] in _LEADS)
    if good >= bad or cut:
        return Decoded(text, "utf-8", Known.MENDED)
    if looks_random(data[:_SAMPLE]):
        raise NotTextError("binary data, not text")
    start = data.rfind(b"\n", 0, error.start) + 1
    sample = data[start : start + _SAMPLE]
    encoding = latin_page(sample) or cased_page(sample)
    if encoding is None:
        if bad == 1 or bad < _STRAY * len(data):
            return Decoded(text, "utf-8", Known.MENDED)
        encoding = _detected(sample)
    return Decoded(data.decode(encoding, "replace"), encoding, Known.GUESS)


def _detected(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # slow to import, and seldom needed

    best = from_bytes(sample, cp_exclusion=_NEVER).best()
    return best.encoding if best is not None else "cp1252"
