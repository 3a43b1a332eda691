"""Heading: a dateline as it stands in the text."""

from wireparse.rules.elements import Span, code_spans
from wireparse.tokens import Kind


class Heading:
    """A dateline by its parts, as spans of the text."""

    __slots__ = ("date", "end", "firm", "marks", "places", "region", "reporter", "rule", "start")

    def __init__(  # noqa: PLR0913, PLR0917 - one for each field
        self,
        rule: str,
        start: int,
        end: int,
        places: list[Span],
        marks: list[Span],
        region: Span | None = None,
        date: Span | None = None,
        reporter: Span | None = None,
    ) -> None:
        self.rule = rule
        self.start = start
        self.end = end
        """Behind the separator and the blanks that follow it."""
        self.places = places
        self.marks = marks
        """Marks, each of one agency or of several."""
        self.region = region
        self.date = date
        self.reporter = reporter
        """A reporter named inside the dateline."""
        self.firm = True
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
