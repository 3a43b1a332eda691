import csv
import io
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from wireparse import Age, Agency, Dateline, DatelineDate, Dispatch, Signoff, Teaser
from wireparse.writers import COLUMNS, Format, csv_rows, defused, encode_json, json_schema, make_writer

ANP, RTR, NOBODY = Agency("ANP", "anp", "Algemeen"), Agency("RTR", "reuters", "Reuters"), Agency("ZZZ", None, None)
STORY = Dispatch(
    source="corpus.jsonl#17",
    index=0,
    headline="Brug dicht",
    byline="Door onze redactie",
    standfirst=["Eerst dit.", "Dan dat."],
    dateline=Dateline(
        "UTRECHT/PARIJS, Frankrijk, Dec 24 (ANP/RTR) -",
        ["UTRECHT", "PARIJS"],
        "Frankrijk",
        DatelineDate("Dec 24", "2025-12-24"),
        [ANP, RTR],
    ),
    body=["De brug blijft “dicht”.", "Een week,\nof twee."],
    crossheads=[],
    signoff=Signoff("(ANP)", [ANP]),
    teasers=[
        Teaser("Meer uit Buitenland", None, Dateline("OSLO (ZZZ) -", ["OSLO"], None, None, [NOBODY]), ["Vis."], None),
        Teaser(None, "Kaas", None, [], Age("1 uur geleden", 3600, "2025-12-25T09:00:00+01:00")),
    ],
    notes=["© foto"],
    meta={"id": 7},
)
BARE = Dispatch("-", 1, None, None, [], None, [], [], None, [], [])

texts = st.text(st.characters(exclude_categories=["Cs"]))
maybe_texts = st.none() | texts
agencies = st.lists(st.builds(Agency, texts, maybe_texts, maybe_texts), max_size=3)
datelines = st.none() | st.builds(
    Dateline,
    texts,
    st.lists(texts, max_size=3),
    maybe_texts,
    st.none() | st.builds(DatelineDate, texts, maybe_texts),
    agencies,
)
ages = st.none() | st.builds(Age, texts, st.none() | st.integers(0, 10**9), maybe_texts)
paragraphs = st.lists(texts, max_size=3)
teasers = st.builds(Teaser, maybe_texts, maybe_texts, datelines, paragraphs, ages)
dispatches = st.builds(
    Dispatch,
    source=texts,
    index=st.integers(0, 99),
    headline=maybe_texts,
    byline=maybe_texts,
    standfirst=paragraphs,
    dateline=datelines,
    body=paragraphs,
    crossheads=st.lists(st.integers(0, 9), max_size=2),
    signoff=st.none() | st.builds(Signoff, texts, agencies),
    teasers=st.lists(teasers, max_size=3),
    notes=paragraphs,
    meta=st.none() | st.dictionaries(texts, st.none() | st.integers() | texts | st.booleans(), max_size=2),
)


def written(form: Format, *stories: Dispatch, **options: Any) -> bytes:
    stream = io.BytesIO()
    writer = make_writer(form, stream, **options)
    for story in stories:
        writer.write(story)
    writer.close()
    return stream.getvalue()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("stories", [[], [STORY], [STORY, BARE, STORY]])
def test_json_is_one_indented_array_whatever_the_number(stories: list[Dispatch]) -> None:
    data = written(Format.JSON, *stories).decode()
    expected = [msgspec.to_builtins(story) for story in stories]
    assert data == json.dumps(expected, indent=2, ensure_ascii=False) + "\n"


def test_json_lines_are_one_object_a_line() -> None:
    data = written(Format.JSONL, STORY, BARE).decode()
    assert data.count("\n") == 2
    assert [json.loads(line) for line in data.splitlines()] == [msgspec.to_builtins(story) for story in (STORY, BARE)]
    assert "“dicht”" in data


def test_meta_is_left_out_when_there_is_none() -> None:
    assert list(json.loads(written(Format.JSONL, BARE))) == [
        "source",
        "index",
        "headline",
        "byline",
        "standfirst",
        "dateline",
        "body",
        "crossheads",
        "signoff",
        "teasers",
        "notes",
    ]


@given(st.lists(dispatches, max_size=3))
def test_json_gives_back_what_was_written(stories: list[Dispatch]) -> None:
    assert msgspec.json.decode(written(Format.JSON, *stories), type=list[Dispatch]) == stories
    lines = written(Format.JSONL, *stories).splitlines()
    assert [msgspec.json.decode(line, type=Dispatch) for line in lines] == stories


def test_no_control_character_is_written_to_json() -> None:
    text = "".join(map(chr, range(0xA1))) + "\u00c2\u0082é"
    encoded = encode_json([text])
    assert json.loads(encoded) == [text]
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in encoded.decode())


def test_numbers_of_any_length_and_half_characters_are_written() -> None:
    assert json.loads(encode_json({"n": 10**30, "\ud800": ["a\udc00b", 1.5, True]})) == {
        "n": 10**30,
        "\ufffd": ["a\ufffdb", 1.5, True],
    }


def test_csv_is_one_row_a_story() -> None:
    data = written(Format.CSV, STORY, BARE)
    assert data.startswith(b",".join(name.encode() for name in COLUMNS) + b"\r\n")
    assert ",".join(COLUMNS) == (
        "source,index,kind,section,headline,byline,standfirst,city,region,date,agencies,age,time,body,signoff"
    )
    story, fish, cheese, bare = rows(data)
    assert story == {
        "source": "corpus.jsonl#17",
        "index": "0",
        "kind": "dispatch",
        "section": "",
        "headline": "Brug dicht",
        "byline": "Door onze redactie",
        "standfirst": "Eerst dit.\n\nDan dat.",
        "city": "UTRECHT/PARIJS",
        "region": "Frankrijk",
        "date": "Dec 24",
        "agencies": "ANP/RTR",
        "age": "",
        "time": "",
        "body": "De brug blijft “dicht”.\n\nEen week,\nof twee.",
        "signoff": "(ANP)",
    }
    empty = dict.fromkeys(COLUMNS, "")
    origin = {"source": "corpus.jsonl#17", "index": "0", "kind": "teaser"}
    assert fish == empty | origin | {
        "section": "Meer uit Buitenland",
        "city": "OSLO",
        "agencies": "ZZZ",
        "body": "Vis.",
    }
    assert cheese == empty | origin | {
        "headline": "Kaas",
        "age": "1 uur geleden",
        "time": "2025-12-25T09:00:00+01:00",
    }
    assert bare == empty | {"source": "-", "index": "1", "kind": "dispatch"}


def test_csv_without_stories_has_its_header_and_a_mark_when_asked() -> None:
    header = ",".join(COLUMNS).encode() + b"\r\n"
    assert written(Format.CSV) == header
    assert written(Format.CSV, csv_bom=True) == b"\xef\xbb\xbf" + header


@given(st.lists(dispatches, max_size=3))
def test_csv_gives_back_every_cell(stories: list[Dispatch]) -> None:
    cells = [row for story in stories for row in csv_rows(story)]
    raw = rows(written(Format.CSV, *stories, csv_raw=True))
    assert [tuple(row.values()) for row in raw] == cells
    safe = rows(written(Format.CSV, *stories))
    assert [tuple(row.values()) for row in safe] == [tuple(map(defused, row)) for row in cells]


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\nx",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        " =1",
        "\xa0=1",
        "\u3000@a",
        "\x00=1",
    ],
)
def test_formulas_are_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"
    story = msgspec.structs.replace(BARE, headline=cell, body=[cell])
    [row] = rows(written(Format.CSV, story))
    assert (row["headline"], row["body"]) == (f"'{cell}", f"'{cell}")
    [row] = rows(written(Format.CSV, story, csv_raw=True))
    assert (row["headline"], row["body"]) == (cell, cell)


@pytest.mark.parametrize("cell", ["", "a=b", "3-1", "'=1", "-", "-#17", " a", "é@x"])
def test_what_is_no_formula_stays(cell: str) -> None:
    assert defused(cell) == cell


def test_the_schema_is_valid_and_describes_what_is_written() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$id" not in schema
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(written(Format.JSON, STORY, BARE)))
    one = {**schema, "$ref": "#/$defs/Dispatch"}
    del one["type"], one["items"]
    Draft202012Validator(one).validate(json.loads(written(Format.JSONL, STORY)))
    assert not Draft202012Validator(schema).is_valid([{"source": "-"}])
