"""The layout: which piece belongs to which dispatch and teaser, and what it is there.

Three questions are answered in turn. Where do marks divide the source? Which pieces belong to lists of teasers
(`lists.py`)? And what are the parts of each story (`story.py`)?
"""

from typing import Final

from wireparse.envelope import open_envelope
from wireparse.frame import Frame
from wireparse.lists import mark_lists
from wireparse.pieces import Piece
from wireparse.rules.context import HEADLINE_REPEAT
from wireparse.rules.sorts import AGE, BREAK, PARA, SECTION
from wireparse.story import cut_inner_dateline, cut_signoff, find_anchor, read_story, split_dispatches
from wireparse.tokens import Kind

_RULE_LINE: Final = frozenset("*_-=~—– ")


def arrange(pieces: list[Piece], text: str, *, strict: bool = False, frame: Frame | None = None) -> list[list[Piece]]:
    r"""The dispatches of a text, each the pieces that it is made of, in order.

    >>> from wireparse.scanner import scan
    >>> text = "Brug dicht\nUTRECHT (ANP) - De brug is dicht."
    >>> [[piece.kind.value for piece in dispatch] for dispatch in arrange(scan(text), text)]
    [['HEADLINE', 'TEXT']]
    """
    if pieces:
        open_envelope(pieces, text, frame)
    if strict:
        for piece in pieces:
            if piece.heading and not piece.heading.firm:
                piece.heading, piece.rule = None, "paragraph"
    if BREAK not in [piece.sort for piece in pieces]:
        return _arrange_chunk(pieces, text, strict=strict) if pieces else []
    dispatches: list[list[Piece]] = []
    foot = _Foot()
    for chunk in _chunks(pieces, text):
        mark = chunk.pop() if chunk[-1].sort is BREAK else None
        if chunk:
            found = _arrange_chunk(chunk, text, strict=strict)
            if dispatches and not _stands_alone(found):
                foot.join(found[0], dispatches[-1])
                dispatches[-1] += found.pop(0)
            dispatches += found
        if mark and dispatches:
            dispatches[-1].append(mark)
        elif mark:
            dispatches.append([mark])
    for piece in pieces:
        if piece.sort is BREAK:
            piece.kind = Kind.BREAK
    return dispatches


def _chunks(pieces: list[Piece], text: str) -> list[list[Piece]]:
    """Runs of pieces that end in a break mark, and what follows the last.

    A rule of strokes or asterisks divides dispatches only where a dateline follows: others have it inside a story.
    """
    chunks: list[list[Piece]] = [[]]
    dated = False
    for piece in reversed(pieces):
        divides = piece.sort is BREAK and (dated or not _RULE_LINE.issuperset(text[piece.start : piece.end]))
        if divides:
            chunks.append([])
            dated = False
        elif piece.heading and piece.heading.firm:
            dated = True
        chunks[-1].append(piece)
    return [chunk[::-1] for chunk in reversed(chunks) if chunk]


def _arrange_chunk(pieces: list[Piece], text: str, *, strict: bool) -> list[list[Piece]]:
    """The dispatches between two break marks; teasers and their notes go with the story before them."""
    sorts = [piece.sort for piece in pieces]
    story = mark_lists(pieces, text) if SECTION in sorts or AGE in sorts else pieces
    if not story:
        return [pieces]
    parts = split_dispatches(story)
    for part in parts:
        if len(parts) == 1 and find_anchor(part) is None:
            cut = cut_inner_dateline(part, text, strict=strict)
            if cut and part is not pieces:
                pieces.insert(_index(pieces, cut[1]), cut[0])
        read_story(part, text)
    if len(parts) == 1:
        return [cut_signoff(pieces, text)]
    where = {id(piece): i for i, piece in enumerate(pieces)}
    starts = [where[id(part[0])] for part in parts]
    starts[0] = 0
    return [cut_signoff(pieces[a:b], text) for a, b in zip(starts, [*starts[1:], len(pieces)], strict=True)]


def _index(pieces: list[Piece], wanted: Piece) -> int:
    return next(i for i, piece in enumerate(pieces) if piece is wanted)


class _Foot:
    """What stands behind a break mark and belongs to the dispatch before it."""

    def __init__(self) -> None:
        self.dispatch: list[Piece] = []
        self.seen = 0
        """Pieces of the dispatch that were looked at; each is looked at once, however many parts are joined."""
        self.count = 0
        self.named = False

    def join(self, pieces: list[Piece], dispatch: list[Piece]) -> None:
        """Makes a part ready to be added to a dispatch: items are numbered on, and a second byline is a note."""
        if dispatch is not self.dispatch:
            self.dispatch, self.seen, self.count, self.named = dispatch, 0, 0, False
        for piece in dispatch[self.seen :]:
            self.count = max(self.count, piece.item + 1)
            self.named = self.named or piece.kind is Kind.BYLINE
        self.seen = len(dispatch)
        for piece in pieces:
            if piece.item >= 0:
                piece.item += self.count
            elif piece.rule == HEADLINE_REPEAT.name:
                continue
            elif piece.kind in (Kind.HEADLINE, Kind.TEXT, Kind.CROSSHEAD) or (self.named and piece.kind is Kind.BYLINE):
                piece.kind = Kind.NOTE


def _stands_alone(dispatches: list[list[Piece]]) -> bool:
    """Whether what stands behind a break mark is a dispatch of its own, and not the foot of the one before."""
    if len(dispatches) > 1:
        return True
    story = [piece for piece in dispatches[0] if piece.item < 0 and piece.kind in (Kind.HEADLINE, Kind.TEXT)]
    return any(piece.sort is PARA for piece in story)
