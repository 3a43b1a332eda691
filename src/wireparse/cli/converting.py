"""The command ``convert``: from its options to a run, and what the run tells on standard error."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from wireparse.cli.progress import make_progress, one_time
from wireparse.cli.report import ExitCode, complain
from wireparse.convert.codecs import Codec, Kind
from wireparse.convert.files import BESIDE, JOURNAL_ENDING, REJECTS_ENDING, ResumeError
from wireparse.convert.partitions import Partition
from wireparse.convert.parts import Problem, Reading
from wireparse.convert.plan import plan, read_once
from wireparse.convert.run import Job, Observer, OnError, State, StoppedError, convert, named
from wireparse.convert.work import Settings, summary
from wireparse.errors import MissingExtraError, SourceError, WireparseError
from wireparse.readers import STDIN, Form
from wireparse.readers.compressed import Compression
from wireparse.readers.remote import is_remote

_KINDS: Final = {
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".csv": Kind.CSV,
    ".sqlite": Kind.SQLITE,
    ".sqlite3": Kind.SQLITE,
    ".db": Kind.SQLITE,
    ".parquet": Kind.PARQUET,
}
_COMPRESSIONS: Final = {".gz": Compression.GZIP, ".zst": Compression.ZSTD}
MOST_NAMED: Final = 1_000
"""So many failures are named; who has more of them wants a file."""
_SEPARATORS: Final = tuple(filter(None, (os.sep, os.altsep)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What the command line asked for."""

    sources: Sequence[str]
    lists: Sequence[str]
    globs: Sequence[str]
    output: str | None
    codec: Codec
    settings: dict[str, Any]
    form: Form
    jobs: int
    ordered: bool
    on_error: str
    force: bool
    most: int
    summary: str | None
    quiet: bool
    cluster: bool = False
    """Whether Ray does it …"""
    address: str | None = None
    """… on the cluster at this address, or on one of our own."""


def choose_codec(
    path: str, kind: str | None, *, csv_raw: bool, csv_bom: bool, partition_by: Sequence[str] = ()
) -> Codec:
    """What the target is made of: as asked, or as its ending says."""
    if is_remote(path):
        raise click.UsageError(f"{path} is an address; write to a file, and copy it there.")
    if partition_by:
        return _choose_folder(path, kind, partition_by)
    if path != "-" and (path.endswith(_SEPARATORS) or Path(path).is_dir()):
        raise click.UsageError(f"{path} is a folder; --partition-by writes one, a file has an ending such as .jsonl.")
    name = path.lower()
    compression = next((found for ending, found in _COMPRESSIONS.items() if name.endswith(ending)), None)
    ending = Path(Path(name).stem if compression else name).suffix
    found = Kind(kind) if kind else Kind.JSONL if path == "-" else _KINDS.get(ending)
    if found is None:
        endings = ", ".join(_KINDS)
        raise click.UsageError(
            f"The ending of {path} is none of {endings}, plain or with .gz or .zst; or use --format."
        )
    if found in (Kind.SQLITE, Kind.PARQUET) and (compression or path == "-"):
        raise click.UsageError(f"{found} cannot be compressed, nor go to standard output.")
    if found is Kind.PARQUET:
        _need_parquet()
    return Codec(found, compression, csv_raw, csv_bom)


def _choose_folder(path: str, kind: str | None, partition_by: Sequence[str]) -> Codec:
    ending = Path(path.lower()).suffix
    found = Kind(kind) if kind else _KINDS.get(ending, Kind.PARQUET)
    if path == "-" or found is not Kind.PARQUET or ending in _COMPRESSIONS:
        raise click.UsageError("--partition-by writes Parquet into a folder: -o folder/.")
    if len(set(partition_by)) < len(partition_by):
        raise click.UsageError("--partition-by takes each column once.")
    _need_parquet()
    return Codec(Kind.PARQUET, partition_by=tuple(map(Partition, partition_by)))


def choose_cluster(path: str, kind: str | None, *, partition_by: Sequence[str], sources: Sequence[str]) -> Codec:
    """What a cluster writes: a folder of Parquet files."""
    ending = Path(path.lower()).suffix
    found = Kind(kind) if kind else _KINDS.get(ending, Kind.PARQUET)
    if path == "-" or found is not Kind.PARQUET or ending in _COMPRESSIONS:
        raise click.UsageError("--engine ray writes Parquet into a folder: -o folder/.")
    if partition_by:
        raise click.UsageError("--engine ray writes one file for each unit of work, so it takes no --partition-by.")
    if STDIN in sources:
        raise click.UsageError("--engine ray reads what all machines can open, so it takes no standard input.")
    if find_spec("ray") is None:
        raise click.UsageError(str(MissingExtraError("--engine ray", "ray")))
    _need_parquet()
    return Codec(Kind.PARQUET)


def _need_parquet() -> None:
    if find_spec("pyarrow") is None:
        raise click.UsageError(str(MissingExtraError("Parquet output", "parquet")))


def folder_path(path: str) -> str:
    """A folder by a name that others can stand beside, with endings of their own."""
    plain = os.path.normpath(path)
    has_name = Path(plain).name not in {"", os.pardir} and not Path(plain).is_symlink()
    return plain if has_name else os.path.realpath(plain)


def run(conversion: Conversion) -> int:
    """Run it; the exit code."""
    output = conversion.output
    but = _written(conversion)
    for source in conversion.sources:
        if any(_same(source, path) for path in but):
            complain(source, "is both source and target")
            return ExitCode.USAGE
    _check_files(conversion)
    try:
        kept_out = [path for path in but if path not in conversion.sources]
        origins = plan(conversion.sources, lists=conversion.lists, globs=conversion.globs, but=kept_out)
        if conversion.lists.count(STDIN) + sum(origin.path == STDIN for origin in origins) > 1:
            raise click.UsageError("Standard input can be read only once.")
        job = Job(
            origins=origins,
            output=output,
            settings=Settings(codec=conversion.codec, **conversion.settings),
            reading=Reading(
                conversion.form,
                conversion.settings["encoding"],
                (conversion.settings["text_field"], *conversion.settings["keep"]),
                conversion.most,
            ),
            jobs=conversion.jobs,
            ordered=conversion.ordered,
            on_error=OnError(conversion.on_error),
            force=conversion.force,
        )
    except SourceError as error:
        complain(error.name, error.reason)
        return ExitCode.FAILED
    return _run(job, conversion)


def _written(conversion: Conversion) -> list[str]:
    """What the run writes, or may replace."""
    output = conversion.output
    found = [output + ending for ending in ("", *BESIDE)] if output else []
    for folder in [path for path in found if Path(path).is_dir()]:
        found += [os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names]  # noqa: PTH118  # as the plan has them
    return [*found, *([conversion.summary] if conversion.summary else [])]


def _check_files(conversion: Conversion) -> None:
    """What is written must have a place: better told now than when all is done."""
    for path in (conversion.output, conversion.summary):
        folder = Path(path).parent if path else None
        if folder and not folder.is_dir():
            raise click.UsageError(f"There is no folder {folder}.")
        if folder and not os.access(folder, os.W_OK):
            raise click.UsageError(f"The folder {folder} cannot be written.")
    summary, output = conversion.summary, conversion.output
    if summary and Path(summary).is_dir():
        raise click.UsageError(f"{summary} is a folder; --summary writes a file.")
    if summary and output and os.path.realpath(summary) in {os.path.realpath(output + end) for end in ("", *BESIDE)}:
        raise click.UsageError(f"{summary} is both the target and the summary.")


def _same(source: str, target: str) -> bool:
    """Whether two paths are one file, by whatever name."""
    try:
        return Path(source).samefile(target)
    except OSError:
        return False


def _run(job: Job, conversion: Conversion) -> int:
    progress = make_progress(quiet=conversion.quiet)
    told = 0

    def observe(state: State, problems: list[Problem]) -> None:
        nonlocal told
        for problem in problems if not conversion.quiet else ():
            told += 1
            if told <= MOST_NAMED:
                progress.say(named(problem), problem.message)
            elif told == MOST_NAMED + 1:
                progress.say("convert", _all_named(job))
        progress.update(state)

    try:
        with progress:
            state = _engine(conversion)(job, observe)
    except ResumeError as error:
        complain("convert", str(error))
        return ExitCode.USAGE
    except StoppedError as error:
        complain("stopped", str(error))
        return ExitCode.FAILED
    except WireparseError as error:
        complain("ray", str(error))
        return ExitCode.FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        name = str(error.filename or job.output or "standard output")
        complain(name, "; ".join(filter(None, (error.strerror or str(error), _how_to_go_on(job)))))
        return ExitCode.FAILED
    except KeyboardInterrupt:
        complain("interrupted", _how_to_go_on(job) or "the result is not complete")
        raise
    _tell(state, conversion)
    return ExitCode.FAILED if state.counts.failures else ExitCode.OK


def _all_named(job: Job) -> str:
    """What becomes of the failures that are named no more."""
    if job.on_error is OnError.QUARANTINE:
        return f"{MOST_NAMED:,} are named; the others are only counted, and put into {job.output}{REJECTS_ENDING}"
    return f"{MOST_NAMED:,} are named; the others are only counted; --on-error quarantine keeps them all"


def _how_to_go_on(job: Job) -> str:
    """What to do about a run that was broken off."""
    if job.output is None or not Path(job.output + JOURNAL_ENDING).exists():
        return ""
    if read_once(job.origins):
        return "--force begins anew"
    return f"the same command{' without --force' if job.force else ''} goes on from here"


def _engine(conversion: Conversion) -> Callable[[Job, Observer], State]:
    """What runs a job."""
    if not conversion.cluster:
        return convert
    from wireparse.convert.cluster import convert_on_cluster  # noqa: PLC0415  # it needs an extra

    return lambda job, observe: convert_on_cluster(job, conversion.address, observe)


def _tell(state: State, conversion: Conversion) -> None:
    """The summary."""
    rate = state.bytes_parsed / (1 << 20) / state.seconds if state.seconds else 0.0
    found = {**summary(state.counts), "seconds": round(state.seconds, 3), "megabytes_per_second": round(rate, 2)}
    if conversion.summary:
        Path(conversion.summary).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    if conversion.quiet:
        return
    counts = state.counts
    parts = [
        f"{counts.sources:,} sources",
        f"{counts.dispatches:,} dispatches",
        f"{counts.teasers:,} teasers",
        f"{counts.datelines:,} datelines",
        f"{len(counts.agencies):,} agencies",
        f"{counts.failures:,} failures",
        f"{one_time(state.seconds)}",
        f"{rate:.1f} MB/s",
    ]
    print(", ".join(parts), file=sys.stderr)  # noqa: T201  # our voice
