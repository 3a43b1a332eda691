import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import chain
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.strategies import texts

from wireparse import Dateline, Dispatch, Kind, Token, parse, tokenize
from wireparse.rules import bare_city, cjk, inner
from wireparse.rules.shapes import SHAPES
from wireparse.writers.json import encode_json

promise: Final = settings(
    max_examples=200,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
NOW: Final = datetime(2025, 11, 7, 12, 30, tzinfo=UTC)

PARTS: Final = (Kind.CITY, Kind.REGION, Kind.DATE, Kind.AGENCY, Kind.MARK)
"""What a dateline is made of."""
DATELINES: Final = {
    rule.name for rule in (*(shape.rule for shape in SHAPES), *cjk.RULES, *inner.RULES, *bare_city.RULES)
}
"""Rules of datelines; a byline of theirs is the reporter named inside one."""
NOTHING_VISIBLE: Final = re.compile(r"(?:\W|_|\d{1,2}(?:[.)]|위|位|(?=\s)))*")
"""What a SPACE may hold: blanks, bullets, the numbers of a list, a converter's marks, the dots around an age."""


def fold(text: str) -> str:
    return unicodedata.normalize("NFD", " ".join(text.split()))


def words(printed: Iterable[str]) -> Counter[str]:
    return Counter(word for text in printed for word in fold(text).split())


def visible(printed: Iterable[str]) -> Counter[str]:
    """The characters that can be seen, but for a converter's marks for bold type."""
    return Counter("".join("".join(fold(text).replace("**", "").split()) for text in printed))


def whole(printed: Iterable[str]) -> Counter[str]:
    return Counter(folded for text in printed if (folded := fold(text)))


def datelines(dispatches: list[Dispatch]) -> list[Dateline]:
    found = chain.from_iterable((d.dateline, *(teaser.dateline for teaser in d.teasers)) for d in dispatches)
    return [dateline for dateline in found if dateline]


# What a text is made of is all there


@promise
@given(texts())
@example("")
@example("\ufeff")
@example("\ud800\udc00 e\u0301")
@example("* **\n")
def test_tokens_tile_every_text(text: str) -> None:
    tokens = tokenize(text)

    assert "".join(text[token.start : token.end] for token in tokens) == text
    assert [token.start for token in tokens] == [0, *(token.end for token in tokens)][: len(tokens)]
    assert all(token.start < token.end for token in tokens)
    assert all(type(token.kind) is Kind and token.rule for token in tokens)


@promise
@given(texts())
def test_parse_never_raises(text: str) -> None:
    dispatches = parse(text, now=NOW, source="a.txt")

    assert [(dispatch.source, dispatch.index) for dispatch in dispatches] == [
        ("a.txt", index) for index in range(len(dispatches))
    ]
    assert all(encode_json(dispatch) for dispatch in dispatches)
    assert all(0 <= at < len(dispatch.body) for dispatch in dispatches for at in dispatch.crossheads)


class Printed:
    """The texts of a source's tokens, by what they are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)

    def of(self, *kinds: Kind) -> list[str]:
        return self._of(token for token in self._tokens if token.kind in kinds and token.rule != "headline-repeat")

    def bylines(self) -> list[str]:
        """Those on a line of their own; a teaser's dateline keeps its reporter to itself."""
        return self._of(token for token in self._tokens if token.kind is Kind.BYLINE and token.rule not in DATELINES)

    def datelines(self) -> list[str]:
        return self._of(
            token
            for token in self._tokens
            if token.kind in PARTS or (token.kind is Kind.BYLINE and token.rule in DATELINES)
        )

    def _of(self, tokens: Iterable[Token]) -> list[str]:
        return [self._text[token.start : token.end] for token in tokens]


def notes_of(dispatches: list[Dispatch]) -> Counter[str]:
    return whole(chain.from_iterable(dispatch.notes for dispatch in dispatches))


def headings_without_items(printed: Printed, dispatches: list[Dispatch]) -> Counter[str]:
    """Notes that are no NOTE in the tokens: a section's heading with no teaser under it."""
    more = notes_of(dispatches) - whole(printed.of(Kind.NOTE))
    return more & whole(printed.of(Kind.SECTION))


@promise
@given(texts())
@example("UTRECHT (ANP)\u0301\r\n")
@example("新华社大理3月4日电（记者段小禾）\u0301\r\n")
def test_paragraphs_notes_and_standfirsts_are_in_the_result_once_and_whole(text: str) -> None:
    printed, dispatches = Printed(text), parse(text)
    body = [*chain.from_iterable(d.body for d in dispatches)]
    teasers = [teaser for dispatch in dispatches for teaser in dispatch.teasers]
    crossheads = [d.body[at] for d in dispatches for at in d.crossheads]

    assert whole(printed.of(Kind.TEXT, Kind.CROSSHEAD)) == whole([*body, *chain.from_iterable(t.body for t in teasers)])
    assert whole(printed.of(Kind.CROSSHEAD)) == whole(crossheads)
    assert whole(printed.of(Kind.NOTE)) == notes_of(dispatches) - headings_without_items(printed, dispatches)
    assert whole(printed.of(Kind.STANDFIRST)) == whole(chain.from_iterable(d.standfirst for d in dispatches))


@promise
@given(texts())
@example("Brug\nBy Ann Baker\nAli ÖRNEK/KARS, (DHA) - Köprü bir hafta kapalı kalacak.\n")
@example("Sport 10:31 Marathon krijgt nieuw parcours\fSport 10:31 Marathon krijgt nieuw parcours\n")
def test_headlines_bylines_and_signoffs_are_in_the_result_once(text: str) -> None:
    printed, dispatches = Printed(text), parse(text)
    headlines = [d.headline for d in dispatches] + [t.headline for d in dispatches for t in d.teasers]

    assert words(printed.of(Kind.HEADLINE)) == words(filter(None, headlines))
    assert words(printed.bylines()) <= words(d.byline for d in dispatches if d.byline) <= words(printed.of(Kind.BYLINE))
    assert words(printed.of(Kind.SIGNOFF)) == words(d.signoff.text for d in dispatches if d.signoff)


@promise
@given(texts())
@example("Brug dicht\nUTRECHT (ANP) - De brug is dicht.\nMeer uit Sport\n")
@example("Sport 10:31 Marathon krijgt nieuw parcours\nUTRECHT (ANP/RTR) - \r\n" + 30 * "De brug is dicht. ")
@example("UTRECHT\nSport 10:31 Marathon krijgt nieuw parcours\n")
@example("UTRECHT\n1 uur geleden\n1 uur geleden\fUTRECHT\n1 uur geleden\n1 uur geleden\n")
def test_sections_and_ages_are_in_the_result(text: str) -> None:
    printed, dispatches = Printed(text), parse(text)
    teasers = [teaser for dispatch in dispatches for teaser in dispatch.teasers]

    assert set(whole(printed.of(Kind.SECTION))) == {
        *whole(t.section for t in teasers if t.section),
        *headings_without_items(printed, dispatches),
    }
    assert whole(printed.of(Kind.AGE)) == whole(t.age.text for t in teasers if t.age)


@promise
@given(texts())
@example("UTRECHT (ANP/RTR) - 1 uur geleden\n")
def test_datelines_are_in_the_result_part_by_part(text: str) -> None:
    printed, found = Printed(text), datelines(parse(text))

    assert visible(printed.datelines()) == visible(dateline.text for dateline in found)
    assert whole(printed.of(Kind.CITY)) == whole(chain.from_iterable(dateline.cities for dateline in found))
    assert whole(printed.of(Kind.REGION)) == whole(dateline.region for dateline in found if dateline.region)
    assert whole(printed.of(Kind.DATE)) == whole(dateline.date.text for dateline in found if dateline.date)
    assert whole(printed.of(Kind.AGENCY)) == whole(agency.code for dateline in found for agency in dateline.agencies)


@promise
@given(texts())
def test_what_is_in_no_field_carries_nothing(text: str) -> None:
    assert [space for space in Printed(text).of(Kind.SPACE) if not NOTHING_VISIBLE.fullmatch(space)] == []


# What must not change the result


@promise
@given(texts())
@example(
    "UTRECHT (ANP/RTR) - De brug blijft een\nweek dicht, zegt de gemeente. Daarna\nmogen eerst de fietsers erover."
)
@example(
    "De brug blijft een week dicht, zegt de\ngemeente. Daarna mogen eerst de fietsers\nerover. "
    "UTRECHT (ANP/RTR) - Het duurt\neen week.4 uur geleden UTRECHT (ANP/RTR)\n-"
)
def test_line_ends_change_nothing(text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")

    assert parse(text.replace("\n", "\r\n")) == parse(text)
    assert parse(text.replace("\n", "\r")) == parse(text)


@promise
@given(texts())
@example("")
@example(" · \n")
@example("\ufeff UTRECHT \u2060\n")
@example("De brug blijft een week dicht, zegt de gemeente. Daarna mogen eerst de fietsers erover.\n")
def test_a_byte_order_mark_changes_nothing(text: str) -> None:
    assert parse(f"\ufeff{text}") == parse(text)


@promise
@given(texts())
def test_the_unicode_form_changes_nothing(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert parse(text) == parse(composed) == parse(decomposed)


@promise
@given(texts(), st.sampled_from([" ", "  ", "\t", " \t ", "\xa0"]))
@example("A ferry sails again after a week in the dock\né\n", " ")
def test_trailing_blanks_change_nothing(text: str, blanks: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")

    assert parse(text.replace("\n", f"{blanks}\n") + blanks) == parse(text)


@promise
@given(texts(), texts())
def test_what_was_parsed_before_changes_nothing(text: str, other: str) -> None:
    first = parse(text, now=NOW)
    parse(other)

    assert parse(text, now=NOW) == first
    assert tokenize(text) == tokenize(text)


def test_items_of_one_list_can_stand_in_two_dispatches() -> None:
    text = (
        "1 uur geledenUTRECHT (ANP) - De brug blijft dicht.\nEen alinea die niets te maken heeft met de lijst.\n"
        "Nog een alinea van het verhaal.\nKop van het volgende verhaal\n"
        "2 uur geledenASSEN (ANP) - Een stalling is afgebrand.\nLees ook\nKop van iets anders\n"
    )

    assert [len(dispatch.teasers) for dispatch in parse(text)] == [1, 1]


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text])
def test_blanks_before_line_ends_do_not_join_tokens(change: Callable[[str], str]) -> None:
    text = "Brug dicht\nUTRECHT (ANP) - " + "De brug blijft een week dicht voor onderhoud. " * 8 + "\nTweede alinea.\n"

    kinds = [kind for kind, *_ in tokenize(text) if kind is not Kind.SPACE]

    assert [kind for kind, *_ in tokenize(change(text)) if kind is not Kind.SPACE] == kinds
