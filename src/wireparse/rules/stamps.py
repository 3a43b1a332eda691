"""Stamps: the moment itself where others print an age. `10:31`, `Gisteren, 18:40`, `24.12.2025 14:05`, `kl. 14.05`.

A stamp is a date, a clock time, or both in either order, and nothing else. It must fill its line or its field: a line
that has a word too many is a headline.
"""

from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import Final, NamedTuple

import regex

from wireparse.dates import iso_date
from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.ages import compiled, fold
from wireparse.registry.months import OTHER_CALENDARS, is_month, is_weekday, months, weekdays
from wireparse.rules.parts import DIGIT
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

STAMP: Final = Rule(
    "age-stamp",
    r"(?:DAY,?\s)?(?:DATE)?,?\s?CLOCK|CLOCK,?\sDATE",
    (Kind.AGE, Kind.NOTE),
    sample="Net binnen\n12-05-2025 11:02\nKanaal droogt op\nCOEVORDEN (ANP) - Er is een lek.",
    near_miss="Trein\nOm 11:02 vertrok de trein naar Assen, met een uur vertraging.",
    why="the moment itself instead of an age",
)
RULES: Final = (STAMP,)


class Stamp(NamedTuple):
    """The parts of a stamp as they are printed; None for what is not there."""

    day: str | None
    """A date, `24 dec. 2025`."""
    days_back: int | None
    """0 for today, 1 for yesterday."""
    weekday: str | None
    """Where it stands in place of a date."""
    hour: int | None
    minute: int
    second: int
    zone: str | None


_D: Final = DIGIT
_WORD: Final = r"\p{L}[\p{L}\p{M}'’ʼ-]*+"
_BEFORE: Final = (
    r"(?:om|um|à|at|a\slas|a\sla|alle|ore|ora|às|as|kl\.?|kl\sat|klo|kell|ob|v|w|o|о|у|в|u|i|godz\.|godzina|στις|lúc|pukul|"
    r"jam|saat|الساعة|ساعت|ב-?|@)"
)
"""Words between a day and its clock."""
_ZONE: Final = (
    r"(?:\s?[(（]?(?P<zone>(?-i:GMT|UTC|CET|CEST|EST|EDT|ET|BST|IST|JST|KST|WIB|WITA|WIT|PKT|MSK|МСК|TSİ|SGT|HKT|AEST|AEDT)"
    r"(?:[+-]\d{1,2}(?::?\d\d)?)?)[)）]?)?"
)
_CLOCK: Final = (
    rf"(?:(?P<early>午前|上午|오전|AM\s)|(?P<late>午後|下午|오후|PM\s))?\s?"
    rf"(?:(?P<hour>[01０１٠١۰۱०१০১]?{_D}|[2２٢۲२২][0-4０-４٠-٤۰-۴०-४০-৪])"
    rf"(?:(?:[:：.]|\s?[hu]\s?|\sgiờ\s|[時时點点]|시\s?)(?P<minute>[0-5０-５٠-٥۰-۵०-५০-৫]{_D}|(?<=[時时點点시]\s?){_D}))"
    rf"(?:[:：](?P<second>[0-5]\d))?[分분]?)"
    r"(?:\s?(?:uur|Uhr|u\.?|hs\.?|h|น\.|ч\.?|(?P<early>a\.?\s?m\.?|ص)|(?P<late>p\.?\s?m\.?|م))(?![\p{L}\p{N}]))?"
    rf"{_ZONE}"
)
_YEAR: Final = rf"{_D}{{4}}(?:\s(?:г|р)\.|\sm\.)?"
_MONTH: Final = (
    r"(?P<month>[\u0e01-\u0eff]{1,4}\.[\u0e01-\u0eff]{1,4}\.?|كانون\s\p{L}++|تشرين\s\p{L}++|\p{L}[\p{L}\p{M}׳॰]++)"
)
_DATE: Final = (
    rf"(?P<day>{_D}{{1,2}}[./-]{_D}{{1,2}}(?:[./-](?:{_D}{{4}}|{_D}{{2}})?)?\.?(?:\sг\.)?"
    rf"|{_D}{{1,2}}\.\s{_D}{{1,2}}\.(?:\s{_D}{{4}}\.?)?"
    rf"|(?:{_D}{{4}}|1\d\d)[./-]{_D}{{1,2}}[./-]{_D}{{1,2}}\.?|{_D}{{4}}\.\s{_D}{{1,2}}\.\s{_D}{{1,2}}\.?"
    rf"|(?:(?:令和|平成|民國)?{_D}{{1,4}}年\s?)?{_D}{{1,2}}月\s?{_D}{{1,2}}日"
    rf"|(?:{_D}{{4}}년\s?)?{_D}{{1,2}}월\s?{_D}{{1,2}}일"
    rf"|{_D}{{1,2}}\s(?:tháng|thg)\s{_D}{{1,2}}(?:,?\s(?:năm\s)?{_D}{{4}})?"
    rf"|{_D}{{1,2}}\.\s{_MONTH}\.?(?:,?\s{_YEAR}\.?)?"
    rf"|{_D}{{1,2}}(?:º|er|st|nd|rd|th)?[\s.](?:de\s|d['’])?{_MONTH}\.?(?:[,،.]?[\s.](?:de\s)?{_YEAR}|\s{_D}{{2}})?"
    rf"|{_MONTH}\.?\s{_D}{{1,2}}(?:st|nd|rd|th|\.)?(?:\sd\.)?(?:,?\s{_YEAR})?"
    rf"|{_D}{{4}}(?:\sm)?\.\s(?:(?:gada\s)?{_D}{{1,2}}\.\s{_MONTH}|{_MONTH}\.?\s{_D}{{1,2}}(?:\sd)?\.?))"
)
_EASTERN_DAY: Final = r"(?:\s?[(（][月火水木金土日월화수목금토일][)）]|\s?(?:星期|週|周)[一二三四五六日天])?"
_STAMP: Final = regex_pattern(
    rf"(?:{_BEFORE}\s?)?{_CLOCK}(?:\s?[,،·|-]?\s{_DATE})?"
    rf"|(?:(?P<weekday>{_WORD}(?:\s{_WORD})?)\.?[,،]?\s)?{_DATE}{_EASTERN_DAY}"
    rf"(?:,?\s(?!{_BEFORE}\s|[오午上下])(?P<weekday>{_WORD})\.?)?"
    rf"(?:(?:\s?[,،·|•]|\s[-–—]|\s?>>)?(?:\s{_BEFORE})?(?:\s?[\[(])?(?:\s|(?<=[日일\[()）一二三四五六])){_CLOCK}[\])]?)?",
    regex.IGNORECASE,
)
_NAMED: Final = regex_pattern(
    rf"(?P<word>{_WORD}(?:,?\s{_WORD}\.?){{0,3}})(?:,|\s•)?\s(?:ב-)?{_CLOCK}", regex.IGNORECASE
)
"""A word for the day, and a clock."""


_EITHER: Final = re_pattern(r"(?:[01]?\d\.(?!00)[0-2]\d|[01]?\d\.3[01]|2\d\.(?:0[1-9]|1[0-2]))")
"""A clock time or a day and its month: `14.05`, `12.24`."""


_EASTERN: Final = frozenset("午上下오전令平民ב昨今前一本昨寻尋お")
"""Stamps may open so with no blank to tell their first word by."""
_LONGEST_WORD: Final = 24


@cache
def _openers() -> frozenset[str]:
    """The first words of stamps that open with a word, folded; that settles it for most headlines."""
    words = {word.partition(" ")[0] for word in (*compiled().clock_words, *months(), *weekdays())}
    words |= {word.replace("'", "’") for word in words}
    return frozenset({*words, *(joint.rstrip(".") for joint in _JOINTS), *OTHER_CALENDARS})


def read_stamp(text: str, pos: int, end: int) -> Stamp | None:
    """The stamp that fills `pos` to `end`, or None.

    >>> read_stamp("24.12.2025 14:05", 0, 16).day, read_stamp("Gisteren, 18:40", 0, 15).days_back
    ('24.12.2025', 1)
    >>> read_stamp("Nummer 24.12", 0, 12) is None
    True
    """
    first = text[pos]
    worded = first.isalpha() and first not in _EASTERN
    if worded and text[pos : pos + _LONGEST_WORD].partition(" ")[0].rstrip(".,،").casefold() not in _openers():
        return None
    found = _STAMP.fullmatch(text, pos, end)
    if found:
        month, weekday = found["month"], found["weekday"]
        known = (not month or is_month(month.removesuffix("."))) and (not weekday or is_weekday(weekday))
        if known:
            clock = (None, 0, 0, None) if _EITHER.fullmatch(text, pos, end) else _clock(found)
            return Stamp(found["day"], None, None, *clock)
    found = _NAMED.fullmatch(text, pos, end) if first.isalpha() else None
    days_back, weekday = _named_day(found["word"]) if found else (None, None)
    if found and (days_back is not None or weekday):
        return Stamp(None, days_back, weekday, *_clock(found))
    return None


def _clock(found: "regex.Match[str]") -> tuple[int | None, int, int, str | None]:
    """Hour, minute, second and zone."""
    if not found["hour"]:
        return None, 0, 0, None
    hour = int(found["hour"]) % 24
    if hour < 12 and found["late"]:
        hour += 12
    elif hour == 12 and found["early"]:
        hour = 0
    return hour, int(found["minute"]), int(found["second"] or 0), found["zone"]


_JOINTS: Final = frozenset(
    "om um à at às as a las la alle ore ora kl kl. klo kell ob v w o о у в u i godz. godzina στισ lúc pukul jam saat "
    "الساعة ساعت".split()
)


def _named_day(words: str) -> tuple[int | None, str | None]:
    """`Gisteren`, `Ontem às`, `i går kl.`, `vrijdag om`: how many days back, or which weekday; None for neither."""
    parts = fold(words.replace(",", "")).split(" ")
    for cut in range(len(parts), 0, -1):
        day = " ".join(parts[:cut])
        if not _JOINTS.issuperset(parts[cut:]):
            break
        days = compiled().clock_words.get(day)
        if days is not None:
            return days, None
        if is_weekday(day):
            return None, day
    return None, None


_FARTHEST: Final = 14
"""No zone is more hours from Greenwich."""
_OFFSET: Final = re_pattern(r"([^+-]*)([+-]?)([\d:]*)")
_ZONES: Final = {
    "GMT": 0,
    "UTC": 0,
    "CET": 1,
    "CEST": 2,
    "EST": -5,
    "EDT": -4,
    "JST": 9,
    "KST": 9,
    "WIB": 7,
    "MSK": 3,
    "МСК": 3,
}
"""Hours from Greenwich of the zones whose name means one thing."""


def moment(stamp: Stamp, now: datetime) -> str | None:
    """The time that a stamp stands for, in the time zone of `now`; None where its day is not certain.

    Without a day it is the latest such time that is not after `now`, without a clock the start of the day.

    >>> now = datetime(2025, 12, 25, 10)
    >>> [moment(read_stamp(text, 0, len(text)), now) for text in ("gisteren 22:10", "14:05", "24 dec")]
    ['2025-12-24T22:10:00', '2025-12-24T14:05:00', '2025-12-24T00:00:00']
    """
    if stamp.hour is None and stamp.day is None:
        return None
    clock = time(stamp.hour or 0, stamp.minute, stamp.second)
    zone = now.tzinfo
    if stamp.zone:
        name, sign, hours = _OFFSET.match(stamp.zone.upper()).groups()  # type: ignore[union-attr]
        if zone is None or name not in _ZONES or not (hours or "0").isdecimal() or int(hours or 0) > _FARTHEST:
            return None
        zone = timezone(timedelta(hours=_ZONES[name] + int(f"{sign or ''}{hours or 0}")))
    there = now.astimezone(zone) if stamp.zone else now
    if stamp.day is not None:
        printed = iso_date(stamp.day, there.replace(tzinfo=None))
        if printed is None:
            return None
        day = date.fromisoformat(printed)
    elif stamp.days_back is not None:
        day = there.date() - timedelta(days=stamp.days_back)
    elif stamp.weekday:
        return None
    else:
        day = there.date() - timedelta(days=clock > there.time())
    found = datetime.combine(day, clock, zone)
    return (found.astimezone(now.tzinfo) if stamp.zone else found).isoformat()
