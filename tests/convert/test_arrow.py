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


@pytest.mark.parametrize(
    "texts",
    [
        pa.nulls(3),
        pa.nulls(3, pa.large_string()),
        pa.array(["", " ", "\n"]),
        pa.chunked_array([], pa.string()),
        pa.chunked_array([[], [None]], pa.string()),
    ],
    ids=["nulls", "null texts", "blank", "no chunks", "empty chunks"],
)
def test_nothing_to_parse_has_the_types_all_the_same(texts: Any) -> None:
    table = parse_batch(pa.table({"text": texts}))

    assert table.schema == SCHEMA
    assert table.num_rows == 0


def test_chunks_and_slices_are_one_column() -> None:
    pages = list(PAGES.values())
    chunks = pa.chunked_array([pages[:1], [], [None, *pages[1:]]]).dictionary_encode()

    assert parse_batch(pa.table({"text": chunks}))["source"].to_pylist() == ["0", "2", "3"]
    assert parse_batch(pa.record_batch({"text": pages}).slice(1, 1))["headline"].to_pylist() == ["Ferry runs"]


def test_a_text_without_a_name_has_its_number() -> None:
    batch = pa.table({"text": list(PAGES.values()), "id": [70, None, 90]})

    assert parse_batch(batch, source="id")["source"].to_pylist() == ["70", "1", "90"]
    with pytest.raises(KeyError, match="no column 'name'; there are text, id"):
        parse_batch(batch, source="name")


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


def test_many_rows_are_those_of_each_text() -> None:
    texts = [f"Bridge {i} shut\nOSLO (NTB) - The bridge number {i} is shut." for i in range(1_203)]

    found = parse_batch(pa.table({"text": texts}))

    assert found.schema == SCHEMA
    assert found["headline"].to_pylist() == [f"Bridge {i} shut" for i in range(1_203)]
