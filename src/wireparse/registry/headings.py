"""Lines that belong to the page around a story: headings of teaser lists, buttons, credits, names of sections.

The data file lists them by language, as `fold_line` leaves them; ``{x}`` stands for the name of a section.

>>> from wireparse.registry.headings import fold_line, headings
>>> fold_line("» LEES OOK:") in headings().open
True
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from msgspec import Struct

from wireparse.registry._data import load

_EDGES: Final = " \t\r\n\u00a0\u200b-–—:：.…,،|/\\*+#_=<>()（）[]［］【】「」«»‹›→⇒➔➜➤▶►▷▸◀◄☞👉•·・▪●■◆◇○◦※★☆✓✔⬇↓↑"
# Accents, which headings in capitals have at will (the breve of й is none), and Arabic vowel signs, hamza and tatweel.
_ACCENTS: Final = re.compile(r"[\u0300-\u0305\u0307-\u036f\u064b-\u0655\u0640\u200b-\u200f\u2060\ufeff\ufe0f]+")
_DIGITS: Final = re.compile(r"\d+")
_BEFORE_COLON: Final = re.compile(r" +(?=:)")
_SAME_LETTER: Final = str.maketrans("ıىی’‘ʼ՚", "iيي''''")


class Headings(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The lines of all languages, folded. A dict gives the languages of each."""

    open: dict[str, tuple[str, ...]]
    """Headings that open a list of teasers: ``meest gelezen``."""
    open_patterns: tuple[tuple[str, str], ...]
    """What stands before and behind the name of a section: ``meer uit `` and nothing."""
    wide_patterns: tuple[tuple[str, str], ...]
    """The same for patterns that a headline can also have (``Más de 100 personas``): they need other evidence."""
    inline: tuple[str, ...]
    """Beginnings of lines that link to one other story: ``lees ook:``."""
    photo: frozenset[str]
    """Credits and captions that are a line of their own: ``archieffoto``."""
    source: frozenset[str]
    """Lines that name where the text is from: ``van onze redactie``."""
    boiler: frozenset[str]
    """Buttons, menus, advertisements, cookie and copyright lines."""
    note_prefixes: tuple[str, ...]
    """Beginnings of lines that are notes, whatever follows: ``laatste update:``, ``foto:``, ``bron:``."""
    rubrics: frozenset[str]
    """Names of sections: ``binnenland``, ``sport``."""
    credit_words: dict[str, tuple[str, ...]]
    """Words before the name of a photographer or agency: ``foto``."""
    byline_words: dict[str, tuple[str, ...]]
    """Words before the name of a reporter: ``by``, ``door``."""


class _Language(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What the data file lists for one language."""

    open: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    inline: tuple[str, ...] = ()
    photo: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    boiler: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    rubrics: tuple[str, ...] = ()
    credit_words: tuple[str, ...] = ()
    source_words: tuple[str, ...] = ()
    byline_words: tuple[str, ...] = ()


@cache
def headings() -> Headings:
    """The lines, read on first use."""
    table = load("headings.json", dict[str, _Language])
    languages = table.values()
    return Headings(
        open={phrase: langs for phrase, langs in _languages_of(table, "open").items() if "{x}" not in phrase},
        open_patterns=_patterns(phrase for language in languages for phrase in language.open),
        wide_patterns=_patterns(phrase for language in languages for phrase in language.wide),
        inline=tuple(sorted({phrase + ":" for language in languages for phrase in language.inline})),
        photo=frozenset(phrase for language in languages for phrase in language.photo),
        source=frozenset(phrase for language in languages for phrase in language.source),
        boiler=frozenset(phrase for language in languages for phrase in language.boiler),
        note_prefixes=_note_prefixes(languages),
        rubrics=frozenset(phrase for language in languages for phrase in language.rubrics),
        credit_words=_languages_of(table, "credit_words"),
        byline_words=_languages_of(table, "byline_words"),
    )


def fold_line(line: str) -> str:
    """The form in which lines are compared.

    No case and accents, no bullets, arrows, brackets and colons at the ends; every number is a 0.

    >>> fold_line("→ Leestijd: 12 minuten …")
    'leestijd: 0 minuten'
    """
    line = line.strip(_EDGES)
    if line.isascii():
        line = line.casefold()
    else:
        line = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", line).casefold())
        line = unicodedata.normalize("NFC", _ACCENTS.sub("", line)).translate(_SAME_LETTER)
    line = " ".join(line.split())
    if " :" in line:
        line = _BEFORE_COLON.sub("", line)
    return _DIGITS.sub("0", line)


def _languages_of(table: dict[str, _Language], key: str) -> dict[str, tuple[str, ...]]:
    """Phrase -> the languages that list it under this key."""
    found: dict[str, tuple[str, ...]] = {}
    for code, language in table.items():
        for phrase in getattr(language, key):
            found[phrase] = (*found.get(phrase, ()), code)
    return found


def _patterns(phrases: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """What stands before and behind ``{x}``, each pair once."""
    found = {phrase.partition("{x}") for phrase in phrases if "{x}" in phrase}
    return tuple(sorted((before, behind) for before, _, behind in found))


def _note_prefixes(languages: Iterable[_Language]) -> tuple[str, ...]:
    """The prefixes that are listed, and the words for credits and sources with their colon."""
    found: set[str] = set()
    for language in languages:
        found.update(language.prefixes)
        found.update(word + ":" for word in (*language.credit_words, *language.source_words))
    return tuple(sorted(found))
