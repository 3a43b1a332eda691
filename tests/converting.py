"""Conversions for the tests, in this process."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wireparse.convert import blocks, cutter, texts
from wireparse.convert.blocks import batches
from wireparse.convert.codecs import Codec, Kind
from wireparse.convert.parts import Problem, Reading
from wireparse.convert.plan import plan
from wireparse.convert.run import Job, OnError, State, convert
from wireparse.convert.work import Settings
from wireparse.readers.compressed import Compression


class Run:
    """Converts in this process, and keeps what the run told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.state = State()

    def __call__(self, *sources: str | Path, to: str = "out.jsonl", **options: Any) -> Path:
        target = self.folder / to
        codec = options.pop("codec", None) or codec_of(to)
        settings = Settings(codec=codec, **options.pop("settings", {}))
        reading = Reading(**options.pop("reading", {}))
        observe = options.pop("observe", None)
        origins = plan(
            [str(source) for source in sources], globs=options.pop("globs", ()), lists=options.pop("lists", ())
        )
        options["on_error"] = OnError(options.pop("on_error", "skip"))
        job = Job(origins=origins, output=str(target), settings=settings, reading=reading, **options)
        self.problems = []

        def keep(state: State, problems: list[Problem]) -> None:
            self.problems.extend(problems)
            if observe:
                observe(state)

        self.state = convert(job, keep)
        return target

    def records(self, *sources: str | Path, **options: Any) -> list[dict[str, Any]]:
        target = self(*sources, force=True, **options)
        return [msgspec.json.decode(line) for line in target.read_bytes().splitlines()]


def tails_are_the_same(sources: Sequence[str | Path], **reading: Any) -> int:
    """How many batches there are, if those from each one's end on are what an unbroken run makes of it."""
    origins = plan([str(source) for source in sources])
    whole = list(batches(origins, Reading(**reading)))
    for number, batch in enumerate(whole, 1):
        tail = list(batches(origins, Reading(**reading), batch.place))
        assert [found.parts for found in tail] == [found.parts for found in whole[number:]], batch.place
    return len(whole)


def small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if large texts were a hundred times as large."""
    for module, name, size in (
        (blocks, "SMALL", 5_000),
        (texts, "PAGE", 40_000),
        (cutter, "PAGE", 40_000),
        (texts, "CHUNK", 10_000),
        (texts, "HEAD", 20_000),
        (texts, "LONG", 20_000),
        (texts, "NEAR", 4_000),
        (texts, "FAR", 10_000),
    ):
        monkeypatch.setattr(module, name, size)


def codec_of(name: str) -> Codec:
    compression = {".gz": Compression.GZIP, ".zst": Compression.ZSTD}.get(Path(name).suffix)
    return Codec(Kind(Path(name).suffixes[0][1:]), compression)


def sources_of(records: Sequence[dict[str, Any]], root: Path) -> list[str]:
    return [record["source"].removeprefix(f"{root}/") for record in records]
