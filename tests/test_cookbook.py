"""The recipes of docs/cookbook.md, run as they stand there."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from tests.archives import PACKERS, PAGES, json_lines

PAGE: Final = Path(__file__).parents[1] / "docs" / "cookbook.md"
PROGRAMS: Final = ("jq", "zstd", "sqlite3")
MODULES: Final = {"duckdb": "duckdb", "pyarrow": "pyarrow", ".parquet": "pyarrow", ".wet": "fastwarc"}
TEXTS: Final = dict(zip(("bridge", "ferry", "tram"), PAGES.values(), strict=True))
BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    language: str
    code: str
    output: str


def recipes() -> Iterator[tuple[str, list[Step]]]:
    for section in PAGE.read_text("utf-8").split("\n## ")[1:]:
        steps: list[Step] = []
        for language, content in BLOCK.findall(section):
            if language == "text":
                steps[-1] = steps[-1]._replace(output=content)
            else:
                steps.append(Step(language, content, ""))
        yield section.partition("\n")[0], steps


RECIPES: Final = dict(recipes())


@pytest.fixture
def kitchen(tmp_path: Path) -> Path:
    """A folder with what the recipes read."""
    for name, path in (("bridge", "2024/bridge.txt"), ("ferry", "2024/ferry.txt"), ("tram", "2025/tram.txt")):
        target = tmp_path / "archive" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(TEXTS[name], "utf-8")
    pages = [{"url": f"https://example.org/{name}", "body": text} for name, text in TEXTS.items()]
    crawl = "".join(json.dumps(page) + "\n" for page in pages)
    (tmp_path / "crawl.jsonl").write_text(crawl)
    (tmp_path / "crawl.jsonl.zst").write_bytes(PACKERS[".zst"](crawl.encode()))
    (tmp_path / "crawl.warc.wet.gz").write_bytes(b"".join(gzip.compress(wet(**page)) for page in pages))
    mixed = [{"text": TEXTS["bridge"]}, {"body": TEXTS["ferry"]}]
    (tmp_path / "mixed.jsonl").write_text("".join(json.dumps(record) + "\n" for record in mixed))
    return tmp_path


def wet(url: str, body: str) -> bytes:
    data = body.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-06-01T12:00:00Z\r\n"
        f"WARC-Record-ID: <{url}>\r\nContent-Type: text/plain\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data + b"\r\n\r\n"


def missing(steps: list[Step]) -> list[str]:
    code = "".join(step.code for step in steps)
    programs = [name for name in PROGRAMS if re.search(rf"(^|\| ){name} ", code, re.MULTILINE)]
    modules = {module for sign, module in MODULES.items() if sign in code}
    return [
        *(name for name in programs if shutil.which(name) is None),
        *(name for name in modules if find_spec(name) is None),
    ]


def test_there_are_recipes() -> None:
    assert len(RECIPES) > 8
    assert all(any(step.output for step in steps) for steps in RECIPES.values())


@pytest.mark.skipif(sys.platform == "win32", reason="no shell there")
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_prints_what_the_page_shows(kitchen: Path, name: str) -> None:
    steps = RECIPES[name]
    if absent := missing(steps):
        pytest.skip(f"needs {', '.join(absent)}")
    if any("large.jsonl" in step.code for step in steps):
        (kitchen / "large.jsonl").write_bytes(json_lines(20_000))
    bin_folder = str(Path(sys.executable).parent)
    for step in steps:
        start = ["bash", "-euo", "pipefail", "-c"] if step.language == "sh" else [sys.executable, "-c"]
        done = subprocess.run(
            [*start, step.code],
            cwd=kitchen,
            env={**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=False,
            timeout=120,
        )

        assert done.stdout.decode() == step.output, done.stderr.decode()
        assert done.returncode == 0, done.stderr.decode()
