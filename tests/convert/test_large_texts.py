"""A large text is cut into stretches, and comes out as if it had been parsed whole."""

import os
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from tests.converting import Run, small_stretches, tails_are_the_same

from wireparse import parse
from wireparse.convert.blocks import batches
from wireparse.convert.parts import Chunk, Page, Reading
from wireparse.convert.plan import plan
from wireparse.readers import decode
from wireparse.readers.compressed import Compression, deflated

Put = Callable[[str, bytes | str], Path]
FIXTURES: Final = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*.txt"))
TEXTS: Final = [text for path in FIXTURES if len(text := decode(path.read_bytes()).text) < 6_000]
STORIES: Final = [
    (
        "Bridge {0} shut\n\nBy Ann Other\n\nOSLO, March 4 (Reuters) - The bridge number {0} is shut for a week, the "
        "city said on Monday. The ferry takes passengers until the harbour is open again.\n\nIt rains in town {0}.\n\n"
        "(Reporting by Ann Other; Editing by Jo March)"
    ),
    (
        "Brug {0} dicht\n\nUTRECHT (ANP) - De brug nummer {0} is dicht, zegt de gemeente. Het duurt een week en het "
        "veer vaart niet, omdat er geen schippers zijn.\n\nWethouder Jansen noemt dat jammer.\n\n(ANP)"
    ),
    (
        "Мост {0} закрыт\n\nВОЛОГДА, 4 марта. /ТАСС/. Мост номер {0} закрыт на неделю, сообщили журналистам в "
        "администрации района.\n\nПаром не ходит."
    ),
    (
        "Bro {0} stängd\n\nSTOCKHOLM (TT) Bron nummer {0} är stängd i en vecka, säger kommunen på måndagen. Färjan går "
        "inte heller.\n\nDet regnar över hela länet.\n\nTT"
    ),
]


@pytest.fixture(autouse=True)
def _small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    small_stretches(monkeypatch)


def stories(count: int, between: str, *, which: slice = slice(None)) -> str:
    chosen = STORIES[which]
    return between.join(chosen[i % len(chosen)].format(i) for i in range(count)) + "\n"


def wrapped(count: int, head: str, foot: str) -> str:
    """As a teleprinter has it, with an indent and 69 characters a line."""
    found = []
    for i, story in enumerate(stories(count, "\0").split("\0")):
        paragraphs = story.split("\n\n")
        lines = [textwrap.fill(part, 69, initial_indent="   ") if len(part) > 69 else part for part in paragraphs]
        found.append(head.format(i) + "\n".join(lines) + foot)
    return "\n".join(found)


def as_a_whole(path: Path, text: str) -> list[dict[str, Any]]:
    whole = msgspec.json.decode(msgspec.json.encode(parse(text, source=str(path))), type=list[dict[str, Any]])
    assert len(whole) > 20
    return whole


def count_chunks(path: Path) -> int:
    return sum(isinstance(part, Chunk) for batch in batches(plan([str(path)]), Reading()) for part in batch.parts)


SHAPES: Final = {
    "every fixture, NNNN between": "\nNNNN\n".join(TEXTS),
    "every fixture, form feeds between": "\f".join(TEXTS),
    "every fixture, ### between": "\n\n###\n\n".join(TEXTS),
    "every fixture, dashes between": "\n\n--------\n\n".join(TEXTS),
    "NNNN": stories(300, "\n\nNNNN\n\n"),
    "-0-": stories(300, "\n-0-\n"),
    "headlines and datelines alone": stories(300, "\n\n"),
    "wrapped": wrapped(200, "", "\nNNNN\n"),
    "wrapped, without marks": wrapped(200, "", "\n\n"),
    "envelopes": wrapped(200, "ZCZC ANP{0:04}\nu i bc-x 01-01 0123\n\n", "\n\nNNNN\n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_text_comes_out_as_the_whole(run: Run, put: Put, shape: str) -> None:
    path = put("wire.txt", SHAPES[shape])

    assert run.records(path) == as_a_whole(path, SHAPES[shape])
    assert count_chunks(path) >= 5
    assert run.state.counts.sources == 1
    assert run.problems == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_make_no_difference(run: Run, put: Put, end: str) -> None:
    text = SHAPES["NNNN"]
    path = put("wire.txt", text.replace("\n", end).encode())

    assert run.records(path) == as_a_whole(path, text)
    assert count_chunks(path) >= 5


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_unicode_of_every_width(run: Run, put: Put, encoding: str) -> None:
    text = SHAPES["headlines and datelines alone"]
    path = put("wire.txt", text.encode(encoding))

    assert run.records(path) == as_a_whole(path, text)


@pytest.mark.parametrize(("encoding", "which"), [("cp1251", slice(2, 3)), ("latin-1", slice(3, 4))])
@pytest.mark.parametrize("plain", [0, 100, 300])
def test_an_old_encoding_is_judged_once(run: Run, put: Put, encoding: str, which: slice, plain: int) -> None:
    letters = stories(200, "\nNNNN\n", which=which)
    ascii_only = stories(plain, "\nNNNN\n", which=slice(1))
    text = f"{ascii_only}\nNNNN\n{letters}\nNNNN\n{ascii_only}"
    # "Â©" is valid UTF-8 by chance: a stretch that holds it alone must not be taken for that.
    data = text.encode(encoding) + b"\nNNNN\n" + stories(90, "\n\xc2\xa9\n", which=slice(1)).encode("latin-1")
    path = put("wire.txt", data)

    assert run.records(path) == as_a_whole(path, decode(data).text)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_text_goes_on_from_every_stretch(put: Put, shape: str) -> None:
    path = put("wire.txt", SHAPES[shape])

    assert tails_are_the_same([path]) >= 5


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-8"])
def test_a_text_that_opens_in_ascii_goes_on_from_every_stretch(put: Put, encoding: str) -> None:
    text = stories(200, "\nNNNN\n", which=slice(1)) + "NNNN\n" + stories(200, "\nNNNN\n", which=slice(2, 3))
    plain = put("wire.txt", text.encode(encoding))
    packed = put("wire.txt.gz", deflated(text.encode(encoding), Compression.GZIP))

    assert tails_are_the_same([plain, packed]) > 12


@pytest.mark.parametrize("ends", ["\n", " ", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_dispatch_without_an_end_is_cut_between_letters(run: Run, put: Put, ends: str, encoding: str) -> None:
    text = "".join(f"桥梁第{i}号关闭{ends if i % 50 == 0 else ''}" for i in range(12_000))
    path = put("novel.txt", text.encode(encoding))

    records = run.records(path, settings={"encoding": encoding}, reading={"encoding": encoding})

    found = "".join("".join([record["headline"] or "", *record["body"], *record["notes"]]) for record in records)
    assert "".join(found.split()) == "".join(text.split())
    assert run.state.counts.sources == 1
    assert run.problems == []


def test_a_dispatch_longer_than_a_stretch_may_be_does_not_tear_the_others(run: Run, put: Put) -> None:
    long = STORIES[0].format(0).replace("It rains", "It rains and rains.\n\n" * 600 + "It rains")
    text = stories(20, "\nNNNN\n") + "NNNN\n" + long + "\nNNNN\n" + stories(50, "\nNNNN\n")
    path = put("wire.txt", text)

    assert run.records(path) == as_a_whole(path, text)
    assert max(len(part.data) for batch in batches(plan([str(path)]), Reading()) for part in batch.parts) < 40_000


def test_a_slow_pipe_is_cut_as_a_file_is(put: Put, tmp_path: Path) -> None:
    data = (stories(150, "\nNNNN\n", which=slice(1)) + stories(150, "\n\n")).encode()
    path = put("wire.txt", data)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def drip() -> None:
        with pipe.open("wb", buffering=0) as stream:
            for at in range(0, len(data), 777):
                stream.write(data[at : at + 777])

    writer = threading.Thread(target=drip)
    writer.start()
    slow = list(batches(plan([str(pipe)]), Reading()))
    writer.join()

    fast = list(batches(plan([str(path)]), Reading()))
    assert len(fast) > 5
    assert [[part[1:] for part in batch.parts] for batch in slow] == [
        [part[1:] for part in batch.parts] for batch in fast
    ]
    assert [batch.place for batch in slow] == [batch.place for batch in fast]


def test_a_large_file_that_is_no_text_is_told_of_once(run: Run, put: Put) -> None:
    path = put("film", bytes(range(256)) * 1_000)

    assert run.records(path) == []
    assert [(problem.kind, problem.data) for problem in run.problems] == [("not-text", b"")]


# What breaks off


@pytest.mark.parametrize("count", [5, 300])
def test_a_text_before_a_break_is_kept(run: Run, put: Put, count: int) -> None:
    text = stories(count, "\nNNNN\n") + "".join(f"{i * 7919:x} " for i in range(20_000))
    packed = deflated(text.encode(), Compression.GZIP)
    path = put("wire.txt.gz", packed[: len(packed) // 2])

    records = run.records(path, on_error="quarantine")

    whole = as_a_whole(path, text) if count > 20 else parse(text)
    assert [record["headline"] for record in records][: count - 1] == [
        found["headline"] if isinstance(found, dict) else found.headline for found in whole
    ][: count - 1]
    [problem] = run.problems
    assert (problem.kind, problem.data, problem.record) == ("truncated", b"", None)
    assert problem.offset == sum(
        len(part.data)
        for batch in batches(plan([str(path)]), Reading())
        for part in batch.parts
        if isinstance(part, Page | Chunk)
    )
    assert run.state.counts.failures == 1


def test_a_broken_text_is_not_doubled_when_it_is_tried_again(run: Run, put: Put) -> None:
    packed = deflated((STORIES[0].format(1) * 50).encode(), Compression.GZIP)
    path = put("wire.txt.gz", packed[:-8])
    assert run.records(path, on_error="quarantine")

    again = run.records(run.folder / "out.jsonl.rejects.jsonl", to="again.jsonl", on_error="quarantine")

    assert again == []
    assert [problem.kind for problem in run.problems] == ["truncated"]
