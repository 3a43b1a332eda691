"""Lines that belong to the page around a story: headings of teaser lists, buttons, credits, names of sections.

The files data/headings/*.txt list them by language, as printed; scripts/build_registry.py makes compiled/lines.json of
them, which is what is read here: folded, with all forms written out, and by the first characters, so that one look
tells most lines from all of them. ``{x}`` stands for the name of a section.

>>> kinds_of(fold_line("» LEES OOK:"))
'O'
"""

import unicodedata
from functools import cache, lru_cache
from typing import Final, NamedTuple

from wireparse.patterns import re_pattern
from wireparse.registry._data import load
from wireparse.registry.tables import HeadingTable

# What a line that is listed can be, a letter each. The lower-case ones have something behind them, or around it.
NOTE: Final = "N"
"""Buttons, advertisements, cookie and copyright lines."""
PHOTO: Final = "P"
"""Credits and captions that are a line of their own: ``archieffoto``."""
OPENS_LIST: Final = "O"
"""Headings that open a list of teasers: ``meest gelezen``."""
MENU: Final = "M"
"""What a menu lists, and a story may have as a crosshead (``contact``, ``archief``): notes only among notes."""
RUBRIC: Final = "R"
"""Names of sections: ``binnenland``, ``sport``."""
ORIGIN: Final = "S"
"""Lines that name where the text is from: ``van onze redactie``."""
CREDIT: Final = "C"
"""Words before the name of a photographer or agency: ``foto``."""
NOTE_BEGINS: Final = "n"
"""Beginnings of lines that are notes, whatever follows: ``laatste update:``, ``wij gebruiken cookies ``."""
LINK_BEGINS: Final = "l"
"""Beginnings of lines that link to one other story: ``lees ook:``."""
STAMP_BEGINS: Final = "t"
"""Words before the date of the story: ``gepubliceerd op``."""
WITH_SECTION: Final = "o"
"""What stands before and behind the name of a section: ``meer uit `` and nothing."""
WITH_RUBRIC: Final = "w"
"""The same for what a headline can also have (``Más de 100 personas``): only with the name of a section."""

LONG: Final = 8
"""Lines are found by so many characters, shorter ones by fewer: so many tell them from nearly all headlines."""
BRIEF: Final = 5

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


class _Listed(NamedTuple):
    """What is listed with one opening."""

    whole: dict[str, str]
    """Line -> the letters of its kinds."""
    beginnings: list[tuple[str, str]]
    """Letter and beginning; of a heading with the name of a section, with ``{x}`` in it."""


def opening_of(kind: str, phrase: str) -> str:
    """Under which opening a phrase is listed; short ones that count only as a whole line are apart."""
    head = phrase.partition("{x}")[0]
    if len(head) >= LONG:
        return head[:LONG]
    if kind in "NPnltow":
        return head[:BRIEF]
    return "=" + phrase


def may_be_listed(opening: str) -> bool:
    """Whether a line with these first eight characters, folded, can be one of those listed, or begin with one.

    >>> may_be_listed("lees ook"), may_be_listed("brug dic")
    (True, False)
    """
    known = _table().rows
    return opening in known or opening[:5] in known or opening[:4] in known or opening[:3] in known


def listed_openings() -> frozenset[str]:
    """The openings under which anything is listed that a line of any length can begin with."""
    return frozenset(opening for opening in _table().rows if not opening.startswith("="))


@lru_cache(maxsize=4096)
def fold_opening(opening: str) -> str:
    """The first characters of a line, as many as the registry goes by.

    >>> fold_opening("« À la une: ")
    'a la une'
    """
    return fold_line(opening + "x")[:LONG]  # with a letter behind it no blank at its end goes


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


def kinds_of(key: str) -> str:
    """The letters of what a folded line is as a whole; none when it is not listed.

    >>> kinds_of("advertentie"), kinds_of("brug blijft dicht")
    ('N', '')
    """
    if len(key) >= LONG:
        return _listed(key[:LONG]).whole.get(key, "")
    return _listed(key[:BRIEF]).whole.get(key, "") + _listed("=" + key).whole.get(key, "")


def listed_as(key: str) -> str:
    """What a folded line is: ``NOTE``, ``OPENS_LIST``, ``LINK_BEGINS``, or nothing when it is none of them.

    >>> listed_as("deel via whatsapp") == NOTE, listed_as("lees ook: brug dicht") == LINK_BEGINS
    (True, True)
    >>> listed_as("meer uit binnenland") == OPENS_LIST, listed_as("meer sport") == OPENS_LIST
    (True, True)
    >>> listed_as("deel van de dijk ingestort"), listed_as("meer regen verwacht")
    ('', '')
    """
    kinds = kinds_of(key)
    if NOTE in kinds or PHOTO in kinds or (key.endswith("0") and NOTE in kinds_of(key.rstrip("0( "))):
        return NOTE
    if OPENS_LIST in kinds:
        return OPENS_LIST
    plain = key.replace(",", "") if "," in key else key  # `wir verwenden cookies, um`
    for kind, phrase in _beginnings(key):
        if kind in (WITH_SECTION, WITH_RUBRIC):
            if len(key) < _LONGEST_HEADING and _has_section(key, phrase, wide=kind == WITH_RUBRIC):
                return OPENS_LIST
        elif key.startswith(phrase) or (kind == NOTE_BEGINS and plain.startswith(phrase)):
            if kind == LINK_BEGINS:
                return LINK_BEGINS
            if kind == NOTE_BEGINS or _is_stamp(key, phrase):
                return NOTE
    return holds_note(key)


def holds_note(key: str) -> str:
    """``NOTE`` for a folded line that is one by words anywhere in it, or as the row of a menu; else nothing."""
    return NOTE if has_note_phrase(key) or is_menu(key) else ""


def is_rubric(key: str) -> bool:
    """Whether a folded line is the name of a section.

    >>> is_rubric("binnenland"), is_rubric("brug")
    (True, False)
    """
    return RUBRIC in kinds_of(key)


def opens_stamp(key: str) -> bool:
    """Whether folded words stand before the time of a story: ``laatste update``, ``publie le``.

    >>> opens_stamp("laatste update"), opens_stamp("laatste brug")
    (True, False)
    """
    return any(kind == STAMP_BEGINS and phrase == key for kind, phrase in _beginnings(key))


def is_credit_word(key: str) -> bool:
    """Whether a folded word stands before the name of a photographer.

    >>> is_credit_word("foto"), is_credit_word("door")
    (True, False)
    """
    return CREDIT in kinds_of(key)


def byline_words() -> frozenset[str]:
    """Words before the name of a reporter, folded: ``by``, ``door``, ``van onze correspondent``."""
    return _table().bylines


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
    if key.isascii() or not _UNSPACED.search(key):
        return False
    return any(fragment in key for fragment in _table().fragments)


def is_menu(key: str) -> bool:
    """Whether a folded line is a row of sections and buttons, with signs between them or only blanks.

    >>> is_menu("privacy | cookies"), is_menu("home binnenland sport regio"), is_menu("sport en politiek")
    (True, True, False)
    """
    if any(sign in key for sign in _SEPARATORS):
        names = _SEPARATOR.split(key)
        if len(names) > 1:
            return all(map(_in_menu, names))
    words = key.split(" ")
    start, count = 0, 0
    while start < len(words):
        for end in range(min(start + _NAME_WORDS, len(words)), start, -1):
            if _in_menu(" ".join(words[start:end])):
                start, count = end, count + 1
                break
        else:
            return False
    return count >= _MENU_LENGTH


def _in_menu(name: str) -> bool:
    """Whether a menu can have this entry."""
    kinds = kinds_of(name)
    return NOTE in kinds or RUBRIC in kinds or MENU in kinds


def _is_stamp(key: str, words: str) -> bool:
    """Whether a line that begins with these words says when the story was published, and no more."""
    rest = key[len(words) :]
    if rest[:1].isalpha():
        return False
    if not rest:
        return len(words) > _SHORT_STAMP
    return "0" in rest and _table().date_words.issuperset(_WORDS.findall(rest))


def _has_section(key: str, pattern: str, *, wide: bool) -> bool:
    """Whether a line is this pattern with the name of a section in it."""
    before, _, after = pattern.partition("{x}")
    if not (key.startswith(before) and key.endswith(after) and len(key) > len(before) + len(after)):
        return False
    name = key[len(before) : len(key) - len(after)].strip()
    return is_rubric(name) or not (wide or _NAME.fullmatch(name) is None)


def _holds(key: str, phrase: str) -> bool:
    """Whether a phrase stands in a line as words of its own."""
    at = key.find(phrase)
    while at >= 0:
        if not key[at - 1 : at].isalnum() and not key[at + len(phrase) : at + len(phrase) + 1].isalnum():
            return True
        at = key.find(phrase, at + 1)
    return False


@cache
def _table() -> HeadingTable:
    """The file, read on first use."""
    return load("compiled/lines.json", HeadingTable)


_NOTHING: Final = _Listed({}, [])
_unpacked: dict[str, _Listed] = {}


def _listed(opening: str) -> _Listed:
    """What is listed with an opening; unpacked when it is first asked for."""
    listed = _unpacked.get(opening)
    if listed is not None:
        return listed
    packed = _table().rows.get(opening)
    if packed is None:
        return _NOTHING
    listed = _unpacked[opening] = _Listed({}, [])
    for row in packed.split("\n"):
        kind, phrase = row[0], row[1:]
        if kind.isupper():
            listed.whole[phrase] = listed.whole.get(phrase, "") + kind
        else:
            listed.beginnings.append((kind, phrase))
    return listed


def _beginnings(key: str) -> list[tuple[str, str]]:
    """The beginnings that a folded line can have, each with the letter of its kind."""
    rows = _table().rows
    found: list[tuple[str, str]] = []
    for size in (LONG, BRIEF, 4, 3, 2, 1):
        if key[:size] in rows and size <= len(key):
            found += _listed(key[:size]).beginnings
    return found + _listed("").beginnings if key.endswith(_endings()) else found


@cache
def _endings() -> tuple[str, ...]:
    """What stands behind the name of a section in the patterns that begin with one."""
    return tuple({phrase.partition("{x}")[2] for _, phrase in _listed("").beginnings})


@cache
def _anchors() -> dict[str, tuple[str, ...]]:
    """Phrases by their longest word, with each sign that a line can have behind it."""
    found: dict[str, list[str]] = {}
    for phrase in _table().phrases:
        word = max(phrase.split(), key=len)
        for sign in ("", ".", ",", ":", ";", "!", ")"):
            found.setdefault(word + sign, []).append(phrase)
    return {word: tuple(rows) for word, rows in found.items()}
