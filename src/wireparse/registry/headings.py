"""Lines that belong to the page around a story: headings of teaser lists, buttons, credits, names of sections.

The files data/headings/*.txt list them by language, as printed; scripts/build_registry.py makes headings.json of them,
which is what is read here: folded, and with all forms written out. ``{x}`` stands for the name of a section.

>>> from wireparse.registry.headings import fold_line, headings
>>> fold_line("» LEES OOK:") in headings().open
True
"""

import unicodedata
from functools import cache
from typing import Final

from msgspec import Struct

from wireparse.patterns import re_pattern
from wireparse.registry._data import load

_EDGES: Final = (
    " \t\r\n\v\f\x1c\x1d\x1e\x1f\u00a0\u200b-–—:：.…,،|/\\*+#_=<>()（）[]［］【】「」«»‹›"
    "→⇒➔➜➤▶►▷▸◀◄☞👉•·・▪●■◆◇○◦※★☆✓✔⬇↓↑"
)
# Accents, which headings in capitals have at will (the breve of й is none), and Arabic vowel signs, hamza and tatweel.
_ACCENTS: Final = re_pattern(r"[\u0300-\u0305\u0307-\u036f\u064b-\u0655\u0640\u200b-\u200f\u2060\ufeff\ufe0f]+")
_DIGITS: Final = re_pattern(r"\d+")
_BEFORE_COLON: Final = re_pattern(r" +(?=:)")
_WORDS: Final = re_pattern(r"[^\W\d_]+")
_UNSPACED: Final = re_pattern(r"[\u0e00-\u0e7f\u2e80-\ud7ff]")
_SAME_LETTER: Final = str.maketrans("ıىی’‘ʼ՚", "iيي''''")
_ASCII: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789", b"abcdefghijklmnopqrstuvwxyz000000000")
_SEPARATOR: Final = re_pattern(r"\s*[|·•]\s*|\s[-–—/]\s")
_SEPARATORS: Final = ("|", "·", "•", " - ", " – ", " — ", " / ")
_SHORT_STAMP: Final = 4
_LONGEST_HEADING: Final = 60
# One or two words, or two with a joining word between them: `economie`, `den haag`, `kunst & cultuur`.
_NAME: Final = re_pattern(
    r"[\u2e80-\ud7ff]{1,6}"
    r"|(?![\u2e80-\ud7ff])[^\W\d_][\w'’.-]*(?: (?:(?:&|/|en|and|und|et|y|e|i|og|och|ja|и|та|a) )?[^\W\d_][\w'’-]*)?"
)
_NAME_WORDS: Final = 4
_MENU_LENGTH: Final = 3


class Headings(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The lines of all languages, folded. A dict gives the languages of each."""

    open: dict[str, tuple[str, ...]]
    """Headings that open a list of teasers: ``meest gelezen``."""
    open_patterns: tuple[tuple[str, str], ...]
    """What stands before and behind the name of a section: ``meer uit `` and nothing."""
    wide_patterns: tuple[tuple[str, str], ...]
    """The same for patterns that a headline can also have (``Más de 100 personas``): only with one of the rubrics."""
    inline: tuple[str, ...]
    """Beginnings of lines that link to one other story: ``lees ook:``."""
    photo: frozenset[str]
    """Credits and captions that are a line of their own: ``archieffoto``."""
    source: frozenset[str]
    """Lines that name where the text is from: ``van onze redactie``."""
    boiler: frozenset[str]
    """Buttons, menus, advertisements, cookie and copyright lines."""
    menu_words: frozenset[str]
    """What a menu lists, and a story may have as a crosshead (``contact``, ``archief``): notes only among notes."""
    note_prefixes: tuple[str, ...]
    """Beginnings of lines that are notes, whatever follows: ``laatste update:``, ``wij gebruiken cookies ``."""
    note_phrases: tuple[str, ...]
    """Words that make a short line a note wherever they stand in it: ``alle rechten voorbehouden``."""
    note_fragments: tuple[str, ...]
    """The same for scripts that put no blanks between words: ``无断转载``."""
    stamp_words: tuple[str, ...]
    """Words before the date of the story: ``gepubliceerd op``."""
    date_words: frozenset[str]
    """All words that such a date can hold: ``mei``, ``vrijdag``, ``om``, ``uur``, ``geleden``."""
    rubrics: frozenset[str]
    """Names of sections: ``binnenland``, ``sport``."""
    credit_words: dict[str, tuple[str, ...]]
    """Words before the name of a photographer or agency: ``foto``."""
    byline_words: dict[str, tuple[str, ...]]
    """Words before the name of a reporter: ``by``, ``door``."""


@cache
def headings() -> Headings:
    """The lines, read on first use."""
    return load("headings.json", Headings)


def fold_line(line: str) -> str:
    """The form in which lines are compared.

    No case and accents, no bullets, arrows, brackets and colons at the ends; every number is a 0.

    >>> fold_line("→ Leestijd: 12 minuten …")
    'leestijd: 0 minuten'
    """
    if line.isascii():
        line = line.encode().translate(_ASCII).decode().strip(_EDGES)
        while "00" in line:
            line = line.replace("00", "0")
    else:
        line = _fold_unicode(line.strip(_EDGES))
    line = " ".join(line.split())
    return _BEFORE_COLON.sub("", line) if " :" in line else line


def _fold_unicode(line: str) -> str:
    """The same letters without case and accents."""
    line = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", line).casefold())
    line = unicodedata.normalize("NFC", _ACCENTS.sub("", line)).translate(_SAME_LETTER)
    return _DIGITS.sub("0", line)


def opens_list(key: str) -> bool:
    """Whether a folded line is a heading that opens a list of teasers.

    >>> opens_list("meer uit binnenland"), opens_list("meer sport"), opens_list("meer regen verwacht")
    (True, True, False)
    """
    known = headings()
    return key in known.open or (
        len(key) < 60
        and any(_fits(key, before, after, wide=wide) for before, after, wide in _patterns().get(key[:3], ()))
    )


def is_note(key: str) -> bool:
    """Whether a folded line is known to belong to the page and not to the story.

    >>> is_note("deel via whatsapp"), is_note("deel van de dijk ingestort")
    (True, False)
    """
    known = headings()
    return (
        key in known.boiler
        or key in known.photo
        or key.startswith(_prefixes().get(key[:2], ()))
        or has_note_phrase(key)
        or is_stamp(key)
        or is_menu(key)
    )


def has_note_phrase(key: str) -> bool:
    """Whether a folded line has words in it that only page furniture has.

    >>> has_note_phrase("0 de kustpost. alle rechten voorbehouden")
    True
    """
    if not _anchors().keys().isdisjoint(key.split()):
        for word in key.split():
            for phrase in _anchors().get(word, ()):
                if _holds(key, phrase):
                    return True
    return bool(_UNSPACED.search(key)) and any(fragment in key for fragment in headings().note_fragments)


def is_menu(key: str) -> bool:
    """Whether a folded line is a row of sections and buttons, with signs between them or only blanks.

    >>> is_menu("privacy | cookies"), is_menu("home binnenland sport regio"), is_menu("sport en politiek")
    (True, True, False)
    """
    known = _menu_names()
    if any(sign in key for sign in _SEPARATORS):
        names = _SEPARATOR.split(key)
        if len(names) > 1:
            return known.issuperset(names)
    words = key.split(" ")
    if words[0] not in _menu_openings():
        return False
    start, count = 0, 0
    while start < len(words):
        for end in range(min(start + _NAME_WORDS, len(words)), start, -1):
            if " ".join(words[start:end]) in known:
                start, count = end, count + 1
                break
        else:
            return False
    return count >= _MENU_LENGTH


def is_stamp(key: str) -> bool:
    """Whether a folded line says when the story was published, and no more.

    >>> is_stamp("gepubliceerd op 0 mei 0 om 0:0"), is_stamp("gepubliceerd onderzoek uit 0 klopt niet")
    (True, False)
    """
    for word in _stamps().get(key[:2], ()):
        if key.startswith(word) and not key[len(word) : len(word) + 1].isalpha():
            rest = key[len(word) :]
            if (not rest and len(word) > _SHORT_STAMP) or (
                "0" in rest and headings().date_words.issuperset(_WORDS.findall(rest))
            ):
                return True
    return False


def _fits(key: str, before: str, after: str, *, wide: bool) -> bool:
    """Whether a line is this pattern with the name of a section in it."""
    if not (key.startswith(before) and key.endswith(after) and len(key) > len(before) + len(after)):
        return False
    name = key[len(before) : len(key) - len(after)].strip()
    return name in headings().rubrics or not (wide or _NAME.fullmatch(name) is None)


def _holds(key: str, phrase: str) -> bool:
    """Whether a phrase stands in a line as words of its own."""
    at = key.find(phrase)
    while at >= 0:
        if not key[at - 1 : at].isalnum() and not key[at + len(phrase) : at + len(phrase) + 1].isalnum():
            return True
        at = key.find(phrase, at + 1)
    return False


@cache
def _patterns() -> dict[str, list[tuple[str, str, bool]]]:
    """Headings with the name of a section in them, by their first three characters."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    known = headings()
    for patterns, wide in ((known.open_patterns, False), (known.wide_patterns, True)):
        for before, after in patterns:
            found.setdefault(before[:3], []).append((before, after, wide))
    return found


@cache
def _prefixes() -> dict[str, tuple[str, ...]]:
    return _by_opening(headings().note_prefixes)


@cache
def _stamps() -> dict[str, tuple[str, ...]]:
    return _by_opening(headings().stamp_words)


@cache
def _menu_names() -> frozenset[str]:
    return headings().boiler | headings().rubrics | headings().menu_words


@cache
def _menu_openings() -> frozenset[str]:
    """The words that a row of sections and buttons can open with."""
    return frozenset(name.partition(" ")[0] for name in _menu_names())


def _by_opening(phrases: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Phrases by their first two characters."""
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        found.setdefault(phrase[:2], []).append(phrase)
    return {key: tuple(rows) for key, rows in found.items()}


@cache
def _anchors() -> dict[str, tuple[str, ...]]:
    """Phrases by their longest word, with each sign that a line can have behind it."""
    found: dict[str, list[str]] = {}
    for phrase in headings().note_phrases:
        word = max(phrase.split(), key=len)
        for sign in ("", ".", ",", ":", ";", "!", ")"):
            found.setdefault(word + sign, []).append(phrase)
    return {word: tuple(rows) for word, rows in found.items()}
