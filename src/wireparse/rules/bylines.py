"""Bylines: who wrote it, on a line of its own."""

from functools import cache, lru_cache
from typing import Final

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.agencies import is_agency
from wireparse.registry.gazetteer import is_place
from wireparse.registry.headings import byline_words, fold_line, is_rubric
from wireparse.rules.parts import CAPITAL
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

BYLINE: Final = Rule(
    "byline",
    r"(?:WORD)\s+NAME(?:[,/]\s?NAME)*",
    (Kind.BYLINE, Kind.SIGNOFF, Kind.NOTE),
    sample="Cottages\nBy Delphine Okoro-Vance\nPORT ELIZABETH, South Africa (AP) — A row of cottages will reopen.",
    near_miss="Cottages\nBy the sea a row of cottages will reopen\nPORT ELIZABETH (AP) — A row of cottages.",
    why="a word for `by` and then nothing but names",
)
RULES: Final = (BYLINE,)

_LONGEST: Final = 120
_MOST_WORDS: Final = 14
_GLUED: Final = regex_pattern(
    r"[(（]?(?:(?:本报|本報|特约)?(?:记者|記者)\s?[:：/／]?|[文撰]文?\s?[/:：／])\s?(?=\p{Han}{2,3}\b)"
)
"""The words of Chinese, which no blank divides from the name."""
_WITH_AGENCY: Final = regex_pattern(
    r"(?:\s/(?P<code>[\p{L}-]{2,12})/|\s\((?P<code>[\p{L}-]{2,12})\)"
    r"|,?\s(?:with|avec|mit|met|con|com|med|z|с)\s(?P<code>[\p{L}-]{2,12}))$"
)
"""`Af Lars Bo /ritzau/`, `Von Tilda Brack (epd)`, `Par Solène Marty, avec AFP`"""
_GLUED_HEADS: Final = ("记者", "記者", "本报", "本報", "特约", "文/", "文：", "文:", "文／", "撰文")
_GLUED_OPENINGS: Final = frozenset([*_GLUED_HEADS, *(sign + head[0] for head in _GLUED_HEADS for sign in "(（")])
_SIGNS: Final = ":：/=<()（） "
_NAME_WORD: Final = regex_pattern(
    rf"{CAPITAL}[\p{{L}}\p{{M}}\p{{N}}'’./-]*[,/]?|(?:de|den|der|van|von|la|le|da|di|du|del|do|dos|and|en|und|et|y|e|i|in"
    r"|im|via|of|the|zu|ten|ter|bin|al|dpa|afp|sda|onze|unserem|unserer|verslaggever|redactie|correspondents?|writers?"
    r"|correspondent|Korrespondenten|staff|redazione|redacción|rédaction|og|och|с|та|и|an|aan|af|av|®)[,/]?"
    r"|&|[-–—|·/=<)]+"
)


_ASKS: Final = re_pattern(r"[!?]\S")
_HAN_NAME: Final = regex_pattern(r"(?:记者|記者)?\p{Han}{2,3}(?:报道|報道|摄|攝)?")


def is_byline(line: str) -> bool:
    """A word for `by`, then names and nothing else.

    >>> is_byline("By Ann Baker and Tom Reed"), is_byline("By the sea"), is_byline("Autor: Jan Nowak")
    (True, False, True)
    >>> is_byline("Écrit par Jean Petit"), is_byline("Écrit pour toi")
    (True, False)
    >>> is_byline("Von Tilda Brack (epd)"), is_byline("Par Solène Marty, avec AFP"), is_byline("Par Solène, avec joie")
    (True, True, False)
    >>> is_byline("记者张三"), is_byline("记者要说真话")
    (True, False)
    """
    opening = line[:2]
    if opening not in _openings() and (opening.isascii() or _without_accents(opening) not in _openings()):
        return False
    if len(line) > _LONGEST or line[-1] in "!?。":
        return False
    if opening in _GLUED_OPENINGS and (glued := _GLUED.match(line)):
        return all(map(_HAN_NAME.fullmatch, line[glued.end() :].strip(_SIGNS).replace("、", " ").split()))
    words = line.strip(_SIGNS).split(None, _MOST_WORDS)
    count = _words_for_by(words)
    if not count or len(words) - count >= _MOST_WORDS:
        return False
    names = 0
    for word in words[count:]:
        if not (word.isalpha() and word[0].isupper()) and not _NAME_WORD.fullmatch(word):
            agency = _WITH_AGENCY.search(line)
            return agency is not None and is_agency(agency["code"]) and is_byline(line[: agency.start()])
        names += not word[0].islower() or word in _DESK_WORDS
    return names > 0 and not (("?" in line or "!" in line) and _ASKS.search(line))


def _words_for_by(words: list[str]) -> int:
    """How many words mean `by` at the head of a line: `By`, `Van onze correspondent`; 0 for none."""
    known = byline_words()
    first = words[0].casefold().rstrip(_SIGNS) if words else ""
    most = _first_words().get(first if first.isascii() else fold_line(first), 0)
    if most == 1:
        return 1 + (words[1:2] == [":"])
    for count in range(min(most, len(words) - 1), 0, -1):
        if fold_line(" ".join(words[:count])) in known:
            return count + (words[count : count + 1] == [":"])
    return 0


@lru_cache(maxsize=4096)
def _without_accents(opening: str) -> str:
    return fold_line(opening)


@cache
def _openings() -> frozenset[str]:
    """The first two characters of all lines that open with a word for `by`, glued to the name or not."""
    heads = {word[:2] for word in byline_words()}
    heads |= {head.capitalize() for head in heads} | {head.upper() for head in heads}
    return _GLUED_OPENINGS | heads | {sign + head[0] for head in heads for sign in "(（"}


@cache
def _first_words() -> dict[str, int]:
    """The first words of what means `by`, each with how many words that has at most."""
    found: dict[str, int] = {}
    for phrase in byline_words():
        first = phrase.partition(" ")[0]
        found[first] = max(found.get(first, 1), phrase.count(" ") + 1)
    return found


_DESKS: Final = frozenset(
    "redacción redaccion redacao redação redactie redaktion redaktionen rédaction redazione redakcja redakce redakcija "
    "agencias agencies agenturen agences agenzie agentschappen redakcia редакция редакція newsroom staff "
    "nieuwsdienst".split()
) | {"van onze redactie", "door onze redactie", "von unserer redaktion", "par la rédaction", "från vår redaktion"}
_DESK_WORDS: Final = frozenset(
    "redactie redacción redaktion reporter reporters verslaggever desk staff correspondent correspondents "
    "agency agencias".split()
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
    if not 2 <= len(words) <= 5 or len(line) > 45 or is_rubric(fold_line(line)):
        return False
    if any(word.casefold() in _DESK_WORDS for word in words):
        return True
    return all(_NAME_ONLY.fullmatch(word) for word in words) and not is_place(line)


_NAME_ONLY: Final = regex_pattern(r"\p{Lu}[\p{L}\p{M}'’.-]*,?|y|e|et|und|and|en|og|och|i|/|de|van|von|der|da|di|del|la")
