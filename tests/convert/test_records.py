"""Records that are too large or broken: they are named by number and place, and the rest is read."""

import base64
import errno
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.archives import json_lines, tar
from tests.converting import Run, tails_are_the_same

from wireparse.convert import cutter, parts
from wireparse.convert.cutter import Cutter
from wireparse.convert.parts import Place, Reading
from wireparse.errors import BrokenInputError
from wireparse.readers.compressed import Compression, deflated
from wireparse.readers.contents import Leaf, Shape

Put = Callable[[str, bytes | str], Path]
TOO_LARGE = b'{"text": "' + b"OSLO " * 200_000 + b'"}\n'


def rejects(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in (run.folder / "out.jsonl.rejects.jsonl").read_bytes().splitlines()]


@pytest.mark.parametrize("most", [1_000, 100_000, 600_000])
@pytest.mark.parametrize("times", [1, 3])
def test_a_record_that_is_too_large_is_passed_over(run: Run, put: Put, most: int, times: int) -> None:
    path = put("corpus.jsonl", json_lines(2) + TOO_LARGE * times + json_lines(3))

    records = run.records(path, reading={"most": most}, on_error="quarantine")

    numbers = [0, 1, *range(2 + times, 5 + times)]
    assert [record["source"] for record in records] == [f"{path}#{i}" for i in numbers]
    before = len(json_lines(2))
    expected = [(2 + i, before + i * len(TOO_LARGE), "too-large", "") for i in range(times)]
    assert [(line["record"], line["offset"], line["kind"], line["data"]) for line in rejects(run)] == expected
    assert tails_are_the_same([path], most=most) >= 1


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_the_last_record_is_too_large(run: Run, put: Put, end: bytes) -> None:
    path = put("corpus.jsonl", json_lines(2) + TOO_LARGE[:-1] + end)

    assert len(run.records(path, reading={"most": 300_000})) == 2
    assert [(problem.record, problem.kind) for problem in run.problems] == [(2, "too-large")]


def test_a_record_that_is_too_large_in_a_pipe_that_breaks(run: Run, put: Put) -> None:
    packed = deflated(json_lines(2) + bytes(range(32, 128)) * 9_000, Compression.GZIP)
    path = put("corpus.jsonl.gz", packed[: len(packed) - 100])

    assert len(run.records(path, reading={"most": 300_000})) == 2
    assert [problem.kind for problem in run.problems] == ["too-large", "truncated"]


def test_offsets_count_bytes_of_the_member(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutter, "LINES", 1_000)
    lines = json_lines(100).splitlines(keepends=True)
    bad = {7: b"{broken\n", 50: b'{"id": 50}\n', 99: b'"cut'}
    data = b"\xef\xbb\xbf\n" + b"".join(bad.get(i, line) for i, line in enumerate(lines))
    path = put("news.tar", tar({"a.jsonl": data}))

    assert len(run.records(path, on_error="quarantine")) == 97
    for line in rejects(run):
        put_aside = base64.b64decode(str(line["data"]))
        assert data[int(str(line["offset"])) :].startswith(put_aside)
        assert put_aside == bad[int(str(line["record"]))].rstrip(b"\n")


def test_an_offset_that_is_not_known_is_none(run: Run, put: Put) -> None:
    path = put("corpus.jsonl", "{broken\n".encode("utf-16") + json_lines(1).decode().encode("utf-16-le"))

    assert len(run.records(path)) == 1
    assert [problem.offset for problem in run.problems] == [None]


def test_a_text_that_is_none_starts_at_byte_0(run: Run, put: Put) -> None:
    image = b"\x89PNG\r\n\x1a\n" + bytes(40)

    assert run.records(put("news.tar", tar({"a.png": image}))) == []
    assert [(problem.offset, problem.data) for problem in run.problems] == [(0, image)]


class Worn(io.RawIOBase):
    """A disk that cannot be read behind a place."""

    def __init__(self, data: bytes) -> None:
        self._left = memoryview(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._left:
            raise OSError(errno.EIO, "Input/output error")
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


@pytest.mark.parametrize("shape", [Shape.JSONL, Shape.TEXT])
def test_what_is_read_before_a_fault_of_the_disk_is_kept(shape: Shape) -> None:
    data = json_lines(2) + b"{cut"
    reader = Cutter(Leaf("a", shape, io.BufferedReader(Worn(data))), Reading(), Place())
    found = reader.parts()

    part, _ = next(found)
    assert part is not None
    assert part[1 if shape is Shape.TEXT else 2] == (data if shape is Shape.TEXT else json_lines(2))
    with pytest.raises(BrokenInputError, match="Input/output error") as caught:
        next(found)
    assert caught.value.kind == "unreadable"
    assert reader.problem(caught.value).data == (b"" if shape is Shape.TEXT else b"{cut")


def test_what_is_put_aside_has_a_bound(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_ASIDE", 1_000)
    path = put("corpus.jsonl", b"{small\n" + b"{large " * 200 + b"\n" + json_lines(1) + b"{cut " * 300)
    packed = put("more.jsonl.gz", deflated(json_lines(1) + json_lines(1)[:-2] * 20, Compression.GZIP)[:-8])

    assert len(run.records(path, packed)) == 2
    sizes = [(problem.record, len(problem.data)) for problem in run.problems]
    assert sizes == [(0, 6), (1, 0), (3, 0), (1, 0)]
    assert run.problems[1].message.endswith("; its 1,400 bytes are too many to be put aside")


def test_problems_count_in_a_batch(put: Put) -> None:
    packed = deflated(json_lines(1) + b"{" + b" " * 300_000, Compression.GZIP)[:-8]
    paths = [put(f"{i}.jsonl.gz", packed) for i in range(8)]

    assert tails_are_the_same(paths) >= 4
