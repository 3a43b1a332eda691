import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.archives import PAGES, json_lines, tar

Run = Callable[..., CompletedProcess[bytes]]


def test_a_corpus(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(3))

    done = run("convert", "corpus.jsonl", "-o", "out.jsonl", "-j", "2")

    assert done.returncode == 0
    assert done.stdout == b""
    assert re.fullmatch(
        rb"3 sources, 3 dispatches, 0 teasers, 3 datelines, 1 agencies, 0 failures, 0:0\d, \d+\.\d MB/s\n", done.stderr
    )
    assert (tmp_path / "out.jsonl").read_bytes() == run("parse", "corpus.jsonl", "-f", "jsonl").stdout


def test_standard_input_to_standard_output(run: Run) -> None:
    done = run("convert", "-", "-o", "-", "-q", stdin=tar(PAGES))

    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == [f"-!/{name}" for name in PAGES]
    assert done.stderr == b""


def test_csv_to_standard_output(run: Run) -> None:
    done = run("convert", "-", "-o", "-", "-f", "csv", "-q", stdin=PAGES["a.txt"].encode())

    assert done.stdout.startswith(b"source,index,kind,")
    assert b"\r\n-,0,dispatch,,Brug dicht," in done.stdout


def test_failures_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")

    done = run("convert", "a.png", "missing.txt", "-o", "out.jsonl")

    lines = done.stderr.decode().splitlines()
    assert lines[:2] == [
        "wireparse: a.png: binary data (PNG image), not text",
        "wireparse: missing.txt: No such file or directory",
    ]
    assert "2 failures" in lines[2]
    assert done.returncode == 1


def test_the_first_failure_stops_the_run(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(b"{broken\n" + json_lines(2))

    done = run("convert", "corpus.jsonl", "-o", "out.jsonl", "--on-error", "fail")

    assert done.returncode == 1
    assert done.stderr.decode().startswith("wireparse: stopped: corpus.jsonl#0: bad JSON")


def test_rejects_go_beside_the_target(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(b'{"txt": "Brug"}\n' + json_lines(2))

    run("convert", "corpus.jsonl", "-o", "out.jsonl", "--on-error", "quarantine")

    [line] = (tmp_path / "out.jsonl.rejects.jsonl").read_bytes().splitlines()
    reject = json.loads(line)
    assert (reject["source"], reject["member"], reject["record"], reject["kind"]) == (
        "corpus.jsonl",
        None,
        0,
        "bad-record",
    )
    done = run("convert", "out.jsonl.rejects.jsonl", "-o", "-", "--text-field", "txt", "-q")
    assert json.loads(done.stdout)["source"] == "corpus.jsonl#0"


def test_a_summary_as_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(3))

    run("convert", "corpus.jsonl", "-o", "out.jsonl", "--summary", "summary.json", "-q")

    found = json.loads((tmp_path / "summary.json").read_bytes())
    assert (found["sources"], found["dispatches"], found["failures"]) == (3, 3, 0)
    assert found["agencies"] == {"ntb": 3}
    assert set(found) == {
        *("sources", "dispatches", "teasers", "datelines", "failures", "agencies", "seconds", "megabytes_per_second")
    }


def test_sources_from_a_list(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text(PAGES["a.txt"])
    (tmp_path / "list").write_text("# what to read\n\na b.txt\n")

    done = run("convert", "--files-from", "list", "-o", "-", "-q")

    assert json.loads(done.stdout)["source"] == "a b.txt"


def test_a_target_in_its_own_source_folder_is_no_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGES["a.txt"])

    assert run("convert", ".", "-o", "out.jsonl", "-q").returncode == 0
    first = (tmp_path / "out.jsonl").read_bytes()
    assert run("convert", ".", "-o", "out.jsonl", "-q", "--force").returncode == 0

    assert (tmp_path / "out.jsonl").read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.txt", "-o", "out.doc"], "The ending of out.doc is none of"),
        (["a.txt", "-o", "out.sqlite.gz"], "cannot be compressed"),
        (["-o", "out.jsonl"], "Name a SOURCE"),
        (["a.txt"], "Missing option '-o'"),
    ],
)
def test_wrong_usage(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "a.txt").write_text(PAGES["a.txt"])

    done = run("convert", *arguments)

    assert done.returncode == 2
    assert message in done.stderr.decode()


def test_an_existing_target_needs_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGES["a.txt"])
    (tmp_path / "out.jsonl").write_text("mine")

    done = run("convert", "a.txt", "-o", "out.jsonl")

    assert done.returncode == 2
    assert done.stderr == b"wireparse: convert: out.jsonl exists; --force writes it anew\n"
    assert (tmp_path / "out.jsonl").read_text() == "mine"


def test_a_source_that_is_the_target(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines(1))

    done = run("convert", "a.jsonl", "-o", "a.jsonl", "--force")

    assert done.returncode == 2
    assert (tmp_path / "a.jsonl").read_bytes() == json_lines(1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(500))
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command, "convert", "corpus.jsonl", "-o", "-", "-q"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == b"wireparse: standard output: No space left on device\n"


def test_a_reader_that_leaves_is_no_error(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(3_000))
    with subprocess.Popen(
        [*command, "convert", "corpus.jsonl", "-o", "-", "-q"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()

    assert process.returncode == 0
    assert errors == b""
