"""How a part of a dispatch stands on the screen: its name in a margin on the left, or above it where that is narrow."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from wireparse.cli.visible import one_line
from wireparse.cli.wrap import shorten, wrap
from wireparse.model import Agency, Dateline

MEASURE: Final = 100  # lines longer than this are hard to read, however wide the screen
NARROW: Final = 64  # below this there is no room for a margin, nor for columns
GAP: Final = 2

_WORD: Final = re.compile("[^ /]+/?")

LABEL: Final = "dim"
HEADING: Final = "bold"
PLACE: Final = "bold magenta"
CODE: Final = "cyan"
DATE: Final = "green"
QUIET: Final = "dim"


class Layout(NamedTuple):
    """The page: how wide it is, and how wide its left margin; no margin on a narrow screen."""

    width: int
    margin: int

    @property
    def indent(self) -> int:
        """Where the text starts."""
        return self.margin + GAP if self.margin else min(GAP, self.width - 1)

    @property
    def measure(self) -> int:
        """How wide the text is."""
        return self.width - self.indent

    def part(self, label: str, paragraphs: list[Text], *, apart: bool = False) -> Iterator[Text]:
        """A part under its name, its paragraphs a blank line apart or not."""
        if label and not self.margin:
            yield Text(label, LABEL)
            label = ""
        for number, paragraph in enumerate(paragraphs):
            if apart and number:
                yield Text()
            for line in wrap(paragraph, self.measure):
                yield self.row(Text(label, LABEL), line)
                label = ""

    def row(self, left: Text, line: Text) -> Text:
        """One line of text, with what stands in the margin beside it set against it."""
        row = Text(" " * (self.indent - cell_len(left.plain) - (GAP if self.margin else 0)))
        if self.margin:
            row.append_text(left).append(" " * GAP)
        row.append_text(line).rstrip()
        return row


def fit_layout(width: int, places: list[str]) -> Layout:
    """The layout for a screen, with a margin that holds the names of the parts and, within reason, of the places."""
    width = min(width, MEASURE)
    if width < NARROW:
        return Layout(width, 0)
    words = [cell_len(word) for place in places for word in _WORD.findall(place)]
    return Layout(width, min(max([10, *words]), 16))


def title_of(source: str) -> str:
    """The name of a source, for people.

    >>> title_of("-"), title_of("page.txt")
    ('standard input', 'page.txt')
    """
    return "standard input" if source == "-" else one_line(source)


def rule(name: str, width: int) -> Text:
    """A line across the page with a name in it."""
    line = Text.assemble(("── ", QUIET), (shorten(name, max(1, width - 7)), HEADING), " ")
    return line.append("─" * max(0, width - cell_len(line.plain)), QUIET)


def place_of(dateline: Dateline) -> str:
    """Cities and region, as one line."""
    cities = "/".join(map(one_line, dateline.cities))
    return ", ".join(filter(None, [cities, one_line(dateline.region or "")]))


def spell_out(agencies: list[Agency]) -> Text:
    """The agencies, each with its code as printed and its name if it is known."""
    spelled = Text()
    for agency in agencies:
        if spelled:
            spelled.append(", ")
        code, name = one_line(agency.code), one_line(agency.name or "")
        spelled.append(code, CODE)
        if name and name.casefold() != code.casefold():
            spelled.append(f" {name}")
    return spelled


def joined(texts: list[Text]) -> Text:
    """What there is of the texts, with dots between."""
    return Text.assemble((" · ", QUIET)).join(filter(None, texts))
