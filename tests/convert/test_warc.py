import gzip
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.archives import PACKERS, PAGES, tar, zipped
from tests.converting import Run, tails_are_the_same

Put = Callable[[str, bytes | str], Path]
TEXT = PAGES["a.txt"].encode()
RESPONSE = "application/http; msgtype=response"


def record(kind: str, uri: str, content_type: str, body: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2025-03-04T05:06:07Z\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def response(content_type: str, payload: bytes, *headers: str) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Type: {content_type}", *headers])
    return record("response", "https://example.org/", RESPONSE, head.encode() + b"\r\n\r\n" + payload)


def wet(count: int = 1) -> list[bytes]:
    """The records of a WET file."""
    pages = [
        record("conversion", f"https://example.org/{name}/{i}", "text/plain", text.encode())
        for i in range(count)
        for name, text in PAGES.items()
    ]
    return [record("warcinfo", "info", "application/warc-fields", b"software: test\r\n"), *pages]


def chunked(data: bytes, size: int = 20) -> bytes:
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("name", ["crawl.wet", "crawl.warc.wet", "mystery"])
@pytest.mark.parametrize("ending", PACKERS)
def test_a_wet_file_in_every_compression(run: Run, put: Put, name: str, ending: str) -> None:
    path = put(f"{name}{ending}", PACKERS[ending](b"".join(wet())))

    records = run.records(path)

    assert [found["source"] for found in records] == [f"{path}#{i}" for i in (1, 2, 3)]
    assert [found["headline"] for found in records] == ["Brug dicht", "Ferry runs", "Most"]
    assert "meta" not in records[0]
    assert run.problems == []


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_member_of_compressed_data_a_record(run: Run, put: Put, ending: str) -> None:
    path = put(f"crawl.warc{ending}", b"".join(map(PACKERS[ending], wet(20))))

    assert len(run.records(path)) == 60
    assert run.problems == []


def test_web_archives_in_archives(run: Run, put: Put) -> None:
    members = {"a.wet": b"".join(wet()), "b.wet.gz": PACKERS[".gz"](b"".join(wet()))}
    paths = [put("crawl.zip", zipped(members)), put("crawl.tar.zst", PACKERS[".zst"](tar(members)))]

    sources = [found["source"] for found in run.records(*paths)]

    assert sources == [f"{path}!/{name}#{i}" for path in paths for name in members for i in (1, 2, 3)]


def test_headers_that_are_kept(run: Run, put: Put) -> None:
    path = put("crawl.wet", b"".join(wet()))
    fields = ("WARC-Target-URI", "WARC-Date", "WARC-Truncated")

    records = run.records(path, reading={"fields": ("text", *fields)}, settings={"keep": fields})

    assert records[0]["meta"] == {"WARC-Target-URI": "https://example.org/a.txt/0", "WARC-Date": "2025-03-04T05:06:07Z"}


@pytest.mark.parametrize(
    "answer",
    [
        response("text/plain", TEXT),
        response("Text/Plain ; charset=utf-8", TEXT, "Content-Length: 7"),
        response("text/plain", chunked(TEXT), "Transfer-Encoding: chunked"),
        response("text/plain", gzip.compress(TEXT), "Content-Encoding: gzip"),
        response("text/plain", chunked(gzip.compress(TEXT)), "Transfer-Encoding: chunked", "Content-Encoding: gzip"),
        response("text/plain", TEXT, "Transfer-Encoding: chunked"),
        response("text/plain", TEXT, "Content-Encoding: br"),
        response("text/plain", gzip.compress(TEXT), "Transfer-Encoding: chunked", "Content-Encoding: gzip"),
        record("resource", "file:///a.txt", "text/plain", TEXT),
        record("response", "ftp://example.org/a.txt", "text/plain", TEXT),
    ],
    ids=["plain", "odd-type", "chunked", "gzip", "both", "no-chunks", "no-brotli", "no-chunks-gzip", "resource", "ftp"],
)
def test_a_page_however_it_is_packed(run: Run, put: Put, answer: bytes) -> None:
    path = put("crawl.warc", answer)

    assert [found["headline"] for found in run.records(path)] == ["Brug dicht"]
    assert run.problems == []


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-2", "iso-8859-2"),
        ("windows-1251", "cp1251"),
        ("iso-2022-jp", "iso-2022-jp"),
        ("ISO-8859-1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "utf-16"),
        ("utf-16", "utf-8"),
        ("x-unknown", "utf-8"),
        ("base64", "utf-8"),
    ],
)
def test_the_encoding_that_a_record_declares(run: Run, put: Put, declared: str, encoding: str) -> None:
    texts = {"iso-8859-2": "Łódź", "cp1251": "Мост", "iso-2022-jp": "橋は", "cp1252": "“Åre”"}
    body = f"{texts.get(encoding, 'Übung „Ł“')} OSLO\n".encode(encoding)
    path = put("crawl.warc", record("resource", "u", f'text/plain; charset="{declared}"', body))

    [found] = run.records(path)

    assert texts.get(encoding, "Übung „Ł“") in str(found)


def test_the_encoding_that_was_asked_for_goes_first(run: Run, put: Put) -> None:
    body = record("resource", "u", "text/plain; charset=utf-8", "Мост\n".encode("koi8-r"))
    path = put("crawl.warc", body + record("resource", "u", "text/plain", "Łódź\n".encode("utf-16")))

    options = {"settings": {"encoding": "koi8-r"}, "reading": {"encoding": "koi8-r"}}
    assert "Мост" in str(run.records(path, **options)[0])
    options = {"settings": {"encoding": "utf-16"}, "reading": {"encoding": "utf-16"}}
    assert "Łódź" in str(run.records(path, **options)[-1])


def test_what_is_no_plain_text_is_counted_and_named_once(run: Run, put: Put) -> None:
    about = [
        record("warcinfo", "", "application/warc-fields", b"a: b\r\n"),
        record("request", "u", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        record("metadata", "u", "application/warc-fields", b"a: b\r\n"),
        record("revisit", "u", RESPONSE, b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        record("response", "dns:example.org", "text/dns", b"example.org. 1 IN A 127.0.0.1\r\n"),
    ]
    others = [response("text/html; charset=utf-8", b"<p>Brug")] * 3 + [
        response("image/png", b"\x89PNG"),
        response("image/png", b"\x89PNG"),
        record("conversion", "u", "application/json", b"{}"),
        record("response", "u", RESPONSE, b"\xff\x00 no HTTP"),
    ]
    path = put("crawl.warc", b"".join([*about, *others, *wet()]))

    assert [found["source"] for found in run.records(path)] == [f"{path}#{i}" for i in (13, 14, 15)]
    [problem] = run.problems
    assert (problem.address, problem.kind, problem.record) == (str(path), "unsupported", None)
    assert "(text/html: 3, image/png: 2, application/json: 1, …)" in problem.message


def test_a_record_of_plain_text_that_is_none(run: Run, put: Put) -> None:
    binary = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    path = put("crawl.warc", b"".join([wet()[1], response("text/plain; charset=iso-8859-1", binary), wet()[2]]))

    assert len(run.records(path, on_error="quarantine")) == 2
    [problem] = run.problems
    assert (problem.kind, problem.record, problem.data) == ("not-text", 1, binary)

    again = run.records(run.folder / "out.jsonl.rejects.jsonl", to="again.jsonl")
    assert again == []
    assert [(found.address, found.record, found.kind) for found in run.problems] == [(str(path), 1, "not-text")]


def test_a_record_that_is_too_large_is_passed_over(run: Run, put: Put) -> None:
    bomb = response("text/plain", gzip.compress(bytes(3_000)), "Content-Encoding: gzip")
    large = record("conversion", "u", "text/plain", b"OSLO " * 1_000)
    path = put("crawl.warc", b"".join([large, bomb, *wet()]))

    assert len(run.records(path, reading={"most": 2_000})) == 3
    assert [(problem.record, problem.kind) for problem in run.problems] == [(0, "too-large"), (1, "too-large")]


def test_a_member_that_is_too_large_stops(run: Run, put: Put) -> None:
    path = put("crawl.zip", zipped({"a.wet": b"".join(wet(200))}))

    run.records(path, reading={"most": 2_000})

    assert [problem.kind for problem in run.problems] == ["too-large"]


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_a_web_archive_that_is_cut_off(run: Run, put: Put, ending: str) -> None:
    whole = PACKERS[ending](b"".join(wet(5)))
    path = put(f"crawl.wet{ending}", whole)
    complete = run.records(path)
    ends = {sum(map(len, wet(5)[:count])) - end for count in range(1, 17) for end in range(5)}

    for cut in range(1, 51):
        size = max(20, len(whole) * cut // 51)
        path.write_bytes(whole[:size])
        records = run.records(path)

        assert records[:-1] == complete[: max(0, len(records) - 1)], f"cut at {size}"
        if ending or size not in ends:
            [problem] = run.problems
            assert problem.kind in {"truncated", "damaged"}, f"cut at {size}"


def test_what_stands_before_the_damage_is_kept(run: Run, put: Put) -> None:
    pages = wet(5)
    pages[7] = pages[7].replace(b"Content-Length: ", b"Content-Length: 1")
    path = put("crawl.wet", b"".join(pages) + response("text/html", b""))

    assert len(run.records(path)) == 7
    assert [problem.kind for problem in run.problems] == ["damaged"]
    assert run.problems[0].message.startswith("the web archive is cut off or damaged: ")
    assert run.problems[0].message.endswith(", at record 7")


def test_a_damaged_web_archive_ends_no_run(run: Run, put: Put) -> None:
    packed = response(
        "text/plain", chunked(gzip.compress(TEXT)), "Transfer-Encoding: chunked", "Content-Encoding: gzip"
    )
    whole = b"".join([*wet()[:2], packed, wet()[2]])

    for place in range(0, len(whole), 7):
        data = bytearray(whole)
        data[place] ^= 0x1F
        run.records(put("crawl.warc", bytes(data)))


@pytest.mark.parametrize("name", [b"X-Length", b"content-length"])
def test_a_record_without_a_length(run: Run, put: Put, name: bytes) -> None:
    path = put("crawl.wet", wet()[1] + wet()[2].replace(b"Content-Length", name))

    assert len(run.records(path)) == 1
    assert run.state.counts.sources == 1
    assert [problem.kind for problem in run.problems] == ["damaged"]


def test_a_run_goes_on_from_every_batch(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireparse.convert.blocks.BATCH", 500)
    paths = [
        put("a.warc", b"".join([*wet(10), response("text/html", b""), *wet(10)])),
        put("b.tar.gz", PACKERS[".gz"](tar({"a.wet": b"".join(wet(10))}))),
    ]

    assert tails_are_the_same(paths) > 10


def test_web_archives_need_fastwarc(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    path = put("crawl.wet", b"".join(wet()))

    assert run.records(path) == []
    assert [problem.message for problem in run.problems] == ["A web archive needs: pip install 'wireparse[warc]'"]


def test_a_text_that_begins_like_one(run: Run, put: Put) -> None:
    path = put("a.txt", "WARC/1.0 is a format\nOSLO (NTB) - It holds pages.\n")

    assert run.records(path, reading={"form": "text"})[0]["headline"] == "WARC/1.0 is a format"
