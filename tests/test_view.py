import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len

from wireparse import Age, Agency, Dateline, DatelineDate, Dispatch, Signoff, Teaser
from wireparse.cli import console
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


def test_a_picture_places_what_stands_behind_two_blanks(tmp_path: Path) -> None:
    show([dispatch(teasers=[Teaser(None, None, dateline("東京"), ["Een  twee"], None)])], export=tmp_path / "page.svg")
    texts = ET.parse(tmp_path / "page.svg").iter("{http://www.w3.org/2000/svg}text")  # noqa: S314  # our own page

    assert not [text.text for text in texts if text.text and ("  " in text.text or text.text != text.text.strip())]


def test_a_page_of_nothing_and_a_page_of_an_unknown_kind(tmp_path: Path) -> None:
    show([], export=tmp_path / "page.svg")
    with pytest.raises(ValueError, match=r"page.pdf: a page ends in .svg or .html"):
        show([full()], export=tmp_path / "page.pdf")

    assert [path.name for path in tmp_path.iterdir()] == ["page.svg"]
