"""One form of the text for the rules; spans are given in the text as it came.

In normal form letters are composed (NFC), lines end in LF, no line ends in blanks, and there is no byte-order mark.
"""

import unicodedata
from bisect import bisect_left
from typing import Final

from wireparse.frame import Frame
from wireparse.patterns import regex_pattern
from wireparse.tokens import Kind, Token

_WRAPPED: Final = 300
"""No line of a hard-wrapped text is longer than this, blanks at its end included."""
_PLAIN_BLANKS: Final = (" ", "\t", "\x1f")
_ALL_BLANKS: Final = (*_PLAIN_BLANKS, "\xa0", "\u2009", "\u202f", "\u3000")
_TRAILING: Final = regex_pattern(r"[^\S\r\n\f\v\x1c-\x1e\x85\u2028\u2029]++(?=[\r\n])")
_UNIT: Final = regex_pattern(rf"(?P<mark>\A\ufeff)|(?P<blanks>{_TRAILING.pattern})|(?P<end>\r\n?)|\s|\X")
"""What changes as a whole: blanks before a line end, a line end, a user-perceived character (composition never crosses
its border)."""
_WIDE_BLANKS: Final = tuple(
    "\x85\xa0\u1680\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f"
)


def normal_form(text: str, frame: Frame | None = None) -> str:
    r"""The text in normal form; the very same object where it is that already, as nearly all text is.

    >>> normal_form("Gene\u0300ve \r\n")
    'Genève\n'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return _TRAILING.sub("", text) if _trails(text) and _is_short(text, frame) else text
    text = text.removeprefix("\ufeff")
    if _is_short(text, frame) and _trails(text):
        text = _TRAILING.sub("", text)  # only in hard-wrapped paragraphs can blanks before a line end matter
    return text if _is_composed(text) else unicodedata.normalize("NFC", text)


def _is_composed(text: str) -> bool:
    """Whether all letters are composed. Nothing composes over a line end, and most lines are plain."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        line = text[start:end]
        if not line.isascii() and not unicodedata.is_normalized("NFC", line):
            return False
        start = end
    return True


def _trails(text: str) -> bool:
    """Whether a line ends in blanks. For two characters `rfind` is four times as quick as `in`."""
    for blank in _PLAIN_BLANKS if text.isascii() else _ALL_BLANKS:
        if blank in text and text.rfind(blank + "\n") >= 0:
            return True
    return False


def _is_short(text: str, frame: Frame | None) -> bool:
    return frame.short if frame else may_be_wrapped(text)


def may_be_wrapped(text: str) -> bool:
    """Whether the first few lines are all as short as those of a hard-wrapped text."""
    start = 0
    for _ in range(6):
        end = text.find("\n", start)
        if end < 0:
            return len(text) - start < _WRAPPED
        if end - start > _WRAPPED:
            return False
        start = end + 1
    return True


FULL_BLANKS: Final = ("\u2000", "\u3000")
"""Blanks that Python is slow to find in a long text: their low byte is zero, as the high byte of most characters is."""


def has_odd_blanks(text: str) -> bool:
    """Whether white space inside lines needs folding: runs of blanks, or blanks of another kind than the plain one.

    `FULL_BLANKS` are not looked for: pieces of a text are quicker to search for them. For two characters `rfind` is
    four times as quick as `in`.
    """
    if text.rfind("  ") >= 0 or "\t" in text or "\v" in text or "\f" in text or "\x1f" in text:
        return True
    if "\x1c" in text or "\x1d" in text or "\x1e" in text:
        return True
    if not text.isascii():
        for blank in _WIDE_BLANKS:
            if blank in text:
                return True
    return False


def map_spans(tokens: list[Token], text: str, form: str) -> list[Token]:
    """Tokens of the normal form, with the spans that they have in the text as given."""
    before, after = [0], [0]
    trailing = _TRAILING.search(form) is not None  # they were left in
    for unit in _UNIT.finditer(text):
        if unit["mark"]:
            size = 0
        elif unit["blanks"]:
            size = len(unit[0]) if trailing else 0
        else:
            size = 1 if unit["end"] else _composed_length(unit[0])
        before.append(unit.end())
        after.append(after[-1] + size)
    if after[-1] != len(form):
        # Composition crossed a border after all: keep the tiling, give up the inner borders.
        return [Token(tokens[0].kind, 0, len(text), tokens[0].rule)]

    def original(offset: int) -> int:
        return before[bisect_left(after, offset)]

    mapped = _byte_order_mark(text)
    mapped += [Token(kind, original(start), original(end), rule) for kind, start, end, rule in tokens]
    if mapped:
        mapped[-1] = mapped[-1]._replace(end=len(text))
    if text.startswith("\ufeff") and len(mapped) > 1:
        mapped[1] = mapped[1]._replace(start=1)
    return [token for token in mapped if token.start < token.end]


def _byte_order_mark(text: str) -> list[Token]:
    return [Token(Kind.SPACE, 0, 1, "space")] if text.startswith("\ufeff") else []


def _composed_length(cluster: str) -> int:
    return len(cluster) if len(cluster) == 1 and cluster < "\u0300" else len(unicodedata.normalize("NFC", cluster))
