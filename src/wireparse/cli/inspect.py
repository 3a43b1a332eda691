"""``wireparse inspect``: the source itself, with what each piece was taken for, and why."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wireparse.cli.visible import one_line
from wireparse.errors import SourceError
from wireparse.readers.decode import check_encoding
from wireparse.readers.sources import STDIN, Form, ReadOptions, Source, read_sources
from wireparse.tokenizer import tokenize

if TYPE_CHECKING:
    from rich.text import Text

_FORMS: Final = [form.value for form in Form]


def _known_encoding(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    try:
        return value and check_encoding(value)
    except LookupError as error:
        raise click.BadParameter(str(error)) from None


@click.command("inspect", short_help="Show the source with every token coloured, and why.")
@click.argument("file", required=False, type=click.Path(allow_dash=True))
@click.option("--rules", is_flag=True, help="Show the name of the rule that decided on each token.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write a page instead: FILE.svg or FILE.html.")
@click.option("--from", "form", type=click.Choice(_FORMS), default="auto", show_default=True, help="What FILE is.")
@click.option("--text-field", default="text", show_default=True, metavar="NAME", help="Field of a JSON Lines record.")
@click.option("--encoding", metavar="NAME", callback=_known_encoding, help="Encoding of FILE, instead of finding out.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="When to colour."
)
@click.option("--no-pager", is_flag=True, help="Print a long text straight to the terminal.")
@click.pass_context
def inspect(  # noqa: PLR0913  # one for each option
    ctx: click.Context,
    *,
    file: str | None,
    rules: bool,
    output: Path | None,
    form: str,
    text_field: str,
    encoding: str | None,
    color: str,
    no_pager: bool,
) -> None:
    """Show FILE itself, with every token in the colour of its kind and a legend of the kinds.

    Without colour, and with --rules, each token stands on a line of its own beside the name of its kind. Characters
    that cannot be seen are shown as symbols. Without FILE, or with -, reads standard input.
    """
    if file is None and sys.stdin.isatty():
        click.echo(ctx.get_help())
        return
    options = ReadOptions(form=Form(form), text_field=text_field, encoding=encoding)
    failures: list[SourceError] = []
    sources = _readable(file or STDIN, options, failures)
    if output is not None:
        _write(sources, output, file or STDIN, failures, rules=rules)
    else:
        from wireparse.cli import console  # noqa: PLC0415  # rich is loaded by who looks

        colored = console.wants_color(color, sys.stdout)
        lines = _lines(sources, console.screen_size()[0], colored=colored, rules=rules)
        console.print_lines(lines, color=color, pager=not no_pager)
    for failure in failures:
        click.echo(f"wireparse: {one_line(failure.name)}: {one_line(failure.reason)}", err=True)
    if failures:
        ctx.exit(1)


def _readable(file: str, options: ReadOptions, failures: list[SourceError]) -> Iterator[Source]:
    """The sources that can be read; the others wait in ``failures`` until the pager has left the screen."""
    for source in read_sources([file], options):
        if isinstance(source, SourceError):
            failures.append(source)
        else:
            yield source


def _lines(sources: Iterator[Source], width: int, *, colored: bool, rules: bool) -> "Iterator[Text]":
    from rich.text import Text  # noqa: PLC0415  # rich is loaded by who looks

    from wireparse.cli import marked  # noqa: PLC0415  # as above

    for number, source in enumerate(sources):
        if number:
            yield Text()
        shown = marked.Source(source.name, source.text, tokenize(source.text))
        yield from marked.marked_lines(shown, width, colored=colored, rules=rules)


def _write(sources: Iterator[Source], output: Path, name: str, failures: list[SourceError], *, rules: bool) -> None:
    from wireparse.cli import export, layout  # noqa: PLC0415  # rich is loaded by who looks

    if output.suffix.lower() not in export.FORMATS:
        raise click.BadParameter(f"{one_line(output.name)}: a page ends in .svg or .html", param_hint="-o")
    lines = list(_lines(sources, export.WIDTH, colored=True, rules=rules))
    if failures and not lines:
        return
    try:
        export.export(lines, output, layout.title_of(name))
    except OSError as error:
        failures.append(SourceError(str(output), error.strerror or str(error)))
