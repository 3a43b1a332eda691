"""Names of months and weekdays, in full and shortened, in all languages of the registry.

>>> from wireparse.registry.months import month_number
>>> month_number("DIC"), month_number("Sept."), month_number("декабря")
(12, 9, 12)
"""

import unicodedata
from functools import cache
from typing import Final

from wireparse.registry._data import load
from wireparse.registry.tables import Months, MonthTable


def months() -> Months:
    """Name, without case and closing full stop -> the months it stands for, each with its languages."""
    return _names().months


def weekdays() -> frozenset[str]:
    """Names of weekdays, without case and closing full stop."""
    return _names().weekdays


SHORT_DAYS: Final = frozenset(
    "mon tue wed thu fri sat sun ma di wo do vr za zo mo mi fr sa so lun mar mer jeu ven sam dim lu me je ve mié mie "
    "jue vie sáb sab dom seg ter qua qui sex gio man tir ons tor fre lør søn tis lör sön pon wto śro czw pią sob nie "
    "po út st čt pá ne uto sri čet pet ned pzt sal çar per cum cmt paz hét sze csü pén szo vas sen sel rab kam jum "
    "min".split()
)
"""Weekdays of two and three letters in Latin script that stand for one; others are also words, as `Pay` and `PA`."""
_SHORT: Final = 3


def is_weekday(name: str) -> bool:
    """Whether a word is a weekday, and not more often another word.

    >>> is_weekday("Fri"), is_weekday("пт"), is_weekday("Pay")
    (True, True, False)
    """
    key = name.casefold()
    return key in weekdays() and (len(key) > _SHORT or not key.isascii() or key in SHORT_DAYS)


_LOOK_ALIKES: Final = str.maketrans("aceopxyikmthb", "асеорхуікмтнв")


OTHER_CALENDARS: Final = frozenset(
    # Ethiopian
    "መስከረም ጥቅምት ህዳር ኅዳር ታህሳስ ታኅሣሥ ጥር የካቲት መጋቢት ሚያዝያ ግንቦት ሰኔ ሐምሌ ነሐሴ ጳጉሜ "
    # Bikram Sambat
    "वैशाख बैशाख जेठ असार साउन भदौ असोज कात्तिक कार्तिक मंसिर पुस माघ फागुन चैत "
    # Solar Hijri
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند "
    # the same in Pashto
    "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب "
    # Hijri
    "محرم صفر رجب شعبان رمضان شوال".split()
)
"""Months of calendars whose dates are kept as printed."""


def is_month(name: str) -> bool:
    """Whether a word is the name of a month; a Latin letter among Cyrillic ones is taken for its look-alike.

    >>> is_month("Dez"), is_month("c" + "ент"), is_month("Chapter")
    (True, True, False)
    """
    key = name.casefold() if name.isascii() else fold(name)
    if key in months():
        return True
    return not key.isascii() and (key in OTHER_CALENDARS or key.translate(_LOOK_ALIKES) in months())


def month_number(name: str, language: str | None = None) -> int | None:
    """The month that a name stands for; None for an unknown name, or when languages disagree and none is given.

    >>> month_number("lis"), month_number("lis", "pl"), month_number("lis", "hr")
    (None, 11, 10)
    """
    candidates = months().get(fold(name), ())
    if language:
        primary = language.partition("-")[0]
        for number, languages in candidates:
            if primary in languages:
                return number
    return candidates[0][0] if len(candidates) == 1 else None


def fold(name: str) -> str:
    """The form in which names are compared.

    >>> fold("Févr.")
    'févr'
    """
    return unicodedata.normalize("NFC", name.strip().casefold().removesuffix("."))


@cache
def _names() -> MonthTable:
    return load("months.json", MonthTable)
