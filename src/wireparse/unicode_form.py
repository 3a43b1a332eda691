"""One Unicode form for the rules: they see composed text (NFC), spans are given in the text as it came."""

import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import Final

import regex

from wireparse.tokens import Token

_CLUSTER: Final = regex.compile(r"\X")
"""A user-perceived character. Composition never crosses its border."""


def composed(text: str) -> str:
    """The text in composed form; the very same object where it is that already, as nearly all text is.

    >>> composed("Gene\\u0300ve")
    'Genève'
    """
    if text.isascii():
        return text
    try:
        text.encode("latin-1")  # the quickest proof that there is nothing to compose
    except UnicodeEncodeError:
        return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    return text


_ODD_BLANKS: Final = tuple("\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0")
_WIDE_BLANKS: Final = tuple("\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000")


def has_odd_blanks(text: str) -> bool:
    """Whether white space inside lines needs folding: runs of blanks, or blanks of another kind than the plain one."""
    if "  " in text or any(blank in text for blank in _ODD_BLANKS):
        return True
    return not text.isascii() and any(blank in text for blank in _WIDE_BLANKS)


def map_spans(tokens: list[Token], text: str, form: str) -> list[Token]:
    """Tokens of the composed form, with the spans that they have in the text as given."""
    clusters = _CLUSTER.findall(text)
    before = list(accumulate(map(len, clusters), initial=0))
    after = list(accumulate((len(unicodedata.normalize("NFC", c)) for c in clusters), initial=0))
    if after[-1] != len(form):
        # Composition crossed a cluster after all: keep the tiling, give up the inner borders.
        return [Token(tokens[0].kind, 0, len(text), tokens[0].rule)]

    def original(offset: int) -> int:
        return before[bisect_right(after, offset) - 1]

    mapped = [Token(kind, original(start), original(end), rule) for kind, start, end, rule in tokens]
    return [token for token in mapped if token.start < token.end]
