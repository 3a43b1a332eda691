import io
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.archives import PACKERS, PAGES, ZIP_METHODS, json_lines, tar, zipped
from tests.converting import Run, sources_of

from wireparse import parse

Put = Callable[[str, bytes | str], Path]
BODIES = [parse(text)[0].body for text in PAGES.values()]


@pytest.mark.parametrize("ending", PACKERS)
def test_a_text_in_every_compression(run: Run, put: Put, ending: str) -> None:
    path = put(f"a.txt{ending}", PACKERS[ending](PAGES["a.txt"].encode()))

    [record] = run.records(path)

    assert record["source"] == str(path)
    assert record["body"] == BODIES[0]


@pytest.mark.parametrize("ending", PACKERS)
def test_json_lines_in_every_compression(run: Run, put: Put, ending: str) -> None:
    path = put(f"corpus.jsonl{ending}", PACKERS[ending](json_lines(2_000)))

    records = run.records(path)

    assert sources_of(records, path.parent) == [f"corpus.jsonl{ending}#{i}" for i in range(2_000)]
    assert records[1999]["headline"] == "Bridge 1999 shut"


@pytest.mark.parametrize("ending", PACKERS)
def test_a_tar_in_every_compression(run: Run, put: Put, ending: str) -> None:
    path = put(f"news.tar{ending}", PACKERS[ending](tar(PAGES)))

    records = run.records(path)

    assert sources_of(records, path) == [f"{path}!/{name}" for name in PAGES]
    assert [record["body"] for record in records] == BODIES


@pytest.mark.parametrize("method", ZIP_METHODS)
def test_a_zip_of_every_method(run: Run, put: Put, method: str) -> None:
    path = put("news.zip", zipped(PAGES, method))

    records = run.records(path)

    assert [record["source"] for record in records] == [f"{path}!/{name}" for name in PAGES]
    assert [record["body"] for record in records] == BODIES


def test_archives_in_archives(run: Run, put: Put) -> None:
    inner = {"in.zip": zipped(PAGES), "in.tar.gz": PACKERS[".gz"](tar(PAGES)), "a.txt.xz": PACKERS[".xz"](b"Brug\n")}
    path = put("news.tar.zst", PACKERS[".zst"](tar(inner)))

    records = run.records(path)

    expected = [f"{path}!/in.zip!/{name}" for name in PAGES] + [f"{path}!/in.tar.gz!/{name}" for name in PAGES]
    assert [record["source"] for record in records] == [*expected, f"{path}!/a.txt.xz"]
    assert run.problems == []


def test_an_archive_three_deep_is_refused(run: Run, put: Put) -> None:
    path = put("a.tar", tar({"b.tar": tar({"c.tar": tar(PAGES)}), "d.txt": PAGES["a.txt"]}))

    records = run.records(path)

    assert [record["source"] for record in records] == [f"{path}!/d.txt"]
    assert [(problem.address, problem.kind) for problem in run.problems] == [(f"{path}!/b.tar!/c.tar", "unsupported")]


def test_what_a_source_is_is_seen_from_its_content(run: Run, put: Put) -> None:
    path = put("mystery", PACKERS[".gz"](json_lines(3)))

    assert [record["headline"] for record in run.records(path)] == [f"Bridge {i} shut" for i in range(3)]


def test_folders_are_read_in_order_and_filtered(run: Run, put: Put) -> None:
    for name, text in PAGES.items():
        put(name, text)
    path = put("notes.md", "no story").parent

    assert sources_of(run.records(path, globs=["*.txt"]), path) == sorted(PAGES)
    assert sources_of(run.records(path, globs=["sub/*"]), path) == ["sub/b.txt"]


def test_a_member_that_is_no_text(run: Run, put: Put) -> None:
    path = put("news.zip", zipped({"a.png": b"\x89PNG\r\n\x1a\n" + bytes(64), **PAGES}))

    assert len(run.records(path)) == 3
    [problem] = run.problems
    assert (problem.address, problem.kind) == (f"{path}!/a.png", "not-text")


def test_links_in_a_tar_are_passed_over_and_named(run: Run, put: Put) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        link = tarfile.TarInfo("passwords")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        info = tarfile.TarInfo("../../evil.txt")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"OSLO"))
    path = put("news.tar", stream.getvalue())

    assert [record["source"] for record in run.records(path)] == [f"{path}!/../../evil.txt"]
    assert [(problem.address, problem.kind) for problem in run.problems] == [(f"{path}!/passwords", "link")]
    assert run.state.counts.failures == 0


def test_an_encrypted_zip_member_is_named(run: Run, put: Put) -> None:
    data = bytearray(zipped(PAGES))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path = put("news.zip", bytes(data))

    assert len(run.records(path)) == 2
    assert [problem.kind for problem in run.problems] == ["encrypted"]


def test_odd_bytes_in_names(run: Run, put: Put) -> None:
    path = put("news.tar", tar({"caf\udce9.txt": PAGES["a.txt"]}))

    assert [record["source"] for record in run.records(path)] == [f"{path}!/caf\\udce9.txt"]


# What is cut off


@pytest.mark.parametrize("kind", ["text.gz", "text.bz2", "text.xz", "text.zst", "tar", "tar.gz", "tar.zst", "zip"])
def test_what_is_cut_off_anywhere_is_told_of(run: Run, put: Put, kind: str) -> None:
    ending = f".{kind.partition('.')[2]}" if "." in kind else ""
    members = {f"{i}.txt": f"Bridge {i}\nOSLO (NTB) - The bridge number {i} is shut now.\n" for i in range(20)}
    data = tar(members) if kind.startswith("tar") else zipped(members) if kind == "zip" else json_lines(300)
    whole = PACKERS[ending](data)
    path = put(f"news.{kind}", whole)
    complete = run.records(path)
    assert run.problems == []

    for cut in range(1, 51):
        size = len(whole) * cut // 51 if kind != "tar" else (len(whole) - 10_240) * cut // 51 + 1
        path.write_bytes(whole[: max(size, 20)])
        records = run.records(path)

        assert run.problems, f"cut at {size} of {len(whole)}"
        assert records[:-1] == complete[: max(0, len(records) - 1)], f"cut at {size}"


def test_what_stands_before_the_break_is_kept(run: Run, put: Put) -> None:
    whole = PACKERS[".gz"](json_lines(5_000))
    path = put("news.jsonl.gz", whole[: len(whole) // 2])

    records = run.records(path)

    assert 2_000 < len(records) < 3_000
    [problem] = run.problems
    assert problem.kind == "truncated"
    assert problem.record == len(records)


def test_a_damaged_stream_is_told_of(run: Run, put: Put) -> None:
    data = bytearray(PACKERS[".zst"](json_lines(3_000)))
    data[len(data) // 2] ^= 0xFF
    path = put("news.jsonl.zst", bytes(data))

    run.records(path)

    assert [problem.kind for problem in run.problems][-1] in {"damaged", "bad-record"}


# What is made to do harm


@pytest.mark.parametrize("ending", [".bz2", ".xz", ".zst"])
def test_a_bomb_stops(run: Run, put: Put, ending: str) -> None:
    path = put(f"bomb.jsonl{ending}", PACKERS[ending](json_lines(2) + bytes(64 << 20)))

    assert len(run.records(path)) == 2
    assert [problem.kind for problem in run.problems] == ["bomb"]


def test_a_large_member_stops_at_the_limit(run: Run, put: Put) -> None:
    path = put("news.zip", zipped({"large.txt": b"OSLO " * 100_000, **PAGES}))

    records = run.records(path, reading={"most": 200_000})

    assert [record["source"] for record in records] == [f"{path}!/{name}" for name in PAGES]
    assert [problem.kind for problem in run.problems] == ["too-large"]


def test_a_record_that_never_ends_stops_at_the_limit(run: Run, put: Put) -> None:
    path = put("corpus.jsonl", json_lines(2) + b'{"text": "' + b"OSLO " * 400_000)

    records = run.records(path, reading={"most": 1_000_000})

    assert len(records) == 2
    assert [problem.kind for problem in run.problems] == ["too-large"]


def test_a_zip_of_zeros_is_a_bomb(run: Run, put: Put) -> None:
    path = put("bomb.zip", zipped({"a.txt": bytes(32 << 20)}))
    assert len(zlib.compress(bytes(32 << 20))) < 40_000

    run.records(path, reading={"most": 1 << 20})

    assert [problem.kind for problem in run.problems] == ["too-large"]
