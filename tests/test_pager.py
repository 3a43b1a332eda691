import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

LONG = """
from wireparse import Dispatch
from wireparse.cli.view import show
show([Dispatch("a", 0, "Kop", None, [], None, ["x"] * %d, [], None, [], [])], pager=%s)
"""


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")


def on_a_terminal(program: str, environment: dict[str, str]) -> str:
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


@pytest.mark.parametrize(("option", "paged"), [("--pager", True), ("--no-pager", False)])
def test_the_option(pager: str, tmp_path: Path, option: str, *, paged: bool) -> None:
    path = tmp_path / "kust.txt"
    path.write_text("De pont vaart niet.\n" * 40)
    program = f"from wireparse.cli.main import run; run(['inspect', {option!r}, {str(path)!r}])"

    out = on_a_terminal(program, {"PAGER": pager})

    assert ("PAGED" in out) is paged
    assert out.count("De pont vaart niet.") == 40
