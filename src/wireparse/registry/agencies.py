"""Who is behind an agency code: ``RTR`` is Reuters.

>>> from wireparse.registry import agencies
>>> agencies.resolve("A.N.P.").name
'Algemeen Nederlands Persbureau'
>>> [agency.country for agency in agencies.lookup("CNA")][0]
'Taiwan'
"""

import unicodedata
from functools import cache, lru_cache
from typing import Final, Literal

from msgspec import Struct

from wireparse.patterns import re_pattern
from wireparse.registry._data import load

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
_EDGES: Final = "()[]{}<>（）［］【】/\\|,;:*#©ⓒ=_ "


class Style(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One way in which an agency writes its dateline."""

    lang: str
    template: str
    mark: Literal["paren", "slash", "bracket", "bare", "prefix", "before-city", "byline", "sign-off", "none"]
    city_case: Literal["upper", "normal", "native", "none"]
    separator: str
    confidence: Literal["seen", "known", "unsure"]
    date: str = "none"
    sign_off: str | None = None


class AgencyRecord(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What the registry knows about one agency."""

    id: str
    name: str
    country: str
    languages: tuple[str, ...]
    codes: tuple[str, ...]
    styles: tuple[Style, ...]
    kind: str = "agency"
    status: Literal["active", "defunct"] = "active"


@lru_cache(maxsize=4096)
def fold_code(code: str) -> str:
    """The form in which codes and names are compared: without case, accents, full stops, blanks and hyphens.

    >>> fold_code("A.N.P.") == fold_code("anp")
    True
    """
    code = code.strip(_EDGES)
    if not code.isascii():
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", code).casefold())
        code = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed)).replace("ı", "i")
    return _SPACES_AND_HYPHENS.sub("", code.casefold())


@cache
def records() -> tuple[AgencyRecord, ...]:
    """All agencies, in the order of their ids."""
    return load("agencies.json", tuple[AgencyRecord, ...])


def lookup(code: str) -> tuple[AgencyRecord, ...]:
    """All agencies that use this code or name, best known first."""
    return _index().get(fold_code(code), ())


@lru_cache(maxsize=4096)
def resolve(code: str, language: str | None = None) -> AgencyRecord | None:
    """The agency behind a code: one that writes in this language, if several use it; else the best known.

    >>> resolve("ANP", "fr").country
    'Niger'
    >>> resolve("ANP").country
    'Netherlands'
    """
    candidates = lookup(code)
    if language:
        primary = language.partition("-")[0]
        for record in candidates:
            if any(other.partition("-")[0] == primary for other in record.languages):
                return record
    return candidates[0] if candidates else None


@cache
def codes() -> dict[str, str]:
    """Every code and name, folded, with the id of the best known agency that uses it."""
    return {code: candidates[0].id for code, candidates in _index().items()}


def is_weak(code: str) -> bool:
    """Whether the code means other things as well (a word, a first name, a party), so that it proves nothing alone.

    >>> is_weak("AIM"), is_weak("ANP")
    (True, False)
    """
    return fold_code(code) in _weak()


@cache
def _weak() -> frozenset[str]:
    return frozenset(map(fold_code, load("weak_codes.json", dict[str, str])))


@cache
def _index() -> dict[str, tuple[AgencyRecord, ...]]:
    """Folded code or name -> agencies."""
    found: dict[str, list[AgencyRecord]] = {}
    for record in sorted(records(), key=_prominence):
        for key in dict.fromkeys(map(fold_code, (*record.codes, record.name))):
            found.setdefault(key, []).append(record)
    return {key: tuple(candidates) for key, candidates in found.items()}


def _prominence(record: AgencyRecord) -> tuple[bool, bool, int, str]:
    """Sorts best known first, then the active, then those whose dateline was seen in print."""
    confidence = min(("seen", "known", "unsure").index(style.confidence) for style in record.styles)
    return record.id not in BEST_KNOWN, record.status != "active", confidence, record.id
