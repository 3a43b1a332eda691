import datetime as dt
import io
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.archives import PACKERS, PAGES, tar, zipped
from tests.converting import Run, tails_are_the_same

from wireparse.readers.tables import Rows, table_rows

Put = Callable[[str, bytes | str], Path]
KINDS: Final = ["parquet", "arrow", "arrows"]
TEXTS: Final = list(PAGES.values())
HEADLINES: Final = ["Brug dicht", "Ferry runs", "Most"]
SHUT: Final = pa.table({"text": [f"Bridge {i}\nOSLO (NTB) - The bridge number {i} is shut." for i in range(1_200)]})


def packed(table: Any, kind: str, rows: int = 100, compression: str | None = None) -> bytes:
    """The table as a file, so many rows in a group or batch."""
    sink = io.BytesIO()
    if kind == "parquet":
        pq.write_table(table, sink, row_group_size=rows, compression=compression or "none")
        return sink.getvalue()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with (pa.ipc.new_file if kind == "arrow" else pa.ipc.new_stream)(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)
    return sink.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", PACKERS)
def test_a_table_in_every_compression(run: Run, put: Put, kind: str, ending: str) -> None:
    path = put(f"corpus{ending}", PACKERS[ending](packed(SHUT, kind)))

    records = run.records(path)

    assert [record["source"] for record in records] == [f"{path}#{i}" for i in range(1_200)]
    assert records[-1]["headline"] == "Bridge 1199"
    assert run.problems == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("compression", ["zstd", "lz4"])
def test_a_table_that_is_compressed_inside(run: Run, put: Put, kind: str, compression: str) -> None:
    path = put(f"corpus.{kind}", packed(SHUT, kind, compression=compression))

    assert len(run.records(path)) == 1_200


def test_tables_in_archives(run: Run, put: Put) -> None:
    members = {kind: packed(pa.table({"text": TEXTS}), kind) for kind in KINDS}
    paths = [put("a.zip", zipped(members)), put("a.tar.gz", PACKERS[".gz"](tar(members)))]

    sources = [record["source"] for record in run.records(*paths)]

    assert sources == [f"{path}!/{kind}#{i}" for path in paths for kind in KINDS for i in range(3)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.binary_view(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
    ],
    ids=str,
)
def test_every_type_of_text_is_taken_and_nulls_are_none(run: Run, put: Put, kind: str, text: Any) -> None:
    if kind == "parquet" and "view" in str(text):
        pytest.skip("Parquet has no views")
    column = pa.array([None, TEXTS[0], None, None, *TEXTS[1:], None]).cast(text)
    path = put(f"corpus.{kind}", packed(pa.table({"body": column}), kind))

    records = run.records(path, settings={"text_field": "body"}, reading={"fields": ("body",)})

    assert [record["headline"] for record in records] == HEADLINES
    assert [record["source"] for record in records] == [f"{path}#{i}" for i in (1, 4, 5)]
    assert run.problems == []
    assert run.state.counts.sources == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_of_nulls_has_no_texts(run: Run, put: Put, kind: str) -> None:
    path = put(f"corpus.{kind}", packed(pa.table({"text": pa.nulls(5)}), kind))

    assert run.records(path) == []
    assert run.problems == []


@pytest.mark.parametrize("kind", KINDS)
def test_columns_that_are_kept(run: Run, put: Put, kind: str) -> None:
    second = 1_741_064_767
    columns: dict[str, tuple[Any, Any]] = {
        "id": (pa.array([2**64 - 1], pa.uint64()), 2**64 - 1),
        "none": (pa.nulls(1, pa.string()), None),
        "nan": (pa.array([float("nan")]), None),
        "day": (pa.array([dt.date(2025, 3, 4)]), "2025-03-04"),
        "time": (pa.array([second], pa.timestamp("s")), "2025-03-04T05:06:07"),
        "zoned": (pa.array([second], pa.timestamp("s", "Europe/Amsterdam")), "2025-03-04T06:06:07+01:00"),
        "fine": (pa.array([second * 10**9 + 1], pa.timestamp("ns")), "2025-03-04T05:06:07.000000001"),
        "clock": (pa.array([1], pa.time64("ns")), "00:00:00.000000001"),
        "price": (pa.array([Decimal("1.10")]), "1.10"),
        "bytes": (pa.array([b"\xff\0"]), "/wA="),
        "tags": (pa.array([["a", "b"]]), ["a", "b"]),
        "place": (pa.array([{"city": "Oslo", "since": dt.date(1048, 1, 1)}]), {"city": "Oslo", "since": "1048-01-01"}),
        "map": (pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())), [["a", 1]]),
        'odd "name"': (pa.array(["x"]), "x"),
    }
    expected = {name: value for name, (_, value) in columns.items()}
    table = pa.table({"text": TEXTS[:1], **{name: column for name, (column, _) in columns.items()}})
    path = put(f"corpus.{kind}", packed(table, kind))
    keep = (*columns, "missing")

    [record] = run.records(path, settings={"keep": keep}, reading={"fields": ("text", *keep)})

    found = record["meta"]
    assert {**found, "fine": found["fine"][:29]} == expected


def test_a_year_that_python_does_not_have(run: Run, put: Put) -> None:
    path = put(
        "corpus.arrow", packed(pa.table({"text": TEXTS[:1], "t": pa.array([2**62], pa.timestamp("s"))}), "arrow")
    )

    [record] = run.records(path, settings={"keep": ("t",)}, reading={"fields": ("text", "t")})

    assert "4611686018427387904" in record["meta"]["t"]


@pytest.mark.parametrize("kind", KINDS)
def test_texts_that_are_not_utf_8(run: Run, put: Put, kind: str) -> None:
    texts = [TEXTS[0].encode(), "Brücke über die Straße gesperrt".encode("latin-1"), b"\x89PNG\r\n\x1a\n\0\0", None]
    path = put(f"corpus.{kind}", packed(pa.table({"text": pa.array(texts, pa.binary()), "id": range(4)}), kind))

    records = run.records(path, settings={"keep": ("id",)}, reading={"fields": ("text", "id")}, on_error="quarantine")

    assert [record["meta"] for record in records] == [{"id": 0}, {"id": 1}]
    assert "Straße" in str(records[1])
    assert [(found.kind, found.record, found.data) for found in run.problems] == [("not-text", 2, texts[2])]


def test_an_encoding_is_not_asked_of_tables(run: Run, put: Put) -> None:
    path = put("corpus.parquet", packed(pa.table({"text": [TEXTS[2]]}), "parquet"))

    for encoding in ("latin-1", "utf-16"):
        options = {"settings": {"encoding": encoding}, "reading": {"encoding": encoding}}
        assert "PRAHA" in str(run.records(path, **options)[0])
        assert "ČTK" in str(run.records(path, **options)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_column_is_not_there(run: Run, put: Put, kind: str) -> None:
    path = put(f"corpus.{kind}", packed(pa.table({"body": ["Brug"], "id": [1]}), kind))

    assert run.records(path) == []
    assert [problem.message for problem in run.problems] == ["no column 'text'; there are body, id"]
    assert run.problems[0].record is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_column_holds_no_texts(run: Run, put: Put, kind: str) -> None:
    path = put(f"corpus.{kind}", packed(pa.table({"text": [{"html": "<p>"}]}), kind))

    assert run.records(path) == []
    assert [problem.message for problem in run.problems] == ["column 'text' holds struct<html: string>, not texts"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_table_that_is_cut_off(run: Run, put: Put, kind: str, ending: str) -> None:
    whole = PACKERS[ending](packed(SHUT.slice(0, 100), kind, 10))
    path = put(f"corpus{ending}", whole)
    kept = 0

    for cut in range(1, 51):
        path.write_bytes(whole[: max(12, len(whole) * cut // 51)])
        records = run.records(path)

        assert [record["source"] for record in records] == [f"{path}#{i}" for i in range(len(records))]
        kept = max(kept, len(records))
        [problem] = run.problems
        assert problem.kind in {"damaged", "truncated"}, cut
        assert "\n" not in problem.message

    assert (kept > 50) == (kind != "parquet")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [pa.string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())], ids=str)
def test_a_damaged_table_ends_no_run(run: Run, put: Put, kind: str, text: Any) -> None:
    if kind == "parquet" and "view" in str(text):
        pytest.skip("Parquet has no views")
    table = pa.table({"text": pa.array(TEXTS * 3).cast(text), "id": pa.array(["a", "b", "c"] * 3)})
    whole = packed(table, kind, 5)

    for place in range(0, len(whole), 29):
        data = bytearray(whole)
        data[place] ^= 0xFF
        path = put("corpus", bytes(data))
        run.records(path, settings={"keep": ("id",)}, reading={"fields": ("text", "id")})


def test_a_batch_that_is_too_large(run: Run, put: Put) -> None:
    table = pa.table({"text": ["OSLO " * 1_000] * 1_000})
    paths = [put(f"corpus.{kind}", packed(table, kind, 1_000)) for kind in ("arrow", "arrows")]

    assert run.records(*paths, reading={"most": 20_000}) == []
    assert [problem.message for problem in run.problems] == ["a part of the table is larger than 20,000 bytes"] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_is_too_large_is_passed_over(run: Run, put: Put, kind: str) -> None:
    texts = [TEXTS[0], "OSLO " * 5_000, TEXTS[1]]
    path = put(f"corpus.{kind}", packed(pa.table({"text": texts}), kind, 1))

    assert [record["source"] for record in run.records(path, reading={"most": 24_000})] == [f"{path}#0", f"{path}#2"]
    assert [(problem.kind, problem.record) for problem in run.problems] == [("too-large", 1)]


def test_a_parquet_file_in_an_archive_must_fit_in_memory(run: Run, put: Put) -> None:
    path = put("corpus.zip", zipped({"a.parquet": packed(SHUT, "parquet")}))

    assert run.records(path, reading={"most": 20_000}) == []
    assert [problem.kind for problem in run.problems] == ["too-large"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_goes_on_from_every_batch(put: Put, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireparse.convert.blocks.BATCH", 4_000)
    monkeypatch.setattr("wireparse.readers.tables.LINES", 2_000)
    texts = [None if i % 7 == 3 else "OSLO (NTB) - Hei. " * (i % 5) for i in range(300)]
    odd = [b"\xe9" if i % 50 == 9 else text and text.encode() for i, text in enumerate(texts)]
    path = put(f"corpus.{kind}", packed(pa.table({"text": pa.array(odd, pa.binary())}), kind, 70))

    assert tails_are_the_same([path, path, path]) > 5


@pytest.mark.parametrize("kind", ["parquet", "arrows"])
def test_a_table_is_read_in_pieces(kind: str) -> None:
    table = pa.table({"text": [f"{i} " * 2_000 for i in range(5_000)]})
    data = packed(table, kind, 5_000 if kind == "parquet" else 100)
    size = table.nbytes
    del table

    before = pa.total_allocated_bytes()
    most = 0
    for found in table_rows(io.BufferedReader(io.BytesIO(data)), ("text",), 0, 1 << 28):
        assert isinstance(found, Rows)
        assert len(found.data) < 1 << 19
        most = max(most, pa.total_allocated_bytes() - before)

    assert size > 40_000_000
    assert most < size * 2 / 3


def test_tables_need_pyarrow(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [put(f"corpus.{kind}", packed(SHUT, kind)) for kind in KINDS]
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert run.records(*paths) == []
    assert [problem.message for problem in run.problems] == [
        f"A table of {kind} needs: pip install 'wireparse[parquet]'" for kind in ("Parquet", "Arrow", "Arrow")
    ]
