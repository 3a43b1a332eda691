"""The tokenizer: text -> tokens that tile it."""

from wireparse.frame import Frame
from wireparse.layout import arrange
from wireparse.normal_form import map_spans, normal_form
from wireparse.pieces import Piece
from wireparse.rules.heading import Heading
from wireparse.scanner import scan
from wireparse.tokens import Kind, Token


def tokenize(text: str, *, strict: bool = False) -> list[Token]:
    r"""Splits a text into tokens that tile it: joined, their texts are the input, to the character.

    Args:
        text: any text at all.
        strict: whether only what names an agency or a date is a dateline, and a place alone is none.

    Returns:
        Tokens in order; offsets count characters of the text as given.

    >>> text = "Brug dicht\nUTRECHT (ANP) - De brug is dicht.\n"
    >>> for kind, start, end, rule in tokenize(text):
    ...     print(f"{kind:9}{text[start:end]!r:24}{rule}")
    HEADLINE 'Brug dicht'            title
    SPACE    '\n'                    space
    CITY     'UTRECHT'               agency-in-parentheses
    MARK     ' ('                    agency-in-parentheses
    AGENCY   'ANP'                   agency-in-parentheses
    MARK     ') - '                  agency-in-parentheses
    TEXT     'De brug is dicht.'     paragraph
    SPACE    '\n'                    space
    """
    form = normal_form(text)
    tokens: list[Token] = []
    pos = 0
    for dispatch in analyse(form, strict=strict):
        for piece in dispatch:
            if piece.start > pos:
                tokens.append(Token(Kind.SPACE, pos, piece.start, "space"))
            _add_piece(tokens, piece, form)
            pos = piece.end
    if pos < len(form):
        tokens.append(Token(Kind.SPACE, pos, len(form), "space"))
    if form is text:
        return tokens
    return map_spans(tokens, text, form) or ([Token(Kind.SPACE, 0, len(text), "space")] if text else [])


def analyse(text: str, *, strict: bool = False, frame: Frame | None = None) -> list[list[Piece]]:
    """The dispatches of a text in normal form, each as its pieces; what tokens and results are both made of.

    With a frame the text is a stretch of a larger one.
    """
    return arrange(scan(text, frame), text, strict=strict, frame=frame)


def _add_piece(tokens: list[Token], piece: Piece, text: str) -> None:
    """A piece as one token, or, where a dateline opens it, as the dateline's tokens and the rest."""
    start = piece.start
    if piece.heading:
        start = min(piece.heading.end, piece.end)
        _add_heading(tokens, piece.heading, start, text)
    if start < piece.end:
        rule = "paragraph" if piece.heading else piece.rule
        tokens.append(Token(piece.kind, start, piece.end, rule))


def _add_heading(tokens: list[Token], heading: Heading, end: int, text: str) -> None:
    pos = heading.start
    for kind, start, stop in heading.parts(text):
        if start > pos:
            tokens.append(Token(Kind.MARK, pos, start, heading.rule))
        tokens.append(Token(kind, start, stop, heading.rule))
        pos = stop
    if pos < end:
        tokens.append(Token(Kind.MARK, pos, end, heading.rule))
