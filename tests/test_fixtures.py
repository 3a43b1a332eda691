import difflib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wireparse import parse
from wireparse.readers import decode
from wireparse.writers.json import encode_json

FIXTURES = Path(__file__).parents[1] / "fixtures"
KNOWN_FAILURES = FIXTURES / "known_failures"
TEXTS = sorted(path for path in FIXTURES.glob("*/*.txt") if path.parent != KNOWN_FAILURES)
FAILING = sorted(KNOWN_FAILURES.glob("*.txt"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def result(path: Path) -> list[dict[str, Any]]:
    """What the command prints for a file, in the folder of that file."""
    dispatches = parse(decode(path.read_bytes()).text, source=path.name)
    found: list[dict[str, Any]] = json.loads(b"[" + b",".join(map(encode_json, dispatches)) + b"]")
    return found


def wanted(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return found


def lines(value: object) -> list[str]:
    return json.dumps(value, indent=1, ensure_ascii=False).splitlines()


def compare(path: Path) -> None:
    found, expected = result(path), wanted(path)
    if found != expected:
        diff = difflib.unified_diff(lines(expected), lines(found), f"{name(path)}.json", "parse()", n=2, lineterm="")
        pytest.fail("\n".join(diff), pytrace=False)
    assert [list(dispatch) for dispatch in found] == [list(dispatch) for dispatch in expected]


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_a_fixture_gives_its_result(path: Path) -> None:
    compare(path)


@pytest.mark.parametrize("path", FAILING, ids=name)
@pytest.mark.xfail(strict=True, reason="known_failures: a careful editor's answer that the parser does not give yet")
def test_a_known_failure_is_one_still(path: Path) -> None:
    compare(path)


def test_every_folder_holds_pairs_and_nothing_else() -> None:
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()} - {KNOWN_FAILURES.name}
    texts = {path.with_suffix("") for path in FIXTURES.glob("*/*.txt")}

    assert {path.parent.name for path in TEXTS} == folders == {"pages", "wire", "negative"}
    assert {path.with_suffix("") for path in FIXTURES.glob("*/*.json")} == texts
    assert {path.suffix for path in FIXTURES.glob("*/*")} == {".txt", ".json"}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("negative/*.txt")), ids=name)
def test_the_negative_fixtures_hold_no_dateline(path: Path) -> None:
    assert [dispatch["dateline"] for dispatch in wanted(path)] == [None] * len(wanted(path))


def test_the_command_prints_what_the_library_returns() -> None:
    path = FIXTURES / "pages" / "nl-glued.txt"

    done = subprocess.run(
        [sys.executable, "-m", "wireparse", "parse", "-f", "json", path.name],
        cwd=path.parent,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert done.stderr == b""
    assert json.loads(done.stdout) == result(path)
