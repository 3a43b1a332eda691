"""From the files on the command line to sources."""

import sys
from collections.abc import Callable, Iterator, Sequence

import click

from wireparse.cli.report import Report
from wireparse.readers import STDIN, Known, ReadOptions, Source, SourceError, read_sources


def inputs_or_help(files: Sequence[str]) -> Sequence[str]:
    """The files, or standard input when it is a pipe.

    Raises:
        click.UsageError: neither, with the help.
    """
    if not files and sys.stdin is not None and sys.stdin.isatty():
        raise click.exceptions.NoArgsIsHelpError(click.get_current_context())
    return files or [STDIN]


def good_sources(
    paths: Sequence[str], reading: ReadOptions, report: Report, on_wait: Callable[[], None]
) -> Iterator[Source]:
    """What could be read; the report has the rest."""
    told = ""
    for source in read_sources(paths, reading, on_wait=on_wait):
        if isinstance(source, SourceError):
            report.failure(source.name, source.reason)
            continue
        if source.known is not Known.UTF8:
            file = source.name.partition("#")[0]
            assumed = f"read as {source.encoding} ({source.known})"
            if told != file + assumed:  # the records of a file need not say it each
                report.detail(file, assumed)
            told = file + assumed
        report.sources += 1
        yield source
