"""Which names are places, for datelines that no agency vouches for: ``Wien – ``, ``BEIRUT: ``, ``Olympia. ``.

>>> is_place("Zuerich"), is_place("ΑΘΗΝΑ"), is_place("UPDATE")
(True, True, False)
>>> population_rank("Wien"), population_rank("Olympia")
(3, 1)
>>> is_region("Wis."), is_region("IN"), is_region("in")
(True, True, False)
>>> is_common_word("Nice"), is_common_word("Vienna")
(True, False)

The names are those of GeoNames (https://www.geonames.org, CC BY 4.0): every place of 15,000 people and more and every
capital, with its names in all scripts, to which ``scripts/build_gazetteer.py`` adds the city and country names of
Unicode CLDR and the abbreviations of states and provinces.

What is stored of a name is not its letters but 36 bits of a hash, three bytes a name: 16 bits say in which bucket it
is, 20 stand in the entry, beside four flags. The file is used as it was read: nothing is unpacked. A name that
is not in it is taken for one that is in four cases of a million.
"""

import unicodedata
from array import array
from functools import cache, lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from wireparse.patterns import re_pattern
from wireparse.registry._data import FOLDER

FILE: Final = "gazetteer.bin"
BUCKETS: Final = 1 << 16
ENTRY_BYTES: Final = 3
LONGEST: Final = 80  # characters in a name; nothing that is longer is looked up, or remembered

RANK_MASK: Final = 0b0011
REGION: Final = 0b0100
COMMON: Final = 0b1000
FLAG_BITS: Final = 4

# Accents, Hebrew points, Arabic vowel signs, hamza and tatweel: wire copy leaves them out at will.
_ACCENTS: Final = re_pattern(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670\u0640]+")
# Apostrophes, quotation marks, the points of abbreviations (not that of `St.Gallen`), middle dots, what has no width.
_DROPPED: Final = re_pattern(
    r"['`´’‘‛′ʹʻʼʽʾʿˈ\"“”„″״׳·•・\xad\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+|\.(?!\w{3})",
)
_BLANKS: Final = re_pattern(r"[\s.,;:/\\|()\[\]{}&+=*~_\-\u058a\u05be\u200c\u2010-\u2015\u2212\u3000\u30a0]+")
# Letters that do not decompose, and those that Persian, Urdu and Arabic keyboards confuse.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ə": "e", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه"},
)


class _Table(NamedTuple):
    """The file, and where in it each bucket starts (one more for the end of the last), counted in entries."""

    starts: "array[int]"
    entries: bytes


def is_place(name: str) -> bool:
    """Whether a city has this name, in any language and script; case, accents, hyphens and apostrophes do not count.

    >>> is_place("SAO PAULO"), is_place("’s-Hertogenbosch"), is_place("Frankfurt/Main")
    (True, True, True)
    """
    return population_rank(name) > 0


def population_rank(name: str) -> int:
    """How large the largest city of this name is: 0 none, 1 small, 2 from 100,000, 3 from a million or a capital."""
    return _flags(name) & RANK_MASK if len(name) <= LONGEST else 0


def is_common_word(name: str) -> bool:
    """Whether the name of this place is also a frequent word, a first name, a surname or an organisation."""
    return len(name) <= LONGEST and _flags(name) & COMMON > 0


def is_region(name: str) -> bool:
    """Whether a country, state or province has this name or abbreviation.

    An abbreviation needs its full stop, and a code its capitals: ``Miss.`` and ``IN`` are regions, ``Miss`` and ``in``
    are not.
    """
    return len(name) <= LONGEST and _is_region(name)


def fold(name: str) -> str:
    """The form in which names are compared.

    >>> fold("ZÜRICH"), fold("St. John's"), fold("Frankfurt/Main"), fold("İZMİR")
    ('zurich', 'st johns', 'frankfurt main', 'izmir')
    """
    text = name
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", text)).translate(_LETTERS)
    return _BLANKS.sub(" ", _DROPPED.sub("", text.casefold())).strip()


def code_keys(name: str) -> tuple[str, ...]:
    """The keys of a name read as an abbreviation (``N.Y.``) or as a code (``NY``); they are kept apart from the words.

    >>> code_keys("N.Y."), code_keys("NY"), code_keys("New York"), code_keys("Ny")
    (('ny.',), ('=NY',), (), ())
    """
    name = name.strip()
    if name.endswith("."):
        return (fold(name) + ".",)
    if 2 <= len(name) <= 4 and name.isupper():
        return ("=" + name,)
    return ()


def hash_of(key: str) -> tuple[int, int]:
    """The bucket of a folded name, and its fingerprint there."""
    from hashlib import blake2b  # noqa: PLC0415  # it loads all of OpenSSL, which most texts do not need

    number = int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=5).digest(), "big") >> FLAG_BITS
    return number >> (8 * ENTRY_BYTES - FLAG_BITS), number & ((1 << (8 * ENTRY_BYTES - FLAG_BITS)) - 1)


@lru_cache(maxsize=4096)
def _flags(name: str) -> int:
    """What is known of a name; of `Frankfurt/Main`, when it is not known itself, what is known of `Frankfurt`."""
    flags = _find(fold(name))
    if not flags & RANK_MASK and "/" in name:
        flags = _find(fold(name.partition("/")[0]))
    return flags


@lru_cache(maxsize=4096)
def _is_region(name: str) -> bool:
    return any(_find(key) & REGION for key in (fold(name), *code_keys(name)))


def _find(key: str) -> int:
    """The flags of a folded name; 0 when it is not in the table."""
    table = _table()
    bucket, fingerprint = hash_of(key)
    for at in range(table.starts[bucket] * ENTRY_BYTES, table.starts[bucket + 1] * ENTRY_BYTES, ENTRY_BYTES):
        entry = int.from_bytes(table.entries[at : at + ENTRY_BYTES], "big")
        if entry >> FLAG_BITS == fingerprint:
            return entry & ((1 << FLAG_BITS) - 1)
    return 0


@cache
def _table() -> _Table:
    """The file: a line of text that credits its source, the size of each bucket in a byte, the entries."""
    content = (FOLDER / FILE).read_bytes()
    sizes_at = content.index(b"\n") + 1
    entries_at = sizes_at + BUCKETS
    starts = array("I", accumulate(content[sizes_at:entries_at], initial=0))
    entries = content[entries_at:]
    if len(entries) != starts[-1] * ENTRY_BYTES:
        raise ValueError(f"{FILE} is damaged")
    return _Table(starts, entries)
