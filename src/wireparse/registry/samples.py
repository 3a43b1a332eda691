"""What the dateline of an agency looks like: its styles, filled with a place, a date and a sentence of its language.

>>> from wireparse.registry.agencies import resolve
>>> reuters = resolve("Reuters")
>>> sample(reuters, reuters.styles[0]).text
'DENVER, Dec 24 (Reuters) - The harbour bridge will stay closed for a week of repairs, the city said.'
"""

from datetime import date
from functools import cache
from typing import Final, NamedTuple

from wireparse.patterns import re_pattern
from wireparse.registry._data import load
from wireparse.registry.tables import AgencyRecord, SampleWords, Style

_SLOT: Final = re_pattern(r"\{(\w[\w-]*)\}")
_FALLBACK: Final = "en"
_MARCH: Final = 3


class Sample(NamedTuple):
    """A text in the style of an agency, and what must be found in it."""

    text: str
    city: str | None
    code: str | None
    """None where the style prints no code, or one that is not the agency's first."""


def sample(record: AgencyRecord, style: Style, *, which: int = 0, day: date = date(2025, 12, 24)) -> Sample:
    """A text in this style.

    Args:
        record: the agency.
        style: one of its styles.
        which: which of the places of the language stands in it, 0 or 1.
        day: the date in it; it is in March or December.
    """
    words = sample_words(style.lang)
    city = words.cities[which % len(words.cities)]
    upper = (city.replace("i", "İ") if style.lang == "tr" else city).upper()
    wide, short = words.months[0 if day.month == _MARCH else 1]
    values = {
        "CITY": upper, "City": city, "AG": record.codes[0],
        "D": str(day.day), "DD": f"{day.day:02}", "M": str(day.month), "MM": f"{day.month:02}",
        "Month": wide[:1].upper() + wide[1:], "month": wide.lower(), "MONTH": wide.upper(),
        "Mon": short[:1].upper() + short[1:], "mon": short.lower(), "MON": short.upper(),
        "YYYY": str(day.year), "YY": f"{day.year % 100:02}",
        "HH": "09", "h": "9", "mm": "41", "ss": "05",
        "Weekday": words.weekday[:1].upper() + words.weekday[1:], "weekday": words.weekday.lower(),
        "Name": words.name, "headline": words.text.rstrip(".。।"), "number": "17", "text": words.text,
        "hijri-month": "رجب", "HYYYY": "1447",
    }  # fmt: skip
    text = _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), style.template)
    printed = upper if "{CITY}" in style.template else city if "{City}" in style.template else None
    return Sample(text, printed, record.codes[0] if "{AG}" in style.template else None)


def sample_words(language: str) -> SampleWords:
    """The words of a language; of English where there are none."""
    words = _words()
    return words.get(language) or words.get(language.partition("-")[0]) or words[_FALLBACK]


@cache
def _words() -> dict[str, SampleWords]:
    return load("samples.json", dict[str, SampleWords])
