"""Dates: from what is printed to ISO 8601, where that is certain."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.months import OTHER_CALENDARS, fold, is_weekday, months

_NUMBERS: Final = regex_pattern(r"\p{Nd}+")
_WORDS: Final = regex_pattern(
    r"[\u0e01-\u0eff]{1,4}\.[\u0e01-\u0eff]{1,4}|(?:كانون|تشرين|Deireadh|Meán)\s\p{L}+|\p{L}[\p{L}\p{M}’'׳॰]+"
)
"""Words, Thai and Lao months with a full stop inside (`ธ.ค.`), and months of two words."""
_OTHER_CALENDARS: Final = ("هـ", "ه ", "พ.ศ", "民國", "民国", "令和", "平成", "昭和")
_MONTH_FIRST: Final = ("月", "월", "сарын")
"""Words for month that stand behind its number, with the day behind them."""
_OF: Final = re_pattern("^d['’]")
_AROUND_NUMBERS: Final = frozenset("оны дугаар дүгээр сарын ний ны tháng thg ngày năm".split())
"""What stands beside the numbers of a date that has no name of a month."""
_THAI: Final = re_pattern(r"[\u0e00-\u0e7f]")
_BOTH: Final = "الموافق"
"""Between the date of another calendar and the same day in ours."""
_GREGORIAN: Final = range(1800, 2200)


@lru_cache(maxsize=4096)
def iso_date(printed: str, now: datetime | None = None) -> str | None:
    """A printed date as ISO 8601; None while its year is not known, or when it cannot be turned with certainty.

    Args:
        printed: the date of a dateline, such as `24 dic 2025`.
        now: gives a date without a year the latest such day not after it.

    >>> iso_date("4 رجب 1447 هـ"), iso_date("4 رجب 1447 هـ الموافق 24 ديسمبر 2025 م")
    (None, '2025-12-24')
    >>> iso_date("Dec. 24, 2025"), iso_date("24/12"), iso_date("24/12", datetime(2026, 3, 1))
    ('2025-12-24', None, '2025-12-24')
    """
    printed = printed.rpartition(_BOTH)[2]
    numbers = [int(number) for number in _NUMBERS.findall(printed.split(":", maxsplit=1)[0])]
    if any(mark in printed for mark in _OTHER_CALENDARS) or any(map(_is_odd_year, numbers)):
        return None
    named = _months(printed)
    if named is None or (len(numbers) > 1 and _THAI.search(printed) and not any(n in _GREGORIAN for n in numbers)):
        return None  # `24 ธ.ค. 68` is of the Thai calendar
    if not named and len(numbers) > 1 and any(word in printed for word in _MONTH_FIRST):
        return _iso(None if len(numbers) == 2 else numbers[0], numbers[-2], numbers[-1], now)
    return _iso(*_parts(numbers, named), now)


def _is_odd_year(number: int) -> bool:
    """Whether a number can only be a year, and one of no calendar of ours: `2568`, `114`."""
    return number > 99 and number not in _GREGORIAN


def _iso(year: int | None, month: int | None, day: int | None, now: datetime | None) -> str | None:
    if day is None:
        return None
    if year is None:
        return _latest(month, day, now) if now else None
    return _valid(year, month, day) if month and year in _GREGORIAN else None


def _months(printed: str) -> list[int] | None:
    """The months that a date names; None where a name is not known, or stands for different months in two languages.

    >>> _months("24. listopada"), _months("Monday, Dec 24"), _months("24/12")
    (None, [12], [])
    """
    found: list[int] = []
    unknown = False
    for word in _WORDS.findall(printed):
        name = _OF.sub("", fold(word))
        meanings = months().get(name, ())
        if len(meanings) > 1 or name in OTHER_CALENDARS:
            return None
        if meanings:
            if meanings[0][0] not in found:  # `3 مارس آذار` names one month twice
                found.append(meanings[0][0])
        else:
            unknown = unknown or not (name in _AROUND_NUMBERS or is_weekday(name))
    return None if unknown and not found else found


def _parts(numbers: list[int], months: list[int]) -> tuple[int | None, int | None, int | None]:
    """Year, month and day among the numbers of a date; None for what is not there or not certain."""
    years = [number for number in numbers if number in _GREGORIAN]
    small = [number for number in numbers if number not in _GREGORIAN]
    year = years[0] if len(years) == 1 else None
    if len(years) > 1 or (not months and any(number > 31 and len(small) < 3 for number in small)):
        return None, None, None
    if months:
        if len(months) != 1 or not small:
            return None, None, None
        if len(small) == 2 and year is None:
            small, year = small[:1], _full_year(small[1])
        return (year, months[0], small[0]) if len(small) == 1 else (None, None, None)
    if len(small) == 1:
        return year, None, small[0]
    if len(small) == 3 and not years:
        year, small = _full_year(small[2]), small[:2]
    if len(small) != 2:
        return None, None, None
    first, second = (small[1], small[0]) if years and numbers[0] == years[0] else small
    if second > 12 >= first:
        first, second = second, first  # 12/24/2025
    elif first <= 12 and second <= 12 and first != second and len(numbers) == 3 and numbers[0] != year:
        return year, second, first  # day first, as all but American wires write
    return year, second, first


def _full_year(number: int) -> int:
    """`25` -> 2025, `88` -> 1988."""
    return number if number > 99 else number + (2000 if number < 70 else 1900)


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _latest(month: int | None, day: int, now: datetime) -> str | None:
    """The latest such day that is not after `now`; where the month is not printed, the latest with that number."""
    today = now.date()
    if month is None:
        days = (date.fromordinal(number) for number in range(today.toordinal(), max(0, today.toordinal() - 62), -1))
        return next((found.isoformat() for found in days if found.day == day), None)
    for year in range(today.year, max(0, today.year - 9), -1):
        found = _valid(year, month, day)
        if found and found <= today.isoformat():
            return found
    return None
