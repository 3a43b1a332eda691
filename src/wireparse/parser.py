"""The parser: the pieces of a text -> dispatches."""

from datetime import datetime, timedelta

from wireparse.dates import iso_date
from wireparse.model import Age, Agency, Dateline, DatelineDate, Dispatch, Signoff, Teaser
from wireparse.registry.agencies import resolve
from wireparse.rules.dateline import Heading
from wireparse.rules.signoff import agencies_in
from wireparse.scanner import Piece
from wireparse.tokenizer import analyse
from wireparse.tokens import Kind
from wireparse.unicode_form import composed


def parse(text: str, *, now: datetime | None = None, source: str = "-") -> list[Dispatch]:
    """Turns a text into its dispatches.

    Args:
        text: any text; it never raises. An empty one holds no dispatch.
        now: the moment the page was saved. With it ages become times, and dateline dates get their year.
        source: what `Dispatch.source` says.

    Returns:
        The dispatches in order, numbered from 0.

    >>> [dispatch] = parse("Brug dicht\\nUTRECHT (ANP/RTR) - De brug is dicht.")
    >>> [agency.name for agency in dispatch.dateline.agencies]
    ['Algemeen Nederlands Persbureau', 'Reuters']
    """
    text = composed(text)
    return [_dispatch(pieces, text, source, index, now) for index, pieces in enumerate(analyse(text))]


def _dispatch(pieces: list[Piece], text: str, source: str, index: int, now: datetime | None) -> Dispatch:
    """One dispatch from its pieces."""
    result = Dispatch(source, index, None, None, [], None, [], [], None, [], [])
    section: str | None = None
    signoff: list[str] = []
    for piece in pieces:
        kind = piece.kind
        if piece.item >= 0:
            section = _add_to_teaser(result.teasers, piece, text, section, now)
        elif kind is Kind.TEXT:
            _add_paragraph(result, piece, text, now)
        elif kind is Kind.CROSSHEAD:
            result.crossheads.append(len(result.body))
            result.body.append(_printed(text, piece.start, piece.end))
        elif kind is Kind.NOTE:
            result.notes.append(_printed(text, piece.start, piece.end))
        elif kind is Kind.SECTION:
            section = _printed(text, piece.start, piece.end)
        elif kind is Kind.HEADLINE:
            if piece.rule != "headline-repeat":
                line = _printed(text, piece.start, piece.end)
                result.headline = f"{result.headline} {line}" if result.headline else line
        elif kind is Kind.BYLINE:
            result.byline = _printed(text, piece.start, piece.end)
        elif kind is Kind.STANDFIRST:
            result.standfirst.append(_printed(text, piece.start, piece.end))
        elif kind is Kind.SIGNOFF:
            signoff.append(_printed(text, piece.start, piece.end))
    if signoff:
        result.signoff = _signoff(" ".join(signoff))
    return result


def _add_paragraph(result: Dispatch, piece: Piece, text: str, now: datetime | None) -> None:
    start = piece.start
    if piece.heading:
        result.dateline, reporter = _dateline(piece.heading, text, now)
        result.byline = reporter or result.byline
        start = piece.heading.end
    if start < piece.end:
        result.body.append(_printed(text, start, piece.end))


def _add_to_teaser(teasers: list[Teaser], piece: Piece, text: str, section: str | None, now: datetime | None) -> str | None:
    """Adds a piece to its teaser, which its first piece makes; returns the section that goes on being the current one."""
    if piece.item == len(teasers):
        teasers.append(Teaser(section, None, None, [], None))
    teaser = teasers[-1]
    printed = _printed(text, piece.start, piece.end)
    if piece.kind is Kind.AGE:
        time = now - timedelta(seconds=piece.seconds) if now and piece.seconds is not None else None
        teaser.age = Age(printed, piece.seconds, time.isoformat() if time else None)
    elif piece.kind is Kind.HEADLINE:
        teaser.headline = printed
    elif piece.kind is Kind.SECTION:
        teaser.section = printed
    else:
        start = piece.start
        if piece.heading:
            teaser.dateline, _ = _dateline(piece.heading, text, now)
            start = piece.heading.end
        if start < piece.end:
            teaser.body.append(_printed(text, start, piece.end))
    return section


def _dateline(heading: Heading, text: str, now: datetime | None) -> tuple[Dateline, str | None]:
    """A dateline, and the reporter who is named inside it."""
    cities: list[str] = []
    agencies: list[Agency] = []
    region = date = reporter = None
    for kind, start, end in heading.parts:
        printed = _printed(text, start, end)
        if kind is Kind.CITY:
            cities.append(printed)
        elif kind is Kind.AGENCY:
            agencies.append(_agency(printed))
        elif kind is Kind.REGION:
            region = printed
        elif kind is Kind.DATE:
            date = DatelineDate(printed, iso_date(printed, now))
        else:
            reporter = printed
    return Dateline(_printed(text, heading.start, heading.end), cities, region, date, agencies), reporter


def _agency(code: str) -> Agency:
    record = resolve(code)
    return Agency(code, record.id, record.name) if record else Agency(code, None, None)


def _signoff(printed: str) -> Signoff:
    return Signoff(printed, [_agency(code) for code in agencies_in(printed)])


def _printed(text: str, start: int, end: int) -> str:
    """What is printed between two offsets, white space folded."""
    return " ".join(text[start:end].split())
