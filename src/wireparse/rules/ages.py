"""Ages: `1 uur geleden`, `vor 2 Stunden`, `gisteren`.

The phrases come from the registry; the rules here say where one may stand: alone on a line, with a source beside it,
glued to what follows, or cut off at the end of the text. Inside a sentence there are none. Stamps are in `stamps.py`.
"""

from functools import cache
from typing import Final

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.ages import (
    around_number,
    behind_number,
    compiled,
    fixed_age,
    fixed_phrases,
    units_behind_number,
)
from wireparse.rules.rule import Rule
from wireparse.rules.stamps import STAMP, read_stamp
from wireparse.tokens import Kind

PHRASE: Final = Rule(
    "age-phrase",
    "patterns",
    (Kind.AGE, Kind.NOTE),
    sample="Meer uit Sport\nASSEN (ANP) - De baan gaat dicht.\n5 uur geleden",
    near_miss="Brug\nEen maand geleden werd de brug nog geprezen door de minister.",
    why="a number, a unit and a word for ago, in 112 languages",
)
FIXED: Final = Rule(
    "age-word",
    "fixed",
    (Kind.AGE, Kind.NOTE),
    sample="Meer uit Sport\nASSEN (ANP) - De baan gaat dicht.\ngisteren",
    near_miss="Brug\nGisteren ging de brug weer open voor het verkeer.",
    why="an age without a number: yesterday, just now, an hour ago",
)
SHORT: Final = Rule(
    "age-short",
    "short",
    (Kind.AGE, Kind.NOTE),
    sample="Recommended\nTown votes to move its cemetery\n3h",
    near_miss="Film\nThe film lasts 3h and has no pause, says the cinema.",
    why="a number and a unit alone, as sites print them beside teasers",
)
CUT: Final = Rule(
    "age-cut-off",
    "patterns",
    (Kind.AGE, Kind.NOTE),
    sample="Meer uit Sport\nASSEN (ANP) - De baan gaat dicht.\n5 uur gele",
    near_miss="Meer uit Sport\nASSEN (ANP) - De baan gaat dicht.\n5 gele",
    why="the text was cut in the middle of the last age",
)
RULES: Final = (PHRASE, FIXED, SHORT, CUT)


class AgeFound:
    """An age in the text."""

    __slots__ = ("end", "rule", "seconds")

    def __init__(self, end: int, seconds: int | None, rule: str) -> None:
        self.end = end
        self.seconds = seconds
        self.rule = rule


BLANKS: Final = frozenset(" \xa0\u202f\u2009")
_NUMBER: Final = re_pattern(r"\d{1,4}(?:[.,]5|½)?")
_PLAIN: Final = {0xA0: " ", 0x202F: " ", 0x2009: " ", 0x3000: " ", 0x2019: "'", 0x200C: None, 0x200B: None}
"""Blanks of other widths, the printer's apostrophe, and what has no width, as the registry has them."""
_NOT_PLAIN: Final = re_pattern("[" + "".join(map(chr, _PLAIN)) + "]")


def _fold(phrase: str) -> str:
    """The form of the registry. Where it is shorter than what is printed, offsets in it are not those of the text."""
    if not phrase.isascii() and _NOT_PLAIN.search(phrase):
        phrase = phrase.translate(_PLAIN)
    return phrase.casefold()


_LONGEST: Final = 40
"""No age phrase is longer than this many characters, its number left out."""


_OTHER_DIGITS: Final = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９")
_PLAIN_DIGITS: Final = {ord(digit): str(i) for digits in _OTHER_DIGITS for i, digit in enumerate(digits)} | {
    0x2019: "'"
}


def may_open_age(opening: str) -> bool:
    """Whether a line can open with an age, by its first characters, folded; that settles it for most lines."""
    known = compiled().openings
    if not opening.isascii() and not opening.isalpha():
        opening = opening.translate(_PLAIN_DIGITS)
    if opening in known or opening[:4] in known or opening[:3] in known:
        return True
    first = opening[0]
    return first.isdigit() or (first >= _GLUED and first in known and opening[1:2].isdigit())


_GLUED: Final = "\u1200"
"""From Ethiopic on, scripts have prefixes of one letter that are glued to a number: `ከ5`."""


def opens_with_words(text: str, start: int) -> bool:
    """Whether a line that may open with an age opens with one that has no digits, or with what makes an age vague."""
    head = _fold(text[start : start + 2 * _LONGEST])
    for phrase, _ in fixed_phrases(head):
        if head.startswith(phrase):
            return True
    return head.startswith(_qualifiers().get(head[:1], ()))


@cache
def _qualifiers() -> dict[str, tuple[str, ...]]:
    """The words that make an age vague, by their first letter."""
    found: dict[str, tuple[str, ...]] = {}
    for qualifier in compiled().qualifiers:
        found[qualifier[0]] = (*found.get(qualifier[0], ()), qualifier)
    return found


def age_at(text: str, pos: int, end: int) -> AgeFound | None:
    """The age phrase that starts at `pos`, or None.

    >>> found = age_at("4 uur geledenOSLO (ANP) - ", 0, 26)
    >>> found.end, found.seconds, found.rule
    (13, 14400, 'age-phrase')
    """
    if text[pos].isdigit():
        behind = _behind_digits(text, pos, end)
        if not behind:
            return None
        unit = behind
        if unit < len(text) and text[unit] in BLANKS:
            unit += 1
        rest = text[unit : unit + _LONGEST].casefold()
        if not rest.isascii() and _NOT_PLAIN.search(rest):
            rest = rest.translate(_PLAIN)
        for after, seconds in behind_number(rest):
            if rest.startswith(after):
                stop = unit + len(after)
                if not after.isascii():
                    stop += _unseen(text, unit, after)
                if _complete(text, stop, end):
                    return AgeFound(stop, _times(text[pos:behind], seconds), "age-phrase")
        return None
    head = _fold(text[pos : pos + 2 * _LONGEST])
    for pattern, seconds in around_number(head):
        before, _, after = pattern.partition("{0}")
        if head.startswith(before) and head[len(before) : len(before) + 1].isdigit():
            number = _NUMBER.match(text, pos + len(before), end)
            stop = number.end() + len(after) if number else 0
            if number and _fold(text[number.end() : stop]) == after and _complete(text, stop, end):
                return AgeFound(stop, _times(number[0], seconds), PHRASE.name)
    for phrase, seconds in fixed_phrases(head):
        if head.startswith(phrase) and _complete(text, pos + len(phrase), end):
            return AgeFound(pos + len(phrase), seconds, FIXED.name)
    return None


def _behind_digits(text: str, pos: int, end: int) -> int:
    """Where the number at `pos` ends, as `_NUMBER` would find it; 0 for none."""
    stop = pos + 1 if text[pos + 1 : pos + 2] == " " else pos + 2
    if stop < end and text[stop] == " " and text[pos:stop].isdecimal():
        return stop  # as in most ages
    number = _NUMBER.match(text, pos, end)
    return number.end() if number else 0


def _unseen(text: str, pos: int, phrase: str) -> int:
    """How many zero-width characters the printed form of a phrase has more than the folded one."""
    raw = text[pos : pos + len(phrase)]
    return 0 if raw.isascii() else raw.count("\u200c") + raw.count("\u200b")


def _complete(text: str, stop: int, end: int) -> bool:
    """Whether the phrase ends at `stop`: no letter goes on of the same case, as in `AYERBE` or `hieronder`.

    What is glued to a phrase shows by its capital: `geledenOSLO`, and in scripts without case not at all.
    """
    if stop >= end:
        return stop == end
    last, after = text[stop - 1], text[stop]
    return not ((after.islower() and last.isalpha()) or (after.isalpha() and last.isupper()))


def _times(number: str, seconds: int) -> int:
    if number.isdecimal():
        return int(number) * seconds
    return int(float(number.replace(",", ".").replace("½", ".5")) * seconds)


def whole_age(text: str, pos: int, end: int) -> AgeFound | None:
    """The age or stamp that fills `pos` to `end`, or None.

    >>> whole_age("12-05-2025 11:02", 0, 16).rule
    'age-stamp'
    """
    if end - pos > 60:
        return None
    if end - pos < 12 or may_open_age(text[pos : pos + 5].casefold()):
        found = age_at(text, pos, end)
        if found and found.end == end:
            return found
        line = _fold(text[pos:end])
        if (seconds := fixed_age(line)) is not None:
            return AgeFound(end, seconds, FIXED.name)
        if text[pos].isdigit():
            number = _NUMBER.match(text, pos, end)
            if number and (seconds := compiled().short.get(line[number.end() - pos :].strip())):
                return AgeFound(end, _times(number[0], seconds), SHORT.name)
        if _TWO_NUMBERS.search(line) and (seconds := _compound_age(line)) is not None:
            return AgeFound(end, seconds, PHRASE.name)
        stripped = _without_qualifier(line)
        if stripped != line and (inner := whole_age(stripped, 0, len(stripped))):
            return AgeFound(end, inner.seconds, inner.rule)
    if _A_DIGIT.search(text, pos, end) and read_stamp(text, pos, end):
        return AgeFound(end, None, STAMP.name)
    return None


_A_DIGIT: Final = re_pattern(r"\d")


def _without_qualifier(line: str) -> str:
    """`ongeveer 2 uur geleden` -> `2 uur geleden`."""
    if line.startswith(compiled().qualifiers):
        for qualifier in compiled().qualifiers:
            if line.startswith(qualifier + " "):
                return line[len(qualifier) + 1 :]
    return line


def cut_off_age(text: str, pos: int, end: int) -> AgeFound | None:
    """An age that the end of the text cuts in two: `2 uur gele`, `4 u`, `vor 3 Stund`."""
    if end - pos > _LONGEST_CUT:
        return None
    if not text[pos].isdigit():
        return _cut_off_around(text, pos, end)
    number = _NUMBER.match(text, pos, end)
    if not number or number.end() == end:
        return None
    rest = _fold(text[number.end() : end]).strip()
    for after, seconds in units_behind_number(rest) if rest else ():
        if after.startswith(rest):
            return AgeFound(end, _times(number[0], seconds), CUT.name)
    return None


_LONGEST_CUT: Final = 30


def _cut_off_around(text: str, pos: int, end: int) -> AgeFound | None:
    """The same where a word stands before the number: of the unit as much as tells it from others must be there."""
    line = _fold(text[pos:end])
    found: set[int] = set()
    count = "0"
    for pattern, seconds in around_number(line):
        before, _, after = pattern.partition("{0}")
        if not line.startswith(before) or not (number := _NUMBER.match(line, len(before))):
            continue
        rest = line[number.end() :]
        if rest.strip() and after.startswith(rest):
            count = number[0]
            found.add(seconds)
    return AgeFound(end, _times(count, found.pop()), CUT.name) if len(found) == 1 else None


_TWO_NUMBERS: Final = re_pattern(r"\d\D+\d")
_COMPOUND: Final = regex_pattern(
    r"(?P<before>[^\d,.]{0,12})(?P<number>\d{1,3})\s?(?P<unit>[^\W\d_]{1,12}\.?)(?:,|\s(?:en|and|und|et|y|e|og|och|i|и|ve|&))?"
    r"\s?(?P<rest>\d{1,2}\s?(?P<phrase>\D{1,30}))"
)


def _compound_age(line: str) -> int | None:
    """The seconds of an age of two units, folded: `1 uur en 5 minuten geleden`, `vor 1 Std. 20 Min.`

    >>> _compound_age("1 day, 3 hours ago"), _compound_age("vor 1 std. 20 min.")
    (97200, 4800)
    """
    found = _COMPOUND.fullmatch(line)
    if not found:
        return None
    before, phrase = found["before"], found["phrase"]
    small = age_at(before + found["rest"], 0, len(before + found["rest"]))
    if not small or small.end < len(before + found["rest"]) or not small.seconds:
        return None
    # The word for ago stands once: behind the smaller unit, or before the greater.
    ago = "" if before else phrase[phrase.find(" ", 1) :] if " " in phrase[1:] else ""
    for greater in (f"{found['unit']}{ago}", f" {found['unit']}{ago}"):
        whole = f"{before}{found['number']}{greater}"
        large = age_at(whole, 0, len(whole))
        if large and large.end == len(whole) and large.seconds and large.seconds > small.seconds:
            return large.seconds + small.seconds
    return None


_BEFORE_AGE: Final = regex_pattern(r"[.!?…\"'”’»)。！？]\s?(?=\p{L}|\p{N})|\s[·•|–-]\s|(?<=\p{Ll})(?=\d)")


def trailing_age(text: str, start: int, end: int) -> tuple[int, AgeFound] | None:
    """The age glued to the end of a paragraph, and where it starts: `… van fraude.4 uur geleden`."""
    last = text[end - 1]
    if last == "." or last.casefold() not in compiled().last or not _A_DIGIT.search(text, max(start, end - 48), end):
        return None
    for edge in _BEFORE_AGE.finditer(text, max(start, end - 48), end):
        at = edge.end()
        if at > start and at < end:
            found = age_at(text, at, end)
            if found and found.end == end:
                return at, found
    return None
