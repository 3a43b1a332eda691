"""The usual forms of a dateline, read at one go: `SEOUL (ANP/RTR) - `, `OSLO, March 4 (Reuters) - `, `ТОМСК. /ТАСС/. `.

Nearly all datelines have them, and the same ones come again and again, so what stands before the separator is
remembered. Where it is not sure, the table in `shapes.py` decides.
"""

from functools import lru_cache
from typing import Final

from wireparse.patterns import re_pattern
from wireparse.registry.months import is_weekday
from wireparse.rules.dates import has_weekday, is_date
from wireparse.rules.elements import Span, code_spans
from wireparse.rules.evidence import spelled_out
from wireparse.rules.heading import Heading
from wireparse.rules.reading import NO_PLACE, has_joins, opens_with_reporter, slashed_places, two_cities

_LONGEST: Final = 120
"""No dateline of a usual form has more characters before its separator."""
_WHOLE_MONTH: Final = 5
"""A month of so many letters is not shortened: the full stop behind it is not its own."""
_LETTERS: Final = r"[^\W\d_]"
_WORD: Final = rf"{_LETTERS}++(?:['’.-]{_LETTERS}++)*+"
_CODES: Final = rf"{_LETTERS}++(?:[/-]{_LETTERS}++)*+"
_FORM: Final = re_pattern(
    rf"(?P<place>{_WORD}(?:[ /]{_WORD}){{0,5}}+)"
    rf"(?:, (?P<region>{_WORD}(?: {_WORD}){{0,2}}\.?)(?=,| \())?"
    rf"(?:,? (?P<date>\d{{1,2}} {_LETTERS}{{3,12}}|{_LETTERS}{{3,9}}\.? \d{{1,2}}(?:, \d{{4}})?))?"
    rf"(?:\.? )(?:\((?P<codes>{_CODES})\)|/(?P<slashed>{_CODES})/)"
)
_SEPARATOR: Final = re_pattern(r"(?: ?[-–—]{1,2}|\.-|[.:]) ?(?=[^\W_]|[\"'“„«‘])")
_DASH: Final = " - "
"""The separator of most."""


class _Form:
    """What stands before the separator, as spans of it."""

    __slots__ = ("date", "first", "mark", "places", "region", "rule")

    def __init__(self, rule: str, places: list[Span], mark: Span, region: Span | None, date: Span | None) -> None:
        self.rule = rule
        self.places = places
        self.first = places[0][1]
        """Where the first place ends."""
        self.mark = mark
        self.region = region
        self.date = date


def read_usual(text: str, pos: int) -> Heading | None:
    """A short cut to what `read_elements` would find for the commonest shapes; None where it is not sure.

    >>> heading = read_usual("SEOUL (ANP/RTR) - Noord-Korea", 0)
    >>> heading.rule, heading.places, heading.marks
    ('agency-in-parentheses', [(0, 5)], [(7, 14)])
    """
    limit = pos + _LONGEST
    slash = text.find(" /", pos, limit)
    stop = text.find("/", slash + 2, limit) if slash > 0 else text.find(")", pos, limit)
    form = _form(text[pos : stop + 1]) if stop > 0 else None
    if form is None:
        return None
    stop += 1
    end = stop + len(_DASH)
    if text[stop:end] != _DASH or not text[end : end + 1].isalnum():
        separator = _SEPARATOR.match(text, stop)
        if not separator:
            return None
        end = separator.end()
    if text[end].islower() or (text[end] == text[pos] and text[end : end + form.first] == text[pos : pos + form.first]):
        return None  # the second one of a dateline that stands there twice
    region, date = form.region, form.date
    return Heading(
        form.rule,
        pos,
        end,
        [(pos + a, pos + b) for a, b in form.places],
        [(pos + form.mark[0], pos + form.mark[1])],
        (pos + region[0], pos + region[1]) if region else None,
        (pos + date[0], pos + date[1]) if date else None,
    )


@lru_cache(maxsize=4096)
def _form(head: str) -> _Form | None:
    found = _FORM.fullmatch(head)
    if not found:
        return None
    place, region, date, codes, slashed = found.groups()
    if code_spans(codes or slashed)[1] != "A" or not _is_plain_place(place) or (date and not is_date(date)):
        return None
    if place[-2:-1] == ".":  # `WASHINGTON D.C.`
        return None
    if " " in place and codes and spelled_out(place, codes):
        return None
    if region and not _is_plain_region(region):
        return None
    if date and head[found.end("date")] == "." and len(max(date.split(), key=len)) < _WHOLE_MONTH:
        return None
    return _Form(
        "agency-in-slashes" if slashed else "agency-in-parentheses",
        slashed_places(head, *found.span("place")) if "/" in place else [found.span("place")],
        found.span("slashed" if slashed else "codes"),
        found.span("region") if region else None,
        found.span("date") if date else None,
    )


def _is_plain_region(name: str) -> bool:
    """Whether a name behind the place is its region: no weekday, no further places."""
    return name[0].isupper() and not has_joins(name) and not is_weekday(name)


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
