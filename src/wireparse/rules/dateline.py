"""Reads the dateline at the head of a line: the usual forms at one go, all others by the table in `shapes.py`."""

from functools import lru_cache
from typing import Final

from wireparse.patterns import re_pattern
from wireparse.registry.gazetteer import is_place, is_region
from wireparse.registry.months import is_weekday
from wireparse.rules.dates import has_weekday, is_date
from wireparse.rules.elements import HEAD, Head, Span, code_spans, splits_letter
from wireparse.rules.evidence import spelled_out
from wireparse.rules.heading import Heading
from wireparse.rules.reading import NO_PLACE, has_joins, opens_with_reporter, read_roles, slashed_places, two_cities
from wireparse.rules.shapes import ECHO, IN_PARENTHESES, rows_for
from wireparse.rules.small_letters import accepted, capitals

_CLOSERS: Final = frozenset("-=:;.,)]/$|")

_SMALL: Final = "a-zß-öø-ÿа-яёіїєґα-ω"
_PARTICLES: Final = (
    "a|al|am|an|and|as|at|au|auf|aux|bei|d|da|das|de|dei|del|della|delle|dem|den|der|des|di|do|dos|du|e|el|en|et|har|het|"
    "i|ibn|im|in|la|las|le|les|lo|los|na|nad|o|ob|of|on|onder|op|os|over|pod|sous|sub|sur|te|ten|ter|the|u|und|upon|v|van|"
    "ve|vom|von|vor|w|y|zu|zum|zur|на|у|в|и|та|і|над"
)
_SENTENCE: Final = re_pattern(
    rf"[^\W\d_]++(?:[-'’][^\W\d_]++)*+"
    rf"(?:\s(?:(?:{_PARTICLES})\b|(?:al|el)-\w++|[a-z]['’]\w++|[^\W\d_{_SMALL}][^\W\d_]*+(?:[-'’][^\W\d_]++)*+))*+"
    rf",?\s(?!\w++\.?\s\d)[{_SMALL}]"
)
"""Words with a capital and particles, then a small letter: the head of a sentence, as nearly all paragraphs have."""
_LETTERS: Final = r"[^\W\d_]"
_USUAL_WORD: Final = rf"{_LETTERS}++(?:['’.-]{_LETTERS}++)*+"
_USUAL_CODES: Final = rf"{_LETTERS}++(?:[/-]{_LETTERS}++)*+"
_USUAL: Final = re_pattern(
    rf"(?P<place>{_USUAL_WORD}(?:[ /]{_USUAL_WORD}){{0,5}}+)"
    rf"(?:, (?P<region>{_USUAL_WORD}(?: {_USUAL_WORD}){{0,2}}\.?)(?=,| \())?"
    rf"(?:,? (?P<date>\d{{1,2}} {_LETTERS}{{3,12}}|{_LETTERS}{{3,9}}\.? \d{{1,2}}(?:, \d{{4}})?))?"
    rf"(?:\.? )(?:\((?P<codes>{_USUAL_CODES})\)|/(?P<slashed>{_USUAL_CODES})/)"
    r"(?: ?[-–—]{1,2}|\.-|[.:]) ?(?=[^\W_]|[\"'“„«‘])"
)
"""The usual forms, read at one go: `SEOUL (ANP/RTR) - `, `OSLO, March 4 (Reuters) - `, `ТОМСК, 4 марта. /ТАСС/. `."""


def read_dateline(text: str, pos: int, end: int) -> Heading | None:
    """The dateline at `pos`, or None. `end` is the end of its line.

    >>> heading = read_dateline("SEOUL (ANP/RTR) - Noord-Korea", 0, 29)
    >>> heading.rule, heading.places, heading.marks
    ('agency-in-parentheses', [(0, 5)], [(7, 14)])
    """
    if text[pos].islower() and (head := capitals(text, pos, end)):
        return accepted(read_elements(head, 0, len(head)), text, pos)
    if opens_sentence(text, pos, end) and not (
        end - pos < _SHORT_LINE and is_weekday(text[pos:end].rpartition(" ")[2])
    ):
        return None
    found = read_usual(text, pos) or read_elements(text, pos, end)
    if found and found.marks and len(found.places) == 1:
        start, stop = found.places[0]
        if text[found.end : found.end + stop - start] == text[start:stop]:
            return _joined(text, found, read_usual(text, found.end) or read_elements(text, found.end, end))
    return found


def _joined(text: str, found: Heading, again: Heading | None) -> Heading:
    """A dateline and the same place's again behind it: `UTRECHT (ANP) - UTRECHT, 24 dec (ANP) - `; they are one.

    What both of them print counts once.
    """
    if again and again.firm:
        found.end = again.end
        for spans, more in ((found.places, again.places), (found.marks, again.marks)):
            printed = {text[a:b] for a, b in spans}
            spans += [(a, b) for a, b in more if text[a:b] not in printed]
        found.region = found.region or again.region
        found.date = found.date or again.date
    return found


def opens_sentence(text: str, pos: int, end: int) -> bool:
    """Whether a sentence starts at `pos` and goes on before `end`, so that no dateline does."""
    return _SENTENCE.match(text, pos, end) is not None


def read_usual(text: str, pos: int) -> Heading | None:
    """A short cut to what `read_elements` would find for the commonest shapes; None where it is not sure."""
    found = _USUAL.match(text, pos)
    if not found:
        return None
    place, region, date, codes, slashed = found.groups()
    if code_spans(codes or slashed)[1] != "A" or not _is_plain_place(place) or (date and not is_date(date)):
        return None
    if place[-2:-1] == ".":  # `WASHINGTON D.C.`
        return None
    if " " in place and codes and spelled_out(place, codes):
        return None
    stop = found.end()
    if text[stop].islower() or (region and not _is_plain_region(region)):
        return None
    if date and text[found.end("date")] == "." and len(max(date.split(), key=len)) < _WHOLE_MONTH:
        return None
    span = found.span
    return Heading(
        "agency-in-slashes" if slashed else "agency-in-parentheses",
        pos,
        stop,
        slashed_places(text, *span(1)) if "/" in place else [(pos, pos + len(place))],
        [span(5 if slashed else 4)],
        span(2) if region else None,
        span(3) if date else None,
    )


_SHORT_LINE: Final = 40
"""A line shorter than this may be a place and a weekday, `Hillerød, onsdag`."""
_WHOLE_MONTH: Final = 5
"""A month of so many letters is not shortened: the full stop behind it is not its own."""


@lru_cache(maxsize=1024)
def _is_plain_region(name: str) -> bool:
    """Whether a name behind the place is its region: no weekday, no further places."""
    return name[0].isupper() and not has_joins(name) and not is_weekday(name)


@lru_cache(maxsize=4096)
def _is_plain_place(name: str) -> bool:
    """Whether a name is one place, or several with slashes, each word with a capital."""
    if code_spans(name)[1] != "X" or name.casefold() in NO_PLACE:
        return False
    if " " in name and (has_joins(name) or has_weekday(name)):
        return False
    if "-" in name and two_cities(name):
        return False
    if "a/d" in name.casefold() or (" " in name and opens_with_reporter(name)):
        return False
    return name.isupper() or all(word[0].isupper() for word in name.replace("/", " ").split(" "))


def _is_of_date(text: str, region: Span, date: Span | None) -> bool:
    """Whether what stands where a region does belongs to the date: `PARIS, Wednesday (AFP) - `, an unknown month."""
    name = text[slice(*region)]
    if date is None:
        return is_weekday(name)
    return date[0] == region[1] + 1 and text[slice(*date)].isdecimal() and not (is_region(name) or is_place(name))


def read_elements(text: str, pos: int, end: int) -> Heading | None:
    """The dateline at `pos`, read element by element; the longest that a row of the table accepts."""
    head = Head(text, pos, min(end, pos + HEAD))
    found: Heading | None = None
    while len(head.shape) < 24 and head.step():
        shape = head.shape
        if shape[-1] not in _CLOSERS:
            continue
        for row in rows_for(shape):
            reading = read_roles(head, end)
            if row.evidence(reading) and not splits_letter(text, reading.stop, end):
                found = Heading(
                    row.rule.name, pos, reading.stop, reading.places, reading.marks, reading.region, reading.date
                )
                found.reporter = reading.reporter
                if row.rule.name in (ECHO, IN_PARENTHESES):
                    found.places, found.marks = found.marks, found.places
                found.firm = bool(found.marks or found.date)
                if found.region and _is_of_date(text, found.region, found.date):
                    found.date, found.region = (found.region[0], (found.date or found.region)[1]), None
                break
        if found and shape[-2:] == ")-" and "N" in shape:
            break
    return found
