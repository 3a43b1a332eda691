import csv
import gzip
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.archives import PAGES, json_lines, tar
from tests.converting import Run, small_stretches

from wireparse import parse
from wireparse.model import Dispatch
from wireparse.readers import decode
from wireparse.readers.compressed import compression_of, inflated
from wireparse.writers import CsvWriter

Put = Callable[[str, bytes | str], Path]
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*.txt"))


def stored(path: Path) -> bytes:
    data = path.read_bytes()
    kind = compression_of(data[:16])
    return inflated(io.BytesIO(data), kind).read() if kind else data


def dispatches() -> list[Dispatch]:
    return [found for path in FIXTURES for found in parse(decode(path.read_bytes()).text, source=str(path))]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_json_lines_hold_what_parse_returns(run: Run, name: str, jobs: int) -> None:
    target = run(*FIXTURES, to=name, jobs=jobs)

    assert (
        msgspec.json.decode(b"[" + b",".join(stored(target).splitlines()) + b"]", type=list[Dispatch]) == dispatches()
    )


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz", "out.csv.zst"])
def test_csv_is_what_the_writer_writes(run: Run, name: str) -> None:
    stream = io.BytesIO()
    writer = CsvWriter(stream)
    for dispatch in dispatches():
        writer.write(dispatch)

    assert stored(run(*FIXTURES, to=name)) == stream.getvalue()


def test_sqlite_has_the_rows_of_csv(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(stored(run(*FIXTURES, to="out.csv")).decode(), newline="")))
    base = sqlite3.connect(run(*FIXTURES, to="out.sqlite"))
    base.row_factory = sqlite3.Row

    stories = [dict(row) for row in base.execute("SELECT * FROM stories ORDER BY id")]
    base.close()

    def plain(cell: object) -> str:
        return "" if cell is None else str(cell)

    unfused = [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]
    assert [{name: plain(row[name]).removeprefix("'") for name in rows[0]} for row in stories] == unfused


def test_sqlite_can_be_searched_at_once(run: Run, put: Put) -> None:
    target = run(put("news.tar", tar(PAGES)), to="out.sqlite")
    base = sqlite3.connect(target)

    found = base.execute(
        "SELECT stories.headline FROM stories JOIN stories_fts ON stories.id = stories_fts.rowid "
        "WHERE stories_fts MATCH 'primator'"
    ).fetchall()
    agencies = base.execute("SELECT code, id FROM agencies ORDER BY story").fetchall()
    sources = base.execute("SELECT count(*), sum(dispatches) FROM sources").fetchall()
    base.close()

    assert found == [("Most",)]
    assert agencies == [("ANP", "anp"), ("Reuters", "reuters"), ("ČTK", "ctk")]
    assert sources == [(3, 3)]


def test_kept_fields_come_along(run: Run, put: Put) -> None:
    records = run.records(put("corpus.jsonl", json_lines(3)), settings={"keep": ("id",)})

    assert [record["meta"] for record in records] == [{"id": 0}, {"id": 1}, {"id": 2}]


def test_an_old_encoding(run: Run, put: Put) -> None:
    path = put("a.txt", "Bro\nKØBENHAVN (Ritzau) - Broen er lukket i en uge.".encode("latin-1"))

    [record] = run.records(path, settings={"encoding": "latin-1"}, reading={"encoding": "latin-1"})

    assert record["dateline"]["cities"] == ["KØBENHAVN"]


def test_json_lines_in_utf_16(run: Run, put: Put) -> None:
    path = put("corpus.jsonl", json_lines(500).decode().encode("utf-16"))

    assert [record["headline"] for record in run.records(path)] == [f"Bridge {i} shut" for i in range(500)]


def test_blank_lines_are_no_records(run: Run, put: Put) -> None:
    data = json_lines(3).replace(b"\n", b"\n\n \n")
    path = put("corpus.jsonl", b"\xef\xbb\xbf\n" + data)

    assert [record["source"] for record in run.records(path)] == [f"{path}#{i}" for i in range(3)]


def test_bad_records_keep_their_numbers(run: Run, put: Put) -> None:
    lines = json_lines(4).splitlines(keepends=True)
    path = put("corpus.jsonl", lines[0] + b"{broken\n" + lines[1] + b'{"id": 7}\n' + lines[2])

    records = run.records(path, on_error="quarantine")

    assert [record["source"] for record in records] == [f"{path}#{i}" for i in (0, 2, 4)]
    assert [(problem.record, problem.kind) for problem in run.problems] == [(1, "bad-record"), (3, "bad-record")]


def test_rejects_can_be_tried_again(run: Run, put: Put) -> None:
    image = b"\x89PNG\r\n\x1a\n" + bytes(40)
    path = put("corpus.jsonl", json_lines(2) + b'{"body": "Brug\\nUTRECHT (ANP) - De brug is dicht."}\n')
    run(path, put("a.png", image), on_error="quarantine")
    rejects = run.folder / "out.jsonl.rejects.jsonl"
    assert len(rejects.read_bytes().splitlines()) == 2

    records = run.records(rejects, to="again.jsonl", settings={"text_field": "body"}, on_error="quarantine")

    assert [(record["source"], record["headline"]) for record in records] == [(f"{path}#2", "Brug")]
    assert [problem.kind for problem in run.problems] == ["not-text"]


def test_without_failures_there_is_no_rejects_file(run: Run, put: Put) -> None:
    run(put("corpus.jsonl", json_lines(2)), on_error="quarantine")

    assert not (run.folder / "out.jsonl.rejects.jsonl").exists()


# Large texts


def large_text(count: int) -> str:
    story = (
        "Bridge {0} shut\nOSLO (NTB) - The bridge number {0} is shut for a week, the city said.\n" + "It rains.\n" * 30
    )
    return "\nNNNN\n".join(story.format(i) for i in range(count)) + "\nNNNN\n"


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.zst", "out.csv", "out.sqlite"])
@pytest.mark.parametrize("options", [{"jobs": 1}, {"jobs": 2}, {"jobs": 2, "ordered": False}], ids=str)
def test_a_large_text_is_one_source(
    run: Run, put: Put, name: str, options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    small_stretches(monkeypatch)
    path = put("wire.txt", large_text(400))
    target = run(path, to=name, **options)
    expected = [(i, f"Bridge {i} shut") for i in range(400)]

    if name.endswith("sqlite"):
        base = sqlite3.connect(target)
        found = base.execute('SELECT "index", headline FROM stories ORDER BY id').fetchall()
        assert base.execute("SELECT * FROM sources").fetchall() == [(str(path), 400)]
        base.close()
    elif name.endswith("csv"):
        rows = csv.DictReader(io.StringIO(stored(target).decode(), newline=""))
        found = [(int(row["index"]), row["headline"]) for row in rows]
    else:
        records = [msgspec.json.decode(line) for line in stored(target).splitlines()]
        found = [(record["index"], record["headline"]) for record in records]

    assert found == expected
    assert run.state.counts.sources == 1


def test_compressed_targets_are_read_by_others(run: Run, put: Put) -> None:
    target = run(put("corpus.jsonl", json_lines(5_000)), to="out.jsonl.gz")

    assert len(gzip.decompress(target.read_bytes()).splitlines()) == 5_000
