"""The evidence for a dateline that has no place: a mark alone, or with a date."""

from typing import Final

from wireparse.registry.agencies import language_alone
from wireparse.registry.gazetteer import is_common_word, is_place
from wireparse.registry.months import is_weekday
from wireparse.rules.elements import code_spans
from wireparse.rules.evidence import PLAUSIBLE_CODE, is_caseless, opens_text
from wireparse.rules.language import guess_language
from wireparse.rules.reading import Reading

_SHORTEST_TEXT: Final = 20


def date_mark(reading: Reading) -> bool:
    """A date and a mark without a place."""
    mark = reading.printed(reading.marks[-1])
    if is_weekday(mark):
        return False
    return opens_text(reading) and (code_spans(mark)[1] != "X" or bool(PLAUSIBLE_CODE.fullmatch(mark)))


def mark_alone(reading: Reading) -> bool:
    """A mark that the registry knows, at the head of a paragraph."""
    return opens_text(reading) and reading.end - reading.stop > _SHORTEST_TEXT


def lone_mark(reading: Reading) -> bool:
    """A mark that is a word too, of an agency that is known to stand alone, before a text in its language."""
    mark = reading.printed(reading.marks[0])
    language = language_alone(mark)
    if language is None or (mark.islower() and not mark.isupper()) or not mark_alone(reading):
        return False
    return guess_language(reading.text[reading.stop : reading.end], frozenset({language, "en"})) == language


def place_in_parentheses(reading: Reading) -> bool:
    """A place in parentheses, at the head of a paragraph; in capitals, or behind a date."""
    place = reading.printed(reading.marks[0])
    plain = place.isupper() or (is_caseless(place) if ":" in reading.shape else bool(reading.date))
    return plain and is_place(place) and not is_common_word(place) and mark_alone(reading)


def open_mark_alone(reading: Reading) -> bool:
    """A mark in parentheses at the head of a paragraph, and then a capital that a blank divides from it."""
    follower = reading.text[reading.stop : reading.stop + 1]
    divided = reading.text[reading.stop - 1 : reading.stop].isspace()
    return divided and follower.isupper() and reading.end - reading.stop > _SHORTEST_TEXT
