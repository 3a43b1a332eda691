"""How old a page says a story is: ``1 uur geleden``, ``vor 2 Std.``, ``yesterday``.

>>> from wireparse.registry.ages import ages, fold
>>> ages().patterns[fold("{0} uur geleden")], ages().fixed[fold("Gisteren")]
(3600, 86400)

Where the sources disagree about a phrase, the sense that more languages have is kept, then that of the language with
more readers; the data file lists those phrases under ``conflicts``.
"""

import unicodedata
from functools import cache
from typing import Final

from msgspec import Struct

from wireparse.patterns import re_pattern
from wireparse.registry._data import load

_SPACES: Final = re_pattern(r"\s+")
_UNSEEN: Final = re_pattern(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


class AgeTable(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Phrases of all languages, as `fold` leaves them; in patterns, ``{0}`` stands for the number."""

    patterns: dict[str, int]
    """Phrase with a number and a word for `ago` -> seconds in one of its units."""
    fixed: dict[str, int]
    """Phrase without a number -> age in seconds."""
    short: dict[str, int]
    """Unit behind a number, without a word for `ago` (``3u``) -> its seconds; a length or a duration looks the same."""
    qualifiers: tuple[str, ...]
    """Words that make an age vague: ``ongeveer``, ``about``."""
    clock_words: dict[str, int]
    """Words that stand beside a clock time (``Gisteren, 18:40``) -> days back."""


class _Counted(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Patterns, and the number words that fit them: these inflect, so not every word fits every pattern."""

    words: tuple[str, ...]
    first: int
    """The number that the first word stands for; the others count on."""
    patterns: tuple[str, ...]


class _Data(AgeTable, frozen=True, gc=False, forbid_unknown_fields=True):
    counted: tuple[_Counted, ...]
    conflicts: dict[str, dict[str, tuple[str, ...]]]
    """Phrase -> seconds -> languages; for the reader of the file, not for rules."""


@cache
def ages() -> AgeTable:
    """The phrases, read on first use."""
    data = load("ages.json", _Data)
    for group in data.counted:
        for pattern in group.patterns:
            seconds = data.patterns[pattern]
            for number, word in enumerate(group.words, group.first):
                data.fixed[pattern.replace("{0}", word)] = number * seconds
    return data


def fold(phrase: str) -> str:
    """The form in which phrases are compared: no case, plain spaces, plain apostrophes, nothing unseen.

    >>> fold("À  l’instant")
    "à l'instant"
    """
    phrase = unicodedata.normalize("NFC", _UNSEEN.sub("", phrase).casefold())
    return _SPACES.sub(" ", phrase).replace("’", "'").strip()
