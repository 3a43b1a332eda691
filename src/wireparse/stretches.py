"""Large texts in stretches: where one may be cut so that its stretches hold the dispatches that the whole holds.

A few dispatches around a place are arranged as `parse` arranges them, and one of them that stands whole between others
begins a stretch. What only the whole can tell is judged by how it opens, and kept in a `Frame`.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from wireparse.envelope import opens_envelope
from wireparse.frame import Frame
from wireparse.normal_form import may_be_wrapped, normal_form
from wireparse.pieces import Piece
from wireparse.rules.language import HEAD
from wireparse.rules.sorts import BREAK
from wireparse.scanner import scan
from wireparse.tokenizer import analyse
from wireparse.wrapping import wrap_width

_TOP: Final = 1 << 12
"""The header lines of an envelope are among so many characters."""


class Border(NamedTuple):
    """Where a dispatch begins."""

    line: int
    """Line ends before it."""
    column: int
    """Characters before it on its line, all of them ASCII."""


class Borders(NamedTuple):
    """The borders in a window of a large text."""

    found: list[Border]
    hopeful: bool
    """Whether a larger window may hold some: there is a dateline here, or a mark."""


def frame_of(head: str) -> Frame:
    """What the opening of a large text, some hundred lines at least, tells of all of it."""
    text = normal_form(head)
    frame = Frame(text[:HEAD], wrap_width(text), may_be_wrapped(text), enveloped=False)
    top = scan(text[: text.find("\n", _TOP) + 1] or text, frame)
    return frame._replace(enveloped=bool(top) and opens_envelope(top[0], text))


def find_borders(window: str, frame: Frame) -> Borders:
    """Where dispatches begin that stand in a window from beginning to end, and behind another one that does.

    Args:
        window: whole lines of the text, the first of them anywhere in a dispatch.
        frame: the text's; its `last` says whether the text ends with the window.
    """
    text = normal_form(window, frame)
    dispatches = analyse(text, frame=frame)
    whole = dispatches[2 : None if frame.last else -1]
    return Borders(list(_borders(whole, text)), any(_gives_hope(piece) for found in dispatches for piece in found))


def last_border(window: str, frame: Frame) -> Border | None:
    """Where the last dispatch begins of a window that starts with one; None where that is the only one."""
    text = normal_form(window, frame)
    found = list(_borders(analyse(text, frame=frame)[1:], text))
    return found[-1] if found else None


def _gives_hope(piece: Piece) -> bool:
    return piece.sort is BREAK or (piece.heading is not None and piece.heading.firm)


def _borders(dispatches: Iterable[list[Piece]], text: str) -> Iterable[Border]:
    line = pos = 0
    for dispatch in dispatches:
        start = dispatch[0].mark
        begin = text.rfind("\n", 0, start) + 1
        before = text[begin:start]
        line += text.count("\n", pos, start)
        pos = start
        if not before.strip(" \t"):
            yield Border(line, 0)
        elif before.isascii():
            yield Border(line, len(before))
