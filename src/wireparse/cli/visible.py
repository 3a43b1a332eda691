"""Text from outside, made safe to show: what would steer the terminal becomes a symbol one can see."""

import re
from typing import Final

# All that a terminal could obey, and all that would reorder, hide or break a line: C0 except tab and newline, DEL, C1,
# line and paragraph separators, the embeddings, overrides and isolates of the bidirectional algorithm, and what UTF-8
# or XML cannot hold. Joiners and the plain direction marks stay: they shape words, and reach no further.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_FOLDED: Final = re.compile(r"(?:\r\n|[ \t\r\n])+")


def visible(text: str) -> str:
    r"""The text with control characters as symbols; newlines and tabs stay.

    >>> visible("\x1b[31mred\x07")
    '␛[31mred␇'
    >>> visible("pay \u202e001 to")
    'pay <U+202E>001 to'
    """
    return _UNSAFE.sub(_picture_of_match, text)


def one_line(text: str) -> str:
    r"""The text as :func:`visible` has it, with line ends, tabs and runs of blanks folded to one space.

    >>> one_line("two\r\n lines\x0c")
    'two lines␌'
    """
    return visible(_FOLDED.sub(" ", text).strip(" "))


def picture(char: str) -> str:
    r"""The symbol for one character that has none of its own.

    >>> picture("\n"), picture("\x7f"), picture("\x9b"), picture("\ud800")
    ('␊', '␡', '<U+009B>', '\ufffd')
    """
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return "\ufffd"
    return f"<U+{code:04X}>"


def _picture_of_match(match: re.Match[str]) -> str:
    return picture(match.group())
