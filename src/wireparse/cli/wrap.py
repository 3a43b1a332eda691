"""Lines of styled text: broken at the width of the screen, counted in cells, in any script."""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, chop_cells
from rich.text import Text

# rich breaks at no-break spaces, and treats a Chinese paragraph as one long word. Here a unit that is never divided is
# a word with the blanks behind it, or one ideograph with the brackets and stops that must not be parted from it.
# Hangul is left with the words: Korean has spaces. A no-break space is part of a word.
_OPEN: Final = "「『（【〔《〈［｛"
_CLOSE: Final = "、。，．・：；！？」』）】〕》〉］｝ー々ゝゞヽヾぁぃぅぇぉっゃゅょァィゥェォッャュョ…‥"
_IDEO: Final = (
    "\u2e80-\u2fff\u3005-\u30ff\u3105-\u312f\u31a0-\uabff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003fffd"
)
_BLANK: Final = " \u1680\u2000-\u2006\u2008-\u200b\u205f\u3000"
_OTHER: Final = f"[^{_BLANK}{_IDEO}{_OPEN}{_CLOSE}]"
_UNIT: Final = re.compile(rf"[{_OPEN}]*(?:(?![{_CLOSE}])[{_IDEO}]|{_OTHER}*)[{_CLOSE}]*[{_BLANK}]*")
_BEHIND_SLASH: Final = re.compile("(?<=/)(?!/)")


def wrap(text: Text, width: int, *, keep_blanks: bool = False) -> list[Text]:
    """The text in lines of at most ``width`` cells, with its styles; blanks at a line's end go unless they are kept."""
    if not keep_blanks and cell_len(text.plain) <= width:
        return [text]
    lines = list(text.divide(_breaks(text.plain, width, keep_blanks=keep_blanks)))
    if not keep_blanks:
        for line in lines:
            line.rstrip()
    return lines


def _breaks(plain: str, width: int, *, keep_blanks: bool) -> list[int]:
    breaks: list[int] = []
    offset = column = 0
    for unit in _units(plain, width):
        cells = cell_len(unit)
        needed = cells if keep_blanks else cell_len(unit.rstrip())
        if column and column + needed > width:
            breaks.append(offset)
            column = 0
        offset += len(unit)
        if needed > width:
            start = offset - len(unit)
            *full, last = chop_cells(unit, width)
            for part in full:
                start += len(part)
                breaks.append(start)
            cells = cell_len(last)
        column += cells
    return breaks


def _units(plain: str, width: int) -> Iterator[str]:
    for match in _UNIT.finditer(plain):
        unit = match.group()
        if "/" in unit and cell_len(unit) > width:  # an address, or a row of agencies in a narrow column
            yield from _BEHIND_SLASH.split(unit)
        else:
            yield unit


def pad(text: Text, width: int) -> Text:
    """The text with blanks behind it, ``width`` cells in all."""
    padded = text.copy()
    padded.append(" " * (width - cell_len(text.plain)))
    return padded


def shorten(name: str, width: int) -> str:
    """The name in at most ``width`` cells: its middle gives way, for the end of a path tells most.

    >>> shorten("archive/2025/12/page.txt", 15)
    'archi…/page.txt'
    """
    if cell_len(name) <= width:
        return name
    head = chop_cells(name, max(1, (width - 1) // 3 + 1))[0]
    room = width - 1 - cell_len(head)
    tail = chop_cells(name[::-1], room)[0][::-1] if room > 0 else ""
    return f"{head}…{tail}"
