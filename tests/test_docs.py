import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from wireparse.cli.main import COMMANDS, cli
from wireparse.writers import COLUMNS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def parameters() -> Iterator[tuple[str, str]]:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from ((name, option) for option in (*parameter.opts, *parameter.secondary_opts))


def test_there_are_pages() -> None:
    assert len(PAGES) > 1


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert f"wireparse {name}" in TEXT


@pytest.mark.parametrize(("command", "option"), list(parameters()))
def test_every_option_is_documented(command: str, option: str) -> None:
    assert re.search(rf"`[^`\n]*(?<![\w-]){re.escape(option)}(?![\w-])", TEXT), f"{command} {option}"


def test_no_option_is_documented_that_does_not_exist() -> None:
    known = {option for _, option in parameters()} | {"--help", "--version", "-h"}
    reference = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    written = set(re.findall(r"`(--?[a-z][a-z-]*)", reference))
    assert written - known == set()


def test_the_columns_of_csv_are_documented() -> None:
    assert ",".join(COLUMNS) in TEXT
