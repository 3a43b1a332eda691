"""Speed and memory of ``wireparse convert``, as ratios that are measured in one run.

    python benchmarks/archives.py             all of it, in some minutes; 200,000 dispatches
    python benchmarks/archives.py --quick     a tenth of that: rough figures, since start-up weighs more
    python benchmarks/archives.py speed       one group: speed, archives, memory
    python benchmarks/archives.py --full      memory with 2 GB of each kind of source

As in ``run.py`` no figure is a time, and none fails a test.
"""

import argparse
import contextlib
import functools
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from run import DISPATCHES, WIREPARSE, is_compiled  # type: ignore[import-not-found]  # beside this file
from wireparse.readers.compressed import Compression, deflated

REPEATS: Final = 3
TEXT: Final = 850
"""Bytes of a text, about."""
PAUSE: Final = 0.02
"""Seconds between two looks at the memory of a run."""
LOOP: Final = """
import json, sys, time
from wireparse import parse
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
parse(texts[0])
began = time.perf_counter()
for text in texts:
    parse(text)
print(time.perf_counter() - began)
"""


class Row(NamedTuple):
    """A line of the table."""

    name: str
    value: float
    limit: float
    least: bool = False
    """Whether the limit is the least, and not the most, that is good."""
    note: str = ""

    def __str__(self) -> str:
        good = self.value >= self.limit if self.least else self.value <= self.limit
        sign = "≥" if self.least else "≤"
        return f"{self.name:58}{self.value:9.2f}  {sign} {self.limit:<6g}  {'OK  ' if good else 'over'} {self.note}"


def texts(count: int) -> Iterator[str]:
    """Invented dispatches, no two of them alike."""
    shapes = ["\n\n".join(" ".join(part.split()) for part in text.split("\n\n")) for text in DISPATCHES.values()]
    for i in range(count):
        yield f"{shapes[i % len(shapes)]}\n\nDocket {i} was filed at {i % 24:02}:{i % 60:02} in room {i % 911}."


def corpus(path: Path, count: int) -> Path:
    """JSON Lines of them."""
    with path.open("w", encoding="utf-8") as stream:
        for i, text in enumerate(texts(count)):
            stream.write(json.dumps({"id": i, "text": text}, ensure_ascii=False) + "\n")
    return path


def side_by_side(*runs: Callable[[], float | None], repeats: int = REPEATS) -> list[float]:
    """The least of several times of each; by turns, since a machine is faster at one time than at another.

    A run that returns the seconds it took is asked for nothing else.
    """
    best = [float("inf")] * len(runs)
    for _ in range(repeats):
        for number, run in enumerate(runs):
            began = perf_counter()
            taken = run()
            best[number] = min(best[number], perf_counter() - began if taken is None else taken)
    return best


def convert(*arguments: str | Path) -> None:
    """Runs the command."""
    subprocess.run(  # noqa: S603  # our own command
        [WIREPARSE, "convert", *map(str, arguments), "--force", "-q"], check=True
    )


def loop_of(path: Path) -> float:
    """The seconds of `parse` for each text, and for nothing else."""
    done = subprocess.run([sys.executable, "-c", LOOP, path], check=True, capture_output=True)  # noqa: S603  # our own
    return float(done.stdout)


def speed(folder: Path, count: int) -> Iterator[Row]:
    """Workers, the cost around the parser, compression."""
    path = corpus(folder / "corpus.jsonl", count)
    target = folder / "out.jsonl"
    loop, one, two = side_by_side(
        lambda: loop_of(path),
        lambda: convert(path, "-o", target, "-j", "1"),
        lambda: convert(path, "-o", target, "-j", "2"),
    )
    yield Row("one worker / parse() in a loop", one / loop, 1.25, note=f"{count / one:,.0f} dispatches a second")
    yield Row("one worker / two workers", one / two, 1.8, least=True, note=f"{count / two:,.0f} dispatches a second")
    packed = folder / "packed.jsonl.zst"
    packed.write_bytes(zstd_of(path))
    plain, zstd = side_by_side(
        lambda: convert(path, "-o", target, "-j", "2"),
        lambda: convert(packed, "-o", folder / "out.jsonl.zst", "-j", "2"),
    )
    yield Row("rate of zstd to zstd / rate of plain to plain", plain / zstd, 0.6, least=True)


def zstd_of(path: Path) -> bytes:
    """A file as one Zstandard frame."""
    return deflated(path.read_bytes(), Compression.ZSTD)


def archives(folder: Path, count: int) -> Iterator[Row]:
    """Many small members, and many small files."""
    count //= 2
    lines = corpus(folder / "corpus.jsonl", count)
    sources = {kind: make(folder / f"many.{kind}", count) for kind, make in MANY.items()}
    plain, *taken = side_by_side(
        *(
            functools.partial(convert, source, "-o", folder / "out.jsonl", "-j", "2")
            for source in (lines, *sources.values())
        )
    )
    for kind, time_taken in zip(sources, taken, strict=True):
        limit = 2.0 if kind == "folder" else 1.5
        yield Row(f"{kind} of {count:,} texts / JSON Lines", time_taken / plain, limit)


def make_tar(path: Path, count: int) -> Path:
    """A tar of texts."""
    with tarfile.open(path, "w") as archive:
        for i, text in enumerate(texts(count)):
            info = tarfile.TarInfo(f"{i // 1000}/{i}.txt")
            data = text.encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def make_zip(path: Path, count: int) -> Path:
    """A zip of texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for i, text in enumerate(texts(count)):
            archive.writestr(f"{i // 1000}/{i}.txt", text)
    return path


def make_folder(path: Path, count: int) -> Path:
    """A folder of texts."""
    for i, text in enumerate(texts(count)):
        file = path / str(i // 1000) / f"{i}.txt"
        if i % 1000 == 0:
            file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    return path


MANY: Final = {"tar": make_tar, "zip": make_zip, "folder": make_folder}


def memory(folder: Path, megabytes: int) -> Iterator[Row]:
    """The peak of all processes together, two workers among them; Linux tells it."""
    for name, make in SOURCES.items():
        source = make(folder, megabytes << 20)
        if source is None:
            continue
        peak = peak_of(WIREPARSE, "convert", source, "-o", folder / "out.jsonl", "--force", "-q", "-j", "2")
        yield Row(f"MB at most, {megabytes:,} MB of {name}", peak, 250)
        if source.is_dir():
            shutil.rmtree(source)
        else:
            source.unlink()


def peak_of(*command: str | Path) -> float:
    """Runs a command; the megabytes that it had at most, with all processes that it began."""
    with subprocess.Popen([str(part) for part in command], start_new_session=True) as process:  # noqa: S603  # our own
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(resident(process.pid)))
            time.sleep(PAUSE)
    return peak / (1 << 20)


def resident(session: int) -> Iterator[int]:
    """The bytes in memory of each process of a session."""
    page = os.sysconf("SC_PAGE_SIZE")
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                yield int(fields[21]) * page


def lines(folder: Path, size: int) -> Path:
    """JSON Lines."""
    return repeated(folder / "large.jsonl", "".join(json.dumps({"text": text}) + "\n" for text in texts(2_000)), size)


def marked(folder: Path, size: int) -> Path:
    """One text, with marks between its dispatches."""
    return repeated(folder / "large.txt", "\n\nNNNN\n\n".join(texts(1_000)) + "\n\nNNNN\n\n", size)


def unmarked(folder: Path, size: int) -> Path:
    """One text, in which a headline and a dateline open each dispatch."""
    return repeated(folder / "large.txt", "\n\n".join(texts(1_000)) + "\n\n", size)


def prose(folder: Path, size: int) -> Path:
    """One text with paragraphs, and neither marks nor datelines."""
    return repeated(
        folder / "large.txt", "It rains in the harbour, and the ferry stays where it is.\n\n" * 10_000, size
    )


def one_line(folder: Path, size: int) -> Path:
    """One text without a line end."""
    return repeated(folder / "large.txt", "".join(texts(1_000)).replace("\n", " "), size)


def packed_lines(folder: Path, size: int) -> Path:
    """JSON Lines in Zstandard."""
    path = folder / "large.jsonl.zst"
    data = "".join(json.dumps({"text": text}) + "\n" for text in texts(20_000)).encode()
    with path.open("wb") as stream:
        for _ in range(size // len(data) + 1):
            stream.write(deflated(data, Compression.ZSTD))
    return path


def packed_text(folder: Path, size: int) -> Path:
    """One text in gzip."""
    path = folder / "large.txt.gz"
    data = ("\n\n".join(texts(1_000)) + "\n\n").encode()
    packed = gzip.compress(data, 1)
    with path.open("wb") as stream:
        for _ in range(size // len(data) + 1):
            stream.write(packed)
    return path


def parquet(folder: Path, size: int) -> Path | None:
    """A column of texts."""
    if find_spec("pyarrow") is None:
        return None
    import pyarrow as pa  # noqa: PLC0415  # an extra
    import pyarrow.parquet as pq  # noqa: PLC0415  # likewise

    table = pa.table({"text": list(texts(20_000))})
    with pq.ParquetWriter(folder / "large.parquet", table.schema) as writer:
        for _ in range(size // table.nbytes + 1):
            writer.write_table(table)
    return folder / "large.parquet"


def repeated(path: Path, text: str, size: int) -> Path:
    """A file of at least this size."""
    data = text.encode()
    with path.open("wb") as stream:
        for _ in range(size // len(data) + 1):
            stream.write(data)
    return path


SOURCES: Final[dict[str, Callable[[Path, int], Path | None]]] = {
    "JSON Lines": lines,
    "JSON Lines in zstd": packed_lines,
    "a text with marks between dispatches": marked,
    "a text without marks": unmarked,
    "a text in gzip": packed_text,
    "a text without datelines": prose,
    "a text without line ends": one_line,
    "texts in a tar": lambda folder, size: make_tar(folder / "many.tar", size // TEXT),
    "texts in a zip": lambda folder, size: make_zip(folder / "many.zip", size // TEXT),
    "texts in a folder": lambda folder, size: make_folder(folder / "many", size // TEXT),
    "Parquet": parquet,
}


def main() -> None:
    """Measures and prints."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("groups", nargs="*", choices=[[], "speed", "archives", "memory"])
    options.add_argument("--quick", action="store_true")
    options.add_argument("--full", action="store_true")
    arguments = options.parse_args()
    groups = arguments.groups or ["speed", "archives", "memory"]
    count = 20_000 if arguments.quick else 200_000
    megabytes = 2_048 if arguments.full else 64 if arguments.quick else 256
    print("wireparse is compiled" if is_compiled() else "wireparse is plain Python, not compiled")
    for group in groups:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            rows = memory(folder, megabytes) if group == "memory" else globals()[group](folder, count)
            for row in rows:
                print(row, flush=True)


if __name__ == "__main__":
    main()
