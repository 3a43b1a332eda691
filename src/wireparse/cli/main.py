"""The command ``wireparse``: its commands, and what happens at the end of a run."""

import contextlib
import importlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from wireparse.cli.output import OutputError, abandon_stdout
from wireparse.cli.report import ExitCode, complain

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_DEFAULT: Final = "parse"


class _Entry(NamedTuple):
    """Where a command is, and what it does in a line: the help must not import them all."""

    module: str
    help: str


COMMANDS: Final = {
    "parse": _Entry("wireparse.cli.parse", "Print the stories in files: headline, dateline, body, teasers."),
    "convert": _Entry("wireparse.cli.convert", "Turn whole archives into one table of stories."),
    "inspect": _Entry("wireparse.cli.inspect", "Show the source with every token coloured, and why."),
    "tokens": _Entry("wireparse.cli.tokens", "Print the tokens of files as JSON Lines."),
    "agencies": _Entry("wireparse.cli.agencies", "List and search the agencies that wireparse knows."),
    "schema": _Entry("wireparse.cli.schema", "Print the JSON Schema of the result."),
    "completion": _Entry("wireparse.cli.completion", "Print the completion script of a shell."),
}

_EXAMPLES: Final = """
\b
wireparse FILE... is wireparse parse FILE...; with neither, standard input is read.

\b
Examples:
  wireparse page.txt                         look at a page
  wireparse *.txt -o stories.csv             a table, one row a story
  curl -s URL | html2text | wireparse | jq .headline
  wireparse inspect page.txt                 see what is what, and why
"""


class Commands(click.Group):
    """The commands, each imported when it is used; ``parse`` when none is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # likewise
        """The command of that name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = getattr(importlib.import_module(entry.module), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # likewise
        """The list of commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the default command where none is named."""
        if not args and not ctx.resilient_parsing:
            if sys.stdin is not None and sys.stdin.isatty():
                raise click.exceptions.NoArgsIsHelpError(ctx)
            args = [_DEFAULT]
        elif args and args[0] not in COMMANDS and args[0] not in ("-h", "--help", "--version"):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Commands, and what may follow the default command: options and files."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only a shell asks for it

        found = super().shell_complete(ctx, incomplete)
        default = self.get_command(ctx, _DEFAULT)
        if default is not None and incomplete.startswith("-"):
            found += default.shell_complete(click.Context(default, ctx, _DEFAULT), incomplete)
        else:
            # First, since the script for bash forgets what it has when it is told of files.
            found.insert(0, CompletionItem(incomplete, type="file"))
        return found

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # noqa: ANN401  # click's signature
        """Read the command line; ``--help`` and ``--version`` print here."""
        with _ending():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _ending():
            return super().invoke(ctx)


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    """End the run well when nobody reads on, or when the user stops it; click would call both a failure."""
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        abandon_stdout()
        raise SystemExit(ExitCode.OK) from None
    except OutputError as error:
        if not error.closed:
            raise
        abandon_stdout()
        raise SystemExit(ExitCode.OK) from None
    except KeyboardInterrupt:
        abandon_stdout()
        raise SystemExit(ExitCode.INTERRUPTED) from None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXAMPLES,
)
@click.version_option(package_name="wireparse", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn raw news-agency text into structured stories."""


def run(arguments: list[str] | None = None) -> int:
    """Run the command line, the process's own if none is given; the exit code."""
    try:
        result = cli.main(arguments, prog_name="wireparse", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except OutputError as error:
        complain(error.name, error.reason)
    except OSError as error:
        complain(str(error.filename or "standard output"), error.strerror or str(error))
    else:
        return int(result or ExitCode.OK)
    abandon_stdout()
    return ExitCode.FAILED


def main() -> None:
    """The entry point of the ``wireparse`` command."""
    sys.exit(run())
