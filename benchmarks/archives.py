"""Speed and memory of ``wireparse convert``, as ratios that are measured in one run.

    python benchmarks/archives.py             all of it, in some minutes; 200,000 dispatches
    python benchmarks/archives.py --quick     a tenth of that: rough figures, since start-up weighs more
    python benchmarks/archives.py speed       one group: speed, archives, memory
    python benchmarks/archives.py --full      memory with 2 GB of each kind of source

As in ``run.py`` no figure is a time, and none fails a test.
"""

import argparse
import functools
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from run import DISPATCHES, WIREPARSE, is_compiled  # type: ignore[import-not-found]  # beside this file
from wireparse.readers.compressed import Compression, deflated

REPEATS: Final = 3
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
MEASURED: Final = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(peak / 1024 if sys.platform != "darwin" else peak / 1024 / 1024)
sys.exit(code)
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
        return f"{self.name:52}{self.value:9.2f}  {sign} {self.limit:<6g}  {'OK  ' if good else 'over'} {self.note}"


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


def seconds(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """The least of several times."""
    best = float("inf")
    for _ in range(repeats):
        began = perf_counter()
        run()
        best = min(best, perf_counter() - began)
    return best


def convert(*arguments: str | Path) -> None:
    """Runs the command."""
    subprocess.run(  # noqa: S603  # our own command
        [WIREPARSE, "convert", *map(str, arguments), "--force", "-q"], check=True
    )


def speed(folder: Path, count: int) -> Iterator[Row]:
    """Workers, the cost around the parser, compression."""
    path = corpus(folder / "corpus.jsonl", count)
    target = folder / "out.jsonl"
    loop = min(
        float(
            subprocess.run(  # noqa: S603  # our own code
                [sys.executable, "-c", LOOP, path], check=True, capture_output=True
            ).stdout
        )
        for _ in range(REPEATS)
    )
    one = seconds(lambda: convert(path, "-o", target, "-j", "1"))
    two = seconds(lambda: convert(path, "-o", target, "-j", "2"))
    yield Row("one worker / parse() in a loop", one / loop, 1.25, note=f"{count / one:,.0f} dispatches a second")
    yield Row("one worker / two workers", one / two, 1.8, least=True, note=f"{count / two:,.0f} dispatches a second")
    convert(path, "-o", folder / "corpus.jsonl.zst")
    packed = folder / "packed.jsonl.zst"
    packed.write_bytes(zstd_of(path))
    zstd = seconds(lambda: convert(packed, "-o", folder / "out.jsonl.zst", "-j", "2"))
    yield Row("rate of zstd to zstd / rate of plain to plain", two / zstd, 0.6, least=True)


def zstd_of(path: Path) -> bytes:
    """A file as one Zstandard frame."""
    return deflated(path.read_bytes(), Compression.ZSTD)


def archives(folder: Path, count: int) -> Iterator[Row]:
    """Many small members, and many small files."""
    count //= 2
    lines = corpus(folder / "corpus.jsonl", count)
    plain = seconds(lambda: convert(lines, "-o", folder / "out.jsonl", "-j", "2"))
    for kind, make in (("tar", make_tar), ("zip", make_zip), ("folder", make_folder)):
        source = make(folder / f"many.{kind}", count)
        taken = seconds(functools.partial(convert, source, "-o", folder / "out.jsonl", "-j", "2"))
        limit = 2.0 if kind == "folder" else 1.5
        yield Row(f"{kind} of {count:,} texts / JSON Lines", taken / plain, limit)


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


def memory(folder: Path, megabytes: int) -> Iterator[Row]:
    """The peak of the largest process, with two workers."""
    size = megabytes << 20
    story = "\n\n".join(texts(1_000)) + "\n"
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts(2_000))
    sources: dict[str, tuple[Callable[[Path, str, int], None], str]] = {
        "JSON Lines": (repeat, lines),
        "text with marks between dispatches": (repeat, story.replace("\n\n", "\n\nNNNN\n\n")),
        "text without marks": (repeat, story),
        "text in gzip": (packed_repeat, story),
    }
    for name, (write, text) in sources.items():
        path = folder / ("large.jsonl" if name == "JSON Lines" else "large.txt")
        write(path, text, size)
        command = [WIREPARSE, "convert", path, "-o", folder / "out.jsonl", "--force", "-q"]
        peak = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-c", MEASURED, *map(str, command)],
            check=True,
            capture_output=True,
            env=os.environ | {"WIREPARSE_JOBS": "2"},
        )
        yield Row(f"MB at most, {megabytes:,} MB of {name}", float(peak.stdout), 300)
        path.unlink()


def repeat(path: Path, text: str, size: int) -> None:
    """A file of at least this size."""
    data = text.encode()
    with path.open("wb") as stream:
        for _ in range(size // len(data) + 1):
            stream.write(data)


def packed_repeat(path: Path, text: str, size: int) -> None:
    """The same in gzip."""
    data = gzip.compress(text.encode(), 1)
    with path.open("wb") as stream:
        for _ in range(size // len(text.encode()) + 1):
            stream.write(data)


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
