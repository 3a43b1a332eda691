import csv
import io
import json
import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from wireparse.writers import COLUMNS, json_schema

Run = Callable[..., CompletedProcess[bytes]]

PAGE = "Brug dicht\nUTRECHT (ANP) - De brug over de Vecht blijft een week dicht.\n"
CORPUS = (
    b'{"text": "OSLO (NTB) - Vis.", "id": 1, "url": "https://a.example"}\n'
    b"\n"
    b"not json\n"
    b'{"title": "no text"}\n'
    b'{"text": "", "id": 4}\n'
    b'{"text": "ROMA (ANSA) - Pizza.", "id": 5}\n'
)


def lines(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.splitlines()]


def sources(data: bytes) -> list[str]:
    return [story["source"] for story in lines(data)]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(CORPUS)
    return path


@pytest.mark.parametrize("args", [(), ("-",), ("parse",), ("parse", "-"), ("-f", "jsonl"), ("--", "-")])
def test_standard_input_is_read(run: Run, args: tuple[str, ...]) -> None:
    done = run(*args, stdin=PAGE.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert sources(done.stdout) == ["-"]
    Draft202012Validator(json_schema()).validate(lines(done.stdout))


def test_a_file_is_parsed_with_or_without_the_name_of_the_command(run: Run, page: Path) -> None:
    bare, named = run("page.txt"), run("parse", "page.txt")
    assert (bare.returncode, bare.stderr, bare.stdout) == (0, b"", named.stdout)
    assert sources(bare.stdout) == ["page.txt"]
    assert sources(run(page).stdout) == [str(page)]


@pytest.mark.usefixtures("page")
def test_several_files_are_parsed_in_order(run: Run) -> None:
    done = run("page.txt", "-", "./page.txt", stdin=PAGE.encode())
    assert sources(done.stdout) == ["page.txt", "-", "./page.txt"]


def test_nothing_in_is_nothing_out_and_no_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    for args, expected in [
        ((), b""),
        (("empty.txt",), b""),
        (("-f", "json"), b"[]\n"),
        (("-f", "csv"), b",".join(name.encode() for name in COLUMNS) + b"\r\n"),
    ]:
        done = run(*args)
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, b"")


@pytest.mark.usefixtures("page")
def test_a_bad_input_is_one_line_and_the_run_goes_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    done = run("none.txt", "folder", "picture.txt", "page.txt")
    assert done.returncode == 1
    assert sources(done.stdout) == ["page.txt"]
    assert done.stderr.decode().splitlines() == [
        "wireparse: none.txt: No such file or directory",
        "wireparse: folder: is a folder; name the files in it",
        "wireparse: picture.txt: binary data (PNG image), not text",
    ]


@pytest.mark.usefixtures("page")
def test_an_unreadable_file_is_an_error(run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(PAGE, encoding="utf-8")
    secret.chmod(0)
    if os.access(secret, os.R_OK):
        pytest.skip("this user may read everything")
    done = run("secret.txt", "page.txt")
    assert (done.returncode, sources(done.stdout)) == (1, ["page.txt"])
    assert done.stderr == b"wireparse: secret.txt: Permission denied\n"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
@pytest.mark.usefixtures("page")
def test_a_file_that_fails_while_it_is_read_is_an_error(run: Run) -> None:
    done = run("/proc/self/mem", "page.txt")
    assert (done.returncode, sources(done.stdout)) == (1, ["page.txt"])
    assert done.stderr == b"wireparse: /proc/self/mem: Input/output error\n"


def test_quiet_tells_nothing_but_the_exit_code(run: Run) -> None:
    done = run("-q", "none.txt")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_names_of_files_are_safe_to_show_and_to_write(run: Run, tmp_path: Path) -> None:
    name = b"caf\xe9\x1b[31m.txt"
    done = run(name)
    assert done.stderr == "wireparse: caf\\udce9␛[31m.txt: No such file or directory\n".encode()
    try:
        (tmp_path / os.fsdecode(name)).write_text(PAGE, encoding="utf-8")
    except OSError:
        pytest.skip("names of files are Unicode here")
    done = run(name)
    assert (done.returncode, done.stderr) == (0, b"")
    assert sources(done.stdout) == ["caf\\udce9\x1b[31m.txt"]


def test_formats_come_from_the_option_or_the_ending(run: Run, tmp_path: Path, page: Path) -> None:
    for form, name in [("json", "out.JSON"), ("jsonl", "out.jsonl"), ("jsonl", "out.ndjson"), ("csv", "out.csv")]:
        printed = run(page, "-f", form)
        done = run(page, "-o", name)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert (tmp_path / name).read_bytes() == printed.stdout
    done = run(page, "-f", "csv", "-o", "out.json", "--csv-bom")
    assert (tmp_path / "out.json").read_bytes() == b"\xef\xbb\xbf" + printed.stdout
    assert run(page, "-o", "-").stdout == run(page).stdout


@pytest.mark.usefixtures("page")
def test_json_is_one_array_for_all_inputs(run: Run) -> None:
    done = run("page.txt", "page.txt", "-f", "json")
    stories = json.loads(done.stdout)
    assert [story["source"] for story in stories] == ["page.txt", "page.txt"]
    assert done.stdout.startswith(b'[\n  {\n    "source": "page.txt",\n')
    Draft202012Validator(json_schema()).validate(stories)


def test_csv_has_one_header_and_defuses_formulas(run: Run, tmp_path: Path) -> None:
    (tmp_path / "=cmd.txt").write_text(PAGE, encoding="utf-8")
    for args, name in [((), "'=cmd.txt"), (("--csv-raw",), "=cmd.txt")]:
        done = run("=cmd.txt", "=cmd.txt", "-f", "csv", *args)
        rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
        assert tuple(rows[0]) == COLUMNS
        assert [row["source"] for row in rows] == [name, name]
        assert [row["kind"] for row in rows] == ["dispatch", "dispatch"]


@pytest.mark.parametrize("name", ["page.svg", "page.html"])
def test_the_view_is_written_as_a_page(run: Run, tmp_path: Path, page: Path, name: str) -> None:
    done = run(page, "-o", name)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert "De brug" in (tmp_path / name).read_text(encoding="utf-8").replace("\xa0", " ")


def test_the_view_is_printed_when_asked_for(run: Run, page: Path) -> None:
    plain = run(page, "-f", "view")
    assert (plain.returncode, plain.stderr) == (0, b"")
    assert b"De brug" in plain.stdout
    assert b"\x1b" not in plain.stdout
    assert b"\x1b" in run(page, "-f", "view", "--color", "always").stdout
    assert b"\x1b" in run(page, "-f", "view", env={"FORCE_COLOR": "1"}).stdout
    assert b"\x1b" not in run(page, "-f", "view", env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    assert b"\x1b" not in run(page, "-f", "view", "--color", "never", env={"FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("-o", "out.xyz"), "out.xyz: the ending names no format; known are .json, .jsonl, .ndjson, .csv, .svg, .html"),
        (("-o", "out"), "the ending names no format"),
        (("-f", "view", "-o", "out.txt"), "out.txt: a view is written to a file that ends in .svg or .html"),
        (("-f", "xml"), "'xml' is not one of"),
        (("--now", "yesterday"), "'yesterday' is no time in ISO 8601"),
        (("--encoding", "klingon"), "'klingon' is no text encoding"),
        (("--encoding", "base64"), "'base64' is no text encoding"),
        (("--from", "xml"), "'xml' is not one of"),
        (("--color", "sometimes"), "'sometimes' is not one of"),
        (("--nosuch",), "No such option"),
    ],
)
def test_wrong_usage_is_told(run: Run, args: tuple[str, ...], message: str) -> None:
    done = run(*args, stdin=PAGE.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert done.stderr.startswith(b"Usage: wireparse parse")


def test_an_input_is_never_written_over(run: Run, tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(corpus)
    for out in ("corpus.jsonl", "link.jsonl", str(corpus)):
        done = run("corpus.jsonl", "-o", out)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr == b"wireparse: corpus.jsonl: is both input and output\n"
    assert corpus.read_bytes() == CORPUS


def test_an_output_never_grows_while_it_is_read(command: list[str], environment: dict[str, str], corpus: Path) -> None:
    with corpus.open("ab") as out:
        done = subprocess.run(
            [*command, corpus], stdout=out, stderr=subprocess.PIPE, check=False, env=environment, timeout=60
        )
    assert (done.returncode, corpus.read_bytes()) == (2, CORPUS)


def test_a_file_is_replaced_whole_or_not_at_all(run: Run, tmp_path: Path, page: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old")
    out.chmod(0o640)
    (tmp_path / "link.json").symlink_to("out.json")
    assert run(page, "-o", "link.json").returncode == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads(out.read_bytes())
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    for bad in ("none/out.json", "folder.json"):
        (tmp_path / "folder.json").mkdir(exist_ok=True)
        done = run(page, "-o", bad)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.startswith(f"wireparse: {bad}: ".encode())
        assert done.stderr.count(b"\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.json", "link.json", "out.json", "page.txt"]


def test_an_output_is_written_even_if_an_input_fails(run: Run, tmp_path: Path, page: Path) -> None:
    assert run("none.txt", page, "-o", "out.jsonl").returncode == 1
    assert sources((tmp_path / "out.jsonl").read_bytes()) == [str(page)]


@pytest.mark.usefixtures("corpus")
def test_every_record_of_json_lines_is_a_source(run: Run) -> None:
    done = run("corpus.jsonl", "--keep", "id", "--keep", "url")
    assert done.returncode == 1
    assert sources(done.stdout) == ["corpus.jsonl#0", "corpus.jsonl#4"]
    assert [story["meta"] for story in lines(done.stdout)] == [{"id": 1, "url": "https://a.example"}, {"id": 5}]
    assert done.stderr.decode().splitlines() == [
        "wireparse: corpus.jsonl#1: bad JSON: Expecting value (column 1)",
        'wireparse: corpus.jsonl#2: no field "text"; it has "title"',
    ]


@pytest.mark.usefixtures("corpus")
def test_json_lines_can_be_told_and_untold(run: Run) -> None:
    done = run("--from", "jsonl", "-q", stdin=CORPUS)
    assert (done.returncode, sources(done.stdout)) == (1, ["-#0", "-#4"])
    assert set(sources(run("--from", "text", "corpus.jsonl").stdout)) == {"corpus.jsonl"}
    assert set(sources(run(stdin=CORPUS).stdout)) == {"-"}


def test_the_text_can_be_in_any_field(run: Run) -> None:
    done = run("--from", "jsonl", "--text-field", "body", stdin=b'{"body": "OSLO (NTB) - Vis.", "text": 3}\n')
    assert (done.returncode, sources(done.stdout)) == (0, ["-#0"])
    assert b"Vis." in done.stdout


def test_kept_fields_have_no_column_in_csv_and_that_is_told(run: Run, corpus: Path) -> None:
    done = run(corpus, "--keep", "id", "-f", "csv")
    assert done.stderr.startswith(b"wireparse: --keep: CSV has no column for kept fields")
    assert run(corpus, "--keep", "id", "-f", "csv", "-q").stderr == b""


def test_strange_characters_in_records_come_out_as_valid_json(run: Run) -> None:
    record = rb'{"text": "OSLO (NTB) - Vis \ud800 \u0000 \u001b[31m \u009b.", "k": 123456789012345678901234567890}'
    done = run("--from", "jsonl", "--keep", "k", stdin=record)
    assert (done.returncode, done.stderr) == (0, b"")
    [story] = lines(done.stdout)
    assert story["meta"] == {"k": 123456789012345678901234567890}
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in done.stdout.decode().rstrip("\n"))


@pytest.mark.parametrize(
    ("encoding", "how"),
    [
        ("cp1252", "cp1252 (a guess)"),
        ("utf-16", "utf-16-le (byte-order mark)"),
        ("utf-16-be", "utf-16-be (NUL bytes in a pattern)"),
    ],
)
def test_verbose_tells_what_the_encoding_was_taken_for(run: Run, tmp_path: Path, encoding: str, how: str) -> None:
    (tmp_path / "page.txt").write_bytes("KØBENHAVN (Ritzau) - Brød på hylden.".encode(encoding))
    done = run("-v", "page.txt")
    assert "Brød på hylden" in done.stdout.decode()
    assert done.stderr.decode() == f"wireparse: page.txt: read as {how}\n"
    assert run("page.txt").stderr == b""
    assert run("-v", stdin=PAGE.encode()).stderr == b""


def test_the_encoding_asked_for_decides(run: Run) -> None:
    done = run("--encoding", "cp1251", stdin="МОСКВА".encode("cp1251"))
    assert "МОСКВА" in done.stdout.decode()
    done = run("--encoding", "utf-8", stdin=b"KOBENHAVN \xd8")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"wireparse: -: not utf-8: byte 0xd8 at offset 10\n"


@pytest.mark.parametrize("moment", ["2025-12-25T10:00:00+01:00", "2025-12-25T10:00", "2025-12-25", "20251225T100000Z"])
def test_now_is_any_moment_in_iso_8601(run: Run, moment: str) -> None:
    done = run("--now", moment, stdin=PAGE.encode())
    assert (done.returncode, done.stderr) == (0, b"")


def test_results_are_utf8_whatever_the_locale(run: Run) -> None:
    page = "KØBENHAVN – “Brød”".encode()
    for form in ("jsonl", "csv"):
        done = run("-f", form, stdin=page, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
        assert page in done.stdout
