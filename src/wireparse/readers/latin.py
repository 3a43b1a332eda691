"""Which code page of the Latin alphabet is it?

Detectors that count bytes confuse the western and the central European pages, on long texts too: ``på`` is Swedish in
one and ``pĺ`` nothing at all in the other. What tells them apart is whether some language uses all the letters found.
"""

from collections import Counter
from typing import Final

from wireparse.patterns import re_pattern, regex_pattern

_WESTERN: Final = (
    "àâæçéèêëîïôœùûü",  # French
    "áéëèêïóöüç",  # Dutch
    "äöüßéàè",  # German
    "áéíñóúüç",  # Spanish
    "áâãàçéêíóôõúü",  # Portuguese
    "àèéìíîòóù",  # Italian
    "æøåéóòôäöü",  # Danish, Norwegian
    "åäöéüà",  # Swedish, Finnish
    "áéíóúýðþæö",  # Icelandic
    "àçèéíïòóúü",  # Catalan
)
_CENTRAL: Final = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţ",  # Romanian
    "čćđšž",  # Croatian, Slovenian
)
_TURKISH: Final = ("çğıöşüâîû\u0307",)  # in lower case, İ is an i and a combining dot
_BALTIC: Final = (
    "ąčęėįšųūž",  # Lithuanian
    "āčēģīķļņšūž",  # Latvian
    "äõöüšž",  # Estonian
)

# Of two pages that explain the letters equally well, the first wins.
_PAGES: Final = (
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859-2", _CENTRAL),
    ("cp1254", _TURKISH),
    ("cp1257", _BALTIC),
    ("cp850", _WESTERN),
    ("mac-roman", _WESTERN),
)

_PLAIN: Final = bytes(range(0x80))
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LETTER: Final = r"[^\W\d_]"
_SIGN: Final = "[–—‘’‚“”„†…‹›«»•§°€£©®™\xa0·´¿¡]"
# Typography says nothing about the language, unless it stands where only a letter can: ``G”teborg``.
_TYPOGRAPHY: Final = re_pattern(f"(?<!{_LETTER}){_SIGN}|{_SIGN}(?!{_LETTER})|’")
# A capital inside a word is a letter of another page: ``GÜteborg``.
_MISPLACED: Final = re_pattern(f"(?<={_LETTER})(?![A-Z]){_LETTER}(?=[a-z])")
_ENOUGH: Final = 0.8


_FEW: Final = 4
_CASED: Final = ("cp1251", "koi8-r", "iso8859-5", "cp866", "cp1253")
_CASED_WORD: Final = regex_pattern(r"(?:\p{Cyrillic}|\p{Greek})+")
_CASED_RIGHT: Final = regex_pattern(r"[\p{Lu}]?\p{Ll}+|\p{Lu}+")


def cased_page(sample: bytes) -> str | None:
    """The code page in which all letters above 0x7F are Cyrillic or Greek words with their capitals in the right place.

    >>> cased_page("Москва".encode("koi8-r")), cased_page("Göteborg".encode("latin-1"))
    ('koi8-r', None)
    """
    high = len(sample.translate(None, _PLAIN))
    if high <= len(sample) - len(sample.translate(None, _LETTERS)):
        return None
    for page in _CASED:
        text = sample.decode(page, "replace")
        words = _CASED_WORD.findall(text)
        letters = sum(map(len, words))
        signs = sum(char > "\x7f" and _TYPOGRAPHY.fullmatch(char) is not None for char in text)
        if letters and letters + signs == high and all(map(_CASED_RIGHT.fullmatch, words)):
            return page
    return None


def latin_page(sample: bytes) -> str | None:
    """The code page in which the bytes above 0x7F are letters of one Latin-script language; None when there is none.

    >>> latin_page("Göteborg: två skadades på E6".encode("latin-1"))
    'cp1252'
    >>> latin_page("Prezydent podpisał ustawę".encode("cp1250"))
    'cp1250'
    >>> latin_page("Москва".encode("cp1251")) is None
    True
    """
    high = len(sample.translate(None, _PLAIN))
    plain = len(sample) - len(sample.translate(None, _LETTERS))
    if high > max(_FEW, 0.5 * (high + plain)):  # another script: Latin text is mostly ASCII
        return None
    score, page = max(
        ((_explained(sample, page, languages), page) for page, languages in _PAGES), key=lambda found: found[0]
    )
    return page if score >= _ENOUGH else None


def _explained(sample: bytes, page: str, languages: tuple[str, ...]) -> float:
    """Which share of the letters outside ASCII one of the languages explains."""
    text = _TYPOGRAPHY.sub("", sample.decode(page, "replace"))
    found = Counter(char for char in text.lower() if char > "\x7f")
    total = found.total()
    if not total:  # dashes and quotes alone: of all pages, the one that has most of them is by far the most common
        return 1.0 if page == _PAGES[0][0] else 0.0
    misplaced = sum(char.isupper() for char in _MISPLACED.findall(text))
    explained = max(sum(found[letter] for letter in letters) for letters in languages)
    return float(explained - misplaced) / total
