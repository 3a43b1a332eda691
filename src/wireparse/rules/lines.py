"""Lines that are known by themselves: breaks, bylines, sign-offs, section headings, notes.

Headings, buttons and credits are looked up in the registry by the whole line, folded; that costs one look whatever the
number of languages. Only what varies has a pattern.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

import regex

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.gazetteer import is_place
from wireparse.registry.headings import fold_line, headings
from wireparse.rules.elements import code_spans, is_agency
from wireparse.rules.parts import CAPITAL
from wireparse.rules.rule import Rule
from wireparse.rules.sorts import Sort
from wireparse.tokens import Kind

BREAK: Final = Rule(
    "break-mark",
    r"(?:\f|#(?:\s?#)+|-\s?(?:30|0)\s?-|[Nn]{4}|(?:\*\s?){3,}|[-=_~—–]{3,}|[-(]?\s?(?:END|ENDS|Ends|EINDE|ENDE|FIN|FINE|KONIEC)\s?[-)]?"
    r"|\(?(?:ends?|fin|fine|ende|einde)\)|-ends-|ooOoo|\.[/.]\.|EOM|//+)",
    (Kind.BREAK,),
    sample="Bever\nHARDENBERG (ANP) - Een bever is los.\n###\nBrug\nUTRECHT (ANP) - De brug is dicht.",
    near_miss="Bever\nHARDENBERG (ANP) - Een bever is los.\n### Brug",
    why="what agencies and mail gateways print between or behind dispatches",
)
BYLINE: Final = Rule(
    "byline",
    r"(?:WORD)\s+NAME(?:[,/]\s?NAME)*",
    (Kind.BYLINE, Kind.NOTE),
    sample="Cottages\nBy Delphine Okoro-Vance\nPORT ELIZABETH, South Africa (AP) — A row of cottages will reopen.",
    near_miss="Cottages\nBy the sea a row of cottages will reopen\nPORT ELIZABETH (AP) — A row of cottages.",
    why="a word for `by` and then nothing but names",
)
SIGNOFF: Final = Rule(
    "signoff-line",
    r"/CODES/|\(CODES\)|© CODES|CODES|initials",
    (Kind.SIGNOFF, Kind.NOTE),
    sample="Fiskere\nSvaneke /ritzau/: Fiskerne vil sejle med turister.\n/ritzau/",
    near_miss="Fiskere\nSvaneke /ritzau/: Fiskerne vil sejle /med/ turister til maj.",
    why="the agency's mark, alone on a line behind the last paragraph",
)
CREDITS: Final = Rule(
    "signoff-credits",
    r"\((?:Reporting|Editing|Writing|…) by …\)",
    (Kind.SIGNOFF, Kind.NOTE),
    sample="Ferry\nDUBLIN, March 4 (Reuters) - The ferry sails. (Reporting by Nora Ellis; Editing by June Ash)",
    near_miss="Ferry\nDUBLIN, March 4 (Reuters) - The ferry (built by Harland in 1911) sails on.",
    why="Reuters and others name reporters and editors behind the last sentence",
)
TAIL: Final = Rule(
    "signoff-tail",
    r"\(CODES\)|/CODES/",
    (Kind.SIGNOFF,),
    sample="Zwembaden\nZwembaden in Drenthe worden kouder. Het water wordt 26 graden. (ANP)",
    near_miss="Zwembaden\nZwembaden in Drenthe worden kouder, zegt de Drentse bond van badmeesters (DBB)",
    why="the agency's mark, glued to the last sentence",
)
SECTION: Final = Rule(
    "section-heading",
    "open",
    (Kind.SECTION, Kind.NOTE),
    sample="Brug\nUTRECHT (ANP) - De brug is dicht.\nMeer uit Binnenland\nASSEN (ANP) - De baan is dicht.\n1 uur geleden",
    near_miss="Brug\nUTRECHT (ANP) - De brug is dicht.\nMeer uitstel vragen de bouwers niet, zegt de minister.",
    why="a heading that sites print above a list of other stories",
)
NOTE: Final = Rule(
    "note",
    "boiler",
    (Kind.NOTE,),
    sample="Brug\nUTRECHT (ANP) - De brug is dicht.\nDeel dit artikel",
    near_miss="Brug\nUTRECHT (ANP) - Deel dit artikel niet, zegt de brugwachter.",
    why="buttons, advertisements, cookie lines",
)
CREDIT: Final = Rule(
    "photo-credit",
    r"WORD:? …|© …",
    (Kind.NOTE,),
    sample="De brug op een stille ochtend. Foto: ANP / Jan Prik\nBrug dicht\nUTRECHT (ANP) - De brug is dicht.",
    near_miss="Foto van de brug gestolen\nUTRECHT (ANP) - De foto is weg.",
    why="who made the picture; it looks like a source",
)
INLINE: Final = Rule(
    "inline-link",
    "inline",
    (Kind.NOTE,),
    sample="Brug\nUTRECHT (ANP) - De brug is dicht.\nLees ook: Pont vaart weer\nDe pont vaart wel, zegt de gemeente.",
    near_miss="Brug\nUTRECHT (ANP) - De brug is dicht. Lees ook de borden, zegt de gemeente.",
    why="a link to another story inside the text, with its headline behind a colon",
)
PAGE: Final = Rule(
    "page-furniture",
    r"A > B|A | B|8 reacties|© 2025 …",
    (Kind.NOTE,),
    sample="Home > Binnenland > Natuur\nBrug dicht\nUTRECHT (ANP) - De brug is dicht.",
    near_miss="Utrecht > Amsterdam duurt nu een uur langer\nUTRECHT (ANP) - De brug is dicht.",
    why="breadcrumbs, menus, counters, copyright lines",
)
RULES: Final = (BREAK, BYLINE, SIGNOFF, CREDITS, TAIL, SECTION, NOTE, CREDIT, INLINE, PAGE)

_BREAK: Final = regex_pattern(BREAK.pattern)
_BYLINE_WORDS: Final = (
    r"By|BY|Door|DOOR|Von|VON|Par|PAR|Por|POR|Di|DI|De notre|Af|AF|Av|AV|Od|Autor|Autore|Auteur|Text|Tekst|Tekst og foto|"
    r"Автор|Текст|Van onze|Von unserem|Von unserer|Scris de|Írta|Kirjoittaja|Oleh|Penulis|Μια|Του|Της|بقلم|کتب|记者|記者|文"
)
_BYLINE: Final = regex_pattern(
    rf"\(?(?:(?:{_BYLINE_WORDS}):?\s|(?:记者|記者|文[/:：])\s?|(?:Autor|Text|Tekst|Автор|Текст|Oleh)\s?:)"
    rf"[^.!?。]*?(?:\.[^.!?]{{0,12}})?[=<]?\)?"
)
_NAME_WORD: Final = regex_pattern(
    rf"{CAPITAL}[\p{{L}}\p{{M}}\p{{N}}'’.-]*[,/]?|(?:de|den|der|van|von|la|le|da|di|du|del|do|dos|and|en|und|et|y|e|i|in|im"
    r"|via|of|the|zu|ten|ter|bin|al|dpa|afp|sda|onze|unserem|unserer|verslaggever|redactie|correspondents?"
    r"|correspondent|Korrespondenten|staff|redazione|redacción|rédaction|og|och|с|та|и|an|aan|af|av|®)[,/]?|&|[-–—|·/=<)]+"
)
_INITIALS: Final = regex_pattern(
    r"(?:[a-zà-ž]{2,4}/\s?)+(?:[a-zà-ž]{2,4}/?)?|[a-z]{2,4}(?:[-/][a-z]{2,4})+|(?:[a-z]{2}\s)?[a-z]{2}\s\d{4}"
)
_MORE: Final = r"(?P<more>(?:[a-zà-ž]{2,6}[/ -]?){1,8}|RTV|rtv|[A-Z]{2,3})"
_MARKED: Final = regex_pattern(
    r"(?:[/(（【\[<]{1,2}\s?(?:[©ⓒ]|\(c\))?\s?|[©ⓒ]\s?|\(c\)\s?|==|-{1,2}\s)"
    r"(?P<codes>[\p{L}\p{N}][^()（）\[\]<>/\n]{1,30}+(?:/[\p{L}-]{2,12}){0,3})[/)）】\]>=]{0,2}\.?"
    rf"(?:\s?{_MORE})?"
)
_BARE: Final = regex_pattern(
    rf"(?P<codes>\p{{L}}[\p{{L}}.-]{{1,24}}(?:\s\p{{Lu}}[\p{{L}}.-]+){{0,2}}?)(?:[\s/]{_MORE})?\.?"
)
_AUTHORS: Final = regex_pattern(r"(?P<codes>\p{L}[\p{L}.-]{1,24})\s?/?\s?\([^()]{4,90}\)\.?")
"""`AGERPRES/(A - autor: …, editor: …)`"""
_AUTHORS_TAIL: Final = regex_pattern(r"[.!?”\"]\s(?P<codes>\p{Lu}[\p{L}.-]{1,24})\s?/\s?\([^()]{4,90}\)$")
_WITH: Final = regex_pattern(
    r"[(（]?(?:With(?: inputs?| files?)?(?: from)?|avec|Avec|con|Con información de|mit|met|med|z|со ссылкой на|Source|Bron|Quelle|Fuente)"
    r"\s(?P<codes>[^()]{2,40})[)）]\.?",
    regex.IGNORECASE,
)
_CLOSING: Final = regex_pattern(
    r"[(（【]?(?:完|끝|了|終わり|انتهى|انتهای پیام/?|конец|koniec)[)）】]?\.?|（(?:編輯|编辑|責任編輯|责任编辑)[:：][^）]{1,20}）\d{0,8}"
    r"|【(?:责任编辑|責任編輯|编辑|編輯)[:：][^】]{1,20}】"
    r"|SOURCE\s.{2,60}|This report by .{3,40} was first published .{3,30}"
)
_CREDITS: Final = regex_pattern(
    r"[(\[](?:Additional |Initial )?(?:Reporting|Editing|Writing|Compiled|Reported|Edited|Written|Redactie|Reportage|Reporte|"
    r"Édité|Rédigé|Editado|Escrito|Redigiert|Bericht von|Geschrieben|Krea|Informació|Información|Reportagem|Edição|Servizio)"
    r"(?:\s(?:and|en|by|von|par|por|de|di|door|et|y|writing|editing|reporting)\b|:)[^()]{2,400}(?:\([^()]{1,60}\)[^()]{0,200}){0,4}[)\]]\.?",
    regex.IGNORECASE,
)
_TAIL: Final = regex_pattern(
    r"(?:[(（]\s?(?:[©ⓒ]\s?)?(?P<codes>[^()（）\n]{2,40})[)）]|(?<=[\s.])/(?P<codes>[^/\n]{2,30})/(?:[A-Z]{2,8})?)\.?"
    r"|[(（【](?:完|끝|了|終わり|انتهى)[)）】]|\./\.|/\."
    r"|(?:\(c\)|[©ⓒ]|--?|–|—|==?)\s?(?P<codes>[\p{L}\p{M}][\p{L}\p{M} .-]{1,24}?)\.?"
)
_SENTENCE_END: Final = frozenset(".。．।؟۔…!！?？:：;؛,，、")
_QUOTES: Final = "\"'”’»“‘」』)）]】›"
_CLOSED: Final = frozenset(".!?…。！？\"'”’»」』)")
_HARD_END: Final = frozenset(".。．।۔…;；:：,，、")
_COUNTER: Final = regex_pattern(
    r"\d{1,5}\s(?:reacties?|comments?|Kommentare?|commentaires?|comentarios?|komentarzy?|комментари\p{L}*|shares?|views?|"
    r"keer gelezen|gelezen|likes?|min(?:uten|utes|uti|utos)?\s(?:read|leestijd|Lesezeit|de lecture|lezen|lesen|di lettura))",
    regex.IGNORECASE,
)
_BREADCRUMB: Final = regex_pattern(
    r"(?:Home|Start|Startseite|Startpagina|Accueil|Inicio|Início|Forside|Forsiden|Etusivu|Hem|Strona główna|Главная|首页|홈|ホーム"
    r"|[^>›»/]{2,24})(?:\s?[>›»→]\s?[^>›»]{2,40}){1,5}"
)
_COPYRIGHT: Final = regex_pattern(r"(?:Copyright\s|©|\(c\)\s|ⓒ|&copy;).{2,160}", regex.IGNORECASE)
_HOME: Final = frozenset(
    "home start startseite startpagina accueil inicio início forside forsiden etusivu hem главная начало αρχική ana início "
    "anasayfa úvod domů početna naslovnica acasă kezdőlap beranda الرئيسية خانه ראשי होम หน้าแรก 首页 首頁 ホーム 홈".split()
)
"""Words for a site's first page, which open its breadcrumbs."""
_CRUMBS: Final = regex_pattern(r"\s?[>›»→]\s?")
_CRUMB_SIGN: Final = regex_pattern(r"\s[/>›»→|·-]\s")
_A_WORD: Final = regex_pattern(r"\p{L}+")
_PAREN_CREDIT: Final = regex_pattern(r"[(（]([^()（）]{3,60})[)）]\.?$")
_CREDIT_SPLIT: Final = regex_pattern(r"[\s/／:：.]+")
_PHOTOGRAPHER: Final = regex_pattern(
    r"(?P<codes>[\p{L}-]{2,12}(?:\s\p{Lu}[\p{L}]+)?)\s?/\s?\p{Lu}[\p{L}\p{M}.'’-]+(?:\s\p{Lu}[\p{L}\p{M}.'’-]+){1,3}"
)
_STAMP_LINE: Final = regex_pattern(
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}\.?\s\p{L}{3,12}\.?,?\s\d{4}|\p{L}{3,10}\.?\s\d{1,2},?\s\d{4})"
)
_BAR_MENU: Final = regex_pattern(r"[^|·•]{2,24}(?:\s[|·•]\s[^|·•]{2,24}){2,8}")


def is_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, and not as a headline.

    >>> is_sentence("De brug is dicht."), is_sentence("Brug dicht"), is_sentence("Wie betaalt dat?")
    (True, False, False)
    """
    last = line[-1]
    if last in _QUOTES:
        last = line.rstrip(_QUOTES)[-1:] or last
    return last in _HARD_END


def classify(line: str) -> tuple[Sort, str] | None:
    """What a short line is by itself, with the rule that says so; None for headlines and paragraphs.

    >>> classify("Meer uit Binnenland")
    (<Sort.SECTION: 3>, 'section-heading')
    """
    if is_plain(line):
        return None
    first = line[0]
    if (not first.isalnum() or len(line) < 12) and _BREAK.fullmatch(line):
        return Sort.BREAK, BREAK.name
    if (first in _SIGNOFF_OPENINGS or may_name_agency(line)) and (rule := signoff_rule(line)):
        return Sort.SIGNOFF, rule
    key = fold_line(line)
    return _looked_up(line, key) or _patterned(line, key)


def is_plain(line: str) -> bool:
    """Whether a line can be none of those that this module knows, by its first characters and its signs."""
    opening = line[:5].casefold()
    return (
        len(line) > 11
        and opening[0].isalpha()
        and opening.isascii()
        and opening not in _known_openings()
        and line[:2] not in _byline_openings()
        and not _SIGNS.search(line)
        and not is_agency(line.partition(" ")[0])
    )


_SIGNS: Final = re_pattern(r"[|·•›»→>©/()<\[:]|\b\d{4}\b|\w\. \w")


@cache
def _known_openings() -> frozenset[str]:
    """The first five characters of all lines and beginnings of lines that the registry lists."""
    known = headings()
    lists: tuple[Iterable[str], ...] = (known.boiler, known.photo, known.open, known.inline, known.note_prefixes)
    words = [phrase for phrases in lists for phrase in phrases]
    words += [before for before, _ in known.open_patterns] + [word.casefold() for word in _CLOSING_WORDS]
    return frozenset(word[:5] for word in words)


_SIGNOFF_OPENINGS: Final = frozenset("([{/（【<©ⓒ=-‹")


def may_name_agency(line: str) -> bool:
    """Whether the first word of a line is an agency, or the line one of the few phrases that close a story."""
    word = line.partition(" ")[0]
    return (
        is_agency(word.partition("/")[0].rstrip("."))
        or (len(line) < 60 and is_agency(line))
        or word in _CLOSING_WORDS
        or "/" in word
    )


_CLOSING_WORDS: Final = frozenset(
    "SOURCE This With with avec Avec con Con mit met Met z انتهى انتهای 完 끝 конец koniec".split()
)


@cache
def _by_opening(phrases: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Phrases by their first two characters."""
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        found.setdefault(phrase[:2], []).append(phrase)
    return {key: tuple(rows) for key, rows in found.items()}


def _looked_up(line: str, key: str) -> tuple[Sort, str] | None:
    """Lines that the registry lists."""
    known = headings()
    if key in known.boiler or key in known.photo:
        return Sort.NOTE, NOTE.name
    if key in known.open:
        return Sort.SECTION, SECTION.name
    if len(line) < 60:
        for before, after in _section_openings().get(key[:3], ()):
            if key.startswith(before) and key.endswith(after) and len(key) > len(before) + len(after):
                return Sort.SECTION, SECTION.name
    return None


@cache
def _section_openings() -> dict[str, list[tuple[str, str]]]:
    """Headings with a section's name in them, by their first three characters."""
    found: dict[str, list[tuple[str, str]]] = {}
    for before, after in headings().open_patterns:
        found.setdefault(before[:3], []).append((before, after))
    return found


def _patterned(line: str, key: str) -> tuple[Sort, str] | None:
    """Lines of a known form with something in them that varies."""
    known = headings()
    if key.startswith(_by_opening(known.inline).get(key[:2], ())):
        return Sort.NOTE, INLINE.name
    if key.startswith(_by_opening(known.note_prefixes).get(key[:2], ())):
        return Sort.NOTE, NOTE.name
    if is_byline(line):
        return Sort.BYLINE, BYLINE.name
    first = line[0]
    if (
        (first.isdigit() and _COUNTER.fullmatch(line))
        or (any(mark in line for mark in ">›»→") and "<" not in line and _is_breadcrumb(line))
        or (first in "©ⓒ(&cC" and _COPYRIGHT.fullmatch(line))
        or (any(mark in line for mark in "|·•") and _BAR_MENU.fullmatch(line))
        or (line.partition(" ")[0].casefold() in _HOME and _CRUMB_SIGN.search(line))
        or _is_stamp_line(line)
    ):
        return Sort.NOTE, PAGE.name
    return (Sort.NOTE, CREDIT.name) if _is_caption(line) else None


def _names_credit(inner: str) -> bool:
    """Whether what stands in parentheses is a credit: `AP Photo/Dana Whitlow`, `Foto: ANP`, `圖／中央社`."""
    words = _CREDIT_SPLIT.split(inner)
    if any(word.casefold() in headings().credit_words for word in words):
        return True
    return "/" in inner and is_agency(inner.partition("/")[0])


def _is_breadcrumb(line: str) -> bool:
    """`Home > Binnenland > Natuur`: few words between the signs."""
    return bool(_BREADCRUMB.fullmatch(line)) and all(part.count(" ") < 5 for part in _CRUMBS.split(line))


def _is_stamp_line(line: str) -> bool:
    """A date with its year, perhaps a clock, and a word or two: `Geplaatst 7 november 2025 om 08:15`."""
    found = _STAMP_LINE.search(line) if len(line) < 70 else None
    if not found or is_sentence(line):
        return False
    rest = line[: found.start()] + line[found.end() :]
    return sum(map(str.isalpha, rest)) <= 24 and rest.count(" ") < 7


def _is_caption(line: str) -> bool:
    """A caption that ends in its credit, `… Foto: ANP / Jan Jansen`, or an agency with its photographer."""
    if "/" in line and (found := _PHOTOGRAPHER.fullmatch(line.rpartition(". ")[2])) and is_agency(found["codes"]):
        return True
    if (found := _PAREN_CREDIT.search(line)) and _names_credit(found[1]):
        return True
    for word in _A_WORD.finditer(line):
        if word[0].casefold() in headings().credit_words:
            rest = line[word.end() :].lstrip(" .")
            if rest[:1] in {":", "："} and len(rest) < 70:
                return True
            if any(is_agency(code) for code in rest.strip(" )").split("/")):
                return True
    return False


def is_byline(line: str) -> bool:
    """A word for `by`, then names and nothing else.

    >>> is_byline("By Ann Baker and Tom Reed"), is_byline("By the sea")
    (True, False)
    """
    if len(line) > 120 or line[:2] not in _byline_openings() or not _BYLINE.fullmatch(line):
        return False
    words = line.strip("()").split()[1:]
    return (
        bool(words)
        and len(words) < 14
        and all(_NAME_WORD.fullmatch(word) for word in words)
        and any(w[0].isupper() or not w[0].islower() for w in words)
    )


_DESKS: Final = frozenset(
    "redacción redaccion redacao redação redactie redaktion redaktionen rédaction redazione redakcja redakce redakcija "
    "agencias agencies agenturen agences agenzie agentschappen redakcia редакция редакція newsroom staff nieuwsdienst".split()
)
_DESK_WORDS: Final = frozenset(
    "redactie redacción redaktion reporter verslaggever desk staff correspondent agency agencias".split()
)


def is_name_line(line: str) -> bool:
    """Whether a line right below the headline names who wrote it, without a word for `by`: a desk, or a name.

    >>> is_name_line("Redacción"), is_name_line("RAQUEL OLLAQUINDIA"), is_name_line("De brug")
    (True, True, False)
    """
    folded = line.casefold()
    if folded in _DESKS:
        return True
    words = line.split()
    if not 2 <= len(words) <= 5 or len(line) > 45 or fold_line(line) in headings().rubrics:
        return False
    if any(word.casefold() in _DESK_WORDS for word in words):
        return True
    return all(_NAME_ONLY.fullmatch(word) for word in words) and not is_place(line)


_NAME_ONLY: Final = regex_pattern(r"\p{Lu}[\p{L}\p{M}'’.-]*,?|y|e|et|und|and|en|og|och|i|/|de|van|von|der|da|di|del|la")


@cache
def _byline_openings() -> frozenset[str]:
    return frozenset(word[:2] for word in [*_BYLINE_WORDS.split("|"), "(记", "(記", "文:", "文：", "文/"]) | {
        f"({word[0]}" for word in _BYLINE_WORDS.split("|")
    }


def signoff_rule(line: str) -> str | None:
    """The rule by which a whole line is a sign-off, or None."""
    if _CREDITS.fullmatch(line):
        return CREDITS.name
    if len(line) > 100:
        return None
    if _INITIALS.fullmatch(line) or _CLOSING.fullmatch(line):
        return SIGNOFF.name
    if len(line) < 60 and (found := _MARKED.fullmatch(line) or _WITH.fullmatch(line)):
        return SIGNOFF.name if _names_agency(found["codes"].strip()) else None
    if len(line) < 40 and (found := _BARE.fullmatch(line)):
        sign = code_spans(found["codes"])[1]
        return SIGNOFF.name if sign == "A" or (sign == "a" and found["more"]) else None
    if (found := _AUTHORS.fullmatch(line)) and is_agency(found["codes"]):
        return SIGNOFF.name
    return None


def _names_agency(codes: str) -> bool:
    """Whether a mark names an agency, alone or with others or with initials behind a slash."""
    return code_spans(codes)[1] != "X" and len(codes) < 40


def tail_signoff(text: str, start: int, end: int) -> tuple[int, str] | None:
    """Where a sign-off glued to the end of a paragraph starts, and its rule.

    >>> tail_signoff("De brug is dicht. (ANP)", 0, 23)
    (18, 'signoff-tail')
    """
    last = text[end - 1]
    if text.endswith("./.", start, end):
        return end - 3, TAIL.name
    at = max(text.rfind("（", max(start, end - 40), end), text.rfind("【", max(start, end - 40), end))
    if at > start and _CLOSING.fullmatch(text, at, end):
        return at, TAIL.name
    if last not in ")]）】/.":
        return _dashed_signoff(text, start, end)
    if last == ")" and (found := _AUTHORS_TAIL.search(text, max(start, end - 130), end)) and is_agency(found["codes"]):
        return found.start("codes"), TAIL.name
    if last == "." and text[end - 2] not in ")]）/":
        return None
    credits_at = max(text.rfind("(", start, end), text.rfind("[", start, end))
    for found in _CREDITS.finditer(text, max(start, end - 700), end):
        if found.end() == end:
            return found.start(), CREDITS.name
    opening = max(
        credits_at, text.rfind("（", start, end), text.rfind("【", start, end), text.rfind("/", start, end - 2)
    )
    for at in (opening, text.rfind("/", start, max(opening, start))):
        if at > start and (found := _TAIL.fullmatch(text, at, end)):
            codes = found["codes"]
            closed = text[start:at].rstrip()[-1:] in _CLOSED
            if codes is None or _WITH.fullmatch(text, at, end):
                return at, TAIL.name
            sign = code_spans(codes.strip())[1]
            if (closed and sign != "X") or (sign == "A" and text[end - 1] != "."):
                return at, TAIL.name
    return None


_DASHED: Final = regex_pattern(r"(?:\(c\)|[©ⓒ]|--|[-–—]|==)\s?(?P<codes>[\p{L}\p{M}][\p{L}\p{M} .-]{1,24})")


def _dashed_signoff(text: str, start: int, end: int) -> tuple[int, str] | None:
    """`… the bridge. -- BERNAMA`, `…。(c)AFP`: a mark behind the last full stop that a sign introduces."""
    for found in _DASHED.finditer(text, max(start + 1, end - 32), end):
        before = text[start : found.start()].rstrip()[-1:]
        if found.end() == end and (before in _CLOSED or before > "\u0e00") and is_agency(found["codes"]):
            return found.start(), TAIL.name
    return None
