import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from wireparse import Kind, Token
from wireparse.cli.marked import Source, marked_lines

WIDTHS = (40, 63, 64, 80, 200)


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")


# The source, marked

PARTS = [
    (Kind.SPACE, "\ufeff", "byte-order-mark"),
    (Kind.HEADLINE, "Pont [bold]x[/bold]", "headline"),
    (Kind.SPACE, " \r\n", "line-end"),
    (Kind.CITY, "VLISSINGEN", "dateline"),
    (Kind.MARK, " (", "dateline"),
    (Kind.AGENCY, "ANP", "dateline"),
    (Kind.MARK, ") - ", "dateline"),
    (Kind.TEXT, "De pont\x1b[31m vaart\u00a0weer. :smile:\n東京の橋。" + " Veel tekst." * 30, "paragraph"),
    (Kind.SPACE, "\n\n", "line-end"),
    (Kind.BREAK, "\x0c", "form-feed"),
    (Kind.NOTE, "Foto:\tKustpost", "credit"),
]


def source() -> Source:
    tokens: list[Token] = []
    text = ""
    for kind, part, rule in PARTS:
        tokens.append(Token(kind, len(text), len(text) + len(part), rule))
        text += part
    return Source("kust.txt", text, tokens)


def marked(width: int, *, colored: bool, rules: bool) -> list[str]:
    return [line.plain for line in marked_lines(source(), width, colored=colored, rules=rules)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("colored", "rules"), [(True, False), (True, True), (False, False), (False, True)])
def test_marked_source_shows_every_character_and_fits(width: int, *, colored: bool, rules: bool) -> None:
    page = marked(width, colored=colored, rules=rules)
    text = "".join(page[3:])

    assert max(map(cell_len, page)) <= min(width, 100)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u00a0\ufeff]", text)
    assert all(symbol in text for symbol in ("[bold]x[/bold]", "<U+FEFF>", "␍", "␛", "⍽", "␌", "⇥", "東京", ":smile:"))
    assert text.count("Veel") == 30


def test_the_legend_counts_the_kinds_that_occur() -> None:
    page = marked(100, colored=True, rules=False)

    assert page[1] == "HEADLINE 1   CITY 1   AGENCY 1   MARK 2   TEXT 1   NOTE 1   BREAK 1   SPACE 3"


def test_with_colour_the_text_reads_on_with_line_numbers() -> None:
    page = marked(100, colored=True, rules=False)

    assert page[3:5] == ["1 │ <U+FEFF>Pont [bold]x[/bold] ␍", "2 │ VLISSINGEN (ANP) - De pont␛[31m vaart⍽weer. :smile:"]
    assert [line[0] for line in page[3:] if line[0] != " "] == ["1", "2", "3", "4", "5"]


def test_without_colour_every_token_stands_by_its_kind() -> None:
    page = marked(80, colored=False, rules=False)

    assert page[3:10] == [
        "1  SPACE     <U+FEFF>",
        "   HEADLINE  Pont [bold]x[/bold]␣␍↵",
        "2  CITY      VLISSINGEN",
        "   MARK      ␣(",
        "   AGENCY    ANP",
        "   MARK      ) -␣",
        "   TEXT      De pont␛[31m vaart⍽weer. :smile:↵",
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_with_rules_every_token_has_the_name_of_its_rule(width: int) -> None:
    page = marked(width, colored=True, rules=True)
    heads = [match.groups() for line in page if (match := re.match(r"[ \d]  ([A-Z]+) +([a-z-]+)", line))]

    assert heads == [(kind.value, rule) for kind, _, rule in PARTS]


def test_the_line_number_lends_no_style_to_its_line() -> None:
    assert {str(line.style) for line in marked_lines(source(), 80, colored=True, rules=True)} == {""}


# The command


def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wireparse", "inspect", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8", **options)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "kust.txt"
    path.write_text("Pont \x1b[31m dicht\nVLISSINGEN (ANP) - De pont vaart niet.\n", encoding="utf-8")
    return path


def test_inspect_shows_the_source(page: Path) -> None:
    done = run(page)

    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "␛[31m" in done.stdout
    assert "VLISSINGEN" in done.stdout


def test_inspect_with_colour_keeps_escape_sequences_of_the_source_out(page: Path) -> None:
    done = run("--color", "always", page)

    assert "\x1b[" in done.stdout
    assert "\x1b[31m" not in done.stdout


def test_inspect_names_what_it_cannot_read(tmp_path: Path) -> None:
    done = run(tmp_path / "nothing.txt")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"wireparse: {tmp_path / 'nothing.txt'}: No such file or directory\n"


def test_inspect_shows_each_record_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"tekst": "Een"}\n{"x": 1}\n{"tekst": "Drie"}\n')
    done = run("--text-field", "tekst", "corpus.jsonl", cwd=tmp_path)

    assert done.returncode == 1
    assert re.findall(r"^── (\S+) ─", done.stdout, re.MULTILINE) == ["corpus.jsonl#0", "corpus.jsonl#2"]
    assert done.stderr.startswith("wireparse: corpus.jsonl#1: ")


@pytest.mark.parametrize("ending", ["svg", "html"])
def test_inspect_writes_a_page(tmp_path: Path, page: Path, ending: str) -> None:
    done = run(page, "-o", tmp_path / f"page.{ending}", "--rules")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "VLISSINGEN" in (tmp_path / f"page.{ending}").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["-o", "page.pdf"], 2), (["--encoding", "klingon"], 2), (["-o", "nowhere/page.svg"], 1)],
)
def test_inspect_refuses(page: Path, arguments: list[str], code: int) -> None:
    done = run(page, *arguments, cwd=page.parent)

    assert done.returncode == code
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_inspect_does_not_write_over_its_input(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("Pont dicht")
    done = run(path, "-o", path)

    assert done.returncode == 2
    assert path.read_text() == "Pont dicht"


def test_inspect_reads_standard_input() -> None:
    assert run(input="Pont dicht").stdout.startswith("── standard input ─")
    assert run("-", input="").stdout.startswith("── standard input ─")


def test_inspect_into_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Pont dicht\n" * 20_000)
    with subprocess.Popen(
        [sys.executable, "-m", "wireparse", "inspect", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()

        assert process.stderr.read() == b""

    assert process.returncode == 0
