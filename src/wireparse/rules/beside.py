"""Ages that share their line with a source, a section, a counter or a label."""

from typing import Final

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.agencies import is_agency
from wireparse.registry.headings import fold_line, is_rubric, opens_stamp
from wireparse.rules.ages import BLANKS, PHRASE, AgeFound, age_at, cut_off_age, may_open_age, whole_age
from wireparse.rules.furniture import is_furniture
from wireparse.rules.rule import Rule
from wireparse.rules.stamps import STAMP, read_stamp
from wireparse.tokens import Kind

BESIDE: Final = Rule(
    "age-beside",
    "patterns",
    (Kind.AGE, Kind.NOTE),
    sample="Meer uit Sport\nASSEN (ANP) - De baan gaat dicht.\n5 uur geleden door ANP",
    near_miss="Meer uit Sport\n5 uur geleden door de politie gevonden",
    why="a source, a section or a counter beside the age, with nothing but a blank between them",
)
RULES: Final = (BESIDE,)

_ORIGIN_WORDS: Final = frozenset(
    "door in uit by from via von bei aus par dans chez por en de da em av af fra från i od z przez iz из от від dari "
    "oleh".split()
)
"""Words between an age and its source or section."""
_PAPER: Final = regex_pattern(
    r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}ー]{1,12}(?:新聞|新闻|日報|日报|通信|通讯|時事|ニュース|テレビ|放送|신문|일보|뉴스|방송)"
)
"""A paper or a station of East Asia."""
_MOST_WORDS: Final = 3
_LONGEST_LAST: Final = 40
_NUMBER_LAST: Final = re_pattern(r"\s\d[\d:./-]{0,12}\D{0,24}$")
"""A number, and behind it no more than its unit and a word for ago."""


def age_beside(text: str, pos: int, end: int, opening: AgeFound | None) -> tuple[int, AgeFound] | None:
    """An age with only its source, its section or a counter beside it, and where it starts.

    Args:
        text: the text.
        pos: where the line starts.
        end: where it ends.
        opening: the age that opens the line, where one does.

    >>> line = "Binnenland 1 uur geleden"
    >>> at, found = age_beside(line, 0, len(line), None)
    >>> line[at : found.end]
    '1 uur geleden'
    """
    if opening:
        if opening.end < end and text[opening.end] in BLANKS and _is_origin(text[opening.end + 1 : end]):
            return pos, AgeFound(opening.end, opening.seconds, BESIDE.name)
        return None
    if not _NUMBER_LAST.search(text, max(pos, end - _LONGEST_LAST), end):
        return None
    cut = pos
    for _ in range(_MOST_WORDS):
        cut = text.find(" ", cut + 1, end)
        if cut < 0 or cut + 1 >= end:
            return None
        if not text[cut - 1].isalnum() and text[cut - 1] not in ".)":
            return None  # `ANP | 1 uur geleden`: fields of a row
        if (text[cut + 1].isdigit() or may_open_age(text[cut + 1 : cut + 6].casefold())) and (
            found := _age_behind(text[pos:cut], text, cut + 1, end)
        ):
            return cut + 1, found
    return None


def _age_behind(name: str, text: str, pos: int, end: int) -> AgeFound | None:
    """The age behind the name of a section or source; a stamp only behind a source, and with both day and clock."""
    found = age_at(text, pos, end)
    if found and found.end == end and found.rule == PHRASE.name:
        known = is_rubric(fold_line(name)) or is_agency(name)
        return AgeFound(end, found.seconds, BESIDE.name) if known else None
    if (
        (_PAPER.fullmatch(name) or is_agency(name))
        and (stamp := read_stamp(text, pos, end))
        and stamp.day
        and stamp.hour is not None
    ):
        return AgeFound(end, None, BESIDE.name)
    return None


def _is_origin(rest: str) -> bool:
    """Whether what follows an age says no more than where its story comes from: `door ANP`, `Sport`, `12 reacties`."""
    if rest[0].isdigit():
        return is_furniture(rest)
    word, _, name = rest.partition(" ")
    if word.casefold() in _ORIGIN_WORDS and name:
        rest = name
    return is_rubric(fold_line(rest)) or (rest[0].isupper() and is_agency(rest))


_A_DIGIT: Final = re_pattern(r"\d")
_LONGEST_LABELLED: Final = 70
_LABEL_ENDS: Final = re_pattern(r"[:：] ?|\s")


def labelled_age(text: str, pos: int, end: int) -> tuple[int, AgeFound] | None:
    """The age behind a word that says what it is, `Laatste update: 1 uur geleden`, and where it starts."""
    if end - pos > _LONGEST_LABELLED or not _A_DIGIT.search(text, pos, end):
        return None
    for label in _LABEL_ENDS.finditer(text, pos, end):
        at = label.end()
        if at < end and opens_stamp(fold_line(text[pos : label.start()])) and (found := whole_age(text, at, end)):
            return at, found
    return None


_LONGEST_SOURCE: Final = 1
"""Blanks in the name of a source beside a date; more words are a headline."""
_FIELD_JOIN: Final = regex_pattern(r"\s*[·•|∙⋅]\s*|\s+[-–—]\s+|,\s+")
ROW_DOT: Final = re_pattern(r"[·•|∙⋅]")
_SENTENCE_ENDS: Final = ".。।۔։።။។!?…"


def age_row(text: str, start: int, end: int, last: int) -> list[tuple[int, int, AgeFound | None]]:
    """The fields of `ANP · 1 uur geleden · 8 reacties`; empty when none of them is an age.

    A row of stamps, `12 mei 2025, 09:14`, is one.
    """
    edges = [start, *(edge for join in _FIELD_JOIN.finditer(text, start, end) for edge in join.span()), end]
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    if not 1 < len(spans) < 5 or any(b - a > 40 or ": " in text[a:b] for a, b in spans):
        return []
    fields = [(a, b, whole_age(text, a, b)) for a, b in spans]
    if end == last and fields[-1][2] is None and ROW_DOT.search(text, spans[-2][1], spans[-1][0]):
        fields[-1] = (*spans[-1], cut_off_age(text, *spans[-1]))
    if fields[-1][2] is None and _is_clause(text, *spans[-1]):
        return []
    ages = [age for _, _, age in fields if age]
    if ages and all(age.rule == STAMP.name for age in ages) and len(spans) == 2:
        source = next((text[a:b] for a, b, age in fields if not age), "")
        if source.count(" ") > _LONGEST_SOURCE:
            return []  # `Team Report of the Expos - August 31`
    if len(phrases := [age for age in ages if age.rule in ("age-phrase", "age-word")]) == 1:
        return [(a, b, age if age is phrases[0] else None) for a, b, age in fields]
    if len(ages) > 1 and all(age.seconds is None for age in ages):
        return [(start, end, AgeFound(end, None, ages[0].rule))]
    return fields if len(ages) == 1 else []


def _is_clause(text: str, start: int, end: int) -> bool:
    """Whether the last field of a row is the rest of a sentence: `3 days ago, the mayor promised a new lock.`"""
    words = text.count(" ", start, end) + 1
    if words > 1 and text[start].isalpha() and text[end - 1] in _SENTENCE_ENDS:
        return True
    return words > 2 and text[start].islower()
