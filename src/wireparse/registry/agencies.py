"""Who is behind an agency code: ``RTR`` is Reuters.

The file data/agencies.json lists the agencies; scripts/build_registry.py makes compiled/codes.json of it.

>>> from wireparse.registry import agencies
>>> agencies.resolve("A.N.P.").name
'Algemeen Nederlands Persbureau'
>>> [agency.country for agency in agencies.lookup("CNA")][0]
'Taiwan'
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from wireparse.patterns import re_pattern
from wireparse.registry._data import load
from wireparse.registry.tables import AgencyRecord, CodeTable

# Where agencies share a code, these are the ones that most readers would think of.
BEST_KNOWN: Final = frozenset(
    {
        "acn-cu",
        "anf",
        "anp",
        "apa",
        "aps-dz",
        "bna",
        "cna-tw",
        "cns-catholic",
        "kna-de",
        "mehr",
        "ots",
        "pr-newswire",
        "qna",
        "rns",
    }
)

_SPACES_AND_HYPHENS: Final = re_pattern(r"[\s.\-\u2010-\u2015\u2212'’ʼ\"“”„«»״׳\u200b-\u200f\u2060\ufeff]+")
# Accents and the Arabic vowel signs, hamza and tatweel: wire copy leaves them out at will.
_ACCENTS: Final = re_pattern(r"[\u0300-\u036f\u064b-\u0655\u0640]+")
# The dotless i, and the letters that Persian, Urdu and Arabic keyboards confuse.
_LETTERS: Final = str.maketrans("ıیىکہھة", "iييكهه" + "ه")
_EDGES: Final = "()[]{}<>（）［］【】/\\|,;:*#©ⓒ=_ "


@lru_cache(maxsize=4096)
def fold_code(code: str) -> str:
    """The form in which codes and names are compared: without case, accents, full stops, blanks and hyphens.

    >>> fold_code("A.N.P.") == fold_code("anp")
    True
    """
    code = code.strip(_EDGES)
    if not code.isascii():
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", code).casefold())
        code = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed)).translate(_LETTERS)
    return _SPACES_AND_HYPHENS.sub("", code.casefold())


_own: Final[list[AgencyRecord]] = []


def add(found: Iterable[AgencyRecord]) -> None:
    """Adds agencies for the rest of the run; their codes go before those of the data. See `own.add_agencies`."""
    _own.extend(record for record in found if record not in _own)
    records.cache_clear()
    _codes.cache_clear()
    is_shared.cache_clear()
    at_home.cache_clear()
    languages_of.cache_clear()
    _by_id.cache_clear()


@cache
def records() -> tuple[AgencyRecord, ...]:
    """All agencies, the user's own first, then in the order of their ids."""
    return (*_own, *load("agencies.json", tuple[AgencyRecord, ...]))


def search(words: tuple[str, ...]) -> list[AgencyRecord]:
    """The agencies that every word fits: a code, a language, or a part of the name, the country or the id.

    >>> [record.id for record in search(("RTR",))], [record.id for record in search(("switzerland", "sda"))]
    (['reuters'], ['keystone-sda'])
    """
    known = list(lookup(" ".join(words))) if words else []
    rest = [record for record in records() if record not in known and all(_fits(record, word) for word in words)]
    return known if known and len(words) == 1 and words[0].isupper() else known + rest


def _fits(record: AgencyRecord, word: str) -> bool:
    key = word.casefold()
    if key in (language.casefold() for language in record.languages):
        return True
    if fold_code(word) in map(fold_code, record.codes):
        return True
    return len(key) > _LANGUAGE and any(key in text.casefold() for text in (record.name, record.country, record.id))


_LANGUAGE: Final = 2
"""A word of two letters is a code or a language."""


def lookup(code: str) -> tuple[AgencyRecord, ...]:
    """All agencies that use this code or name, best known first."""
    return tuple(_by_id()[id_] for id_ in _codes().codes.get(fold_code(code), ()))


def resolve(code: str, language: str | None = None, cities: Sequence[str] = ()) -> AgencyRecord | None:
    """The agency behind a code; where several use it, the one at home in a city, then in a language, then best known.

    >>> resolve("APS", "fr").country, resolve("APS", "fr", ["DAKAR"]).country
    ('Algeria', 'Senegal')
    >>> resolve("ANP", "fr").country, resolve("ANP").country
    ('Niger', 'Netherlands')
    """
    found = identify(code, language, cities)
    return _by_id()[found[0]] if found else None


def identify(code: str, language: str | None = None, cities: Sequence[str] = ()) -> tuple[str, str] | None:
    """The id and the name of that agency; all that a text needs, and quicker to load than its record.

    >>> identify("RTR")
    ('reuters', 'Reuters')
    """
    candidates = _codes().codes.get(fold_code(code))
    if not candidates:
        return None
    chosen = candidates[0]
    if len(candidates) > 1 and all(chosen != record.id for record in _own):
        local = next((found[0] for city in cities if (found := at_home(code, city))), None)
        primary = (language or "").partition("-")[0]
        writing = (i for i in candidates if any(o.partition("-")[0] == primary for o in _codes().agencies[i][1]))
        chosen = local or next(writing, chosen)
    return chosen, _codes().agencies[chosen][0]


@lru_cache(maxsize=4096)
def at_home(code: str, city: str) -> tuple[str, str] | None:
    """The id and the name of the agency that uses this code and is at home in this city, or None.

    >>> at_home("APS", "DAKAR"), at_home("APS", "PARIS")
    (('aps-sn', 'Agence de Presse Sénégalaise'), None)
    """
    table = _codes()
    local = table.homes.get(fold_code(city), ())
    candidates = table.codes.get(fold_code(code), ()) if local else ()
    return next(((id_, table.agencies[id_][0]) for id_ in local if id_ in candidates), None)


def is_agency(code: str) -> bool:
    """Whether the registry knows this code or name.

    >>> is_agency("RTR"), is_agency("VVD")
    (True, False)
    """
    return fold_code(code) in _codes().codes


def is_weak(code: str) -> bool:
    """Whether the code means other things as well (a word, a first name, a party), so that it proves nothing alone.

    >>> is_weak("AIM"), is_weak("ANP")
    (True, False)
    """
    return fold_code(code) in _codes().weak


def language_alone(code: str) -> str | None:
    """The language in which an agency puts this weak code, and nothing else, before its text; None for others.

    >>> language_alone("AGI"), language_alone("PAP")
    ('it', None)
    """
    return _codes().alone.get(fold_code(code))


def codes() -> dict[str, tuple[str, ...]]:
    """Every code and name, folded, with the ids of the agencies that use it, best known first."""
    return _codes().codes


@lru_cache(maxsize=4096)
def is_shared(code: str) -> bool:
    """Whether several agencies use this code.

    >>> is_shared("ANP"), is_shared("RTR")
    (True, False)
    """
    return len(_codes().codes.get(fold_code(code), ())) > 1


@lru_cache(maxsize=256)
def languages_of(code: str) -> frozenset[str]:
    """The languages in which the agencies that use this code write."""
    table = _codes()
    return frozenset(chain.from_iterable(table.agencies[id_][1] for id_ in table.codes.get(fold_code(code), ())))


def languages_by_id(id_: str) -> tuple[str, ...]:
    """The languages in which an agency writes, its main one first; none for an id that nobody knows.

    >>> languages_by_id("keystone-sda"), languages_by_id("nobody")
    (('de', 'fr', 'it'), ())
    """
    found = _codes().agencies.get(id_)
    return found[1] if found else ()


@cache
def _codes() -> CodeTable:
    table = load("compiled/codes.json", CodeTable)
    keys: set[str] = set()
    for record in reversed(_own):
        table.agencies[record.id] = (record.name, record.languages)
        for key in dict.fromkeys(map(fold_code, (*record.codes, record.name))):
            table.codes[key] = (record.id, *table.codes.get(key, ()))
            keys.add(key)
    return CodeTable(table.codes, table.agencies, table.weak - keys, table.homes, table.alone) if keys else table


@cache
def _by_id() -> dict[str, AgencyRecord]:
    return {record.id: record for record in records()}


def index() -> dict[str, tuple[AgencyRecord, ...]]:
    """Folded code or name -> agencies, best known first; what the compiled file is made of."""
    found: dict[str, list[AgencyRecord]] = {}
    for record in sorted(records(), key=_prominence):
        for key in dict.fromkeys(map(fold_code, (*record.codes, record.name))):
            found.setdefault(key, []).append(record)
    return {key: tuple(candidates) for key, candidates in found.items()}


def _prominence(record: AgencyRecord) -> tuple[bool, bool, int, str]:
    """Sorts best known first, then the active, then those whose dateline was seen in print."""
    confidence = min(("seen", "known", "unsure").index(style.confidence) for style in record.styles)
    return record.id not in BEST_KNOWN, record.status != "active", confidence, record.id
