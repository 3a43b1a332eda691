"""Reads the dateline at the head of a line: the usual forms by `usual.py`, all others by the table in `shapes.py`."""

from typing import Final

from wireparse.patterns import re_pattern
from wireparse.registry.gazetteer import is_place, is_region
from wireparse.registry.months import is_weekday
from wireparse.rules.elements import HEAD, Head, Span, splits_letter
from wireparse.rules.heading import Heading
from wireparse.rules.reading import read_roles
from wireparse.rules.shapes import ECHO, IN_PARENTHESES, rows_for
from wireparse.rules.small_letters import accepted, capitals
from wireparse.rules.usual import read_usual

_CLOSERS: Final = frozenset("-=:;.,)]/$|")

_SMALL: Final = "a-zß-öø-ÿа-яёіїєґα-ω"
_PARTICLES: Final = (
    "a|al|am|an|and|as|at|au|auf|aux|bei|d|da|das|de|dei|del|della|delle|dem|den|der|des|di|do|dos|du|e|el|en|et|har|het|"
    "i|ibn|im|in|la|las|le|les|lo|los|na|nad|o|ob|of|on|onder|op|os|over|pod|sous|sub|sur|te|ten|ter|the|u|und|upon|v|van|"
    "ve|vom|von|vor|w|y|zu|zum|zur|на|у|в|и|та|і|над"
)
_SMALL_WORDS: Final = frozenset(_PARTICLES.split("|"))
_MOST_PARTICLES: Final = 4
_SENTENCE: Final = re_pattern(
    rf"[^\W\d_]++(?:[-'’][^\W\d_]++)*+"
    rf"(?:\s(?:(?:{_PARTICLES})\b|(?:al|el)-\w++|[a-z]['’]\w++|[^\W\d_{_SMALL}][^\W\d_]*+(?:[-'’][^\W\d_]++)*+))*+"
    rf",?\s(?!\w++\.?\s\d)[{_SMALL}]"
)
"""Words with a capital and particles, then a small letter: the head of a sentence, as nearly all paragraphs have."""


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
    return _opens_plainly(text, pos, end) or _SENTENCE.match(text, pos, end) is not None


def _opens_plainly(text: str, pos: int, end: int) -> bool:
    """Whether a word with a capital, particles and a small word open the line, `Chili sluit `, `Kort na de beving `.

    That settles it for most.
    """
    stop = text.find(" ", pos, end)
    if stop < 0 or not text[pos].isupper() or not text[pos:stop].isalpha():
        return False
    for _ in range(_MOST_PARTICLES):
        start = stop + 1
        stop = text.find(" ", start, end)
        small = text[start:stop]
        if stop < 0 or not small.islower() or not small.isalpha():
            return False
        if small not in _SMALL_WORDS:
            return len(small) > 1 and not text[stop + 1 : stop + 2].isdigit()
    return False


_SHORT_LINE: Final = 40
"""A line shorter than this may be a place and a weekday, `Hillerød, onsdag`."""


def _is_of_date(text: str, region: Span, date: Span | None) -> bool:
    """Whether what stands where a region does belongs to the date: `PARIS, Wednesday (AFP) - `, an unknown month."""
    name = text[slice(*region)]
    if date is None:
        return is_weekday(name) and not is_region(name)
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
