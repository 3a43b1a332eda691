"""The layout: which piece belongs to which dispatch and teaser, and what it is there.

Three questions are answered in turn. Where do marks divide the source? Which pieces belong to lists of teasers
(`items.py`)? And what are the parts of each story (`story.py`)?
"""

from wireparse.items import mark_lists
from wireparse.pieces import Piece
from wireparse.rules.sorts import AGE, BREAK, SECTION
from wireparse.story import cut_inner_dateline, cut_signoff, find_anchor, read_story, split_dispatches
from wireparse.tokens import Kind


def arrange(pieces: list[Piece], text: str) -> list[list[Piece]]:
    r"""The dispatches of a text, each the pieces that it is made of, in order.

    >>> from wireparse.scanner import scan
    >>> text = "Brug dicht\nUTRECHT (ANP) - De brug is dicht."
    >>> [[piece.kind.value for piece in dispatch] for dispatch in arrange(scan(text), text)]
    [['HEADLINE', 'TEXT']]
    """
    if BREAK not in [piece.sort for piece in pieces]:
        return _arrange_chunk(pieces, text) if pieces else []
    dispatches: list[list[Piece]] = []
    for chunk in _chunks(pieces):
        mark = chunk[-1] if chunk[-1].sort is BREAK else None
        content = chunk[:-1] if mark else chunk
        if mark:
            mark.kind = Kind.BREAK
        if content:
            found = _arrange_chunk(content, text)
            if dispatches and not _stands_alone(found[0]):
                _join_to(found[0], dispatches[-1])
                dispatches[-1] += found.pop(0)
            dispatches += found
        if mark and dispatches:
            dispatches[-1].append(mark)
        elif mark:
            dispatches.append([mark])
    return dispatches


def _chunks(pieces: list[Piece]) -> list[list[Piece]]:
    """Runs of pieces that end in a break mark, and what follows the last."""
    chunks: list[list[Piece]] = [[]]
    for piece in pieces:
        chunks[-1].append(piece)
        if piece.sort is BREAK:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]


def _arrange_chunk(pieces: list[Piece], text: str) -> list[list[Piece]]:
    """The dispatches between two break marks; teasers and their notes go with the story before them."""
    sorts = [piece.sort for piece in pieces]
    story = mark_lists(pieces, text) if SECTION in sorts or AGE in sorts else pieces
    if not story:
        return [pieces]
    parts = split_dispatches(story)
    for part in parts:
        if len(parts) == 1 and find_anchor(part) is None:
            cut = cut_inner_dateline(part, text)
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


def _join_to(pieces: list[Piece], dispatch: list[Piece]) -> None:
    """Makes a part ready to be added to a dispatch: items are numbered on, and a second byline is a note."""
    count = max((piece.item for piece in dispatch), default=-1) + 1
    named = any(piece.kind is Kind.BYLINE for piece in dispatch)
    for piece in pieces:
        if piece.item >= 0:
            piece.item += count
        elif named and piece.kind is Kind.BYLINE:
            piece.kind = Kind.NOTE


def _stands_alone(pieces: list[Piece]) -> bool:
    """Whether a part behind a break mark is a dispatch of its own, and not the foot of the one before."""
    return any(piece.item < 0 and piece.kind in (Kind.HEADLINE, Kind.TEXT) for piece in pieces)
