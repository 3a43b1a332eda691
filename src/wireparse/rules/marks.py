"""Marks that the registry does not know, told by how they are written and by where they stand.

Абакан. 4 марта. Край-Информ – …    ТОМСК, 4 марта – ИА «Томь». …    Kampala, Uganda | THE HARBOUR | …
"""

from typing import Final

from wireparse.patterns import regex_pattern

BEHIND: Final = frozenset("-.|")
"""The signs behind which such a mark can stand."""

_QUOTED: Final = regex_pattern(
    r"(?:\p{Lu}{2,5}\s)?(?:«[^«»\n]{2,30}»|„[^„“”\n]{2,30}[“”]|“[^“”\n]{2,30}”|\"[^\"\n]{2,30}\")(?=(?P<stop>\.|\s?[-–—:])\s)"
)
"""`ИА «Томь»`, `«Край»`"""
_SERVICE: Final = regex_pattern(r"-\p{Lu}|(?i:информ|пресс|news|press|media|info|новост)")
_SPELLED: Final = regex_pattern(
    r"(?:[А-ЯІЇЄҐ][\p{L}\p{M}]{2,}+-[А-ЯІЇЄҐ][\p{L}\p{M}'’]{3,}+|\p{Lu}\p{Ll}{1,}+\p{Lu}[\p{L}]{2,}+"
    r"|\p{L}[\p{L}\p{N}-]{2,}+(?:\.\p{Ll}{2,3}|\.\p{Lu}{2,3}){1,2}+)(?=(?P<stop>\.|/|\s[-–—])\s)"
)
"""`Край-Информ`, `PortNews`, `port.example`: a hyphen with a capital behind it, a capital inside, a domain."""
_BARRED: Final = regex_pattern(r"\p{Lu}{2,}+(?:\s\p{Lu}{2,}+){0,3}+(?=\s?\|\s)")
"""`| THE HARBOUR |`"""
_DOMAIN: Final = regex_pattern(r"\p{L}[\p{L}\p{N}-]{2,}+(?:\.(?i:com|net|org|info|co|id|tv|co\.id))")
_MEDIA_WORD: Final = regex_pattern(
    r"\p{L}[\p{L}\p{M} ]{2,30}?\s(?:News|Online|न्यूज|न्यूज़|নিউজ|ન્યૂઝ|న్యూస్|ब्यूरो)|\p{Lu}\p{Ll}+noticias"
)
IN_SLASHES: Final = regex_pattern(r"[«“\"][\p{L} -]{2,24}[»”\"](?:\s\p{Lu}{2,3})?")
"""`/“Дарё” АА/`: a name in quotation marks, and what kind of service it is."""
_CASELESS: Final = "\u0590"


def unknown_mark(text: str, pos: int, end: int, shape: str) -> int:
    """Where the unknown mark at `pos` ends, behind the elements of `shape`; 0 where none stands.

    >>> unknown_mark("ТОМСК, 4 марта – ИА «Томь». Мост", 17, 32, "N,D-")
    26
    """
    if shape[-1] == "|":
        barred = _BARRED.match(text, pos, end)
        return barred.end() if barred else 0
    dated = "D" in shape
    quoted = _QUOTED.match(text, pos, end)
    if quoted:
        if dated and text[pos] in '«„“"' and quoted[0][-1] in '»”“"' and not _SERVICE.search(quoted[0]):
            return 0  # `4 марта. «Мост» – фильм`
        if not dated and not (text[pos + 1] > _CASELESS and shape[-1] == "-" and quoted["stop"][-1:] == ":"):
            return 0
        return quoted.end()
    spelled = _SPELLED.match(text, pos, end) if dated else None
    # A full stop on one side and a dash on the other: `4 марта. Край-Информ – `, `4 марта – Край-Информ. `
    if spelled and (spelled["stop"] == ".") == (shape[-1] == "-"):
        return spelled.end()
    return 0


def is_source_name(name: str) -> bool:
    """Whether a name is spelled as that of a source: a domain, or with a word for news.

    >>> is_source_name("PORT.CO"), is_source_name("Port News"), is_source_name("Lisbon")
    (True, True, False)
    """
    return (_DOMAIN.fullmatch(name) or _MEDIA_WORD.fullmatch(name)) is not None
