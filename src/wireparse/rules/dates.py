"""The dates of datelines: `24 dic`, `Dec. 24, 2025`, `МОСКВА, 24 декабря`, and the weekday before them."""

from functools import lru_cache
from typing import Final

from wireparse.patterns import regex_pattern
from wireparse.registry.gazetteer import is_place
from wireparse.registry.months import is_month, is_weekday
from wireparse.rules.parts import DATE_IN_DIGITS, DATE_IN_WORDS

_DATE_IN_WORDS: Final = regex_pattern(DATE_IN_WORDS)
_DATE_IN_DIGITS: Final = regex_pattern(DATE_IN_DIGITS)
_WEEKDAY: Final = regex_pattern(r"(\p{L}[\p{L}\p{M}-]{1,13}+)\.?[,،]?\s(?=[\p{L}\p{N}])")
_BOTH: Final = regex_pattern(r"(?:\s?(?:هـ|ه))?\s(?:الموافق|الموافقة)\s(?=[0-9٠-٩])")
"""Between a date of the Muslim calendar and the same day in ours, which `م` may close."""
_ARABIC: Final = frozenset(map(chr, range(0x0620, 0x064B)))
_SECOND_NAME: Final = regex_pattern(
    r"\s?[ /]\s?(?P<month>(?:كانون|تشرين)\s\p{L}+|\p{L}{3,10})(?:[ ,،/]\s?[12][0-9]{3}(?!\d))?"
)
"""A month by its other name: `3 مارس آذار`, `14 كانون الثاني/يناير 2026`."""
_SHORT_DAY: Final = 3
"""A shortened weekday is more often a part of a name."""
_WHOLE_MONTHS: Final = frozenset(
    {"mai.", "may.", "mars.", "juin.", "june.", "july.", "juli.", "juni.", "märz.", "maj."}
)
"""Short months that are not shortened: a full stop behind them closes the date."""


def read_date(text: str, pos: int, end: int) -> int:
    """Where the date that starts at `pos` ends, or 0 when there is none.

    >>> read_date("24 dic (EFE)", 0, 12), read_date("24 horas", 0, 8)
    (6, 0)
    """
    if text[pos : pos + 1].isdigit():
        return _read_date(text, pos, end)
    weekday = _WEEKDAY.match(text, pos, end)
    if weekday and is_weekday(weekday[1]) and (stop := _read_date(text, weekday.end(), end)):
        return stop
    return _read_date(text, pos, end)


def _read_date(text: str, pos: int, end: int) -> int:
    """Likewise, for a date without its weekday."""
    in_digits = text[pos : pos + 1].isdigit()
    found = (_DATE_IN_DIGITS if in_digits else _DATE_IN_WORDS).match(text, pos, end)
    if not found:
        return 0
    month = found["month"]
    if month and not is_month(month):
        return 0
    stop = found.end()
    if month and month[0] in _ARABIC and (again := _SECOND_NAME.match(text, stop, end)) and is_month(again["month"]):
        return again.end()
    if text[stop : stop + 1] == " " and (both := _BOTH.match(text, stop, end)):
        second = _read_date(text, both.end(), end)
        return (second + 2 * text.startswith(" م ", second)) if second else stop
    # The full stop of a shortened month belongs to it (`24 dic.`); one that closes the date does not (`4 марта.`).
    if month and found.end("month") == stop and text[stop : stop + 1] == "." and len(month) < 5:
        follower = text[stop + 1 : end].lstrip()[:1]
        stop += follower in {"(", "-", "–", "—", ",", "/"} and month.casefold() + "." not in _WHOLE_MONTHS
    return stop


def has_weekday(name: str) -> bool:
    """Whether the last word of a name is a weekday behind a place, and no part of one: `PARIS Monday`.

    >>> has_weekday("PARIS Monday"), has_weekday("Santo Domingo")
    (True, False)
    """
    place, _, day = name.rpartition(" ")
    return len(day) > _SHORT_DAY and is_weekday(day) and is_place(place) and not is_place(name)


@lru_cache(maxsize=1024)
def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else.

    >>> is_date("March 4"), is_date("Chapter 4")
    (True, False)
    """
    return read_date(text, 0, len(text)) == len(text)
