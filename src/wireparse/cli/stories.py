"""From the inputs to stories, and from stories to what was asked for."""

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from wireparse.cli.inputs import good_sources
from wireparse.cli.options import VIEW, OutputOptions, ViewOptions
from wireparse.cli.output import STDOUT, input_that_is_output, naming, opened_output, replacing
from wireparse.cli.report import ExitCode, Report, complain
from wireparse.model import Dispatch
from wireparse.parser import parse
from wireparse.readers import ReadOptions
from wireparse.writers import Format, make_writer

_FORMATS: Final = {".json": Format.JSON, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL, ".csv": Format.CSV}
_PAGES: Final = (".svg", ".html")


@dataclass(frozen=True, slots=True)
class Job:
    """What is parsed, and how."""

    paths: Sequence[str]
    reading: ReadOptions
    now: datetime | None
    strict: bool
    report: Report

    def refuse_to_overwrite(self, path: str | None) -> None:
        """Exit if an input is the output as well."""
        name = input_that_is_output(self.paths, path)
        if name is not None:
            complain(name, "is both input and output")
            click.get_current_context().exit(ExitCode.USAGE)

    def dispatches(self, on_wait: Callable[[], None]) -> Iterator[Dispatch]:
        """All stories of all inputs, as they come."""
        for source in good_sources(self.paths, self.reading, self.report, on_wait):
            try:
                found = parse(source.text, now=self.now, source=source.name, strict=self.strict)
            except Exception as error:  # noqa: BLE001  # a fault of ours in one story must not cost the archive
                self.report.failure(source.name, f"internal error, please report it: {error!r}")
                continue
            for dispatch in found:
                dispatch.meta = source.meta
                yield dispatch


def choose_format(output: OutputOptions) -> Format | None:
    """The format, None for the view: as asked, as the file's ending says, or as fits where standard output goes.

    Raises:
        click.UsageError: the ending says nothing, or is none of a view.
    """
    asked = None if output.form in (None, VIEW) else Format(output.form)
    if output.path is None:
        on_terminal = sys.stdout is not None and sys.stdout.isatty()
        return asked if output.form or on_terminal else Format.JSONL
    ending = Path(output.path).suffix.lower()
    if asked or (ending in _PAGES):
        return asked
    if output.form == VIEW:
        raise click.UsageError(f"{output.path}: a view is written to a file that ends in {' or '.join(_PAGES)}")
    if ending not in _FORMATS:
        known = ", ".join((*_FORMATS, *_PAGES))
        raise click.UsageError(f"{output.path}: the ending names no format; known are {known}; or say it with -f")
    return _FORMATS[ending]


def write_stories(job: Job, output: OutputOptions, form: Format) -> None:
    """Write the stories as data."""
    if job.reading.keep and form is Format.CSV:
        job.report.warning("--keep", "CSV has no column for kept fields; json and jsonl have them")
    if (output.csv_bom or output.csv_raw) and form is not Format.CSV:
        job.report.warning("--csv-bom" if output.csv_bom else "--csv-raw", f"changes CSV alone; this is {form}")
    with opened_output(output.path) as out:
        writer = make_writer(form, out, csv_raw=output.csv_raw, csv_bom=output.csv_bom)
        for dispatch in job.dispatches(out.flush):
            writer.write(dispatch)
        if output.path and not job.report.sources and job.report.exit_code:
            raise click.exceptions.Exit(job.report.exit_code)  # nothing was read: what the file holds stays
        writer.close()


def show_stories(job: Job, output: OutputOptions, view: ViewOptions) -> None:
    """Show the stories on the terminal, or write what it would show as a page."""
    from wireparse.cli.view import show  # noqa: PLC0415  # rich is for those who look

    dispatches = job.dispatches(_flush_stdout)
    if output.path is not None:
        with naming(output.path), replacing(Path(output.path)) as part:
            show(dispatches, color=view.color, pager=False, export=part)
        return
    _flush_stdout()
    pager = view.pager and sys.stdout.isatty()
    with job.report.held() if pager else contextlib.nullcontext():
        show(dispatches, color=view.color, pager=pager, export=None)


def _flush_stdout() -> None:
    with naming(STDOUT):
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        sys.stdout.flush()
