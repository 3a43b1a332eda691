"""No text makes wireparse slow: each of these ends, where work that grows with the square of the text would not.

Timings never fail a test, so nothing is compared here: the limit is many times what is needed. How time grows, as a
ratio of two lengths, is what `benchmarks/run.py` measures with the same texts.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

UNITS: Final[dict[str, list[str]]] = json.loads(
    (Path(__file__).parents[1] / "benchmarks" / "hostile.json").read_text("utf-8")
)
SIZE: Final = 100_000
"""Characters of each text."""
LIMIT: Final = 30
"""Seconds that a process has for one."""
SCRIPT: Final = """
import json, sys
from wireparse import parse, tokenize

text = json.load(sys.stdin)
assert "".join(text[token.start : token.end] for token in tokenize(text)) == text
parse(text)
"""


def hostile(units: list[str]) -> str:
    """Each unit as often as fits, one after the other; a unit with `%d` has numbers of its own."""
    times = SIZE // len("".join(units))
    return "".join("".join(unit % i for i in range(times)) if "%d" in unit else unit * times for unit in units)


@pytest.mark.parametrize("units", UNITS.values(), ids=UNITS.keys())
def test_a_hostile_text_is_done_in_time(units: list[str]) -> None:
    text = json.dumps(hostile(units))

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=text, capture_output=True, check=False, timeout=LIMIT, text=True
    )

    assert done.stderr.splitlines()[-1:] == []
    assert done.returncode == 0
