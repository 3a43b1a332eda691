"""How old a page says a story is: ``1 uur geleden``, ``vor 2 Std.``, ``yesterday``.

The file data/ages.json lists the phrases; scripts/build_registry.py makes compiled/ages.json of it, where they stand
by their first characters, as they are looked up.

>>> from wireparse.registry.ages import behind_number, fixed_age, fold
>>> behind_number("uur geleden")[0], fixed_age(fold("Gisteren"))
(('uur geleden', 3600), 86400)

Where the sources disagree about a phrase, the sense that more languages have is kept, then that of the language with
more readers; the data file lists those phrases under ``conflicts``.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, Literal

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
    """The phrases as they are edited, for scripts and tests; a text is read with the functions below."""
    data = load("ages.json", _Data)
    for group in data.counted:
        for pattern in group.patterns:
            seconds = data.patterns[pattern]
            for number, word in enumerate(group.words, group.first):
                data.fixed[pattern.replace("{0}", word)] = number * seconds
    return data


class Compiled(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The phrases by their first characters; a row is a phrase, a tab and its seconds, the longest first."""

    behind: dict[str, str]
    """First two characters of what follows the number -> what follows it."""
    around: dict[str, str]
    """First two characters of what stands before the number -> patterns with ``{0}`` for it."""
    fixed: dict[str, str]
    """First four characters -> phrases without a number."""
    openings: frozenset[str]
    """The first three to five characters of what starts with a word."""
    last: str
    """The characters in which phrases end."""
    short: dict[str, int]
    qualifiers: tuple[str, ...]
    clock_words: dict[str, int]


@cache
def compiled() -> Compiled:
    """The phrases as they are looked up, read on first use."""
    return load("compiled/ages.json", Compiled)


Rows = tuple[tuple[str, int], ...]


def behind_number(start: str) -> Rows:
    """What may follow a number and starts with these two characters, with the seconds of one unit; longest first."""
    return _rows("behind", start[:2])


def around_number(start: str) -> Rows:
    """Patterns with ``{0}`` for the number that start with these two characters, likewise."""
    return _rows("around", start[:2])


def fixed_phrases(start: str) -> Rows:
    """Phrases without a number that start with these four characters, with the age in seconds; longest first."""
    return _rows("fixed", start[:4])


def fixed_age(phrase: str) -> int | None:
    """The age in seconds that a phrase without a number stands for."""
    return next((seconds for known, seconds in fixed_phrases(phrase) if known == phrase), None)


def units_behind_number() -> Iterator[tuple[str, int]]:
    """All that may follow a number."""
    for start in compiled().behind:
        yield from behind_number(start)


@lru_cache(maxsize=1024)
def _rows(table: Literal["behind", "around", "fixed"], start: str) -> Rows:
    packed: str | None = getattr(compiled(), table).get(start)
    if packed is None:
        return ()
    rows = (row.partition("\t") for row in packed.split("\n"))
    return tuple((phrase, int(seconds)) for phrase, _, seconds in rows)


def fold(phrase: str) -> str:
    """The form in which phrases are compared: no case, plain spaces, plain apostrophes, nothing unseen.

    >>> fold("À  l’instant")
    "à l'instant"
    """
    phrase = unicodedata.normalize("NFC", _UNSEEN.sub("", phrase).casefold())
    return _SPACES.sub(" ", phrase).replace("’", "'").strip()
