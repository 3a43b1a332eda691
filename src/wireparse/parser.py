"""The parser: the pieces of a text -> dispatches."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from wireparse.dates import iso_date
from wireparse.frame import Frame
from wireparse.model import Age, Agency, Dateline, DatelineDate, Dispatch, Signoff, Teaser
from wireparse.normal_form import FULL_BLANKS, has_odd_blanks, normal_form
from wireparse.pieces import Piece
from wireparse.registry.agencies import at_home, identify, is_shared, languages_of
from wireparse.rules.context import HEADLINE_REPEAT
from wireparse.rules.elements import code_spans
from wireparse.rules.heading import Heading
from wireparse.rules.language import guess_language
from wireparse.rules.signoff import agencies_in
from wireparse.rules.stamps import moment, read_stamp
from wireparse.tokenizer import analyse
from wireparse.tokens import Kind

_EN_QUAD, _IDEOGRAPHIC = FULL_BLANKS
# Members of an enumeration are slow to reach by name; these are looked at once a piece.
_AGE: Final = Kind.AGE
_BYLINE: Final = Kind.BYLINE
_CROSSHEAD: Final = Kind.CROSSHEAD
_HEADLINE: Final = Kind.HEADLINE
_NOTE: Final = Kind.NOTE
_SECTION: Final = Kind.SECTION
_SIGNOFF: Final = Kind.SIGNOFF
_STANDFIRST: Final = Kind.STANDFIRST
_TEXT: Final = Kind.TEXT


def parse(text: str, *, now: datetime | None = None, source: str = "-", strict: bool = False) -> list[Dispatch]:
    r"""Turns a text into its dispatches.

    Args:
        text: any text; it never raises. An empty one holds no dispatch.
        now: the moment the page was saved, a datetime. With it ages become times, and dateline dates get their year.
        source: what `Dispatch.source` says.
        strict: whether only what names an agency or a date is a dateline, and a place alone is none.

    Returns:
        The dispatches in order, numbered from 0.

    >>> [dispatch] = parse("Brug dicht\nUTRECHT (ANP/RTR) - De brug is dicht.")
    >>> [agency.name for agency in dispatch.dateline.agencies]
    ['Algemeen Nederlands Persbureau', 'Reuters']
    """
    if now is not None and not isinstance(now, datetime):
        raise TypeError(f"now is a datetime, not {type(now).__name__}")
    return parse_stretch(text, None, now=now, source=source, strict=strict)


def parse_stretch(
    text: str, frame: Frame | None, *, now: datetime | None = None, source: str = "-", strict: bool = False
) -> list[Dispatch]:
    """The dispatches of a stretch of a large text, numbered from 0; without a frame the text is all there is."""
    text = normal_form(text, frame)
    build = _Builder(text, frame.opening if frame else text, now, source)
    return [build.dispatch(pieces, index) for index, pieces in enumerate(analyse(text, strict=strict, frame=frame))]


class _Builder:
    """Builds the dispatches of one text."""

    __slots__ = ("fold", "now", "opening", "shared", "source", "text")

    def __init__(self, text: str, opening: str, now: datetime | None, source: str) -> None:
        self.text = text
        self.opening = opening
        """How the whole text opens, which tells its language."""
        self.now = now
        self.source = source
        self.shared: dict[str, Agency] = {}
        """Whom the codes that several agencies use stand for in this text, but for who is at home in the city."""
        self.fold = has_odd_blanks(text)
        """Whether white space inside a line needs folding; that of a hard-wrapped paragraph always does."""

    def printed(self, start: int, end: int) -> str:
        """What is printed between two offsets, white space folded."""
        text = self.text[start:end]
        if self.fold or "\n" in text or (not text.isascii() and (_EN_QUAD in text or _IDEOGRAPHIC in text)):
            return " ".join(text.split())
        return text

    def dispatch(self, pieces: list[Piece], index: int) -> Dispatch:
        """One dispatch from its pieces."""
        result = Dispatch(self.source, index, None, None, [], None, [], [], None, [], [])
        section: str | None = None
        item = -1
        signoff: list[str] = []
        for piece in pieces:
            kind = piece.kind
            if piece.item >= 0:
                if piece.item > item:
                    item = piece.item
                    result.teasers.append(Teaser(section, None, None, [], None))
                self.add_to_teaser(result.teasers[-1], piece)
            elif kind is _TEXT:
                self.add_paragraph(result, piece)
            elif kind is _NOTE:
                result.notes.append(self.printed(piece.start, piece.end))
            elif kind is _HEADLINE:
                if piece.rule != HEADLINE_REPEAT.name:
                    line = self.printed(piece.start, piece.end)
                    result.headline = f"{result.headline} {line}" if result.headline else line
            elif kind is _CROSSHEAD:
                result.crossheads.append(len(result.body))
                result.body.append(self.printed(piece.start, piece.end))
            elif kind is _SECTION:
                section = self.printed(piece.start, piece.end)
            elif kind is _BYLINE:
                result.byline = self.printed(piece.start, piece.end)
            elif kind is _STANDFIRST:
                result.standfirst.append(self.printed(piece.start, piece.end))
            elif kind is _SIGNOFF:
                signoff.append(self.printed(piece.start, piece.end))
        if signoff:
            text = " ".join(signoff)
            cities = result.dateline.cities if result.dateline else []
            named = map(_agency, agencies_in(text))
            result.signoff = Signoff(text, [self.settled(a, cities) if is_shared(a.code) else a for a in named])
        return result

    def add_paragraph(self, result: Dispatch, piece: Piece) -> None:
        """A paragraph of the body; the dateline that opens it is the dispatch's."""
        start = piece.start
        heading = piece.heading
        if heading:
            result.dateline = self.dateline(heading)
            if heading.reporter:
                reporter = self.printed(*heading.reporter)
                result.byline = f"{result.byline} {reporter}" if result.byline else reporter
            start = heading.end
        if start < piece.end:
            result.body.append(self.printed(start, piece.end))

    def add_to_teaser(self, teaser: Teaser, piece: Piece) -> None:
        """Adds a piece to its teaser."""
        start, kind = piece.start, piece.kind
        if kind is _TEXT:
            if piece.heading:
                teaser.dateline = self.dateline(piece.heading)
                start = piece.heading.end
            if start < piece.end:
                teaser.body.append(self.printed(start, piece.end))
        elif kind is _AGE:
            teaser.age = self.age(piece)
        elif kind is _HEADLINE:
            teaser.headline = self.printed(start, piece.end)
        else:
            teaser.section = self.printed(start, piece.end)

    def age(self, piece: Piece) -> Age:
        """An age, and the time that it stands for where that is known."""
        seconds = piece.seconds
        time = None
        if self.now:
            with suppress(OverflowError):  # a page of the year 1 has no time before it
                if seconds is not None:
                    time = (self.now - timedelta(seconds=seconds)).isoformat()
                elif stamp := read_stamp(self.text, piece.start, piece.end):
                    time = moment(stamp, self.now)
        return Age(self.printed(piece.start, piece.end), seconds, time)

    def settled(self, agency: Agency, cities: list[str]) -> Agency:
        """The agency at home in the dateline's city, or in the text's language, where several share the code."""
        code = agency.code
        for city in cities:
            if home := at_home(code, city):
                return Agency(code, *home)
        found = self.shared.get(code)
        if not found:
            language = guess_language(self.opening, languages_of(code))
            found = self.shared[code] = Agency(code, *(identify(code, language) or (None, None)))
        return found

    def dateline(self, heading: Heading) -> Dateline:
        """A dateline from its spans."""
        date = region = None
        if heading.date:
            day = self.printed(*heading.date)
            date = DatelineDate(day, iso_date(day, self.now))
        if heading.region:
            region = self.printed(*heading.region)
        cities = [self.printed(start, end) for start, end in heading.places]
        agencies: list[Agency] = []
        for start, end in heading.marks:
            found, shared = _agencies(self.text[start:end])
            first = len(agencies)
            agencies += found
            for i in shared:
                agencies[first + i] = self.settled(found[i], cities)
        return Dateline(self.printed(heading.start, heading.end).rstrip(" *"), cities, region, date, agencies)


@lru_cache(maxsize=4096)
def _agencies(mark: str) -> tuple[list[Agency], list[int]]:
    """The agencies in a mark, `ANP/RTR`, and which of their codes others use too."""
    found = [_agency(" ".join(mark[start:end].split())) for start, end in code_spans(mark)[0]]
    return found, [i for i, agency in enumerate(found) if is_shared(agency.code)]


@lru_cache(maxsize=4096)
def _agency(code: str) -> Agency:
    return Agency(code, *(identify(code) or (None, None)))
