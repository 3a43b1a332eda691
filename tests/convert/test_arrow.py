from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.archives import PAGES, json_lines
from tests.converting import Run

from wireparse import parse
from wireparse.arrow import SCHEMA, parse_batch
from wireparse.model import Dispatch
from wireparse.readers import decode

Put = Callable[[str, bytes | str], Path]
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*.txt"))
TEXTS = [decode(path.read_bytes()).text for path in FIXTURES]


def rows(table: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_pylist()
    for row in found:
        row.pop("meta")
    return found


def test_a_batch_holds_what_parse_returns() -> None:
    expected = [found for i, text in enumerate(TEXTS) for found in parse(text, source=str(i))]

    for batch in (pa.table({"text": TEXTS}), pa.record_batch({"text": TEXTS})):
        table = parse_batch(batch)

        assert table.schema == SCHEMA
        assert rows(table) == msgspec.to_builtins(expected)


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())], ids=str
)
def test_every_type_of_text_is_taken(kind: Any) -> None:
    texts = pa.array([PAGES["a.txt"], None, "", PAGES["sub/b.txt"]]).cast(kind)

    table = parse_batch(pa.table({"body": texts, "id": ["a", "b", "c", "d"]}), column="body", source="id")

    assert table["source"].to_pylist() == ["a", "d"]
    assert table["headline"].to_pylist() == ["Brug dicht", "Ferry runs"]


def test_no_texts_make_an_empty_table_of_the_same_types() -> None:
    assert parse_batch(pa.table({"text": pa.array([], pa.string())})).schema == SCHEMA


def test_what_is_no_column_of_texts_is_told() -> None:
    with pytest.raises(KeyError, match="no column 'text'; there are body"):
        parse_batch(pa.table({"body": ["Brug"]}))
    with pytest.raises(TypeError, match="holds int64"):
        parse_batch(pa.table({"text": [1]}))


def test_the_columns_are_the_fields_of_the_result() -> None:
    assert tuple(SCHEMA.names) == Dispatch.__struct_fields__


@pytest.mark.parametrize("jobs", [1, 2])
def test_parquet_holds_what_json_lines_hold(run: Run, jobs: int) -> None:
    records = run.records(*FIXTURES)

    table = pq.read_table(run(*FIXTURES, to="out.parquet", jobs=jobs))

    assert table.schema == SCHEMA
    assert rows(table) == records
    assert not list(run.folder.glob("out.parquet.*"))


def test_kept_fields_are_json_in_parquet(run: Run, put: Put) -> None:
    path = put("corpus.jsonl", json_lines(2))

    table = pq.read_table(run(path, to="out.parquet", settings={"keep": ("id",)}))

    assert table["meta"].to_pylist() == ['{"id":0}', '{"id":1}']
