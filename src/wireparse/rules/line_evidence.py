"""The evidence for a dateline on a line of its own: what stands above and below it."""

from typing import Final

from wireparse.patterns import re_pattern
from wireparse.registry.gazetteer import is_common_word, is_place
from wireparse.registry.months import is_weekday
from wireparse.rules.evidence import ABOVE, is_caseless
from wireparse.rules.reading import Reading

_NEXT_LINE: Final = re_pattern(r"\s*(\S.{38,}?[.!?…।။۔][\"'”»’)]?)[^\S\n]*(?:\n|$)")
"""A line that is long, and closed as a sentence is."""


def place_line(reading: Reading) -> bool:
    """A place in capitals, right between a headline and a paragraph."""
    (start, stop), text = reading.places[0], reading.text
    if (
        not reading.printed(reading.places[0]).isupper()
        or not is_place(text[start:stop])
        or is_common_word(text[start:stop])
    ):
        return False
    below = _NEXT_LINE.match(text, reading.end)
    return below is not None and not below[1].isupper() and bool(text[max(0, start - ABOVE) : start].strip())


def line_pair(reading: Reading) -> bool:
    """A mark and a place that is known, right between a headline and a paragraph."""
    place, mark = reading.printed(reading.places[0]), reading.printed(reading.marks[0])
    if (
        not is_place(place)
        or is_common_word(place)
        or not (mark.isupper() or is_caseless(mark) or "A" in reading.shape)
    ):
        return "Q" in reading.shape and is_place(place) and _stands_between(reading)
    return _stands_between(reading)


def dated_line(reading: Reading) -> bool:
    """A place that is known and a date or a weekday, right between a headline and a paragraph."""
    place = reading.printed(reading.places[0])
    if reading.region and not is_weekday(reading.printed(reading.region)):
        return False
    dated = bool(reading.date) and not reading.printed(reading.date or (0, 0)).isdigit()
    known = is_place(place) and not is_common_word(place)
    if not known and is_caseless(place):
        known = place in reading.text[reading.end : reading.end + ABOVE]
    return (dated or bool(reading.region)) and known and _stands_between(reading)


def _stands_between(reading: Reading) -> bool:
    """Whether a line stands right below another and right above a long one."""
    start = min(span[0] for span in (*reading.places, *reading.marks))
    below = _NEXT_LINE.match(reading.text, reading.end)
    return below is not None and bool(reading.text[max(0, start - ABOVE) : start].strip())
