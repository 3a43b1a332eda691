import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from tests.converting import Run

from wireparse import parse
from wireparse.arrow import SCHEMA
from wireparse.convert import blocks, cutter, folder
from wireparse.convert import run as run_module
from wireparse.convert.codecs import Codec, Kind
from wireparse.convert.files import JOURNAL_ENDING, ResumeError
from wireparse.convert.partitions import NONE, Partition, folder_name
from wireparse.model import Agency

Put = Callable[[str, bytes | str], Path]
ALL: Final = tuple(Partition)
CODES: Final = ["NTB", "ANP", "AFP", "XYZ", "ČTK"]


def codec(*by: Partition) -> Codec:
    return Codec(Kind.PARQUET, partition_by=by)


def corpus(count: int) -> bytes:
    texts = (
        f"Bridge {i} shut\nOSLO, March 4, {2000 + i % 7} ({CODES[i % 5]}) - The bridge number {i} is shut for a week."
        for i in range(count)
    )
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brug\nUTRECHT, 4 maart 2024 (ANP/RTR) - De brug is dicht.", "agency=anp/year=2024/language=nl"),
        ("Brug\nUTRECHT (ANP) - De brug is dicht.", f"agency=anp/year={NONE}/language=nl"),
        ("Bridge\nOSLO (AFP) - The bridge of the city is shut.", f"agency=afp/year={NONE}/language=en"),
        ("Pont\nOSLO (AFP) - Fermé.", f"agency=afp/year={NONE}/language=fr"),
        ("路透社北京12月24日电 这座桥梁关闭一周。", f"agency=reuters/year={NONE}/language=zh"),
        ("Bridge\nOSLO (Xyz) - The bridge is shut.", f"agency=XYZ/year={NONE}/language={NONE}"),
        ("The bridge is shut.", f"agency={NONE}/year={NONE}/language={NONE}"),
    ],
)
def test_the_folder_of_a_story(text: str, expected: str) -> None:
    [story] = parse(text)

    assert folder_name(story, ALL) == expected


def test_the_name_of_a_folder_is_never_too_long_nor_a_path() -> None:
    [story] = parse("Bridge\nOSLO (XYZ) - The bridge is shut.")
    assert story.dateline
    for code in ("桥" * 300, "../" * 100, "a:b\\c\0", ".", "A" * 500):
        story.dateline.agencies = [Agency(code, None, None)]

        name = folder_name(story, (Partition.AGENCY,))

        assert len(name.encode()) < 255
        assert not name.endswith(".")
        assert not set("/\\:\0") & set(name)


def test_every_row_is_in_its_folder(run: Run, put: Put) -> None:
    path = put("corpus.jsonl", corpus(600))
    expected = pq.read_table(run(path, to="out.parquet"))

    root = run(path, to="out", codec=codec(Partition.YEAR, Partition.AGENCY), jobs=2)

    found = ds.dataset(root, partitioning="hive").to_table()
    assert found.drop_columns(["year", "agency"]).sort_by("source") == expected.sort_by("source")
    for row in found.to_pylist():
        agency = row["dateline"]["agencies"][0]
        assert row["agency"] == (agency["id"] or agency["code"])
        assert row["dateline"]["date"]["iso"].startswith(str(row["year"]))
    for file in root.rglob("*.parquet"):
        assert pq.read_schema(file) == SCHEMA
    assert [entry.name for entry in run.folder.iterdir() if entry.name.startswith("out")] == ["out.parquet", "out"]


def test_an_engine_reads_the_columns(run: Run, put: Put) -> None:
    root = run(put("corpus.jsonl", corpus(70) + b'{"text": "No dateline."}\n'), to="out", codec=codec(*ALL))

    base = duckdb.connect()
    found = base.execute(
        "SELECT agency, min(year), count(*) FROM read_parquet(?) GROUP BY agency ORDER BY agency NULLS FIRST",
        [f"{root}/**/*.parquet"],
    ).fetchall()
    base.close()

    assert found == [(None, None, 1), *((name, 2000, 14) for name in ("XYZ", "afp", "anp", "ctk", "ntb"))]


def test_rows_of_a_folder_stay_in_the_order_of_the_sources(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "RUN", 20_000)
    monkeypatch.setattr(cutter, "LINES", 4_000)
    monkeypatch.setattr(blocks, "BATCH", 8_000)
    path = put("corpus.jsonl", corpus(2_000))

    root = run(path, to="out", codec=codec(Partition.AGENCY))

    numbers = pq.read_table(root / "agency=ntb/part-00000.parquet")["source"].to_pylist()
    assert numbers == [f"{path}#{i}" for i in range(0, 2_000, 5)]


def test_a_large_folder_has_several_files(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "PART_ROWS", 100)
    monkeypatch.setattr("wireparse.convert.targets.ROWS", 50)
    monkeypatch.setattr(folder, "RUN", 1)
    monkeypatch.setattr(cutter, "LINES", 2_000)
    monkeypatch.setattr(blocks, "BATCH", 2_000)

    root = run(put("corpus.jsonl", corpus(2_000)), to="out", codec=codec(Partition.AGENCY))

    files = sorted((root / "agency=anp").iterdir())
    assert [file.name for file in files] == [f"part-{i:05}.parquet" for i in range(len(files))]
    assert len(files) > 2
    rows = [pq.ParquetFile(file).metadata.num_rows for file in files]
    assert sum(rows) == 400
    assert max(rows) < 150


# Going on


class Stop(BaseException):
    """As a cut of the power, and as precise as a test needs it."""


def test_a_run_goes_on_from_every_step(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutter, "LINES", 4_000)
    monkeypatch.setattr(blocks, "BATCH", 8_000)
    monkeypatch.setattr(run_module, "EVERY", 2)
    monkeypatch.setattr(folder, "RUN", 30_000)
    path = put("corpus.jsonl", corpus(700))
    how: dict[str, Any] = {"codec": codec(Partition.AGENCY)}
    expected = tree(run(path, to="whole", **how))
    chance = random.Random(7)  # noqa: S311  # moments, not secrets
    left = 0

    def stopping(owner: object, name: str) -> None:
        """Stops before or behind a step, when its turn has come."""
        step = getattr(owner, name)

        def stepping(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                if chance.random() < 0.5:
                    step(*arguments, **options)
                raise Stop
            return step(*arguments, **options)

        monkeypatch.setattr(owner, name, stepping)

    stopping(run_module.Run, "write")
    stopping(folder, "_sorted_run")
    stopping(folder, "_write_parts")
    stopping(folder, "put_folder")
    stopping(run_module, "tidy")
    for turn in range(10):
        name = f"broken{turn}"
        for _ in range(60):
            left = chance.randrange(1, 60)
            try:
                run(path, to=name, **how)
            except Stop:
                if not (run.folder / f"{name}{JOURNAL_ENDING}").exists():
                    break  # complete when it was stopped
                continue
            break

        assert tree(run.folder / name) == expected
        assert not (run.folder / f"{name}{JOURNAL_ENDING}").exists()


# What is there


def test_a_folder_that_a_run_wrote_needs_force(run: Run, put: Put) -> None:
    path = put("corpus.jsonl", corpus(10))
    root = run(path, to="out", codec=codec(Partition.YEAR))

    with pytest.raises(ResumeError, match="exists; --force"):
        run(path, to="out", codec=codec(Partition.AGENCY))
    run(path, to="out", codec=codec(Partition.AGENCY), force=True)

    assert {entry.name.partition("=")[0] for entry in root.iterdir()} == {"agency"}


def test_an_empty_folder_is_filled(run: Run, put: Put) -> None:
    (run.folder / "out").mkdir()

    root = run(put("corpus.jsonl", corpus(10)), to="out", codec=codec(Partition.YEAR))

    assert len(list(root.iterdir())) == 7


def test_what_others_wrote_is_not_replaced(run: Run, put: Put) -> None:
    path = put("corpus.jsonl", corpus(10))
    root = run(path, to="out", codec=codec(Partition.YEAR))
    before = tree(root)
    other = pa.table({"a": [1]})

    for name in ("notes.txt", "year=2001/notes.txt", "year=2001/part-00001.parquet", "month=1/part-00000.parquet"):
        (root / name).parent.mkdir(exist_ok=True)
        pq.write_table(other, root / name)
        with pytest.raises(ResumeError, match="which no run wrote; name another folder"):
            run(path, to="out", codec=codec(Partition.AGENCY), force=True)
        (root / name).unlink()
        if name.startswith("month"):
            (root / name).parent.rmdir()

        assert tree(root) == before
        assert not (run.folder / f"out{JOURNAL_ENDING}").exists()


def test_a_file_is_no_folder(run: Run, put: Put) -> None:
    (run.folder / "out").write_text("mine")

    with pytest.raises(ResumeError, match="is no folder"):
        run(put("corpus.jsonl", corpus(10)), to="out", codec=codec(Partition.YEAR), force=True)

    assert (run.folder / "out").read_text() == "mine"
