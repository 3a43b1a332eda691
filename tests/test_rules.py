import importlib
import json
import pkgutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

import wireparse.rules
from wireparse import Kind, Token, parse, tokenize
from wireparse.readers import decode
from wireparse.rules.rule import Rule
from wireparse.rules.shapes import SHAPES

ROOT = Path(__file__).parents[1]
MODULES: Final = [
    importlib.import_module(f"wireparse.rules.{found.name}") for found in pkgutil.iter_modules(wireparse.rules.__path__)
]
RULES: Final = [rule for module in MODULES for rule in getattr(module, "RULES", ())] + [shape.rule for shape in SHAPES]

PLAIN: Final = {"space", "title", "paragraph"}
"""Names of what no table has: nothing else matched."""

LOOK_ALIKES_TAKEN: Final = 7
"""So many of `negatives.jsonl` are taken for datelines; fewer is better."""
FIELDS_RIGHT: Final = {"cities": 351, "region": 359, "date": 356, "agencies": 349}
"""So many values of `datelines.jsonl` are found; more is better."""

named = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def records(name: str) -> list[dict[str, Any]]:
    lines = (ROOT / "tests" / "data" / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def tokens_of(rule: Rule, text: str) -> list[Token]:
    return [token for token in tokenize(text) if token.rule == rule.name]


def shown(text: str) -> str:
    """All tokens of a text, for the message of a failure."""
    return "\n".join(f"{kind:10} {rule:24} {text[start:end]!r}" for kind, start, end, rule in tokenize(text))


def listed(rows: Iterable[object]) -> str:
    return "\n".join(map(str, rows))


# The tables


def test_every_module_that_makes_rules_puts_them_in_its_table() -> None:
    loose = [
        (module.__name__, name)
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, Rule) and value not in RULES
    ]

    assert len(RULES) > 30
    assert loose == []


def test_rules_have_names_of_their_own() -> None:
    names = [rule.name for rule in RULES]

    assert sorted(set(names)) == sorted(names)
    assert not PLAIN & set(names)


@named
def test_a_rule_says_what_it_is_for(rule: Rule) -> None:
    assert rule.why.strip()
    assert rule.pattern
    assert rule.kinds
    assert rule.name == rule.name.strip().lower()
    assert rule.sample != rule.near_miss


@named
def test_the_sample_shows_the_rule(rule: Rule) -> None:
    found = tokens_of(rule, rule.sample)

    assert found, shown(rule.sample)
    assert {token.kind for token in found} <= set(rule.kinds), shown(rule.sample)


@named
def test_the_near_miss_does_not(rule: Rule) -> None:
    assert not tokens_of(rule, rule.near_miss), shown(rule.near_miss)


def test_every_token_names_a_rule_that_there_is() -> None:
    known = {rule.name for rule in RULES} | PLAIN
    texts = [decode(path.read_bytes()).text for path in ROOT.glob("fixtures/*/*.txt")]
    texts += [record["text"] for record in records("datelines.jsonl")]
    used = {token.rule for text in texts for token in tokenize(text)}

    assert used - known == set()


@named
def test_tokens_have_the_kinds_that_their_rule_lists(rule: Rule) -> None:
    texts = [decode(path.read_bytes()).text for path in sorted(ROOT.glob("fixtures/*/*.txt"))]
    found = {token.kind for text in texts for token in tokens_of(rule, text)}

    assert found <= set(rule.kinds)


# Texts that look like it, and texts that are it


def test_look_alikes_are_no_datelines() -> None:
    texts = [record["text"] for record in records("negatives.jsonl")]
    taken = [(text, found.dateline.text) for text in texts for found in parse(text) if found.dateline]

    assert texts
    assert len(taken) <= LOOK_ALIKES_TAKEN, listed(taken)


def test_sentences_about_time_hold_no_age() -> None:
    texts = [record["text"] for record in records("ages_negative.jsonl")]
    taken = [
        (text, text[token.start : token.end]) for text in texts for token in tokenize(text) if token.kind is Kind.AGE
    ]

    assert texts
    assert taken == [], listed(taken)


def fields(text: str) -> dict[str, Any]:
    """The fields of the first dispatch's dateline, as the data has them."""
    found = next((dispatch.dateline for dispatch in parse(text) if dispatch.dateline), None)
    if found is None:
        return {"cities": [], "region": None, "date": None, "agencies": []}
    return {
        "cities": found.cities,
        "region": found.region,
        "date": found.date.text if found.date else None,
        "agencies": [agency.code for agency in found.agencies],
    }


def test_datelines_are_read_field_by_field() -> None:
    pairs = [(record, fields(record["text"])) for record in records("datelines.jsonl")]
    right = {field: sum(record[field] == found[field] for record, found in pairs) for field in FIELDS_RIGHT}
    missed = [
        f"{field}: {found[field]!r} instead of {record[field]!r} in {record['text']!r}"
        for record, found in pairs
        for field in FIELDS_RIGHT
        if record[field] != found[field]
    ]

    assert all(right[field] >= least for field, least in FIELDS_RIGHT.items()), f"{right}\n{listed(missed)}"
