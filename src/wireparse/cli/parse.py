from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from wireparse.cli.options import (
    OutputOptions,
    ViewOptions,
    agencies_option,
    files_argument,
    input_options,
    message_options,
    now_option,
    output_options,
    strict_option,
    view_options,
)

if TYPE_CHECKING:
    from wireparse.cli.report import Report
    from wireparse.readers import ReadOptions

_EXAMPLES: Final = """
\b
Examples:
  wireparse page.txt                         look at a page
  wireparse *.txt -o stories.csv             a table, one row a story
  curl -s URL | html2text | wireparse | jq .headline
  wireparse crawl.jsonl --keep url -o stories.jsonl
  wireparse page.txt -o page.svg             the view, as a picture
"""


@click.command(epilog=_EXAMPLES)
@files_argument
@output_options
@view_options
@input_options
@now_option
@strict_option
@agencies_option
@message_options
def parse(  # noqa: PLR0913  # one for each family of options
    *,
    files: tuple[str, ...],
    output: OutputOptions,
    view: ViewOptions,
    reading: "ReadOptions",
    now: datetime | None,
    strict: bool,
    report: "Report",
) -> int:
    """Print the stories in the FILEs: headline, dateline, body, teasers.

    Without FILE, or for -, standard input is read. A FILE that fails is named on standard error, and the run goes on
    with the next.
    """
    # --help must not wait for these.
    from wireparse.cli.inputs import inputs_or_help  # noqa: PLC0415
    from wireparse.cli.stories import Job, choose_format, show_stories, write_stories  # noqa: PLC0415

    job = Job(inputs_or_help(files), reading, now, strict, report)
    form = choose_format(output)
    job.refuse_to_overwrite(output.path)
    if form is None:
        show_stories(job, output, view)
    else:
        write_stories(job, output, form)
    return report.exit_code
