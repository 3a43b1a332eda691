"""The source itself, every token marked with its kind: by colour, or by name where colour or the rule is not enough."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from wireparse.cli.layout import GAP, MEASURE, QUIET, rule, title_of
from wireparse.cli.visible import one_line, picture, visible
from wireparse.cli.wrap import pad, wrap
from wireparse.tokens import Kind, Token

# The terminal's own colours, so that they suit a light background as well as a dark one.
STYLES: Final = {
    Kind.HEADLINE: "bold bright_blue",
    Kind.BYLINE: "italic bright_blue",
    Kind.STANDFIRST: "bold",
    Kind.CITY: "bold magenta",
    Kind.REGION: "magenta",
    Kind.DATE: "green",
    Kind.AGENCY: "bold cyan",
    Kind.MARK: "cyan",
    Kind.TEXT: "",
    Kind.CROSSHEAD: "bold underline",
    Kind.SECTION: "bold reverse bright_blue",
    Kind.AGE: "bold green",
    Kind.SIGNOFF: "italic cyan",
    Kind.NOTE: "italic bright_black",
    Kind.BREAK: "reverse red",
    Kind.SPACE: "bright_black",
}

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_HIDDEN: Final = re.compile("[\r\n\t\u00a0\u00ad\u200b\u2007\u202f\u2060\ufeff]")
_SYMBOLS: Final = {"\n": "↵", "\t": "⇥", "\u00a0": "⍽", "\u2007": "⍽", "\u202f": "⍽"}
_BLANKS: Final = re.compile(" +")
_EDGES: Final = re.compile("^ +| +$")
_NARROWEST: Final = 24  # where the text would have fewer cells than this, it goes below its kind


class Source(NamedTuple):
    """A text with its name and its tokens."""

    name: str
    text: str
    tokens: Sequence[Token]


class _Piece(NamedTuple):
    """What one token has on one line of the source, the line's end included."""

    token: Token
    start: int
    text: str


def marked_lines(source: Source, width: int, *, colored: bool, rules: bool) -> Iterator[Text]:
    """The source under its name and a legend of the kinds in it.

    With colours the text reads on as it stands. Without them, and where the rules are asked for, every token has rows
    of its own, with its kind and the rule beside it.
    """
    width = min(width, MEASURE)
    yield rule(title_of(source.name), width)
    if not source.tokens:
        return
    yield from _legend(source.tokens, width)
    yield Text()
    lines = _source_lines(source.text, source.tokens)
    digits = len(str(source.text.count("\n") + 1))
    if rules or not colored:
        yield from _rows(lines, source.tokens, width, digits, rules=rules)
    else:
        yield from _flow(lines, width, digits)


def _legend(tokens: Sequence[Token], width: int) -> Iterator[Text]:
    counts = Counter(token.kind for token in tokens)
    line = Text()
    for kind in filter(counts.__contains__, Kind):
        entry = Text.assemble((kind.value, STYLES[kind]), (f" {counts[kind]}", QUIET))
        if line and cell_len(line.plain) + 3 + len(entry) > width:
            yield line
            line = Text()
        line.append("   " if line else "").append_text(entry)
    yield line


def _source_lines(text: str, tokens: Sequence[Token]) -> Iterator[list[_Piece]]:
    ends = (match.end() for match in _LINE_END.finditer(text))
    line_end = next(ends, len(text))
    pieces: list[_Piece] = []
    for token in tokens:
        start = token.start
        while start < token.end:
            end = min(token.end, line_end)
            pieces.append(_Piece(token, start, text[start:end]))
            start = end
            if end == line_end:
                yield pieces
                pieces = []
                line_end = next(ends, len(text))
    if pieces:
        yield pieces


def _flow(lines: Iterator[list[_Piece]], width: int, digits: int) -> Iterator[Text]:
    for number, pieces in enumerate(lines, 1):
        line = Text()
        for piece in pieces:
            line.append(_shown(piece.text.removesuffix("\n")), STYLES[piece.token.kind])
        for row, part in enumerate(wrap(line, max(1, width - digits - 3), keep_blanks=True)):
            label = "" if row else str(number)
            yield Text.assemble((f"{label:>{digits}} │ ", QUIET), part)


def _rows(
    lines: Iterator[list[_Piece]], tokens: Sequence[Token], width: int, digits: int, *, rules: bool
) -> Iterator[Text]:
    kind_width = max((len(token.kind) for token in tokens), default=0)
    rule_width = max((cell_len(one_line(token.rule)) for token in tokens), default=0) if rules else 0
    left = digits + GAP
    indent = left + kind_width + GAP + (rule_width + GAP if rules else 0)
    stacked = width - indent < _NARROWEST
    for number, pieces in enumerate(lines, 1):
        label = str(number)
        for piece, text in _paired(pieces, rules=rules):
            head = pad(Text.assemble((f"{label:>{digits}}", QUIET)), left)
            label = ""
            if piece.start == piece.token.start:
                head.append(piece.token.kind.value, STYLES[piece.token.kind])
                head = head.append(" " * GAP) if stacked else pad(head, left + kind_width + GAP)
                head.append(one_line(piece.token.rule) if rules else "", QUIET)
                if stacked:
                    head.rstrip()
                    yield head
                    head = Text()
            for part in wrap(text, max(1, width - (left if stacked else indent)), keep_blanks=True):
                yield pad(head, left if stacked else indent).append_text(part)
                head = Text()


def _paired(pieces: list[_Piece], *, rules: bool) -> Iterator[tuple[_Piece, Text]]:
    """The pieces with what is shown of them; blanks join the piece before, unless the rules are to be shown."""
    waiting: tuple[_Piece, Text] | None = None
    for piece in pieces:
        shown = Text(_edged(piece), STYLES[piece.token.kind])
        if waiting and piece.token.kind is Kind.SPACE and not rules:
            waiting[1].append_text(shown)
            continue
        if waiting:
            yield waiting
        waiting = piece, Text().append_text(shown)
    if waiting:
        yield waiting


def _shown(text: str) -> str:
    """The text with a symbol for each character that cannot be seen; blanks stay blanks."""
    return visible(_HIDDEN.sub(_symbol, text))


def _symbol(match: re.Match[str]) -> str:
    return _SYMBOLS.get(match.group()) or picture(match.group())


def _edged(piece: _Piece) -> str:
    """What is shown of a piece by itself: the blanks at its ends and the line's end cannot be seen without a symbol."""
    blanks = _BLANKS if piece.token.kind is Kind.SPACE else _EDGES
    return _shown(blanks.sub(lambda match: "␣" * len(match.group()), piece.text))
