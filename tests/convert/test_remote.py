import http.server
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import click
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.archives import PACKERS, PAGES, json_lines, tar, zipped
from tests.converting import Run, tails_are_the_same

from wireparse.cli.converting import choose_codec
from wireparse.convert.plan import fingerprint, plan

Put = Callable[[str, bytes | str], Path]
BROKEN: Final = {"/gone.txt": 404, "/secret.txt": 403, "/broken.txt": 500}


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    for name, text in PAGES.items():
        system.pipe(f"/news/{name}", text.encode())
    yield system
    system.rm("/", recursive=True)


class Server(http.server.ThreadingHTTPServer):
    files: dict[str, bytes]
    ranges = True
    cut = 0
    """So many bytes of each answer are left out."""
    asked: list[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        data = self.server.files.get(self.path)
        if data is None:
            self.send_error(BROKEN.get(self.path, 404))
            return
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")) if self.server.ranges else None
        start, end = (int(found[1]), min(int(found[2]) + 1, len(data))) if found else (0, len(data))
        self.server.asked.append(f"{self.command} {start}")
        self.send_response(206 if found else 200)
        self.send_header("Content-Length", str(end - start))
        self.send_header("ETag", f'"{hash(data)}"')
        if found:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data[start : end - self.server.cut])

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def web() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        server.files, server.asked = {}, []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("memory")
def test_a_folder_and_a_pattern_are_expanded_in_order(run: Run) -> None:
    names = sorted(f"memory:///news/{name}" for name in PAGES)

    assert [record["source"] for record in run.records("memory://news")] == names
    assert [record["source"] for record in run.records("memory://news/", globs=["sub/*"])] == names[1:2]
    assert [record["source"] for record in run.records("memory://news", globs=["a*"])] == names[:1]
    assert [record["source"] for record in run.records("memory://news/*/*.txt")] == names[1:]
    assert [record["source"] for record in run.records("memory://news/a.txt")] == ["memory://news/a.txt"]
    assert run.problems == []


def test_names_that_look_like_patterns(run: Run, memory: Any) -> None:
    memory.pipe("/odd/a[1]?.txt", PAGES["a.txt"].encode())

    assert len(run.records("memory://odd/a[1]?.txt")) == 1


def test_what_is_at_an_address_is_seen_from_its_content(run: Run, memory: Any) -> None:
    table = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": list(PAGES.values())}), table)
    kinds = {
        "a.txt.gz": PACKERS[".gz"](PAGES["a.txt"].encode()),
        "b.jsonl": json_lines(3),
        "c.zip": zipped(PAGES),
        "d.tar.zst": PACKERS[".zst"](tar(PAGES)),
        "e.parquet": table.getvalue().to_pybytes(),
    }
    for name, data in kinds.items():
        memory.pipe(f"/kinds/{name}", data)

    assert len(run.records("memory://kinds")) == 13
    assert run.problems == []


def test_a_file_by_its_address(run: Run, put: Put) -> None:
    path = put("a b.txt", PAGES["a.txt"])

    assert [record["source"] for record in run.records(f"file://{path}")] == [f"file://{path}"]


def test_a_path_that_only_looks_like_an_address(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("a:b", PAGES["a.txt"])
    monkeypatch.chdir(path.parent)

    assert [record["source"] for record in run.records("a:b")] == ["a:b"]


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_file_from_the_web(run: Run, web: Server, ending: str, *, ranges: bool) -> None:
    web.ranges = ranges
    web.files[f"/corpus.jsonl{ending}"] = PACKERS[ending](json_lines(2_000, text="OSLO (NTB) - Hei. " + "x" * 4_000))
    web.files["/a.txt?b=1"] = PAGES["a.txt"].encode()
    address = f"{web.address}/corpus.jsonl{ending}"

    records = run.records(address, f"{web.address}/a.txt?b=1")

    assert [record["source"] for record in records[:-1]] == [f"{address}#{i}" for i in range(2_000)]
    assert records[-1]["headline"] == "Brug dicht"
    assert run.problems == []


def test_what_cannot_be_reached_is_one_line_and_the_run_goes_on(run: Run, web: Server, put: Put) -> None:
    closed = "http://127.0.0.1:9/a.txt"
    addresses = [f"{web.address}{path}" for path in BROKEN] + [closed, "memory://none/a.txt", "memory://none/*.txt"]

    records = run.records(*addresses, put("a.txt", PAGES["a.txt"]))

    assert len(records) == 1
    assert [problem.address for problem in run.problems] == addresses
    assert {problem.kind for problem in run.problems} == {"unreadable"}
    messages = [problem.message for problem in run.problems]
    assert [code in message for code, message in zip(("404", "403", "500"), messages, strict=False)] == [True] * 3
    assert "onnect" in messages[3]
    assert messages[4:] == ["No such file or directory"] * 2
    assert run.state.counts.failures == len(addresses)


def test_a_backend_that_fails_in_the_middle(run: Run, memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/corpus.jsonl", json_lines(8_000))
    memory.pipe("/corpus.parquet", b"PAR1" + bytes(2_000_000))
    whole = type(memory).open

    class WeatherError(Exception):
        pass

    def opened(*arguments: Any, **options: Any) -> Any:
        stream = whole(*arguments, **options)
        read = stream.read

        def failing(size: int = -1) -> Any:
            if stream.tell() > 300_000:
                raise WeatherError("clouds\nall day")
            return read(size)

        stream.read = failing
        return stream

    monkeypatch.setattr(type(memory), "open", opened)
    records = run.records("memory://corpus.jsonl", "memory://corpus.parquet", "memory://news/a.txt")

    assert 1_000 < len(records) < 8_000
    found = [(problem.address, problem.kind, problem.message) for problem in run.problems]
    assert found == [(f"memory://corpus.{kind}", "unreadable", "clouds all day") for kind in ("jsonl", "parquet")]


def test_a_file_that_ends_too_early(run: Run, memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = type(memory).info
    monkeypatch.setattr(type(memory), "info", lambda *args, **more: {**whole(*args, **more), "size": 1_000})

    run.records("memory://news/a.txt")

    assert [problem.kind for problem in run.problems] == ["truncated"]


def test_an_answer_that_breaks_off(run: Run, web: Server) -> None:
    web.files["/corpus.jsonl"] = json_lines(2_000)
    web.cut = 1_000

    run.records(f"{web.address}/corpus.jsonl")

    [problem] = run.problems
    assert problem.kind in {"truncated", "unreadable"}


def test_a_run_goes_on_from_every_batch(web: Server, memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireparse.convert.blocks.BATCH", 20_000)
    monkeypatch.setattr("wireparse.convert.cutter.LINES", 10_000)
    memory.pipe("/news/z.jsonl", json_lines(1_000))
    web.files["/corpus.jsonl"] = json_lines(1_000)

    assert tails_are_the_same(["memory://news", f"{web.address}/corpus.jsonl"]) > 5
    assert {asked.partition(" ")[0] for asked in web.asked} == {"HEAD", "GET"}


def test_a_file_that_changed_is_known(web: Server, memory: Any) -> None:
    web.files["/a.txt"] = b"OSLO"
    memory.pipe("/a.txt", b"OSLO")
    addresses = [f"{web.address}/a.txt", "memory://a.txt"]

    before = [fingerprint(plan([address])) for address in addresses]
    assert [fingerprint(plan([address])) for address in addresses] == before
    web.files["/a.txt"] = b"oslo"
    memory.rm("/a.txt")
    memory.pipe("/a.txt", b"oslo")
    after = [fingerprint(plan([address])) for address in addresses]

    assert all(old != new for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("address", "reason"),
    [("s3://bucket/a.txt", "s3fs"), ("gs://bucket/*", "gcsfs"), ("nowhere://a", "Protocol not known: nowhere")],
)
def test_a_backend_that_is_missing_is_named(
    run: Run, address: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("s3fs", "gcsfs"):
        monkeypatch.setitem(sys.modules, name, None)

    assert run.records(address) == []
    [problem] = run.problems
    assert problem.address == address
    assert reason in problem.message


def test_addresses_need_fsspec(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)

    run.records("s3://bucket/a.txt")

    assert [found.message for found in run.problems] == [
        "A source at an address needs: pip install 'wireparse[remote]'"
    ]


def test_nothing_is_written_to_an_address() -> None:
    with pytest.raises(click.UsageError, match="is an address; write to a file"):
        choose_codec("s3://bucket/out.jsonl", None, csv_raw=False, csv_bom=False)
