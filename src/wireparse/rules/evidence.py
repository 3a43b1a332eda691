"""The evidence that a row of the dateline table asks for besides its shape.

A shape alone proves little: `Jansen (VVD) - ` has that of `Utrecht (ANP) - `. Each function looks at one reading and
answers whether it is a dateline. In doubt it says no: a mention is not a dateline.
"""

from functools import lru_cache
from typing import Final

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.gazetteer import is_common_word, is_place, is_region, population_rank
from wireparse.registry.months import is_weekday
from wireparse.rules.elements import code_spans
from wireparse.rules.reading import Reading, opens_with_reporter
from wireparse.rules.words import LABELS, LOCATIVES, REPORTS, ROUTE_WORDS, SPEAKS_OF_SOMEONE, STOP_WORDS, TAKES_UP

_LONG_TEXT: Final = 80
_SHORT_TEXT: Final = 30
_FEWEST_BLANKS: Final = 2
"""In the shortest sentence: `The bridge closed.`"""
_LONGEST_SCORE: Final = 160
_SCORE: Final = re_pattern(r"\d{1,3}\s?[:–-]\s?\d{1,3}\b")
ABOVE: Final = 300
"""The headline stands within so many characters above."""
_WORD_EDGE: Final = re_pattern(r"\W+")
_OWN_SPELLING: Final = regex_pattern(
    r"\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}|\p{L}\.\p{Ll}{2,4}$|\b(?:News|Media|Press|Presse|Direkt|Info|Online|TV|Radio)\b"
)
"""How names of news services are written, and few others: `VINnews`, `News.ro`, `Lännen Media`."""
_PAIRED: Final = re_pattern(r"[^.!?–—-]{3,25}\s[-–—]\s[^–—]{0,200}$")
"""A second dash close to the first: the name stands before a parenthesis, `Beirut - the city - sleeps.`"""
_CLOCK: Final = re_pattern(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?")
PLAUSIBLE_CODE: Final = regex_pattern(r"[\p{L}\p{M}][\p{L}\p{M} .&'’/+-]{1,38}(?:\s\d{1,2}(?:st)?)?")
_INITIALS: Final = regex_pattern(r"\p{Ll}{2,4}(?:/\p{Ll}{2,4}){0,2}")
_SHORT_CODE: Final = 3
_HEADLINE: Final = 400
"""What stands above the first paragraph of a story has no more characters."""
_REPORT: Final = 60
_SHORT_DAY: Final = 4
_WORDS: Final = re_pattern(r"[^\W\d_]++")


def opens_text(reading: Reading) -> bool:
    """Whether what follows the separator can start a paragraph: anything but a small letter of a script with both."""
    first = reading.text[reading.stop : reading.stop + 1]
    return reading.stop >= reading.end or not first.islower() or "\u10d0" <= first <= "\u10ff"


def firm_mark(reading: Reading) -> bool:
    """A mark that the registry knows: the place must look like one, or the text start with a capital."""
    if not (reading.places or reading.date) or not _name_like(reading):
        return False
    if not reading.date and reading.places and _spelled_out(reading, reading.printed(reading.marks[-1])):
        return False
    return opens_text(reading) or _capitals(reading)


def weak_mark(reading: Reading) -> bool:
    """A mark that may be something else: a date, or a place that the gazetteer knows, must speak for it."""
    if not reading.marks:
        return False
    mark = reading.printed(reading.marks[-1])
    if not opens_text(reading) or not PLAUSIBLE_CODE.fullmatch(mark) or mark.casefold() in LABELS:
        return False
    if reading.date:
        return _name_like(reading)
    known = code_spans(mark)[1] == "a"
    if not known and reading.stop >= reading.end:
        return False  # `UTRECHT (NL) -`, and nothing behind it
    if not reading.places or _spelled_out(reading, mark):
        return False
    if is_region(mark) and not (known and _capitals(reading) and "-" in reading.shape):
        return False
    if not known and is_caseless(mark):
        place = reading.printed(reading.places[0])
        if not is_place(place) or is_common_word(place) or is_place(mark) or " " in mark:
            return False
        return _is_sentence(reading) and not _route(reading)
    if not known and not (mark.isupper() or _INITIALS.fullmatch(mark) or reading.region):
        return _source_like(reading, place := reading.printed(reading.places[0]), mark) and is_place(place)
    place = reading.printed(reading.places[0])
    if len(mark) < 3 and not known:
        return False
    return _is_city(place, weak=not known) or (known and (reading.text.count(mark) > 1 or _vouched(reading, place)))


def open_mark(reading: Reading) -> bool:
    """No separator: a known mark, and then a capital that a blank divides from it."""
    follower = reading.text[reading.stop : reading.stop + 1]
    if reading.stop >= reading.end or follower.islower() or follower in "-–—=:.,;/_":
        return False
    place = reading.printed(reading.places[0])
    if "X" in reading.shape and "A" not in reading.shape:
        return _unknown_mark_and_date(reading, place)
    known = "A" in reading.shape and (_is_city(place, weak=False) or reading.shape.startswith(("N.(A", "[AN")))
    known = known or ("-(a)" in reading.shape and is_place(place) and not is_common_word(place))
    if not known and reading.end - reading.stop > _LONG_TEXT:
        mark = reading.printed(reading.marks[-1])
        one_word = "A" in reading.shape and " " not in place and not is_common_word(place)
        known = one_word or (is_place(place) and mark.isupper() and not is_common_word(place) and not is_region(mark))
    return bool(reading.date) or known or _named_above(reading, place)


def _unknown_mark_and_date(reading: Reading, place: str) -> bool:
    """Whether place, date and an unknown mark without a separator are a dateline: `Nitra 24. dec. (ŽĽŤ) Most …`."""
    mark = reading.printed(reading.marks[-1]) if reading.marks else ""
    plain = (mark.isupper() or is_caseless(mark)) and PLAUSIBLE_CODE.fullmatch(mark) is not None
    wide = reading.text[reading.marks[-1][0] - 1] == "（" and mark.isascii() and is_caseless(place) if plain else False
    return (
        plain
        and ("D" in reading.shape or wide)
        and is_place(place)
        and not is_region(mark)
        and mark.casefold() not in LABELS
    )


def line_mark(reading: Reading) -> bool:
    """A line that holds a dateline and nothing else."""
    if "X" in reading.shape.replace("(X)(", "").replace("(X),", ""):
        return bool(reading.date) and weak_mark(reading)
    return _name_like(reading) and (bool(reading.date) or _is_city(reading.printed(reading.places[0]), weak=False))


def slash_mark(reading: Reading) -> bool:
    """Slashes hold little but marks; of one that nobody knows, the place must be known, and no byline stand for it."""
    if reading.stop >= reading.end and opens_with_reporter(reading.printed(reading.places[0]) + " "):
        return False
    if "X" in reading.shape and not is_place(reading.printed(reading.places[0])):
        return False
    return opens_text(reading) and _name_like(reading)


def bare_mark(reading: Reading) -> bool:
    """A mark without brackets: with a date, or behind a place."""
    place = reading.printed(reading.places[0])
    glued = reading.shape.startswith("NA") and place.upper() == place.lower() < "\u1100" and " " not in place
    return opens_text(reading) and (
        bool(reading.date) or glued or _is_city(place, weak=False) or _named_above(reading, place)
    )


def barred_mark(reading: Reading) -> bool:
    """A mark between bars, behind a place that is known."""
    place = reading.printed(reading.places[0])
    if not opens_text(reading) or not _is_sentence(reading):
        return False
    if reading.region:
        return is_region(reading.printed(reading.region)) and ("A" in reading.shape or is_place(place))
    return is_place(place) and not is_common_word(place)


def weak_bare_mark(reading: Reading) -> bool:
    """A mark that is a word too, bare behind a place: that must be known, and the mark in capitals or without case."""
    place, mark = reading.printed(reading.places[0]), reading.printed(reading.marks[-1])
    if not is_place(place) or is_common_word(place) or is_region(mark) or is_place(mark) or len(mark) < _SHORT_CODE:
        return False
    if not (mark.isupper() or is_caseless(mark)) or (
        "-" in reading.shape[:-1] and mark.isupper() and not is_caseless(mark)
    ):
        return False
    return opens_text(reading) and reading.end - reading.stop > _LONG_TEXT // 2 and not _paired(reading)


def mark_first(reading: Reading) -> bool:
    """A mark, then the place."""
    place = reading.printed(reading.places[0])
    if reading.shape.startswith(("a,", "(X")):
        mark = reading.printed(reading.marks[0])
        if not (mark.isupper() or is_caseless(mark)) or not is_place(place) or is_common_word(place):
            return False
    dated = bool(reading.date) and not reading.shape.startswith("D(")  # `Dec 24 (Reuters) - Hydro Harbour ASA: `
    known = dated or _is_city(place, weak=True) or _named_above(reading, place)
    return opens_text(reading) and known


def place_date(reading: Reading) -> bool:
    """A place and a date: the day alone is too little, and with nothing but a clock behind them they are a stamp."""
    if _CLOCK.fullmatch(reading.text, reading.stop, reading.end):
        return False
    return opens_text(reading) and ("d" not in reading.shape or "d.-" in reading.shape) and _name_like(reading)


def place_alone(reading: Reading) -> bool:
    """A place and nothing else; the strictest of all."""
    if reading.shape.endswith("-$"):  # VOA starts the text on the next line
        return (
            not reading.marks and _capitals(reading) and all(is_place(reading.printed(span)) for span in reading.places)
        )
    if reading.marks or not opens_text(reading) or not _is_sentence(reading):
        return False
    names = [reading.printed(span) for span in reading.places]
    if not names or any(name.casefold() in STOP_WORDS for name in names):
        return False
    if reading.region:
        region = reading.printed(reading.region).rpartition(",")[2].strip()
        if is_region(region) or is_region(region + "."):
            return True
        if "(" in reading.shape or "[" in reading.shape:
            return False
        if names[0].isupper() and region.isupper() and is_place(region):  # `DONOVALY, BANSKÁ BYSTRICA – `
            return "-" in reading.shape and not _route(reading)
        return is_place(names[0]) and "-" in reading.shape
    separator = reading.shape.lstrip("TN/&|")
    if ";" in separator and not names[0].isupper():
        return False
    if "-" not in separator and TAKES_UP.match(reading.text, reading.stop, reading.end):
        return False
    if ":" in separator and not names[0].isupper() and not _is_paragraph(reading):
        return False
    if "-" not in separator:
        return (len(names) == 1 and "." in separator and opens_report(reading, names[0])) or all(
            population_rank(name) > (0 if name.isupper() or _named_above(reading, name) else 1)
            and (name.isupper() or not is_common_word(name))
            for name in names
        )
    if names[0].isupper() and _route(reading):
        return False
    if names[0].isupper():
        return any(is_place(name) for name in names) or _comes_back(reading, names[0])
    if reading.text[reading.places[-1][1]] not in " ,.":
        return False
    if _paired(reading):
        return False
    known = all(is_place(name) and not is_common_word(name) for name in names)
    if known:
        return not _route(reading)
    return len(names) == 1 and (_comes_back(reading, names[0]) or opens_report(reading, names[0]))


def behind_reporter(reading: Reading) -> bool:
    """A place behind a correspondent without a name."""
    known = bool(reading.places) and is_place(reading.printed(reading.places[0]))
    return known and bool(reading.reporter) and opens_text(reading) and _is_sentence(reading)


def echoes_headline(reading: Reading) -> bool:
    """A source that the headline names in parentheses at its end: `… (TechWeb)`, `TechWeb - `."""
    start, stop = reading.places[0]
    above = reading.text[max(0, start - ABOVE) : start].rstrip()
    return opens_text(reading) and above.endswith(f"({reading.text[start:stop]})") and _is_paragraph(reading)


def opens_report(reading: Reading, name: str) -> bool:
    """Whether a place that is also a word or a name opens a report: `Olympia. `.

    It is the first thing below a headline, and what follows is long, tells who said it or on which day it happened, and
    has the name no more, but as one of a place.
    """
    start, text = reading.places[0][0], reading.text
    if SPEAKS_OF_SOMEONE.match(text, reading.stop, reading.end):
        return False
    behind = text[reading.stop : reading.end]
    above = text[max(0, start - _HEADLINE) : start].rstrip()
    if not is_place(name) or not above or len(behind) <= _REPORT or start > _HEADLINE:
        return False
    if (
        above[-1] in ".,;:?!"
        or _paired(reading)
        or _route(reading)
        or (name in behind and not _comes_back(reading, name))
    ):
        return False
    return any(
        word in REPORTS or (len(word) > _SHORT_DAY and is_weekday(word)) for word in _WORDS.findall(behind, 0, ABOVE)
    )


def _source_like(reading: Reading, place: str, mark: str) -> bool:
    """Whether a mark in normal case may be a source: behind a place in capitals, or by how it is written."""
    if is_place(mark) or is_region(mark) or not mark[0].isupper() or reading.shape[-1] not in "-:;":
        return False
    if not reading.text[reading.stop : reading.stop + 1].isalpha():
        return False  # `LÜNEBURG (Zentrum) - 2 Zi.`
    return place.isupper() or _OWN_SPELLING.search(mark) is not None


def _is_sentence(reading: Reading) -> bool:
    """Whether what follows is long enough to be one, or closed as one; and no score, `RIJEKA/OSIJEK - 2:1`."""
    size = reading.end - reading.stop
    if size < _LONGEST_SCORE and _SCORE.match(reading.text, reading.stop, reading.end):
        return False
    if size > _SHORT_TEXT:
        return True
    place = reading.printed(reading.places[0]) if reading.places else ""
    marked = "-" in reading.shape or (place.isupper() and not is_common_word(place))
    words = reading.text.count(" ", reading.stop, reading.end)
    return marked and words >= _FEWEST_BLANKS and reading.text[reading.end - 1] in ".!?…。"


def _is_paragraph(reading: Reading) -> bool:
    """Whether the line is more than a heading: long, or closed as a sentence is."""
    return reading.end - reading.stop > _LONG_TEXT or reading.text[reading.end - 1] in '.!?…"”»。।۔።။។։'


def _comes_back(reading: Reading, name: str) -> bool:
    """Whether the text names the place again as one, in normal case: `EPE - … in Epe`."""
    if len(name) < 3 or not name[0].isalpha():
        return False
    if reading.text[reading.places[-1][1] :].lstrip().startswith("∙") and is_caseless(name):  # a paper of Kerala
        return f" {name[:-1]}" in reading.text[reading.stop : reading.stop + 2000]
    title = name
    if name.isupper():
        title = "-".join(word.capitalize() for word in name.split("-"))
        title = " ".join(word[:1].upper() + word[1:] for word in title.split(" "))
    around = reading.text[max(0, reading.stop - 600) : reading.stop + 2000]
    return any(f" {word} {title}" in around for word in LOCATIVES)


def _vouched(reading: Reading, place: str) -> bool:
    """Whether the form speaks for a place that the gazetteer does not know: `Plav, (MINA) – `, or the headline."""
    return ",(a)" in reading.shape or _named_above(reading, place)


def _named_above(reading: Reading, place: str) -> bool:
    """Whether the lines above name the place."""
    if len(place) < 3:
        return False
    start = reading.places[0][0]
    return _WORD_EDGE.sub(" ", place.casefold()) in _WORD_EDGE.sub(
        " ", reading.text[max(0, start - ABOVE) : start].casefold()
    )


def _paired(reading: Reading) -> bool:
    return _PAIRED.match(reading.text, reading.stop, reading.end) is not None


def is_caseless(name: str) -> bool:
    """Whether a name is in a script without capitals; Georgian has them, and does not use them.

    >>> is_caseless("پانا"), is_caseless("TASS")
    (True, False)
    """
    return bool(name) and (name.upper() == name.lower() or "\u10d0" <= name[0] <= "\u10ff")


def _route(reading: Reading) -> bool:
    """Whether another place follows, and no sentence: `Paris - London 2 uur per trein`."""
    words = reading.text[reading.stop : reading.stop + 40].split(" ", 2)
    if len(words) < 2 or not is_place(words[0]):
        return False
    if words[0][-1] in ",:" and reading.end - reading.stop < _LONG_TEXT and not _is_paragraph(reading):
        return True  # `Madrid - Barcelona, el puente aéreo cumple 50 años`
    if words[1][:1].isdigit() or words[1][:1] in "-–(:" or (words[0].isupper() and _capitals(reading)):
        return True
    if not _capitals(reading) and population_rank(words[0]) > 1 and not is_region(words[0]) and words[1][:1].islower():
        return True  # `Paris - Lyon reste la ligne la plus fréquentée`
    return words[1].casefold() in ROUTE_WORDS


def _capitals(reading: Reading) -> bool:
    return bool(reading.places) and reading.printed(reading.places[0]).isupper()


def _is_city(name: str, *, weak: bool) -> bool:
    """Whether a name is known as a place; without `weak`, capitals will do."""
    return is_place(name) or (not weak and name.isupper() and len(name) > 1)


def _name_like(reading: Reading) -> bool:
    """Whether the places are short enough for names."""
    return all(reading.printed(span).count(" ") < 6 for span in reading.places)


def _spelled_out(reading: Reading, mark: str) -> bool:
    """Whether the mark is the initials of the words before it: `Data Processing Agreement (DPA)`."""
    return spelled_out(reading.text[reading.places[0][0] : reading.places[-1][1]], mark)


@lru_cache(maxsize=1024)
def spelled_out(name: str, mark: str) -> bool:
    """Whether a mark is the initials of a name.

    >>> spelled_out("Data Processing Agreement", "DPA"), spelled_out("Addis Ababa", "AFP")
    (True, False)
    """
    words = name.split()
    return len(words) > 1 and "".join(word[0] for word in words if word[0].isupper()).casefold() == mark.casefold()
