"""What refuses to go on, or to begin, and says so in a sentence."""

import errno
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final
from unittest import mock

import msgspec
import pytest
from tests.archives import json_lines
from tests.converting import Run
from tests.killing import small_batches

from wireparse.convert import journal as journal_module
from wireparse.convert import run as run_module
from wireparse.convert.codecs import Codec, Kind
from wireparse.convert.files import JOURNAL_ENDING, REJECTS_ENDING, ResumeError
from wireparse.convert.partitions import Partition
from wireparse.registry.tables import AgencyRecord

Put = Callable[[str, bytes | str], Path]
Begin = Callable[..., Path]
FOLDER: Final = {"to": "out", "codec": Codec(Kind.PARQUET, partition_by=(Partition.AGENCY,))}


class Stop(BaseException):
    """A run is broken off."""


@pytest.fixture
def corpus(put: Put) -> Path:
    return put("corpus.jsonl", b"broken\n" + json_lines(200))


@pytest.fixture
def begin(run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """A target whose run was broken off behind its third commit."""

    def begin(*sources: str | Path, **options: Any) -> Path:
        left = 7

        def observe(_: object) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Stop

        with pytest.raises(Stop):
            run(*(sources or [corpus]), observe=observe, **options)
        return run.folder / str(options.get("to", "out.jsonl"))

    monkeypatch.setattr(os, "fsync", lambda _: None)
    with small_batches():
        yield begin


def begins_anew(run: Run, *sources: str | Path, **options: Any) -> bool:
    """Whether --force helps."""
    run(*sources, force=True, **options)
    return not run.state.resumed and run.state.counts.dispatches == 200


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv.gz", "out.sqlite"])
def test_a_target_that_is_gone(run: Run, corpus: Path, begin: Begin, name: str) -> None:
    begin(to=name).unlink()

    with pytest.raises(ResumeError, match=rf"{name} is gone, so that the run cannot go on; --force begins anew"):
        run(corpus, to=name)

    assert not (run.folder / name).exists()
    assert begins_anew(run, corpus, to=name)


@pytest.mark.parametrize("options", [{"to": "out.parquet"}, FOLDER], ids=["file", "folder"])
def test_waiting_rows_that_are_gone(run: Run, corpus: Path, begin: Begin, options: dict[str, Any]) -> None:
    Path(f"{begin(**options)}.partial").unlink()

    with pytest.raises(ResumeError, match=r"\.partial is gone, so that the run cannot go on"):
        run(corpus, **options)

    assert begins_anew(run, corpus, **options)


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.zst", "out.parquet.partial"])
def test_a_target_that_was_cut(run: Run, corpus: Path, begin: Begin, name: str) -> None:
    begin(to=name.removesuffix(".partial"))
    os.truncate(run.folder / name, 100)

    with pytest.raises(ResumeError, match=f"{name} is shorter than the run left it"):
        run(corpus, to=name.removesuffix(".partial"))

    assert (run.folder / name).stat().st_size == 100
    assert begins_anew(run, corpus, to=name.removesuffix(".partial"))


@pytest.mark.parametrize("size", [None, 3])
def test_rejects_that_are_gone_or_cut(run: Run, corpus: Path, begin: Begin, size: int | None) -> None:
    rejects = Path(f"{begin(on_error='quarantine')}{REJECTS_ENDING}")
    if size is None:
        rejects.unlink()
    else:
        os.truncate(rejects, size)

    with pytest.raises(ResumeError, match=r"rejects.jsonl is (gone|shorter)"):
        run(corpus, on_error="quarantine")

    assert begins_anew(run, corpus, on_error="quarantine")


def test_rejects_of_another_run_are_kept(run: Run, corpus: Path) -> None:
    rejects = run.folder / f"out.jsonl{REJECTS_ENDING}"
    rejects.write_bytes(b"mine")

    with pytest.raises(ResumeError, match=r"rejects.jsonl exists; --force writes it anew"):
        run(corpus, on_error="quarantine")

    assert rejects.read_bytes() == b"mine"
    assert not (run.folder / f"out.jsonl{JOURNAL_ENDING}").exists()


def test_a_database_that_is_none(run: Run, corpus: Path, begin: Begin) -> None:
    begin(to="out.sqlite").write_bytes(b"no database " * 1_000)
    Path(f"{run.folder}/out.sqlite-journal").unlink(missing_ok=True)

    with pytest.raises(ResumeError, match="is no database"):
        run(corpus, to="out.sqlite")

    assert begins_anew(run, corpus, to="out.sqlite")


@pytest.mark.parametrize("commits", [0, 9])
def test_a_database_of_another_run(run: Run, corpus: Path, begin: Begin, commits: int) -> None:
    begin(to="out.sqlite").unlink()
    with sqlite3.connect(run.folder / "out.sqlite") as base:
        base.execute(f"PRAGMA user_version = {commits}")
    base.close()

    with pytest.raises(ResumeError, match="is not as the run left it"):
        run(corpus, to="out.sqlite")

    assert begins_anew(run, corpus, to="out.sqlite")


def test_a_database_that_another_program_writes(run: Run, corpus: Path, begin: Begin) -> None:
    target = begin(to="out.sqlite")
    base = sqlite3.connect(target, isolation_level=None)
    base.execute("BEGIN EXCLUSIVE")

    with pytest.raises(OSError, match="database is locked") as caught:
        run(corpus, to="out.sqlite")
    base.close()

    assert caught.value.filename == str(target)
    run(corpus, to="out.sqlite")
    assert run.state.resumed


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes there")
def test_a_pipe_is_read_once(run: Run, corpus: Path, begin: Begin, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(pipe.write_bytes, corpus.read_bytes())
        begin(pipe)
        writing.exception()  # a pipe whose reader leaves

    with pytest.raises(ResumeError, match=r"begun from \S+pipe.jsonl, which cannot be read again; --force begins anew"):
        run(pipe)


@pytest.mark.parametrize(
    "options",
    [
        {"settings": {"strict": True}},
        {"settings": {"encoding": "cp1252"}},
        {"settings": {"keep": ("id",)}},
        {"settings": {"agencies": (AgencyRecord("kustpost", "De Kustpost", "", (), ("KP",), ()),)}},
        {"reading": {"most": 1_000_000}},
        {"reading": {"form": "jsonl"}},
        {"ordered": False},
        {"on_error": "fail"},
    ],
    ids=str,
)
def test_other_options(run: Run, corpus: Path, begin: Begin, options: dict[str, Any]) -> None:
    begin()

    with pytest.raises(ResumeError, match="with other options"):
        run(corpus, **options)
    run(corpus)

    assert run.state.resumed


def test_a_source_that_has_changed(run: Run, corpus: Path, begin: Begin) -> None:
    begin()
    with corpus.open("ab") as source:
        source.write(json_lines(1))

    with pytest.raises(ResumeError, match="sources have changed"):
        run(corpus)


def test_another_version(run: Run, corpus: Path, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    monkeypatch.setattr("importlib.metadata.version", lambda _: "99.0")

    with pytest.raises(ResumeError, match="by another version of wireparse; --force writes it anew"):
        run(corpus)


def test_a_journal_of_another_version(run: Run, corpus: Path, begin: Begin) -> None:
    journal = Path(f"{begin()}{JOURNAL_ENDING}")
    header, _, rest = journal.read_bytes().partition(b"\n")
    journal.write_bytes(msgspec.json.encode({**msgspec.json.decode(header), "journal": 0}) + b"\n" + rest)

    with pytest.raises(ResumeError, match="by another version of wireparse"):
        run(corpus)


def test_a_journal_that_is_none(run: Run, corpus: Path) -> None:
    (run.folder / f"out.jsonl{JOURNAL_ENDING}").write_text("Dear diary,\nit rained.\n")

    with pytest.raises(ResumeError, match=r"out.jsonl.journal is no journal; remove it, or use --force"):
        run(corpus)


@pytest.mark.parametrize("content", [b"", b'{"journal":1,"wirep'])
def test_a_journal_without_its_first_line_is_of_no_run(run: Run, corpus: Path, content: bytes) -> None:
    journal = run.folder / f"out.jsonl{JOURNAL_ENDING}"
    journal.write_bytes(content)
    run(corpus)
    whole = (run.folder / "out.jsonl").read_bytes()
    journal.write_bytes(content)

    with pytest.raises(ResumeError, match="exists; --force writes it anew"):
        run(corpus)

    assert (run.folder / "out.jsonl").read_bytes() == whole
    assert not journal.exists()


def test_an_existing_target_is_not_overwritten(run: Run, corpus: Path) -> None:
    target = run(corpus)
    before = target.read_bytes()

    with pytest.raises(ResumeError, match="exists; --force writes it anew"):
        run(corpus)

    assert target.read_bytes() == before
    assert not Path(f"{target}{JOURNAL_ENDING}").exists()
    assert run(corpus, force=True).read_bytes() == before


@pytest.mark.parametrize("broken_off", [False, True])
@pytest.mark.parametrize(
    "options",
    [{"to": "out.jsonl"}, {"to": "out.csv.gz"}, {"to": "out.sqlite"}, {"to": "out.parquet"}, FOLDER],
    ids=lambda options: str(options["to"]),
)
def test_two_runs_into_one_target(
    run: Run, corpus: Path, begin: Begin, options: dict[str, Any], *, broken_off: bool
) -> None:
    if broken_off:
        begin(**options)
    second = Run(run.folder)
    refused = 0

    def observe(_: object) -> None:
        nonlocal refused
        for force in (False, True):
            with pytest.raises(ResumeError, match="is being written by another run"):
                second(corpus, force=force, **options)
            refused += 1

    run(corpus, observe=observe, **options)

    assert refused > 10
    assert run.state.resumed is broken_off
    assert run.state.counts.dispatches == 200


def test_where_files_cannot_be_locked_that_is_told(run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(journal_module.fcntl, "flock", flock)

    with pytest.raises(OSError, match="No locks available") as caught:
        run(corpus)

    assert caught.value.filename == f"{run.folder}/out.jsonl{JOURNAL_ENDING}"


@pytest.mark.parametrize("options", [{"to": "out.jsonl"}, {"to": "out.parquet"}, FOLDER], ids=str)
def test_a_target_that_is_gone_when_all_was_written(run: Run, corpus: Path, options: dict[str, Any]) -> None:
    with mock.patch.object(run_module, "tidy", side_effect=Stop), pytest.raises(Stop):
        run(corpus, **options)
    target = run.folder / options["to"]
    target.rename(run.folder / "moved")

    with pytest.raises(ResumeError, match="is gone, so that the run cannot go on"):
        run(corpus, **options)
    (run.folder / "moved").rename(target)
    run(corpus, **options)

    assert run.state.resumed
    assert run.state.counts.dispatches == 200
    assert not Path(f"{target}{JOURNAL_ENDING}").exists()
