"""The options that commands share, in families; a command gets each family as one argument."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from wireparse.cli.report import Report
    from wireparse.readers import ReadOptions

Decorator = Callable[[Callable[..., int]], Callable[..., int]]

VIEW: Final = "view"
FORMATS: Final = (VIEW, "json", "jsonl", "csv")
COLORS: Final = ("auto", "always", "never")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """What was asked of the output."""

    form: str | None
    path: str | None
    """None for standard output."""
    csv_raw: bool
    csv_bom: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptions:
    """What was asked of the view."""

    color: str
    pager: bool


class Moment(click.ParamType[datetime]):
    """A moment in ISO 8601."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; as it is given, with or without an offset from UTC."""
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time in ISO 8601, such as 2025-12-25T10:00:00+01:00", param, ctx)


def _family(keyword: str, make: Callable[..., object], *options: Callable[[Any], Any]) -> Decorator:
    """A decorator that adds options to a command, and gives it what ``make`` makes of their values."""
    names = tuple(inspect.signature(make).parameters)

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(command)
        def packed(**values: object) -> int:
            made = make(**{name: values.pop(name) for name in names})
            return command(**{keyword: made}, **values)

        return functools.reduce(lambda decorated, option: option(decorated), reversed(options), packed)

    return decorate


def _checked_encoding(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from wireparse.readers.decode import check_encoding  # noqa: PLC0415  # --help must not wait for it

    try:
        return check_encoding(value)
    except (LookupError, ValueError):
        raise click.BadParameter(f"{value!r} is no text encoding that Python knows") from None


def _file_or_stdout(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    return None if value == "-" else value


def _make_reading(input_form: str, text_field: str, keep: tuple[str, ...], encoding: str | None) -> "ReadOptions":
    from wireparse.readers import Form, ReadOptions  # noqa: PLC0415  # --help must not wait for it

    return ReadOptions(form=Form(input_form), text_field=text_field, keep=keep, encoding=encoding)


def _make_report(*, verbose: bool, quiet: bool) -> "Report":
    from wireparse.cli.report import Report  # noqa: PLC0415  # --help must not wait for it

    return Report(verbose=verbose, quiet=quiet)


files_argument: Final = click.argument(
    "files",
    metavar="[FILE]...",
    nargs=-1,
    # What is wrong with a file is told when its turn comes, and the others are parsed all the same.
    type=click.Path(readable=False, allow_dash=True),
)

encoding_option: Final = click.option(
    "--encoding",
    metavar="NAME",
    callback=_checked_encoding,
    help="The encoding of all inputs, such as cp1252. Without it: UTF-8 where that fits, or what fits best.",
)


def _add_agencies(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if not value or context.resilient_parsing:
        return
    from wireparse.cli.report import ExitCode, complain  # noqa: PLC0415  # --help must not wait for it
    from wireparse.registry.own import AgencyFileError, add_agencies  # noqa: PLC0415  # likewise

    try:
        context.meta["wireparse.agencies"] = add_agencies(value)
    except AgencyFileError as error:
        complain(error.where, error.reason)
        context.exit(ExitCode.USAGE)


agencies_option: Final = click.option(
    "--agencies",
    metavar="FILE",
    envvar="WIREPARSE_AGENCIES",
    show_envvar=True,
    expose_value=False,
    callback=_add_agencies,
    help="A TOML file of your own agencies: [[agency]] tables with id, name, codes, and country and languages.",
)

strict_option: Final = click.option(
    "--strict", is_flag=True, help="Take for a dateline only what names an agency or a date, not a place alone."
)

input_options: Final = _family(
    "reading",
    _make_reading,
    click.option(
        "--from",
        "input_form",
        type=click.Choice(["auto", "text", "jsonl"]),
        default="auto",
        show_default=True,
        help="What the inputs are. auto: JSON Lines if a name ends in .jsonl or .ndjson, text otherwise.",
    ),
    click.option(
        "--text-field",
        metavar="NAME",
        default="text",
        show_default=True,
        help="The field of a JSON Lines record that holds its text.",
    ),
    click.option(
        "--keep",
        metavar="NAME",
        multiple=True,
        help="Carry this field of a JSON Lines record along, under meta. Can be given several times.",
    ),
    encoding_option,
)

output_options: Final = _family(
    "output",
    OutputOptions,
    click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(FORMATS),
        help="How results are printed. Without it: view on a terminal, jsonl in a pipe.",
    ),
    click.option(
        "-o",
        "--output",
        "path",
        metavar="FILE",
        type=click.Path(allow_dash=True),
        callback=_file_or_stdout,
        help="Write to a file; its ending gives the format: .json, .jsonl, .ndjson, .csv, or .svg and .html for the "
        "view as a page.",
    ),
    click.option("--csv-raw", is_flag=True, help="Leave cells as they are that a spreadsheet would run as a formula."),
    click.option("--csv-bom", is_flag=True, help="Begin CSV with a byte-order mark, by which Excel knows UTF-8."),
)

view_options: Final = _family(
    "view",
    ViewOptions,
    click.option(
        "--color",
        type=click.Choice(COLORS),
        default="auto",
        show_default=True,
        help="Whether the view has colour. auto: on a terminal, unless NO_COLOR is set; anywhere, if FORCE_COLOR is.",
    ),
    click.option("--pager/--no-pager", default=True, help="Show a long view through $PAGER (the default), or not."),
)

now_option: Final = click.option(
    "--now",
    metavar="TIME",
    type=Moment(),
    help="When the page was saved, in ISO 8601: ages become times, and dates get their year.",
)

message_options: Final = _family(
    "report",
    _make_report,
    click.option("-v", "--verbose", is_flag=True, help="Tell the encoding of each source that is not plain UTF-8."),
    click.option("-q", "--quiet", is_flag=True, help="Do not tell what failed; the exit code still does."),
)
