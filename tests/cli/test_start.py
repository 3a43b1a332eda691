import importlib.metadata
import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from wireparse.cli import options
from wireparse.cli.main import COMMANDS, cli
from wireparse.cli.report import ExitCode
from wireparse.readers import Form
from wireparse.writers import Format, json_schema

Run = Callable[..., CompletedProcess[bytes]]


def commands() -> dict[str, click.Command]:
    context = click.Context(cli)
    found = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def modules_after(*args: str) -> set[str]:
    script = (
        "import sys, runpy\n"
        "sys.argv[0] = 'wireparse'\n"
        "try:\n"
        "    runpy.run_module('wireparse', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *args], input=b"Hei", capture_output=True, check=True)
    return set(done.stderr.decode().split())


@pytest.mark.parametrize("args", [("--version",), ("--help",), ("completion", "zsh")])
def test_what_needs_no_parser_loads_none(args: tuple[str, ...]) -> None:
    assert modules_after(*args).isdisjoint({"rich", "regex", "charset_normalizer", "wireparse.readers"})


@pytest.mark.parametrize("args", [(), ("-f", "json"), ("-f", "csv"), ("tokens",), ("schema",)])
def test_a_pipe_loads_nothing_for_the_terminal(args: tuple[str, ...]) -> None:
    assert modules_after(*args).isdisjoint({"rich", "charset_normalizer"})


def test_version(run: Run) -> None:
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.decode() == f"wireparse {importlib.metadata.version('wireparse')}\n"


def test_help_lists_the_commands_and_shows_examples(run: Run) -> None:
    long, short = run("--help"), run("-h")
    assert (long.returncode, long.stderr, long.stdout) == (0, b"", short.stdout)
    text = long.stdout.decode()
    assert all(f"\n  {name} " in text for name in COMMANDS)
    assert "\n    wireparse *.txt -o stories.csv             a table, one row a story\n" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_explains_itself(name: str) -> None:
    command = commands()[name]
    assert command.name == name
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help.endswith("."), parameter.name


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_is_never_an_error(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(f"Usage: wireparse {name}".encode())


def test_exit_codes() -> None:
    assert {code.name: code.value for code in ExitCode} == {"OK": 0, "FAILED": 1, "USAGE": 2, "INTERRUPTED": 130}
    assert click.UsageError.exit_code == ExitCode.USAGE


def test_choices_on_the_command_line_are_those_of_the_library() -> None:
    choices = {
        name: parameter.type.choices
        for parameter in commands()["parse"].params
        if isinstance(parameter.type, click.Choice)
        for name in parameter.opts
    }
    assert list(choices["--from"]) == list(Form)
    assert list(choices["--format"]) == [options.VIEW, *Format]


def test_schema(run: Run) -> None:
    done = run("schema")
    assert (done.returncode, done.stderr) == (0, b"")
    schema = json.loads(done.stdout)
    assert schema == json_schema()
    Draft202012Validator.check_schema(schema)
    assert done.stdout.startswith(b'{\n  "$schema"')


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_the_shell_accepts(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"_WIREPARSE_COMPLETE" in done.stdout
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=done.stdout, capture_output=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("wireparse p", ["file,p", "plain,parse"]),
        ("wireparse page", ["file,page"]),
        ("wireparse --text", ["plain,--text-field"]),
        ("wireparse --vers", ["plain,--version"]),
        ("wireparse page.txt --text", ["plain,--text-field"]),
        ("wireparse page.txt -f j", ["plain,json", "plain,jsonl"]),
        ("wireparse tokens --text", ["plain,--text-field"]),
        ("wireparse completion b", ["plain,bash"]),
    ],
)
def test_commands_options_and_files_are_completed(run: Run, words: str, expected: list[str]) -> None:
    asked = {
        "_WIREPARSE_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    done = run(env=asked)
    assert done.stdout.decode().splitlines() == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_a_command(run: Run) -> None:
    script = run("completion", "bash").stdout.decode()
    folder = Path(sys.executable).parent
    typed = f"""
        export PATH={shlex.quote(str(folder))}:$PATH
        {script}
        COMP_WORDS=(wireparse in) COMP_CWORD=1
        _wireparse_completion wireparse 2>&-
        echo "${{COMPREPLY[@]}}"
    """

    done = subprocess.run(["bash", "--norc", "-c", typed], capture_output=True, text=True, check=False)

    assert done.stdout.split() == ["inspect"]
