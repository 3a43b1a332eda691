import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wireparse.cli.options import (
    ViewOptions,
    agencies_option,
    input_options,
    message_options,
    strict_option,
    view_options,
)

if TYPE_CHECKING:
    from rich.text import Text

    from wireparse.cli.report import Report
    from wireparse.readers import ReadOptions, Source

_ENDINGS: Final = (".svg", ".html")

_EXAMPLES: Final = """
\b
Examples:
  wireparse inspect page.txt                 the page, coloured by kind
  wireparse inspect page.txt --rules         each token with the rule that decided
  wireparse inspect page.txt -o page.svg     the same as a picture
"""


def _known_ending(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in _ENDINGS:
        raise click.BadParameter(f"{str(value)!r} does not end in {' or '.join(_ENDINGS)}")
    return value


@click.command(epilog=_EXAMPLES)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(readable=False, allow_dash=True))
@click.option("--rules", is_flag=True, help="Show the name of the rule that decided on each token.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    callback=_known_ending,
    help="Write a page that ends in .svg or .html, instead of to the terminal.",
)
@view_options
@input_options
@strict_option
@agencies_option
@message_options
def inspect(  # noqa: PLR0913  # one for each family of options
    *,
    file: str | None,
    rules: bool,
    output: Path | None,
    view: ViewOptions,
    reading: "ReadOptions",
    strict: bool,
    report: "Report",
) -> int:
    """Show the text of FILE with every token in the colour of its kind.

    A legend on top counts the kinds. Without colour, and with --rules, each token stands on a line of its own beside
    its kind. Characters that cannot be seen are shown as symbols. Without FILE, or for -, standard input is read.
    """
    # --help must not wait for these.
    from wireparse.cli.inputs import good_sources, inputs_or_help  # noqa: PLC0415

    paths = inputs_or_help([file] if file else [])
    sources = good_sources(paths, reading, report, sys.stdout.flush)
    if output is None:
        _print(sources, view, report, rules=rules, strict=strict)
    else:
        _write(sources, paths[0], output, rules=rules, strict=strict)
    return report.exit_code


def _print(sources: Iterator["Source"], view: ViewOptions, report: "Report", *, rules: bool, strict: bool) -> None:
    from wireparse.cli import console  # noqa: PLC0415  # --help must not wait for it

    colored = console.wants_color(view.color, sys.stdout)
    lines = _lines(sources, console.screen_size()[0], colored=colored, rules=rules, strict=strict)
    with report.held():
        console.print_lines(lines, color=view.color, pager=view.pager)


def _write(sources: Iterator["Source"], path: str, output: Path, *, rules: bool, strict: bool) -> None:
    from wireparse.cli import export, layout  # noqa: PLC0415  # --help must not wait for them
    from wireparse.cli.output import input_that_is_output, naming, replacing  # noqa: PLC0415  # likewise

    if input_that_is_output([path], str(output)):
        raise click.UsageError(f"{output} is both input and output")
    lines = list(_lines(sources, export.WIDTH, colored=True, rules=rules, strict=strict))
    if lines:
        with naming(str(output)), replacing(output) as part:
            export.export(lines, part, layout.title_of(path))


def _lines(sources: Iterable["Source"], width: int, *, colored: bool, rules: bool, strict: bool) -> Iterator["Text"]:
    # --help must not wait for these.
    from rich.text import Text  # noqa: PLC0415

    from wireparse.cli import marked  # noqa: PLC0415
    from wireparse.tokenizer import tokenize  # noqa: PLC0415

    for number, source in enumerate(sources):
        if number:
            yield Text()
        shown = marked.Source(source.name, source.text, tokenize(source.text, strict=strict))
        yield from marked.marked_lines(shown, width, colored=colored, rules=rules)
