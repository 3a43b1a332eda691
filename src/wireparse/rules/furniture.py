"""Lines of the page around a story that vary: breadcrumbs, menus, counters, copyright lines, captions with credits."""

from typing import Final

import regex

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.agencies import is_agency
from wireparse.registry.headings import fold_line, is_credit_word
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

CREDIT: Final = Rule(
    "photo-credit",
    r"WORD:? …|© …",
    (Kind.NOTE,),
    sample="De brug op een stille ochtend. Foto: ANP / Jan Prik\nBrug dicht\nUTRECHT (ANP) - De brug is dicht.",
    near_miss="Foto van de brug gestolen\nUTRECHT (ANP) - De foto is weg.",
    why="who made the picture; it looks like a source",
)
PAGE: Final = Rule(
    "page-furniture",
    r"A > B|A | B|8 reacties|© 2025 …",
    (Kind.NOTE,),
    sample="Home > Binnenland > Natuur\nBrug dicht\nUTRECHT (ANP) - De brug is dicht.",
    near_miss="Utrecht > Amsterdam duurt nu een uur langer\nUTRECHT (ANP) - De brug is dicht.",
    why="breadcrumbs, menus, counters, copyright lines",
)
RULES: Final = (CREDIT, PAGE)

_COUNTER: Final = regex_pattern(
    r"\d{1,3}(?:[\s.,]?\d{3})*+\s(?:reacties?|comments?|Kommentare?|commentaires?|comentarios?|komentarzy?|комментари\p{L}*|shares?|views?|"
    r"keer gelezen|gelezen|likes?"
    r"|просмотр\p{L}*|перегляд\p{L}*|odsłon\p{L}*|vistas|vues|visualizzazioni|Aufrufe|visninger|zhlédnutí"
    r"|min(?:uten|utes|uti|utos)?\s(?:read|leestijd|Lesezeit|de lecture|lezen|lesen|di lettura))",
    regex.IGNORECASE,
)
_BREADCRUMB: Final = regex_pattern(r"[^>›»/]{2,24}(?:\s?[>›»→]\s?[^>›»]{2,40}){1,5}")
_COPYRIGHT: Final = regex_pattern(r"(?:Copyright\s|©|\(c\)\s|ⓒ|&copy;).{2,160}", regex.IGNORECASE)
_HOME: Final = frozenset(
    "home start startseite startpagina accueil inicio início forside forsiden etusivu hem главная начало αρχική "
    "ana início anasayfa úvod domů początna naslovnica acasă kezdőlap beranda الرئيسية خانه ראשי "
    "होम หน้าแรก 首页 首頁 ホーム 홈 მთავარი գլխավոր насловна почетна головна галоўная pradžia sākums "
    "avaleht forsíða ballina domov početna হোম প্রচ্ছদ முகப்பு ہوم صفحه الصفحة דף нүүр басты inici "
    "hasiera hafan tuis".split()
)
"""Words for a site's first page, which open its breadcrumbs."""
_CRUMBS: Final = regex_pattern(r"\s?[>›»→]\s?")
_CRUMB_SIGN: Final = re_pattern(r"\s[/>›»→|·–—-]\s")
_ARROW: Final = re_pattern(r"[>›»→]")
_BAR: Final = re_pattern(r"\s[|·•]\s")
_BAR_MENU: Final = regex_pattern(r"[^|·•]{2,24}(?:\s[|·•]\s[^|·•]{2,24}){2,8}")
_YEAR: Final = re_pattern(r"\d{4}|[./-]\d\d\b")
_STAMP_LINE: Final = regex_pattern(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日"
    r"|\d{1,2}\.?\s\p{L}{3,12}\.?,?\s\d{4}|\p{L}{3,10}\.?\s\d{1,2},?\s\d{4}"
)
_LONGEST_STAMP: Final = 70
_A_WORD: Final = regex_pattern(r"\p{L}+")
_PAREN_CREDIT: Final = regex_pattern(r"[(（]([^()（）]{3,60})[)）]\.?$")
_CREDIT_SPLIT: Final = regex_pattern(r"[\s/／:：.]+")
_PHOTOGRAPHER: Final = regex_pattern(
    r"(?P<codes>[\p{L}-]{2,12}(?:\s\p{Lu}[\p{L}]+)?)\s?/\s?\p{Lu}[\p{L}\p{M}.'’-]+(?:\s\p{Lu}[\p{L}\p{M}.'’-]+){1,3}"
)
_AGENCY_FIRST: Final = regex_pattern(
    r"(?P<codes>\p{Lu}{2,10})(?:\s(?:FOTO|PHOTO|Photo|Foto))?/\p{Lu}\p{Ll}+(?:\s\p{Lu}[\p{Ll}.]+){0,3}"
)
"""`EFE/Ana Ruiz`, `ANTARA FOTO/Wahyu`"""
_COPYRIGHT_TAIL: Final = regex_pattern(
    r"^[^.!?…]{4,120}[.!?…”\"»]\s©\s?\p{Lu}[\p{L}\p{M}.'-]*+(?:\s\p{Lu}[\p{L}\p{M}.'-]*+){1,3}/[\p{L}-]{2,16}$"
)
"""`Der Damm am Ortsrand. © Imke Rothe/dpa`"""
_MORE_THAN_A_CREDIT: Final = 12
_HARD_END: Final = frozenset(".。．।۔։።။។…;；:：,，、")
_QUOTES: Final = "\"'”’»“‘」』)）]】›"


def is_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, and not as a headline.

    >>> is_sentence("De brug is dicht."), is_sentence("Brug dicht"), is_sentence("Wie betaalt dat?")
    (True, False, False)
    """
    last = line[-1]
    if last in _QUOTES:
        last = line.rstrip(_QUOTES)[-1:] or last
    return last in _HARD_END


def is_furniture(line: str) -> bool:
    """Whether a line has one of the forms that page furniture has.

    >>> is_furniture("Home > Binnenland > Natuur"), is_furniture("12 reacties"), is_furniture("Brug > tunnel?")
    (True, True, True)
    """
    first = line[0]
    return bool(
        (first.isdigit() and _COUNTER.fullmatch(line))
        or (_ARROW.search(line) and not ("<" in line or "«" in line) and _is_breadcrumb(line))
        or (first in "©ⓒ(&cC" and _COPYRIGHT.fullmatch(line))
        or (_BAR.search(line) and _BAR_MENU.fullmatch(line))
        or (_CRUMB_SIGN.search(line) and line.partition(" ")[0].casefold() in _HOME)
        or (_YEAR.search(line) and _is_stamp_line(line))
    )


def _is_breadcrumb(line: str) -> bool:
    """`Home > Binnenland > Natuur`: few words between the signs."""
    return bool(_BREADCRUMB.fullmatch(line)) and all(part.count(" ") < 5 for part in _CRUMBS.split(line))


def _is_stamp_line(line: str) -> bool:
    """A date with its year, perhaps a clock, and a word or two: `Geplaatst 7 november 2025 om 08:15`."""
    found = _STAMP_LINE.search(line) if len(line) < _LONGEST_STAMP else None
    if not found or is_sentence(line):
        return False
    rest = line[: found.start()] + line[found.end() :]
    return sum(map(str.isalpha, rest)) <= 24 and rest.count(" ") < 7


def is_caption(line: str) -> bool:
    """A caption that ends in its credit, `… Foto: ANP / Jan Jansen`, or an agency with its photographer.

    >>> is_caption("De brug bij avond. Foto: ANP / Jan Prik"), is_caption("Foto van de brug gestolen")
    (True, False)
    """
    if "/" in line and (found := _PHOTOGRAPHER.fullmatch(line.rpartition(". ")[2])) and is_agency(found["codes"]):
        return True
    if "/" in line and (found := _AGENCY_FIRST.fullmatch(line)) and is_agency(found["codes"]):
        return True
    if "©" in line and _COPYRIGHT_TAIL.search(line):
        return True
    if line[-1] in ")）." and (found := _PAREN_CREDIT.search(line)) and _names_credit(found[1]):
        return True
    if line[0] in "(（" and 0 < max(line.find(")"), line.find("）")) < len(line) - _MORE_THAN_A_CREDIT:
        return False  # `(foto: ANP) De brug …`: a sentence with a credit before it
    if not any(map(is_credit_word, _A_WORD.findall(fold_line(line)))):
        return False
    for word in _A_WORD.finditer(line):
        if is_credit_word(fold_line(word[0])):
            rest = line[word.end() :].lstrip(" .")
            before = line[: word.start()].rstrip()
            if (
                rest[:1] in {":", "："}
                and len(rest) < 70
                and (not before or not before[-1].isalnum() or is_agency(before))
            ):
                return True
            if any(is_agency(code) for code in rest.strip(" )").split("/")):
                return True
    return False


def _names_credit(inner: str) -> bool:
    """Whether what stands in parentheses is a credit: `AP Photo/Dana Whitlow`, `Foto: ANP`, `圖／中央社`."""
    if any(is_credit_word(fold_line(word)) for word in _CREDIT_SPLIT.split(inner)):
        return True
    agency, _, photographer = inner.partition("/")
    return " " in photographer.strip() and is_agency(agency)
