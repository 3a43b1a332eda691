"""Compressed streams and pipes: whole, in small members, cut off, damaged, and with something behind them."""

import bz2
import io
import lzma
import os
import random
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from tests.archives import PACKERS, PAGES, json_lines, tar, zipped
from tests.converting import Run
from tests.reading import read

from wireparse.errors import BrokenInputError
from wireparse.readers.pieces import PieceStream

if TYPE_CHECKING or sys.version_info < (3, 14):
    from backports import zstd
else:
    from compression import zstd

Put = Callable[[str, bytes | str], Path]
ENDINGS: Final = [ending for ending in PACKERS if ending]
RECORDS: Final = json_lines(400)
DECODERS: Final[dict[str, Callable[[], Any]]] = {
    ".gz": lambda: zlib.decompressobj(31),
    ".bz2": bz2.BZ2Decompressor,
    ".xz": lzma.LZMADecompressor,
    ".zst": zstd.ZstdDecompressor,
}


def noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311 - no secret


class Pieces(PieceStream):
    def __init__(self, *pieces: bytes | Exception) -> None:
        super().__init__()
        self.pieces = list(pieces)

    def piece(self) -> bytes:
        piece = self.pieces.pop(0)
        if isinstance(piece, Exception):
            raise piece
        return piece


def test_a_buffer_is_filled_from_many_pieces() -> None:
    stream = io.BufferedReader(Pieces(b"OS", b"LO", b" (NTB)", b""), 8)

    assert stream.peek() == b"OSLO (NT"
    assert stream.read() == b"OSLO (NTB)"


@pytest.mark.parametrize("error", [BrokenInputError("truncated", "cut off"), OSError("gone")])
def test_an_error_waits_until_what_came_before_it_was_read(error: Exception) -> None:
    stream = io.BufferedReader(Pieces(b"OSLO", b" (NTB)", error))

    assert stream.read1(100) == b"OSLO (NTB)"
    for _ in range(2):
        with pytest.raises(type(error)):
            stream.read1(100)


def test_the_end_is_not_asked_for_twice() -> None:
    stream = Pieces(b"OSLO", b"")

    assert stream.read(100) == b"OSLO"
    assert stream.read(100) == b""


# Pipes


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("name", ["a.jsonl", "a.tar", "a.gz", "a.zip"])
def test_a_pipe_that_starts_slowly(run: Run, tmp_path: Path, name: str) -> None:
    contents = {"a.jsonl": json_lines(5), "a.tar": tar(PAGES), "a.zip": zipped(PAGES)}
    data = contents.get(name) or PACKERS[".gz"](json_lines(5))
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb", buffering=0) as pipe:
            for part in (data[:2], data[2:20], data[20:]):
                pipe.write(part)
                time.sleep(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    records = run.records(path)
    writer.join()

    assert len(records) == (5 if name in {"a.jsonl", "a.gz"} else len(PAGES))
    assert run.problems == []


# Several streams in one


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("size", [1, 40])
def test_a_stream_of_tiny_members(ending: str, size: int) -> None:
    pack = PACKERS[ending]
    for data, count in ((json_lines(4), 1), (tar({"a.txt": "Brug", "b.txt": "Most"})[:2048] + bytes(1024), 2)):
        joined = b"".join(pack(data[at : at + size]) for at in range(0, len(data), size))
        found, problems = read("mystery", pack(b"") + joined + pack(b""))

        assert len(found) == count
        assert problems == []
        if count == 1:
            assert found == {"mystery": data}


def test_a_frame_of_zstd_that_holds_no_data() -> None:
    table = struct.pack("<II", 0x184D2A5E, 9) + b"the table"
    data = zstd.compress(RECORDS)

    assert read("mystery", table + data + table) == ({"mystery": RECORDS}, [])


# What stands behind the end


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("zeros", [1, 4, 30_000])
def test_zeros_behind_the_end_are_padding(ending: str, zeros: int) -> None:
    data = PACKERS[ending](RECORDS)

    assert read("mystery", data + bytes(zeros)) == ({"mystery": RECORDS}, [])
    assert read("mystery", data + bytes(zeros) + data) == ({"mystery": RECORDS * 2}, [])


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("behind", [b"x", b"\0\0\0\0GARBAGE that is not compressed", b"\x1f"])
def test_anything_else_behind_the_end_is_named(ending: str, behind: bytes) -> None:
    found, problems = read("mystery", PACKERS[ending](RECORDS) + behind)

    assert found == {"mystery": RECORDS}
    assert problems == [("mystery", "damaged")]


# Damage


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_stands_before_a_cut_is_kept(ending: str) -> None:
    whole = PACKERS[ending](noise(2_000) + RECORDS * 3)

    for cut in range(50):
        data = whole[: len(whole) * cut // 50]
        found, problems = read(f"a.jsonl{ending}", data)

        assert problems == [(f"a.jsonl{ending}", "truncated")], len(data)
        assert found.get(f"a.jsonl{ending}", b"") == DECODERS[ending]().decompress(data), len(data)


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz"])  # in zstd a checksum is a choice
def test_no_bit_changes_in_silence(ending: str) -> None:
    whole = PACKERS[ending](RECORDS)
    chance = random.Random(ending)  # noqa: S311 - no secret

    for _ in range(60):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        found, problems = read(f"a.jsonl{ending}", bytes(data))

        assert problems or found == {f"a.jsonl{ending}": RECORDS}


def test_what_stands_well_before_the_damage_is_kept() -> None:
    plain = noise(300_000)
    whole = bytearray(PACKERS[".gz"](plain))
    whole[-40_000:] = bytes(40_000)

    found, problems = read("mystery", bytes(whole))

    assert plain[:240_000] == found["mystery"][:240_000]
    assert problems == [("mystery", "damaged")]


def test_a_window_that_needs_too_much_memory() -> None:
    data = bytearray(lzma.compress(b"OSLO"))
    data[16] = 37  # 1.5 GB, in the header of the first block
    data[20:24] = struct.pack("<I", zlib.crc32(data[12:20]))

    assert read("mystery", bytes(data))[1] == [("mystery", "unsupported")]
