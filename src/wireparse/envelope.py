"""The envelope of a dispatch, where its source has one: header lines become notes, the marks around others go."""

from wireparse.frame import Frame
from wireparse.pieces import Piece
from wireparse.rules.bylines import BYLINE as BYLINE_RULE
from wireparse.rules.bylines import is_byline
from wireparse.rules.envelope import CLOSING, ENVELOPE, LONGEST, MARKS, is_below_header, is_header
from wireparse.rules.sorts import BYLINE, NOTE, PARA, SECTION, TITLE


def open_envelope(pieces: list[Piece], text: str, frame: Frame | None = None) -> None:
    """Marks the lines of an envelope; nothing changes where the source opens with anything else."""
    inside = frame is None or frame.first
    if not (opens_envelope(pieces[0], text) if frame is None else frame.enveloped):
        return
    for i, piece in enumerate(pieces):
        if inside and piece.heading:
            inside = False
        if piece.sort not in (TITLE, PARA, NOTE, SECTION):
            continue
        _trim(piece, text)
        line = text[piece.start : piece.end]
        if inside and (i == 0 or is_below_header(line)):
            piece.sort, piece.rule = NOTE, ENVELOPE.name
        elif inside and is_byline(line):
            piece.sort, piece.rule = BYLINE, BYLINE_RULE.name
        elif inside and piece.sort is not PARA and text[piece.mark] in MARKS:
            piece.sort, piece.rule = TITLE, "title"


def opens_envelope(first: Piece, text: str) -> bool:
    """Whether a source that opens with this piece has an envelope."""
    start, end = first.start, first.end
    if text[start].isupper() and not text[start + 1 : start + 2].isdigit() and not text.startswith("ZCZC", start):
        return False  # as nearly all sources open
    return end - start <= LONGEST and is_header(text[start:end])


def _trim(piece: Piece, text: str) -> None:
    """Takes the format's own marks off a line."""
    line = text[piece.start : piece.end]
    if line[0] in MARKS and line.strip(MARKS):
        piece.start += len(line) - len(line.lstrip(MARKS))
    if line[-1] in CLOSING and line.strip(MARKS + CLOSING):
        piece.end = piece.start + len(text[piece.start : piece.end].rstrip(CLOSING))
