"""Heading: a dateline as it stands in the text."""

from msgspec import Struct

from wireparse.rules.elements import Span, code_spans
from wireparse.tokens import Kind


class Heading(Struct, gc=False):
    """A dateline by its parts, as spans of the text."""

    rule: str
    start: int
    end: int
    """Behind the separator and the blanks that follow it."""
    places: list[Span]
    marks: list[Span]
    """Marks, each of one agency or of several."""
    region: Span | None = None
    date: Span | None = None
    reporter: Span | None = None
    """A reporter named inside the dateline."""
    firm: bool = True
    """Whether it names an agency or a date; one with a place alone counts only where a dateline is expected."""

    def parts(self, text: str) -> list[tuple[Kind, int, int]]:
        """What it holds, in the order of the text, each agency by itself."""
        found = [(Kind.CITY, *span) for span in self.places]
        for start, end in self.marks:
            found += [(Kind.AGENCY, start + a, start + b) for a, b in code_spans(text[start:end])[0]]
        for kind, span in ((Kind.REGION, self.region), (Kind.DATE, self.date), (Kind.BYLINE, self.reporter)):
            if span:
                found.append((kind, *span))
        found.sort(key=_start)
        return found


def _start(part: tuple[Kind, int, int]) -> int:
    return part[1]
