"""Sign-offs: the mark of an agency, a reporter or an editor that closes a story."""

import re
from functools import lru_cache
from typing import Final

import regex

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.agencies import is_agency, is_weak
from wireparse.rules.elements import code_spans
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

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
RULES: Final = (SIGNOFF, CREDITS, TAIL)

SIGNOFF_OPENINGS: Final = frozenset("([{/（【<©ⓒ=-‹.◎")
_CLOSING_WORDS: Final = frozenset(
    "SOURCE This With with avec Avec con Con mit met Met z انتهى انتهای 完 끝 конец koniec Enditem".split()
)
_INITIALS: Final = regex_pattern(
    r"/?(?:[a-zà-ž]{2,4}/\s?)+(?:[a-zà-ž]{2,4}/?)?|/?[a-z]{2,4}(?:[-/][a-z]{2,4})+|(?:[a-z]{2}\s)?[a-z]{2}\s\d{4}"
    r"|[A-Z]{2,4}(?:\s?//?\s?[A-Z]{2,4})+|/[a-z]{2,4}(?:/[A-Za-z]{2,4}){1,3}|\./\.\s?\p{Lu}{2,4}"
)
"""`abc/def`, `/wkr/mis`, `SRF // JAP`, `/mkl/DP/hst`, `./.MDL`"""
_MORE: Final = (
    r"(?P<more>[a-zà-ž]{2,6}(?:[/ -]{1,3}[a-zà-ž]{1,6}\d?){0,7}/?|RTV|rtv|[A-Z]{2,3}(?:\s[A-Z]{2,3}){0,3}"
    r"|[\p{Lo}\p{M}]{1,9}(?:\s[\p{Lo}\p{M}]{1,9}){0,2}|(?:Fim|Fin|Ende|End)\b"
    r"|(?<=/)\p{Lu}\p{Ll}{2,12}(?:\s\p{Lu}[\p{Ll}.]{1,14}){0,2}|\(www\.[\w./-]{3,40}\))"
)
_MARKED: Final = regex_pattern(
    r"(?:[/(（【\[<]{1,2}\s?(?:[©ⓒ]|\(c\))?\s?|[©ⓒ]\s?|\(c\)\s?|==|-{1,2}\s?[(/]?)"
    r"(?P<codes>[\p{L}\p{N}][^()（）\[\]<>/\n]{1,30}+(?:/[\p{L}-]{2,12}){0,3})[/)）】\]>=]{0,2}\.?"
    rf"(?:\s?{_MORE})?"
)
_BARE: Final = regex_pattern(
    rf"(?P<codes>\p{{L}}[\p{{L}}\p{{M}}.–-]{{1,24}}(?:\s\p{{Lu}}[\p{{L}}.-]+){{0,2}}?)(?:[\s/]{_MORE})?\.?"
)
_AUTHORS: Final = regex_pattern(r"(?P<codes>\p{L}[\p{L}.-]{1,24})\s?/?\s?\([^()]{4,90}\)\.?")
"""`AGERPRES/(A - autor: …, editor: …)`"""
_NAMED: Final = regex_pattern(r"\p{Lu}[\p{L}'’.-]+(?:\s\p{Lu}[\p{L}'’.-]+){1,2}\s?/\s?(?P<codes>\p{Lu}[\p{L}-]{1,12})")
"""`Malin Törnkvist/TT`"""
_AUTHORS_TAIL: Final = regex_pattern(r"[.!?”\"]\s(?P<codes>\p{Lu}[\p{L}.-]{1,24})\s?/\s?\([^()]{4,90}\)$")
_WITH: Final = regex_pattern(
    r"[(（]?(?:With(?: inputs?| files?)?(?: from)?|avec|Avec|con|Con información de|mit|met|med|z"
    r"|со ссылкой на|Source|Bron|Quelle|Fuente)"
    r"\s(?P<codes>[^()]{2,40})[)）]\.?",
    regex.IGNORECASE,
)
_CLOSING: Final = regex_pattern(
    r"[(（【]?(?:完|끝|了|終わり|انتهى|النهاية|انتهای پیام/?|конец|koniec|Enditem)[)）】]?\.?"
    r"(?:\s\p{Lo}(?:\s\p{Lo}){0,3})?"
    r"|（(?:編輯|编辑|責任編輯|责任编辑)[:：][^）]{1,20}）\d{0,8}"
    r"|【(?:责任编辑|責任編輯|编辑|編輯)[:：][^】]{1,20}】"
    r"|◎\S{0,8}\s\S{1,12}\s[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|SOURCE\s.{2,60}|This report by .{3,40} was first published .{3,30}"
)
_CREDITS: Final = re_pattern(
    r"[(\[](?:Additional |Initial )?(?:Reporting|Editing|Writing|Compiled|Reported|Edited|Written|Redactie|Reportage"
    r"|Reporte|Édité|Rédigé|Editado|Escrito|Redigiert|Bericht von|Geschrieben|Krea|Informació|Información|Reportagem"
    r"|تغطية|إعداد|تحرير|كتابة"
    r"|Edição|Servizio)"
    r"(?:\s(?:صحفية|صحفي|and|en|by|von|par|por|de|di|door|et|y|writing|editing|reporting)\b|:)"
    r"[^()]{2,400}(?:\([^()]{1,60}\)[^()]{0,200}){0,4}[)\]]\.?",
    re.IGNORECASE,
)
_TAIL: Final = regex_pattern(
    r"(?:[(（]\s?(?:[©ⓒ]\s?)?(?P<codes>[^()（）\n]{2,40})[)）]|(?<=[\s.])/(?P<codes>[^/\n]{2,30})/(?:[A-Z]{2,8})?)\.?"
    r"|[(（【](?:完|끝|了|終わり|انتهى|END|Ende|FIN|Fin)[)）】]|\./\.|/\."
    r"|(?:\(c\)|[©ⓒ]|--?|–|—|==?)\s?(?P<codes>[\p{L}\p{M}][\p{L}\p{M} .-]{1,24}?)\.?"
)
_CASELESS: Final = "\u0600"
"""In Arabic script a word alone on a line is no title that lacks its capital."""
_JOINED: Final = re_pattern(r"(?<=\w)[/–—]")
_JOINS: Final = re_pattern(r"[ /-]+")
_LONGEST_INITIALS: Final = 4
"""`Report an error` is a button, and no mark with initials."""
_LONGEST_NAME: Final = 40
_CLOSED: Final = frozenset(".!?…。！？।॥۔؟\"'”’»」』)")
_DASHED: Final = regex_pattern(r"(?:\(c\)|[©ⓒ]|--|[-–—]|==)\s?(?P<codes>[\p{L}\p{M}][\p{L}\p{M} .-]{1,24})")
_SIGNED: Final = regex_pattern(
    r"\((?P<codes>[^()\n]{2,24})\)(?:\s[a-zà-ž]{2,4}(?:\.[a-zà-ž]{2,4})?){1,4}|(?P<codes>[A-Z]{2,6})(?:\s[A-Z]{2,3}){1,3}"
    r"|(?P<codes>\p{Lu}{2,10})\.?|/?(?P<codes>\p{L}{2,12}(?:/\p{L}{2,12}){1,3})/?|/(?P<codes>\p{L}{2,12})"
    r"|(?P<codes>\p{L}\p{Ll}{2,12})"
)
"""A mark with initials behind it: `(Hina) xmb ymd`, `PTI RKD NSK`."""


_INITIALS_TAIL: Final = regex_pattern(
    r"[.!?…”\"»]\s(?P<mark>(?:\((?P<codes>[^()\n]{2,24})\)\s?)?(?:\p{Ll}{2,4}/\s?){1,3}(?:\p{Ll}{2,4}/)?)$"
)
"""`(PAP) kli/ ag/`, `ан/бк/`: initials behind the last sentence."""
_ENDITEM: Final = " Enditem"
"""As Xinhua closes its dispatches."""
_CLOSING_TAIL: Final = regex_pattern(r"[.!?…؟”\"»]\s?(?P<mark>(?:انتهای پیام|انتهى|النهاية)/?)$")


def may_name_agency(line: str) -> bool:
    """Whether the first word of a line is an agency, or the line one of the few phrases that close a story."""
    word = line.partition(" ")[0]
    return (
        is_agency(word.partition("/")[0].rstrip("."))
        or (("–" in word or "—" in word) and is_agency(_JOINED.split(word, maxsplit=1)[0]))
        or (len(line) < 60 and is_agency(line))
        or word in _CLOSING_WORDS
        or ("/" in line and len(line) < _LONGEST_NAME)
    )


def names_reporters(line: str) -> bool:
    """Whether a line is `(Reporting by Nora Ellis; Editing by June Ash)`."""
    return line[0] in "([" and _CREDITS.fullmatch(line) is not None


def signoff_rule(line: str) -> str | None:
    """The rule by which a whole line is a sign-off, or None."""
    first, size = line[0], len(line)
    if first in "(/" and line[-1] in ")/" and line[1:-1].isalpha() and is_agency(line[1:-1]):
        return SIGNOFF.name  # as most are
    if names_reporters(line):
        return CREDITS.name
    if size > 100:
        return None
    if (size < _LONGEST_NAME and _INITIALS.fullmatch(line)) or _CLOSING.fullmatch(line):
        return SIGNOFF.name
    if size < 60 and (found := _WITH.fullmatch(line) or _MARKED.fullmatch(line)):
        return SIGNOFF.name if _names_agency(found["codes"].strip()) else None
    if "/" in line and (found := _NAMED.fullmatch(line)) and is_agency(found["codes"]):
        return SIGNOFF.name
    if size < 40 and first.isalpha() and (found := _BARE.fullmatch(line)):
        sign = code_spans(found["codes"])[1]
        initials = found["more"] and max(map(len, _JOINS.split(found["more"]))) <= _LONGEST_INITIALS
        return SIGNOFF.name if sign == "A" or (sign == "a" and (initials or first > _CASELESS)) else None
    if "(" in line and (found := _AUTHORS.fullmatch(line)) and is_agency(found["codes"]):
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
    if last == "/" and (found := _INITIALS_TAIL.search(text, max(start, end - 60), end)):
        return (found.start("mark"), TAIL.name) if not found["codes"] or is_agency(found["codes"]) else None
    if last > _CASELESS and (found := _CLOSING_TAIL.search(text, max(start, end - 20), end)):
        return found.start("mark"), TAIL.name
    if last == "m" and text.endswith(_ENDITEM, start, end):
        return end - len(_ENDITEM) + 1, TAIL.name
    if last == "." and text[end - 2].islower():
        return None  # as most paragraphs end
    if last == "." and text.endswith(("./.", " /."), start, end):
        return end - 2 - (text[end - 3] == "."), TAIL.name
    at = max(text.rfind("（", max(start, end - 40), end), text.rfind("【", max(start, end - 40), end))
    if at > start and _CLOSING.fullmatch(text, at, end):
        return at, TAIL.name
    if last not in ")]）】/.":
        return _dashed_signoff(text, start, end)
    if last == ")" and (found := _AUTHORS_TAIL.search(text, max(start, end - 130), end)) and is_agency(found["codes"]):
        return found.start("codes"), TAIL.name
    if last == "." and text[end - 2] not in ")]）/":
        return _dashed_signoff(text, start, end) if text[end - 2].isupper() else None
    credits_at = max(text.rfind("(", start, end), text.rfind("[", start, end))
    for credit in _CREDITS.finditer(text, max(start, end - 700), end):
        if credit.end() == end:
            return credit.start(), CREDITS.name
    opening = max(
        credits_at, text.rfind("（", start, end), text.rfind("【", start, end), text.rfind("/", start, end - 2)
    )
    for at in (opening, text.rfind("/", start, max(opening, start)), credits_at):
        if at > start and (found := _TAIL.fullmatch(text, at, end)):
            codes = found["codes"]
            closed = text[start:at].rstrip()[-1:] in _CLOSED
            if codes is None or _WITH.fullmatch(text, at, end):
                return at, TAIL.name
            sign = code_spans(codes.strip())[1]
            if (closed and sign != "X") or (sign == "A" and text[end - 1] != "."):
                return at, TAIL.name
    return None


def _dashed_signoff(text: str, start: int, end: int) -> tuple[int, str] | None:
    """`… the bridge. -- BERNAMA`, `…。(c)AFP`, `… the bridge. PTI RKD`: a sign before it or initials behind."""
    for found in _DASHED.finditer(text, max(start + 1, end - 32), end):
        before = text[start : found.start()].rstrip()[-1:]
        if found.end() == end and (before in _CLOSED or before > "\u0e00") and is_agency(found["codes"]):
            return found.start(), TAIL.name
    tail = text[max(start, end - 40) : end]
    stop = max(tail.rfind(sign) for sign in (". ", "! ", "? ", '" ', "” ", "» ", ".\n", '"\n'))
    signed = _SIGNED.fullmatch(tail, stop + 2) if stop > 0 else None
    sign = code_spans(signed["codes"])[1] if signed else "X"
    if signed and (sign == "A" or (sign == "a" and signed["codes"].isupper())):
        return end - len(tail) + stop + 2, TAIL.name
    return None


_FIELD: Final = regex_pattern(r"[^()（）\[\]【】/,;©ⓒ=<>\n]+")
_FILLER: Final = regex_pattern(
    r"^(?:\(c\)|with(?: inputs?| files?)?(?: from)?|avec|con(?: información de)?|mit|met|med|z"
    r"|source|bron|quelle|fuente|this report by)\s",
    regex.IGNORECASE,
)


@lru_cache(maxsize=1024)
def agencies_in(printed: str) -> tuple[str, ...]:
    """The agency codes in a sign-off, as printed, in order.

    >>> agencies_in("/ritzau/AFP"), agencies_in("(Reporting by Nora Ellis)")
    (('ritzau', 'AFP'), ())
    """
    found: list[str] = []
    for field in _FIELD.findall(printed):
        text = _FILLER.sub("", field.strip(" .-–—")).strip()
        if not text:
            continue
        if is_agency(text):
            if not (is_weak(text) and text.islower() and f" {text}/" in f" {printed}" and f"/{text}/" not in printed):
                found.append(text)  # `abc/ def/` are initials
            continue
        spans, sign = code_spans(text)
        if sign != "X":
            found += [text[a:b] for a, b in spans if is_agency(text[a:b])]
        elif is_agency(first := text.split()[0]) and len(text) < 40 and not text.split()[-1].istitle():
            found.append(first)
    return tuple(found)
