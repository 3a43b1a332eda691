import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len

from wireparse import Age, Agency, Dateline, DatelineDate, Dispatch, Kind, Signoff, Teaser, Token
from wireparse.cli import console
from wireparse.cli.marked import Source, marked_lines
from wireparse.cli.view import dispatch_lines, show
from wireparse.cli.visible import one_line, visible

WIDTHS = (40, 63, 64, 80, 200)
HOSTILE = (
    "\x1b[31mred\x07 [bold]x[/bold] [link=http://x.example]y[/link] :smile: \ud800 \u202elatot\u202c \x9b2J \r\x7f"
)
ANP = Agency("ANP", "anp", "Algemeen Nederlands Persbureau")
RTR = Agency("RTR", "reuters", "Reuters")
NOBODY = Agency("ZZP", None, None)


def dispatch(**parts: object) -> Dispatch:
    empty: dict[str, object] = {
        "source": "kust.txt",
        "index": 0,
        "headline": None,
        "byline": None,
        "standfirst": [],
        "dateline": None,
        "body": [],
        "crossheads": [],
        "signoff": None,
        "teasers": [],
        "notes": [],
    }
    return Dispatch(**(empty | parts))  # type: ignore[arg-type]


def dateline(*cities: str, region: str | None = None, agencies: tuple[Agency, ...] = (ANP,)) -> Dateline:
    return Dateline(f"{'/'.join(cities)} -", list(cities), region, None, list(agencies))


def full(text: str = "De veerman vaart voorlopig alleen bij daglicht.") -> Dispatch:
    dated = Dateline(
        "KYIV, Ukraine, Dec 24 (ANP/RTR/ZZP) -",
        ["KYIV"],
        "Ukraine",
        DatelineDate("Dec 24", "2025-12-24"),
        [ANP, RTR, NOBODY],
    )
    return dispatch(
        headline=f"Pont blijft aan de kant {text}",
        byline=f"Door Janna Vliet {text}",
        standfirst=[text],
        dateline=dated,
        body=[text * 9, "Hout", text],
        crossheads=[1],
        signoff=Signoff(f"(ANP) {text}", [ANP]),
        teasers=[
            Teaser("Meer uit Zeeland", None, dateline("VLISSINGEN"), [text * 3], Age("1 uur geleden", 3600, None)),
            Teaser("Meer uit Zeeland", text, None, [], Age("gisteren", 86400, "2025-12-24T09:00:00+01:00")),
            Teaser(None, text, dateline("SANTA CRUZ DE TENERIFE", region="Spanje"), [], None),
        ],
        notes=[text, "Foto: Kustpost"],
        meta={"id": 17, "url": text},
    )


def lines(story: Dispatch, width: int = 80) -> list[str]:
    return [line.plain for line in dispatch_lines(story, width)]


def shown(text: str) -> str:
    """The text without the layout, to look for a phrase that may have been wrapped."""
    return " ".join(text.split())


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")


# The layout


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "text",
    [
        "De veerman vaart voorlopig alleen bij daglicht.",
        "東京都は「新しい橋」を開通させた。工事は二年かかった、と担当者は述べた。",
        "أعلنت الهيئة يوم الأربعاء أن الجسر الجديد سيفتح أمام المشاة والدراجات",
        "Ein\u00a0Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller/Händler",
        HOSTILE,
    ],
)
def test_no_line_is_wider_than_the_screen(width: int, text: str) -> None:
    assert max(cell_len(line) for line in lines(full(text), width)) <= min(width, 100)


def test_every_part_stands_under_its_name() -> None:
    labels = [match[1] for line in lines(full()) if (match := re.match(r" *([a-z-]+)  ", line))]

    assert labels == [
        *("headline", "byline", "standfirst", "dateline", "body", "crosshead"),
        *("sign-off", "section", "teasers", "notes", "meta"),
    ]


def test_agencies_are_spelled_out_and_the_date_is_told() -> None:
    text = shown("\n".join(lines(full(), 200)))

    assert "KYIV, Ukraine · Dec 24 (2025-12-24) · ANP Algemeen Nederlands Persbureau, RTR Reuters, ZZP" in text
    assert "(ANP) De veerman" in text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "story",
    [
        dispatch(),
        dispatch(headline="Pont"),
        dispatch(body=["Tekst."]),
        dispatch(notes=["Foto: Kustpost"]),
        dispatch(teasers=[Teaser(None, "Pont", None, [], None)]),
        dispatch(teasers=[Teaser("Meer", None, dateline("OSLO", agencies=()), [], None)], notes=["Delen"]),
        dispatch(dateline=Dateline("- (?) -", [], None, None, [])),
    ],
)
def test_what_is_missing_leaves_no_trace(story: Dispatch, width: int) -> None:
    page = lines(story, width)

    assert page == [line.rstrip() for line in page]
    assert not page or (page[0] and page[-1])
    assert "\n\n\n" not in "\n".join(page)
    assert "None" not in "\n".join(page)


def test_ages_are_right_aligned_with_their_time() -> None:
    page = lines(full())

    assert [line for line in page if line.endswith("1 uur geleden")]
    assert {cell_len(line) for line in page if re.search(r"  (1 uur geleden|gisteren|2025-12-24 09:00)$", line)} == {80}


def test_a_table_on_a_wide_screen_and_stacked_lines_on_a_narrow_one() -> None:
    story = dispatch(teasers=[Teaser("Meer", "Pont", dateline("OSLO"), ["Tekst."], Age("1 uur geleden", 3600, None))])

    assert lines(story, 64)[2:] == [
        "      OSLO  Pont                                   1 uur geleden",
        "       ANP  Tekst.",
    ]
    assert lines(story, 40)[3:] == [
        "  OSLO · ANP               1 uur geleden",
        "  Pont",
        "  Tekst.",
    ]


def test_each_section_heads_its_own_teasers() -> None:
    teasers = [Teaser(section, name, None, [], None) for section, name in [("A", "1"), ("A", "2"), ("B", "3")]]

    assert [shown(line).rstrip("─ ") for line in lines(dispatch(teasers=teasers)) if line] == [
        *("section A", "• 1", "• 2"),
        *("section B", "• 3"),
    ]


def test_several_dispatches_are_divided_by_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    show([dispatch(headline="Een"), dispatch(source="weg/" * 40 + "b.txt", index=3, headline="Twee")])
    out = capsys.readouterr().out

    assert re.search(r"^── kust.txt · 0 ─+$", out, re.MULTILINE)
    assert re.search(r"^── weg/.*….*/b.txt · 3 ─*$", out, re.MULTILINE)
    assert max(map(cell_len, out.splitlines())) == 80


def test_one_dispatch_has_no_rule_and_none_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show([dispatch(headline="Een")])
    show([])

    assert capsys.readouterr().out == "  headline  Een\n"


def test_dispatches_are_shown_as_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    def stream() -> Iterator[Dispatch]:
        yield dispatch(headline="Een")
        yield dispatch(headline="Twee")
        yield dispatch(headline="Drie")
        assert "Twee" in capsys.readouterr().out

    show(stream())


def test_a_no_break_space_holds() -> None:
    assert all("10\u00a0000" in line for line in lines(dispatch(body=["10\u00a0000 " * 40])) if line)


def test_chinese_lines_neither_begin_with_a_stop_nor_end_with_an_opening_bracket() -> None:
    page = [line[12:] for line in lines(dispatch(body=["「東京（共同）は、新しい橋を開通。」" * 9]))]

    assert len(page) > 1
    assert not [line for line in page if line[0] in "」）、。" or line[-1] in "「（"]


# What comes from outside


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_text_reaches_the_screen_only_as_symbols(width: int) -> None:
    text = "\n".join(lines(full(HOSTILE), width))

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


def test_markup_and_emoji_codes_are_shown_as_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    show([full(HOSTILE)], color="always")
    out = shown(re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out))

    assert "\x1b" not in out
    assert (
        "␛[31mred␇ [bold]x[/bold] [link=http://x.example]y[/link] :smile: \ufffd <U+202E>latot<U+202C> <U+009B>2J ␡"
        in out
    )


def test_visible_leaves_clean_text_alone() -> None:
    text = "Kop\n\tÉén 東京 عربي 👩\u200d🚀 1\u200c2 \u200f"

    assert visible(text) == text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", visible("".join(map(chr, range(0x3000)))))
    assert one_line(" a\r\n\r\n b\rc\t") == "a b c"


# Colour


@pytest.mark.parametrize(
    ("color", "environment", "terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_when_there_is_colour(
    monkeypatch: pytest.MonkeyPatch, color: str, environment: Mapping[str, str], *, terminal: bool, expected: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    console.make_console(color, stream=stream).print("x", style="bold red")

    assert ("\x1b[" in stream.getvalue()) is expected


@pytest.mark.parametrize("color", ["always", "never"])
def test_colour_changes_no_character(capsys: pytest.CaptureFixture[str], color: str) -> None:
    show([full()], color=color)
    out = capsys.readouterr().out

    assert ("\x1b[" in out) is (color == "always")
    assert re.sub(r"\x1b\[[\d;]*m", "", out).splitlines() == lines(full())


# Pages


@pytest.mark.parametrize("ending", [".svg", ".html", ".SVG"])
def test_a_page_holds_the_text_and_stands_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    path = tmp_path / f"page{ending}"
    show([dispatch(source="<a&b>{x}.txt", headline="Pont <b> & {0} 東京", body=["\x1b[31m \ufffe"])], export=path)
    page = path.read_text(encoding="utf-8")

    assert capsys.readouterr().out == ""
    assert "Pont &lt;b&gt; &amp; {0} 東京" in page
    assert "<title>&lt;a&amp;b&gt;{x}.txt</title>" in page
    assert "␛[31m" in page
    assert not re.search(r"@font-face|url\(|(?:href|src)=|https?://(?!www\.w3\.org/2000/svg)", page)
    if ending != ".html":
        ET.fromstring(page)  # noqa: S314  # our own page


def test_a_page_of_nothing_and_a_page_of_an_unknown_kind(tmp_path: Path) -> None:
    show([], export=tmp_path / "page.svg")
    with pytest.raises(ValueError, match=r"page.pdf: a page ends in .svg or .html"):
        show([full()], export=tmp_path / "page.pdf")

    assert [path.name for path in tmp_path.iterdir()] == ["page.svg"]


# The pager

LONG = """
from wireparse import Dispatch
from wireparse.cli.view import show
show([Dispatch("a", 0, "Kop", None, [], None, ["x"] * %d, [], None, [], [])], pager=%s)
"""


def on_a_terminal(program: str, environment: dict[str, str], keys: bytes = b"") -> str:
    """What a Python program shows on a pseudo-terminal of 24 rows."""
    pty = pytest.importorskip("pty")
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=child,
        stdout=child,
        stderr=child,
        env=os.environ | {"LINES": "24"} | environment,
    )
    os.close(child)
    out = bytearray()
    if keys:
        os.write(parent, keys)
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not chunk:
            break
        out += chunk
    os.close(parent)
    assert process.wait() == 0
    return out.decode()


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that puts a mark before what it shows."""
    script = tmp_path / "pager.py"
    script.write_text("import sys\nprint('PAGED')\nsys.stdout.write(sys.stdin.read())\n")
    return shlex.join([sys.executable, str(script)])


def test_what_is_longer_than_the_screen_goes_to_the_pager(pager: str) -> None:
    out = on_a_terminal(LONG % (30, True), {"PAGER": pager})

    assert out.startswith("PAGED")
    assert out.count("x\r\n") == 30
    assert "\x1b[1mKop" in out


def test_cat_is_a_pager() -> None:
    assert on_a_terminal(LONG % (30, True), {"PAGER": "cat"}).count("x\r\n") == 30


@pytest.mark.parametrize(
    ("paragraphs", "wanted", "environment"),
    [
        (5, True, {}),
        (30, False, {}),
        (30, True, {"PAGER": ""}),
        (30, True, {"TERM": "dumb"}),
        (30, True, {"PAGER": "/nowhere/pager"}),
        (30, True, {"PAGER": "'unbalanced"}),
    ],
)
def test_no_pager(pager: str, paragraphs: int, environment: dict[str, str], *, wanted: bool) -> None:
    out = on_a_terminal(LONG % (paragraphs, wanted), {"PAGER": pager} | environment)

    assert "PAGED" not in out
    assert out.count("x\r\n") == paragraphs


def test_a_pager_that_is_quit_early_is_no_error() -> None:
    quits = shlex.join([sys.executable, "-c", "import sys; print(sys.stdin.readline())"])

    out = on_a_terminal(LONG % (100_000, True), {"PAGER": quits})

    assert "Traceback" not in out


def test_no_pager_when_the_output_is_no_terminal(monkeypatch: pytest.MonkeyPatch, pager: str) -> None:
    monkeypatch.setenv("PAGER", pager)

    done = subprocess.run([sys.executable, "-c", LONG % (100, True)], capture_output=True, check=True, encoding="utf-8")

    assert "PAGED" not in done.stdout


def test_an_output_that_cannot_hold_a_character_gets_a_question_mark() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    program = LONG.replace("Kop", "é ␛") % (0, True)

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)

    assert done.stdout.split() == [b"headline", b"?", b"?"]


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
