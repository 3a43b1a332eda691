import os
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import click

from wireparse.cli.options import agencies_option, input_options, now_option, strict_option

if TYPE_CHECKING:
    from wireparse.convert.codecs import Codec
    from wireparse.readers import ReadOptions

_EXAMPLES: Final = """
\b
SOURCE is a file, a folder (all files in it), an address (s3://…), or - for standard input: plain text, JSON Lines,
WARC, WET, and all of them in gzip, bzip2, xz, zstd, tar and zip; Parquet and Arrow with a column of texts. What it is,
is seen from its content.

\b
Examples:
  wireparse convert archive/ -o stories.jsonl
  wireparse convert crawl.jsonl.zst news.tar.gz -o stories.jsonl.zst -j 8
  wireparse convert archive/ --glob '*.txt' -o stories.csv
  wireparse convert news.zip -o news.sqlite
  wireparse convert crawl.warc.wet.gz --keep WARC-Target-URI -o stories.jsonl
  wireparse convert news.parquet --text-field body -o stories.parquet
  wireparse convert archive/ --partition-by agency --partition-by year -o stories/
  wireparse convert archive/ -o stories/ --engine ray --ray-address head:6379
  wireparse convert archive/ -o stories.jsonl --on-error quarantine
  wireparse convert stories.jsonl.rejects.jsonl -o again.jsonl

\b
A run that was stopped goes on where it was: give the same command again.
"""
_KINDS: Final = ("jsonl", "csv", "sqlite", "parquet")
_MEGABYTE: Final = 1 << 20


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@click.command(epilog=_EXAMPLES)
@click.argument("sources", metavar="SOURCE...", nargs=-1, type=click.Path(readable=False, allow_dash=True))
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    required=True,
    type=click.Path(allow_dash=True),
    help="Where the stories go; its ending gives the format: .jsonl or .csv (or with .gz, .zst), .sqlite, .parquet. "
    "- is standard output.",
)
@click.option("-f", "--format", "kind", type=click.Choice(_KINDS), help="The format, where the ending does not say it.")
@click.option(
    "--partition-by",
    type=click.Choice(["agency", "year", "language"]),
    multiple=True,
    help="Write a folder of Parquet files, divided by this. Given several times: folders in folders, in this order.",
)
@click.option("--files-from", "lists", metavar="LIST", multiple=True, help="Read the names of sources from a file, "
              "one a line; - is standard input.")  # fmt: skip
@click.option("--glob", "globs", metavar="PATTERN", multiple=True, help="Of folders, only files whose name fits this.")
@click.option("-j", "--jobs", type=click.IntRange(1), envvar="WIREPARSE_JOBS", show_envvar=True, help="Processes that "
              "parse. Without it: as many as there are cores.")  # fmt: skip
@click.option("--unordered", is_flag=True, help="Write what is done first, not in the order of the sources.")
@click.option(
    "--on-error",
    type=click.Choice(["skip", "fail", "quarantine"]),
    default="skip",
    show_default=True,
    help="What becomes of what cannot be read: it is named and passed over; the run stops; or it is put into "
    "FILE.rejects.jsonl, which convert takes as a source.",
)
@click.option("--force", is_flag=True, help="Write a target anew that exists, or that another run began.")
@click.option(
    "--max-member-bytes",
    type=click.IntRange(1024),
    default=256 * _MEGABYTE,
    show_default=True,
    help="Bytes that a member of an archive, or a record, may have, unpacked.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="What runs it: processes of this machine, or a cluster with Ray, which writes a folder of Parquet files.",
)
@click.option("--ray-address", metavar="ADDRESS", envvar="RAY_ADDRESS", show_envvar=True, help="The cluster for "
              "--engine ray. Without it: one of its own, on this machine.")  # fmt: skip
@click.option("--csv-raw", is_flag=True, help="Leave cells as they are that a spreadsheet would run as a formula.")
@click.option("--csv-bom", is_flag=True, help="Begin CSV with a byte-order mark, by which Excel knows UTF-8.")
@click.option("--summary", "summary_path", metavar="FILE", help="Write what was found and how long it took, as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no failures, no summary; the exit code still tells.")
@input_options
@now_option
@strict_option
@agencies_option
@click.pass_context
def convert(  # noqa: PLR0913  # one for each option
    context: click.Context,
    *,
    sources: tuple[str, ...],
    path: str,
    kind: str | None,
    partition_by: tuple[str, ...],
    lists: tuple[str, ...],
    globs: tuple[str, ...],
    jobs: int | None,
    unordered: bool,
    on_error: str,
    force: bool,
    max_member_bytes: int,
    engine: str,
    ray_address: str | None,
    csv_raw: bool,
    csv_bom: bool,
    summary_path: str | None,
    quiet: bool,
    reading: "ReadOptions",
    now: datetime | None,
    strict: bool,
) -> int:
    """Turn whole archives into one table of stories.

    In parallel, in the order of the sources, and so that a run that was stopped can go on.
    """
    from wireparse.cli.converting import (  # noqa: PLC0415  # --help must not wait for it
        Conversion,
        choose_cluster,
        choose_codec,
        folder_path,
        run,
    )

    if not sources and not lists:
        raise click.UsageError("Name a SOURCE, or --files-from LIST.")
    if path == "-" and on_error == "quarantine":
        raise click.UsageError("--on-error quarantine puts them into FILE.rejects.jsonl, so it needs -o FILE.")
    cluster = engine == "ray"
    _check_engine(context, cluster=cluster)
    codec: Codec
    if cluster:
        codec = choose_cluster(path, kind, partition_by=partition_by, sources=sources)
    else:
        codec = choose_codec(path, kind, csv_raw=csv_raw, csv_bom=csv_bom, partition_by=partition_by)
    output = None if path == "-" else folder_path(path) if cluster or codec.partition_by else path
    settings: dict[str, Any] = {
        "text_field": reading.text_field,
        "keep": reading.keep,
        "encoding": reading.encoding,
        "now": now,
        "strict": strict,
        "agencies": context.meta.get("wireparse.agencies", ()),
    }
    return run(
        Conversion(
            sources=sources,
            lists=lists,
            globs=globs,
            output=output,
            codec=codec,
            settings=settings,
            form=reading.form,
            jobs=jobs or _cores(),
            ordered=not unordered,
            on_error=on_error,
            force=force,
            most=max_member_bytes,
            summary=summary_path,
            quiet=quiet,
            cluster=cluster,
            address=ray_address,
        )
    )


def _check_engine(context: click.Context, *, cluster: bool) -> None:
    """What was asked for must be something that the engine has."""
    asked = {
        option
        for option in ("jobs", "unordered", "ray_address")
        if context.get_parameter_source(option) is click.core.ParameterSource.COMMANDLINE
    }
    if not cluster and "ray_address" in asked:
        raise click.UsageError("--ray-address goes with --engine ray.")
    if cluster and "jobs" in asked:
        raise click.UsageError("--engine ray uses the cores of the cluster, so it takes no --jobs.")
    if cluster and "unordered" in asked:
        raise click.UsageError("--engine ray always keeps the order of the sources, so it takes no --unordered.")
