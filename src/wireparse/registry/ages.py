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

from wireparse.patterns import re_pattern
from wireparse.registry._data import load
from wireparse.registry.tables import AgeData, AgeTable, CompiledAges

_SPACES: Final = re_pattern(r"\s+")
_UNSEEN: Final = re_pattern(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


@cache
def ages() -> AgeTable:
    """The phrases as they are edited, for scripts and tests; a text is read with the functions below."""
    data = load("ages.json", AgeData)
    for group in data.counted:
        for pattern in group.patterns:
            seconds = data.patterns[pattern]
            for number, word in enumerate(group.words, group.first):
                data.fixed[pattern.replace("{0}", word)] = number * seconds
    return data


@cache
def compiled() -> CompiledAges:
    """The phrases as they are looked up, read on first use."""
    return load("compiled/ages.json", CompiledAges)


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


def units_behind_number(start: str) -> Iterator[tuple[str, int]]:
    """What may follow a number and starts so, for as much of it as there is."""
    if len(start) > 1:
        yield from behind_number(start)
    else:
        for key in compiled().behind:
            if key.startswith(start):
                yield from behind_number(key)


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
