"""The short cut for the usual datelines must find what the table finds."""

import json
from pathlib import Path

from wireparse.readers import decode
from wireparse.rules.dateline import opens_sentence, read_elements
from wireparse.rules.heading import Heading
from wireparse.rules.usual import read_usual

ROOT = Path(__file__).parents[1]


def lines() -> list[str]:
    records = [
        json.loads(line)
        for name in ("datelines.jsonl", "negatives.jsonl")
        for line in (ROOT / "tests" / "data" / name).read_text("utf-8").splitlines()
    ]
    texts = [record["text"] for record in records]
    texts += [decode(path.read_bytes()).text for path in sorted(ROOT.glob("fixtures/*/*.txt"))]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def fields(heading: Heading | None) -> tuple[object, ...] | None:
    """What a dateline is made of, for comparing two."""
    if heading is None:
        return None
    spans = (heading.places, heading.marks, heading.region, heading.date, heading.reporter)
    return (heading.rule, heading.start, heading.end, heading.firm, *spans)


def test_the_short_cut_finds_what_the_table_finds() -> None:
    found = [(line, heading) for line in lines() if (heading := read_usual(line, 0)) and heading.end <= len(line)]

    assert len(found) > 100
    assert [
        (line, heading) for line, heading in found if fields(heading) != fields(read_elements(line, 0, len(line)))
    ] == []


def test_no_dateline_opens_a_sentence() -> None:
    dated = [
        line for line in lines() if (heading := read_elements(line, 0, len(line))) and heading.firm and heading.marks
    ]

    assert len(dated) > 250
    assert [line for line in dated if opens_sentence(line, 0, len(line))] == []
