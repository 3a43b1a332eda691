"""`parse_batch` inside a query engine."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.archives import PAGES

from wireparse.arrow import SCHEMA, parse_batch


@pytest.fixture
def base() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as base:
        base.execute("CREATE TABLE pages (url VARCHAR, body VARCHAR)")
        base.executemany("INSERT INTO pages VALUES (?, ?)", [*PAGES.items(), ("empty", ""), ("null", None)])
        yield base


def query(base: duckdb.DuckDBPyConnection, text: str) -> duckdb.DuckDBPyRelation:
    found = base.sql(text)
    assert found is not None
    return found


def test_texts_of_a_query_become_rows_of_another(base: duckdb.DuckDBPyConnection) -> None:
    pages = query(base, "SELECT * FROM pages ORDER BY url").to_arrow_table()
    stories = parse_batch(pages, column="body", source="url")  # noqa: F841  # the query names it

    found = base.execute(
        "SELECT source, dateline.cities[1], dateline.agencies[1].id FROM stories ORDER BY source"
    ).fetchall()

    assert found == [("a.txt", "UTRECHT", "anp"), ("sub/b.txt", "OSLO", "reuters"), ("ü/č d.txt", "PRAHA", "ctk")]


def test_a_stream_goes_through_batch_by_batch(base: duckdb.DuckDBPyConnection) -> None:
    base.execute("INSERT INTO pages SELECT 'n' || i, 'Bridge ' || i || chr(10) || 'OSLO (NTB) - It is shut.' "
                 "FROM range(5000) t(i)")  # fmt: skip
    reader = query(base, "SELECT body FROM pages").to_arrow_reader(1_000)
    batches = (batch for texts in reader for batch in parse_batch(texts, column="body").to_batches())
    stories = pa.RecordBatchReader.from_batches(SCHEMA, batches)  # noqa: F841  # likewise

    with duckdb.connect() as other:
        found = other.execute("SELECT count(*), count(DISTINCT headline) FROM stories").fetchall()

    assert found == [(5_003, 5_003)]


def test_stories_in_an_engine_are_those_in_a_file(base: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stories = parse_batch(query(base, "SELECT body AS text FROM pages").to_arrow_table())
    path = f"{tmp_path}/stories.parquet"
    base.execute("COPY stories TO '" + path + "' (FORMAT parquet)")

    assert pq.read_table(path).to_pylist() == stories.to_pylist()
