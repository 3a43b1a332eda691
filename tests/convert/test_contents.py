"""What a source is, by its content and its name."""

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.archives import PACKERS, json_lines, tar, zipped
from tests.converting import Run

from wireparse.convert.parts import Problem
from wireparse.convert.work import as_reject
from wireparse.readers import Form
from wireparse.readers.contents import leaves, plain_leaf

Put = Callable[[str, bytes | str], Path]
PAGE = "Bridge shut\nOSLO (NTB) - The bridge is shut."


def headlines(run: Run, path: Path, **options: object) -> list[str]:
    return [record["headline"] for record in run.records(path, **options)]


@pytest.mark.parametrize("before", ["", "\n", " \n\r\n\t\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_json_lines_in_any_encoding_are_known_by_content(run: Run, put: Put, before: str, encoding: str) -> None:
    path = put("mystery", (before + json_lines(3).decode()).encode(encoding))

    assert headlines(run, path) == [f"Bridge {i} shut" for i in range(3)]
    assert run.problems == []


def test_json_lines_in_an_archive_are_known_by_content(run: Run, put: Put) -> None:
    path = put("news.tar", tar({"mystery": b"\xef\xbb\xbf" + json_lines(3)}))

    assert len(headlines(run, path)) == 3


@pytest.mark.parametrize("size", [70_000, 300_000])
def test_json_lines_that_begin_with_a_long_record(run: Run, put: Put, size: int) -> None:
    first = json.dumps({"id": 0, "text": f"{PAGE} {'It is long. ' * (size // 12)}"})
    path = put("mystery", first.encode() + b"\n" + json_lines(2))

    assert headlines(run, path) == ["Bridge shut", "Bridge 0 shut", "Bridge 1 shut"]


@pytest.mark.parametrize(
    "text",
    [
        "{Correction}\n" + PAGE,
        '{\n  "text": "pretty"\n}\n' + PAGE,
        "{}\n" + PAGE,
        '{"a"\n' + PAGE,
        '{"text": "cut',
        "{ " + "not JSON, however long it is " * 4_000,
        "[1, 2]\n" + PAGE,
    ],
)
def test_a_text_that_begins_with_a_brace_is_a_text(run: Run, put: Put, text: str) -> None:
    path = put("mystery", text)

    assert [record["source"] for record in run.records(path)] == [str(path)]
    assert run.problems == []


def test_what_the_user_says_goes_first(run: Run, put: Put) -> None:
    path = put("mystery", json_lines(2))

    assert len(run.records(path, reading={"form": Form.TEXT})) == 1
    assert len(run.records(path, reading={"form": Form.JSONL})) == 2


# Rejects


def reject(data: bytes) -> bytes:
    return msgspec.json.encode(as_reject(Problem("gone.jsonl", "bad-record", "bad", data, 7))) + b"\n"


@pytest.mark.parametrize("size", [0, 200_000])
def test_rejects_are_tried_again(run: Run, put: Put, size: int) -> None:
    data = json.dumps({"text": PAGE, "more": "x" * size}).encode()
    path = put("out.rejects.jsonl", reject(data) + reject(data))

    assert [record["source"] for record in run.records(path)] == ["gone.jsonl#7"] * 2


@pytest.mark.parametrize(
    "change",
    [
        {"data": "no base64!"},
        {"record": "seven"},
        {"text": PAGE, "more": 1},
        {"member": ...},
    ],
)
def test_records_that_look_like_rejects_are_records(run: Run, put: Put, change: dict[str, object]) -> None:
    fields = json.loads(reject(PAGE.encode())) | {"message": PAGE} | change
    record = {name: value for name, value in fields.items() if value is not ...}
    path = put("stories.jsonl", json.dumps(record, separators=(",", ":")))

    [found] = run.records(path, settings={"text_field": "message"})

    assert found["source"] == f"{path}#0"


def test_rejects_are_records_if_the_user_says_so(run: Run, put: Put) -> None:
    path = put("out.rejects.jsonl", reject(b"OSLO"))
    settings = {"text_field": "message"}

    [found] = run.records(path, settings=settings, reading={"form": Form.JSONL})

    assert found["source"] == f"{path}#0"
    assert base64.b64decode(json.loads(path.read_bytes())["data"]) == b"OSLO"


# Small contents, which are told by a look


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("name", ["a", "a.txt", "a.gz", "a.bz2", "a.tgz", "a.zip", "a.tar", "a.jsonl", "a.NDJSON"])
def test_a_look_tells_what_reading_tells(name: str, form: Form) -> None:
    page = PAGE.encode()
    contents = [
        *(pack(page) for pack in PACKERS.values()),
        *(tar({"b": page}), zipped({"b": page}), b"", b" ", page),
        *(b"\xef\xbb\xbf" + json_lines(1), json_lines(2), b"\n" + json_lines(1), reject(b"OSLO")),
        *(PAGE.encode(code) for code in ("utf-16", "utf-16-be", "utf-32", "latin-1", "utf-8-sig")),
        *(b"PAR1\x15\x04", b"PARIS (AFP) - ", b"ARROW1\0\0", b"WARC/1.0\r\n", b"(\xb5/\xfd", b"BZh is", b"\x01\x02x"),
    ]
    told = 0

    for data in contents:
        first = next(leaves(name, io.BufferedReader(io.BytesIO(data)), form, 1 << 20))
        leaf = plain_leaf(name, name, data, form, in_archive=False)
        if leaf is not None:
            assert (leaf.address, leaf.shape, leaf.data) == (first.address, first.shape, first.opened().read())
            told += 1
    assert (told == 0) is name.endswith((".zip", ".tar"))


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.feather", "a.warc", "a.wet", "a.tar"])
@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_file_that_ends_within_its_first_bytes_is_cut_off(run: Run, put: Put, name: str, size: int) -> None:
    whole = {"parquet": b"PAR1", "arrow": b"ARROW1", "feather": b"ARROW1", "tar": b"news.txt"}
    begun = whole.get(name.partition(".")[2], b"WARC/1.0")[:size]

    assert run.records(put(name, begun)) == []
    assert [problem.kind for problem in run.problems] == ["truncated"]


@pytest.mark.parametrize("size", [1, 1_000, 5_000_000])
def test_zeros_are_no_text(run: Run, put: Put, size: int) -> None:
    assert run.records(put("a.txt", bytes(size))) == []
    assert [problem.kind for problem in run.problems] == ["not-text"]
