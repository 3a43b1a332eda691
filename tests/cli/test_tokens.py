import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from wireparse import Kind

Run = Callable[..., CompletedProcess[bytes]]

PAGE = "\ufeffBrug dicht\r\nUTRECHT (ANP) - De brug – “ja” – blijft een week dicht.\x0c\n\x1b[0m 😀\n"


def lines(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.splitlines()]


def test_tokens_tile_the_text(run: Run) -> None:
    done = run("tokens", stdin=PAGE.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    tokens = lines(done.stdout)
    assert all(list(token) == ["kind", "start", "end", "text", "rule"] for token in tokens)
    assert "".join(token["text"] for token in tokens) == PAGE
    assert (tokens[0]["start"], tokens[-1]["end"]) == (0, len(PAGE))
    assert all(one["end"] == two["start"] for one, two in pairwise(tokens))
    assert {token["kind"] for token in tokens} <= set(Kind)
    assert all(token["rule"] for token in tokens)


def test_several_sources_are_told_apart(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("OSLO (NTB) - Vis.")
    (tmp_path / "corpus.jsonl").write_bytes(b'{"text": "ROMA (ANSA) - Pizza."}\n')
    done = run("tokens", "page.txt", "-", "corpus.jsonl", stdin=b"Hei")
    tokens = lines(done.stdout)
    assert all(list(token) == ["source", "kind", "start", "end", "text", "rule"] for token in tokens)
    assert list(dict.fromkeys(token["source"] for token in tokens)) == ["page.txt", "-", "corpus.jsonl#0"]
    assert all(token["source"] == "corpus.jsonl#0" for token in lines(run("tokens", "corpus.jsonl").stdout))


def test_nothing_in_is_nothing_out(run: Run) -> None:
    done = run("tokens")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_bad_input_is_one_line(run: Run) -> None:
    done = run("tokens", "none.txt", "-", stdin=b"Hei")
    assert done.returncode == 1
    assert done.stderr == b"wireparse: none.txt: No such file or directory\n"
    assert {token["source"] for token in lines(done.stdout)} == {"-"}
