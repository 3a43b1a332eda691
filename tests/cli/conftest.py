import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[bytes]]

_STEERING = ("NO_COLOR", "FORCE_COLOR", "PAGER", "LESS", "COLUMNS", "LINES", "PYTHONWARNINGS")


@pytest.fixture
def command() -> list[str]:
    """What starts wireparse."""
    return [sys.executable, "-m", "wireparse"]


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment without what steers colours and pagers."""
    return {name: value for name, value in os.environ.items() if name not in _STEERING} | {"TERM": "xterm"}


@pytest.fixture
def run(tmp_path: Path, command: list[str], environment: dict[str, str]) -> Run:
    """Run wireparse in an empty folder; standard input is a pipe."""

    def run(
        *args: str | bytes | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> CompletedProcess[bytes]:
        return subprocess.run(
            [*command, *args],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=environment | dict(env or {}),
            timeout=60,
        )

    return run
