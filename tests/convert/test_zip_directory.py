"""The directories of zips: of every size and shape, and damaged anywhere; what `zipfile` finds is the measure."""

import io
import random
import struct
import sys
import tracemalloc
import warnings
import zlib
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Final

import pytest
from tests.archives import zipped

from wireparse.errors import BrokenInputError
from wireparse.readers import zip_directory, zips
from wireparse.readers.zips import zip_members

if TYPE_CHECKING or sys.version_info < (3, 14):
    from backports.zstd import zipfile
else:
    import zipfile

MEMBERS: Final = {
    "a.txt": b"Brug dicht\nUTRECHT (ANP) - De brug is dicht.\n" * 4,
    "sub/": b"",
    "sub/ü.txt": b"Most\nPRAHA (CTK) - Most uzavren.\n",
    "čtk.txt": b"",
    "z.txt": b"Bridge shut\nOSLO (NTB) - It is shut.\n" * 9,
}
CONTENTS: Final = {name: content for name, content in MEMBERS.items() if name != "sub/"}
FLIPS: Final = 250
MANY: Final = 65_536 + 9
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_ENTRY: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_END_64: Final = struct.Struct("<4sQ2H2I4Q")
_LOCATOR: Final = struct.Struct("<4sIQI")


@pytest.fixture(params=["at once", "as streams"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "as streams":
        monkeypatch.setattr(zips, "SMALL", -1)


def read(data: bytes) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The members of a zip, and the kinds of what is told."""
    found: list[tuple[str, bytes]] = []
    problems = []
    try:
        for member in zip_members(io.BytesIO(data)):
            if member.problem:
                problems.append(member.problem.kind)
                continue
            try:
                found.append((member.name or "", member.stream.read() if member.stream else member.data or b""))
            except BrokenInputError as error:
                problems.append(error.kind)
    except BrokenInputError as error:
        problems.append(error.kind)
    return files(found), problems


def files(found: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Without folders, which have a content only where it is damaged."""
    return [(name, content) for name, content in found if content or not name.endswith("/")]


def read_by_zipfile(data: bytes) -> list[tuple[str, bytes]]:
    """The members that `zipfile` lists and can read."""
    found = []
    with warnings.catch_warnings(action="ignore"):
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except Exception:  # noqa: BLE001 - of the many that it raises, none matters
            return []
        for info in archive.infolist():
            try:
                found.append((info.filename, archive.read(info)))
            except Exception:  # noqa: BLE001, S112 - as above
                continue
    return files(found)


def minimal(
    names: Iterable[bytes], *, extra: bytes = b"", large: bool = False, starts: Callable[[int], int] = int
) -> bytes:
    """A zip of members that all say the same, made without `zipfile`."""
    content = b"Most"
    numbers = (zlib.crc32(content), len(content), len(content))
    parts, entries, at = [], [], 0
    for name in names:
        parts += [_LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 33, *numbers, len(name), 0), name, content]
        lengths = (len(name), len(extra), 0)
        entries += [_ENTRY.pack(b"PK\1\2", 20, 20, 0, 0, 0, 33, *numbers, *lengths, 0, 0, 0, starts(at)), name, extra]
        at += _LOCAL.size + len(name) + len(content)
    directory = b"".join(entries)
    count, size, end = len(entries) // 3, len(directory), b""
    if large:
        end = _END_64.pack(b"PK\6\6", _END_64.size - 12, 45, 45, 0, 0, count, count, size, at)
        end += _LOCATOR.pack(b"PK\6\7", 0, at + size, 1)
    end += _END.pack(b"PK\5\6", 0, 0, count % (1 << 16), count % (1 << 16), size, at, 0)
    return b"".join(parts) + directory + end


def large_zip(comment: bytes = b"") -> bytes:
    """A zip with numbers of more digits wherever they can be."""
    stream = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        patch.setattr(zipfile, "ZIP64_LIMIT", 1)
        patch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
        for name, content in MEMBERS.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
        archive.comment = comment
        archive.close()
    return stream.getvalue()


def described_zip() -> bytes:
    """A zip that says much of its members, and of itself."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in MEMBERS.items():
            info = zipfile.ZipInfo(name)
            info.comment = b"of Utrecht"
            info.extra = struct.pack("<HHBI", 0x5455, 5, 1, 0) + unicode_name(name.encode(), name)
            archive.writestr(info, content)
        archive.comment = b"PK is short for Phil Katz"
    return stream.getvalue()


def unicode_name(raw: bytes, name: str) -> bytes:
    data = struct.pack("<BI", 1, zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(data)) + data


KINDS: Final[dict[str, Callable[[], bytes]]] = {
    "plain": lambda: zipped(MEMBERS),
    "large": large_zip,
    "described": described_zip,
    "behind something": lambda: b"#!/bin/sh\nexit\n" + zipped(MEMBERS, "stored"),
}


# Sizes and shapes


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("chunk", [1, 45, 46, 47, 100, 1 << 20])
@pytest.mark.parametrize("kind", KINDS)
def test_entries_lie_across_the_ends_of_chunks(kind: str, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_directory, "_CHUNK", chunk)
    data = KINDS[kind]()

    assert read(data) == (list(CONTENTS.items()), [])
    assert read_by_zipfile(data) == list(CONTENTS.items())


def test_a_directory_that_is_longer_than_a_chunk() -> None:
    names = [f"{i}{'-' * 60_000}".encode() for i in range(40)]
    data = minimal(names)
    assert data.index(b"PK\5\6") - data.index(b"PK\1\2") > 2 << 20

    assert read(data) == ([(name.decode(), b"Most") for name in names], [])


@pytest.mark.parametrize("large", [False, True])
def test_more_members_than_the_end_record_can_count(large: bool) -> None:  # noqa: FBT001
    found, problems = read(minimal((b"%d" % i for i in range(MANY)), large=large))

    assert [name for name, _ in found] == [str(i) for i in range(MANY)]
    assert not problems


def test_a_large_zip_says_exactly_how_many_there_are() -> None:
    data = bytearray(minimal((b"%d" % i for i in range(9)), large=True))
    at = data.index(b"PK\6\6")
    struct.pack_into("<2Q", data, at + 24, 9 + (1 << 16), 9 + (1 << 16))

    found, problems = read(bytes(data))

    assert len(found) == 9
    assert problems == ["damaged"]


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("before", [b"", b"MZ\x90\0" * 50_000])
@pytest.mark.parametrize("comment", [b"", b"of Utrecht", b"." * 65_535])
def test_something_before_and_a_comment_behind(before: bytes, comment: bytes) -> None:
    plain = zipped(MEMBERS)[:-2] + struct.pack("<H", len(comment)) + comment

    for data in (before + plain, before + large_zip(comment)):
        assert read(data) == (list(CONTENTS.items()), [])


def test_a_large_end_record_that_says_more() -> None:
    data = minimal([b"a"], large=True)
    at = data.index(b"PK\6\7")
    longer = data[:at] + b"of Utrecht" + data[at:]
    size = struct.pack("<Q", _END_64.size - 12 + len(b"of Utrecht"))
    at = data.index(b"PK\6\6") + 4

    assert read(longer[:at] + size + longer[at + 8 :]) == ([("a", b"Most")], [])
    assert read(longer) == ([("a", b"Most")], ["damaged"])


def test_no_members() -> None:
    assert read(zipped({})) == ([], [])
    assert read(minimal([], large=True)) == ([], [])
    assert read(b"") == ([], ["truncated"])
    assert read(b"PK\5\6" + bytes(17)) == ([], ["truncated"])


def test_memory_does_not_grow_with_the_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_directory, "_CHUNK", 1 << 16)

    def peak(count: int) -> int:
        stream = io.BytesIO(minimal(b"%06d.txt" % i for i in range(count)))
        tracemalloc.start()
        assert sum(member.data == b"Most" for member in zip_members(stream)) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(20_000) < peak(2_000) + (1 << 16)


# Names


def test_names() -> None:
    data = zipped({"a\u00e9.txt": "Brug"})
    assert data.count("é".encode()) == 2
    cp437 = data.replace("é".encode(), b"\x82!").replace(b"\0\x08", b"\0\0")  # it is no longer said to be UTF-8

    assert read(cp437)[0] == [("aé!.txt", b"Brug")]
    assert read(minimal([b"a.txt\0.exe"]))[0] == [("a.txt", b"Most")]


@pytest.mark.parametrize(
    ("extra", "name"),
    [
        (unicode_name(b"?.txt", "č.txt"), "č.txt"),
        (unicode_name(b"?.txt", "č\0.txt"), "č"),
        (unicode_name(b"?.txt", ""), "?.txt"),
        (unicode_name(b"b.txt", "č.txt"), "?.txt"),
        (unicode_name(b"?.txt", "č.txt").replace(b"\x01", b"\x02"), "?.txt"),
        (b"\x75\x70\x05", "?.txt"),
    ],
)
def test_a_name_beside_the_name(extra: bytes, name: str) -> None:
    assert read(minimal([b"?.txt"], extra=extra)) == ([(name, b"Most")], [])


# Damage


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("kind", KINDS)
def test_no_damage_takes_away_in_silence_what_zipfile_finds(kind: str) -> None:
    chance = random.Random(kind)  # noqa: S311 - no secret
    whole = KINDS[kind]()
    directory = whole.index(b"PK\1\2")
    for turn in range(FLIPS):
        data = bytearray(whole)
        at = chance.randrange(directory if turn % 4 else 0, len(data))
        data[at] ^= chance.choice((chance.randrange(1, 256), 1 << chance.randrange(8)))

        found, problems = read(bytes(data))

        lost = [member for member in read_by_zipfile(bytes(data)) if member not in found]
        assert problems or not lost, (at, data[at])


@pytest.mark.parametrize(
    "extra",
    [
        struct.pack("<HH", 0x5455, 9) + b"too few",
        struct.pack("<HHB", 0x7075, 1, 1),
        struct.pack("<HHBI", 0x7075, 6, 1, zlib.crc32(b"0")) + b"\xff",
        struct.pack("<HHI", 0x0001, 4, 0),
    ],
)
def test_more_that_is_said_and_cannot_be(extra: bytes) -> None:
    data = minimal([b"0", b"1", b"2"], extra=extra, starts=lambda at: at or 0xFFFFFFFF)

    assert read(data) == ([(name, b"Most") for name in "012"], ["damaged"])
    assert not read_by_zipfile(data)


@pytest.mark.parametrize(
    ("mark", "offset", "value", "kind"),
    [
        (b"PK\6\7", 0, b"PK\6\0", "damaged"),  # so that the numbers of the other end record count
        (b"PK\6\7", 4, b"\1", "damaged"),  # the disk
        (b"PK\6\7", 8, b"\xff" * 8, "damaged"),  # where the end record is
        (b"PK\6\6", 0, b"PK\6\0", "damaged"),
        (b"PK\6\6", 4, b"\0", "damaged"),  # its length
        (b"PK\6\6", 32, b"\6", "damaged"),  # the entries
        (b"PK\6\6", 40, b"\xff" * 7, "damaged"),  # their size
        (b"PK\6\6", 48, b"\0", "damaged"),  # where they start
        (b"PK\5\6", 0, b"PK\5\0", "truncated"),
    ],
)
def test_a_damaged_end_record(mark: bytes, offset: int, value: bytes, kind: str) -> None:
    data = bytearray(large_zip())
    at = data.index(mark) + offset
    data[at : at + len(value)] = value

    found, problems = read(bytes(data))

    assert found == list(CONTENTS.items())
    assert problems == [kind]


def test_an_entry_that_reaches_out_of_the_directory() -> None:
    data = bytearray(zipped(MEMBERS))
    data[data.rindex(b"PK\1\2") + 32] = 1  # the length of a comment

    assert read(bytes(data)) == (list(CONTENTS.items()), ["damaged"])


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("start", [0x7FFFFFFF, (1 << 63) - 1, 1 << 63, (1 << 64) - 1])
def test_a_member_that_is_nowhere(start: int) -> None:
    extra = struct.pack("<HHQ", 0x0001, 8, start)
    data = minimal([b"0", b"1", b"2"], extra=extra, starts=lambda at: 0xFFFFFFFF if 0 < at < 2 * 35 else at)

    assert read(data) == ([("0", b"Most"), ("2", b"Most")], ["damaged"])


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize(
    ("offset", "value", "kind"),
    [
        (8, 0x01, "encrypted"),
        (8, 0x20, "unsupported"),  # data to patch
        (8, 0x40, "unsupported"),  # strong encryption
        (10, 98, "unsupported"),  # the method
        (21, 0x80, "damaged"),  # the packed size, which reaches into the next
    ],
)
def test_a_member_that_cannot_be_read_is_named(offset: int, value: int, kind: str) -> None:
    data = bytearray(zipped(MEMBERS))
    data[data.index(b"PK\1\2") + offset] |= value

    assert read(bytes(data)) == (list(CONTENTS.items())[1:], [kind])


def test_large_members_that_lie_over_each_other() -> None:
    content = bytes(random.Random(1).randbytes(100_000))  # noqa: S311 - no secret
    data = bytearray(zipped({"a": content, "b": content}))
    at = data.rindex(b"PK\1\2")
    struct.pack_into("<I", data, at + 42, 0)  # where the second is
    data[at + 46] = ord("a")

    assert read(bytes(data)) == ([("a", content)], ["damaged"])


def test_members_in_another_order_than_the_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "SMALL", -1)
    data = minimal([b"0", b"1", b"2"])
    at, size = data.index(b"PK\1\2"), 47
    entries = [data[start : start + size] for start in range(at, at + 3 * size, size)]

    turned = data[:at] + entries[2] + entries[0] + entries[1] + data[at + 3 * size :]

    assert read(turned) == ([(name, b"Most") for name in "201"], [])


def test_a_zip_that_changes_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_directory, "_CHUNK", 47)
    data = minimal([b"0", b"1", b"2", b"3"])
    stream: IO[bytes] = io.BytesIO(data)
    members = zip_members(stream)
    assert next(members).name == "0"

    stream.seek(data.index(b"PK\1\2"))
    stream.write(bytes(1_000))

    with pytest.raises(BrokenInputError) as caught:
        list(members)
    assert caught.value.kind == "damaged"


@pytest.mark.parametrize("cut", [False, True])
def test_another_zip_in_front_is_not_passed_over(cut: bool) -> None:  # noqa: FBT001
    """One after the other; or one that is cut off behind a zip in it, which its end is then taken for."""
    first, second = zipped({"a.txt": "Brug"}), zipped({"b.txt": "Most"})
    if cut:
        outer = zipped({"a.txt": "Brug", "inner.zip": second}, "stored")
        data = outer[: outer.rindex(second) + len(second)]
    else:
        data = first + second

    found, problems = read(data)

    assert found == [("a.txt", b"Brug"), ("inner.zip", second) if cut else ("b.txt", b"Most")]
    assert problems == ["damaged"]
