"""What is in archives, whole and damaged: everything is read that can be, and the rest is named."""

import io
import random
import re
import struct
import tarfile
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Final, Literal

import pytest
from tests.archives import PACKERS, ZIP_METHODS, json_lines, tar, zip_to, zipped
from tests.reading import read

from wireparse.readers import tars, zips

MEMBERS: Final = {f"{i}.txt": f"Bridge {i} shut\nOSLO (NTB) - It is shut, says {i}.\n" * (1 + i % 5) for i in range(20)}
CONTENTS: Final = {f"a!/{name}": text.encode() for name, text in MEMBERS.items()}
Format = Literal[0, 1, 2]
FLIPS: Final = 60
CUTS: Final = 50
FORMATS: Final[tuple[Format, ...]] = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)


@pytest.fixture(autouse=True, params=["at once", "as streams"])
def _members(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small members are read at once, large ones as streams; these are all small."""
    if request.param == "as streams":
        monkeypatch.setattr(tars, "SMALL", -1)
        monkeypatch.setattr(zips, "SMALL", -1)


class Pipe(io.BytesIO):
    """What cannot be sought in, so that a zip has the sizes of its members behind them."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation


def streamed(method: str) -> bytes:
    stream = Pipe()
    zip_to(stream, MEMBERS, method)
    return stream.getvalue()


def tar_as(form: Format, members: Mapping[str, str] = MEMBERS) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content.encode()))
    return stream.getvalue()


def header(name: str, kind: bytes, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    return info.tobuf(tarfile.GNU_FORMAT)


def mended(block: bytes) -> bytes:
    """A header of a tar with the checksum that it should have."""
    plain = block[:148] + b" " * 8 + block[156:]
    return block[:148] + b"%06o\0 " % sum(plain) + block[156:]


ZIPS: Final[dict[str, Callable[[], bytes]]] = {
    **{method: lambda method=method: zipped(MEMBERS, method) for method in ZIP_METHODS},  # type: ignore[misc]
    **{f"{method} in a pipe": lambda method=method: streamed(method) for method in ZIP_METHODS},  # type: ignore[misc]
}


# Damage anywhere


@pytest.mark.parametrize("kind", ZIPS)
def test_a_zip_that_is_cut_off(kind: str) -> None:
    whole = ZIPS[kind]()
    ends = [match.start() for match in re.finditer(b"PK(?:\x03\x04|\x01\x02)", whole)][1 : len(MEMBERS) + 1]
    assert read("a", whole) == (CONTENTS, [])

    for cut in range(1, CUTS + 1):
        size = len(whole) * cut // (CUTS + 1)
        found, problems = read("a", whole[:size])

        kept = sum(end <= size for end in ends)
        assert ("a", "truncated") in problems, size
        assert list(found.items())[:kept] == list(CONTENTS.items())[:kept], size


@pytest.mark.parametrize("form", FORMATS)
def test_a_tar_that_is_cut_off(form: Format) -> None:
    whole = tar_as(form)
    with tarfile.open(fileobj=io.BytesIO(whole)) as archive:
        ends = [info.offset_data + info.size for info in archive]
    assert read("a", whole) == (CONTENTS, [])

    for cut in range(1, CUTS + 1):
        size = ends[-1] * cut // CUTS
        found, problems = read("a.tar", whole[:size])

        kept = sum(end <= size for end in ends)
        assert ("a.tar", "truncated") in problems, size
        assert list(found.values())[:kept] == list(CONTENTS.values())[:kept], size


@pytest.mark.parametrize("kind", ZIPS)
def test_no_bit_of_a_zip_takes_members_away_in_silence(kind: str) -> None:
    whole = ZIPS[kind]()

    for found, problems in damaged(whole, seed=kind):
        lost = [name for name, content in CONTENTS.items() if found.get(name) != content]
        assert problems or not lost
        assert len(lost) <= 2


@pytest.mark.parametrize("form", FORMATS)
def test_no_bit_of_a_tar_takes_members_away_in_silence(form: Format) -> None:
    long = {**MEMBERS, "long" * 50: "OSLO (NTB) - It is long.\n"}
    whole = tar_as(form, long if form != tarfile.USTAR_FORMAT else MEMBERS)
    contents, _ = read("a", whole)

    for found, problems in damaged(whole, seed=str(form)):
        lost = contents.keys() - found.keys()
        changed = [name for name, content in found.items() if len(contents.get(name, content)) != len(content)]
        assert problems or not (changed or (lost and len(found) < len(contents)))
        assert len(lost) <= 2


def damaged(whole: bytes, seed: str) -> list[tuple[dict[str, bytes], list[tuple[str, str]]]]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    results = []
    for _ in range(FLIPS):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        results.append(read("a", bytes(data)))
    return results


# Tars


def test_a_damaged_header_is_named_and_the_next_members_are_read() -> None:
    data = bytearray(tar(MEMBERS))
    data[data.index(b"7.txt\0")] ^= 1

    found, problems = read("a", bytes(data))

    assert found == {name: content for name, content in CONTENTS.items() if name != "a!/7.txt"}
    assert problems == [("a", "damaged")]


def test_a_header_that_was_wiped_out_is_not_taken_for_the_end() -> None:
    data = tar(MEMBERS)
    at = data.index(b"7.txt\0")

    found, problems = read("a", data[:at] + bytes(512) + data[at + 512 :])

    assert found == {name: content for name, content in CONTENTS.items() if name != "a!/7.txt"}
    assert problems == [("a", "damaged")]


def test_the_headers_of_old_unix() -> None:
    data = b"".join(
        mended(block[:257] + bytes(255)) if block[257:262] == b"ustar" else block
        for block in blocks_of(tar_as(tarfile.USTAR_FORMAT))
    )
    assert b"ustar" not in data

    assert read("a", data) == (CONTENTS, [])
    assert read("a", PACKERS[".gz"](data)) == (CONTENTS, [])


def blocks_of(data: bytes) -> list[bytes]:
    return [data[at : at + 512] for at in range(0, len(data), 512)]


def test_a_tar_without_members() -> None:
    assert read("a", tar({})) == ({}, [])
    assert read("a", bytes(1024)) == ({}, [])


def test_tars_one_behind_the_other() -> None:
    data = tar({"1.txt": "Brug"}) + tar({"2.txt": "Most"}) + tar({}) + tar({"3.txt": "Bro"})

    assert read("a", data) == ({"a!/1.txt": b"Brug", "a!/2.txt": b"Most", "a!/3.txt": b"Bro"}, [])


@pytest.mark.parametrize(("behind", "told"), [(bytes(700), False), (bytes(99_000), False), (b"x", True)])
def test_what_stands_behind_the_end_of_a_tar(behind: bytes, told: bool) -> None:  # noqa: FBT001
    found, problems = read("a", tar(MEMBERS) + behind)

    assert found == CONTENTS
    assert problems == ([("a", "damaged")] if told else [])


def test_rubbish_with_the_name_of_a_tar() -> None:
    assert read("a.tar", b"\0\1rubbish" * 500) == ({}, [("a.tar", "damaged")])


def test_files_with_holes_are_named() -> None:
    hole = header("old.txt", tarfile.GNUTYPE_SPARSE, 4)
    more = mended(hole[:482] + b"\1" + hole[483:])
    said = b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n27 GNU.sparse.name=new.txt\n28 GNU.sparse.realsize=9000\n"
    data = [
        *(more, bytes(504) + b"\1" + bytes(7), bytes(512), b"OSLO" + bytes(508)),
        *(header("pax", tarfile.XHDTYPE, len(said)), said.ljust(512, b"\0")),
        *(header("new.txt", tarfile.REGTYPE, 600), b"1\n4\n".ljust(1024, b"\0")),
        tar({"a.txt": "Brug"}),
    ]

    found, problems = read("a", b"".join(data))

    assert found == {"a!/a.txt": b"Brug"}
    assert problems == [("a!/old.txt", "unsupported"), ("a!/new.txt", "unsupported")]


def test_numbers_in_a_header_that_are_none() -> None:
    said = b"22 GNU.sparse.map=1,x\n"
    data = header("pax", tarfile.XHDTYPE, len(said)) + said.ljust(512, b"\0") + tar({"a.txt": "Brug", "b.txt": "Most"})

    found, problems = read("a", data)

    assert found == {"a!/b.txt": b"Most"}
    assert problems == [("a", "damaged")]


def test_a_size_below_zero() -> None:
    block = header("a.txt", tarfile.REGTYPE, 0)
    data = mended(block[:124] + b"\xff" * 12 + block[136:]) + tar({"b.txt": "Most"})

    assert read("a", data) == ({"a!/b.txt": b"Most"}, [("a", "damaged")])


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
def test_a_name_of_many_megabytes_is_not_held(kind: bytes) -> None:
    size = 24 << 20
    data = header("long", kind, size) + b"x" * size + tar({"a.txt": "Brug"})

    tracemalloc.start()
    found, problems = read("a", data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == {"a!/a.txt": b"Brug"}
    assert problems == [("a", "damaged")]
    assert peak < size // 4


def test_headers_before_headers_without_end() -> None:
    data = header("more", tarfile.XHDTYPE, 0) * 5_000 + tar({"a.txt": "Brug"})

    found, problems = read("a", data)

    assert found == {"a!/a.txt": b"Brug"}
    assert problems == [("a", "damaged")]


def test_long_names() -> None:
    members = {"folder/" * 40 + "a.txt": "Brug"}
    for form in FORMATS[1:]:
        assert read("a", tar_as(form, members)) == ({f"a!/{name}": b"Brug" for name in members}, [])


# Zips


def test_a_zip_behind_something_else() -> None:
    data = zipped(MEMBERS)

    assert read("a.exe", b"MZ\x90\0" + bytes(600) + data) == (
        {f"a.exe!/{name}": text.encode() for name, text in MEMBERS.items()},
        [],
    )
    assert len(read("a.zip", b"Unpack me with a program for zips.\n" + data)[0]) == len(MEMBERS)


def test_a_directory_that_hides_members() -> None:
    data = bytearray(zipped(MEMBERS))
    at = data.index(b"PK\x01\x02")
    hidden = data.index(b"PK\x01\x02", at + 4) - at
    struct.pack_into("<H", data, at + 32, hidden)  # the entry behind it is taken for a comment

    found, problems = read("a", bytes(data))

    assert found == CONTENTS
    assert problems == [("a", "damaged")]


def test_a_directory_that_was_wiped_out() -> None:
    data = zipped(MEMBERS)

    found, problems = read("a", data[:-14] + bytes(14))

    assert found == CONTENTS
    assert problems == [("a", "damaged")]


@pytest.mark.parametrize(
    ("record", "offset", "value", "kind"),
    [
        (b"PK\x01\x02", 6, 127, "damaged"),  # the version that is needed
        (b"PK\x01\x02", 10, 99, "unsupported"),  # the method
        (b"PK\x01\x02", 16, 0, "damaged"),  # the checksum
        (b"PK\x03\x04", 30, 0xFF, "damaged"),  # the name
        (b"PK\x03\x04", 6, 8, None),  # that its sizes stand behind it, which only the directory need know
    ],
)
def test_a_damaged_field_of_a_zip(record: bytes, offset: int, value: int, kind: str | None) -> None:
    data = bytearray(zipped(MEMBERS))
    data[data.index(record) + offset] = value
    data[data.index(b"PK\x03\x04") + 7] |= 8  # the name is UTF-8

    found, problems = read("a", bytes(data))

    assert len(found) >= len(MEMBERS) - 1
    assert [told for _, told in problems] == ([kind] if kind else [])


def test_what_has_a_content_is_no_folder() -> None:
    data = zipped({"a.to": "Brug", "b.txt": "Most"}).replace(b"a.to", b"a.t/")

    assert read("a", data) == ({"a!/a.t/": b"Brug", "a!/b.txt": b"Most"}, [])


def test_a_member_of_a_zip_that_grows_is_a_bomb() -> None:
    data = zipped({"bomb.txt": b"A" * (24 << 20), "a.txt": "Brug"})

    found, problems = read("a", data)

    assert found["a!/a.txt"] == b"Brug"
    assert problems == [("a!/bomb.txt", "bomb")]


@pytest.mark.parametrize("name", ["a.tar", "a.zip", "a.tgz", *(f"a.txt{ending}" for ending in PACKERS if ending)])
def test_no_bytes_with_the_name_of_an_archive_are_cut_off(name: str) -> None:
    assert read(name, b"") == ({}, [(name, "truncated")])


def test_a_file_of_no_bytes_is_an_empty_text() -> None:
    assert read("a.txt", b"") == ({"a.txt": b""}, [])


def test_text_with_the_name_of_an_archive_is_text() -> None:
    for name in ("a.tar", "a.zip", "a.txt.gz", "a.txt.xz"):
        assert read(name, b"Brug dicht\nUTRECHT (ANP) - De brug is dicht.\n")[1] == []


def test_a_zip_in_the_stream_of_a_tar() -> None:
    inner = zipped(MEMBERS)

    found, problems = read("a", tar({"in.zip": inner[: len(inner) // 2], "b.jsonl": json_lines(3)}))

    assert len(found) > len(MEMBERS) // 3
    assert found["a!/b.jsonl"] == json_lines(3)
    assert ("a!/in.zip", "truncated") in problems
