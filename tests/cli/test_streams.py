import contextlib
import errno
import json
import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO

import pytest

Run = Callable[..., CompletedProcess[bytes]]

PAGE = b"Brug dicht\nUTRECHT (ANP) - De brug over de Vecht blijft een week dicht.\n"
RECORD = b'{"text": "OSLO (NTB) - Vis."}\n'
PATIENCE = 30.0  # seconds, far more than anything here takes

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_bytes(PAGE)
    return path


@contextlib.contextmanager
def started(command: list[str], env: Mapping[str, str], *args: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command with its standard input open, as in a pipe from a program that goes on."""
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, *args], stdin=pipe, stdout=pipe, stderr=pipe, env=env) as process:
        try:
            yield process
        finally:
            process.kill()


def read_line(stream: IO[bytes] | None) -> bytes:
    assert stream is not None
    assert select.select([stream], [], [], PATIENCE)[0], "nothing came"
    return stream.readline()


def send(process: "subprocess.Popen[bytes]", data: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(data)
    process.stdin.flush()


def on_terminal(
    command: list[str], env: Mapping[str, str], *args: str | Path, stdin: bytes | None = None
) -> tuple[int, str]:
    """Run with standard output and error on a terminal, and standard input too unless there is some."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*command, *args],
        stdin=follower if stdin is None else subprocess.PIPE,
        stdout=follower,
        stderr=follower,
        env=env,
        start_new_session=True,
    )
    os.close(follower)
    if process.stdin is not None:
        process.stdin.write(stdin or b"")
        process.stdin.close()
    shown = b""
    with contextlib.closing(os.fdopen(leader, "rb", buffering=0)) as screen:
        while True:
            assert select.select([screen], [], [], PATIENCE)[0], "nothing came"
            try:
                part = screen.read(4096)
            except OSError as error:
                if error.errno != errno.EIO:  # the terminal has no program left
                    raise
                break
            if not part:
                break
            shown += part
    return process.wait(PATIENCE), shown.decode()


def test_a_closed_pipe_is_no_error(command: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_bytes(RECORD * 5000)
    for args in (["-f", "jsonl"], ["-f", "json"], ["-f", "csv"], ["-f", "view"]):
        with started(command, environment, str(corpus), *args) as process:
            assert process.stdout is not None
            assert process.stdout.read(1)
            process.stdout.close()
            assert process.wait(PATIENCE) == 0
            assert process.stderr is not None
            assert process.stderr.read() == b""


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("schema",), ("completion", "fish"), ("tokens", "-")])
def test_a_pipe_that_was_never_open_is_no_error(
    command: list[str], environment: dict[str, str], args: tuple[str, ...]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*command, *args],
        input=PAGE,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment,
        check=False,
        timeout=PATIENCE,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@needs_full
@pytest.mark.parametrize("args", [("-f", "jsonl"), ("-f", "json"), ("-f", "csv"), ("-f", "view"), ("schema",)])
def test_a_full_disk_is_one_line(command: list[str], environment: dict[str, str], args: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command, *args], input=PAGE, stdout=full, stderr=subprocess.PIPE, env=environment, check=False
        )
    assert (done.returncode, done.stderr) == (1, b"wireparse: standard output: No space left on device\n")


@needs_full
def test_a_full_disk_under_the_output_file_is_one_line(run: Run, page: Path) -> None:
    done = run(page, "-f", "json", "-o", "/dev/full")
    assert (done.returncode, done.stderr) == (1, b"wireparse: /dev/full: No space left on device\n")
    assert Path("/dev/full").is_char_device()


def test_a_closed_output_or_input_is_one_line(command: list[str], environment: dict[str, str], page: Path) -> None:
    for args, reason in [
        (f"'{page}' >&-", "standard output: Bad file descriptor"),
        (f"'{page}' -f view >&-", "standard output: Bad file descriptor"),
        ("<&-", "-: standard input is closed"),
    ]:
        line = " ".join(f"'{word}'" for word in command) + " " + args
        done = subprocess.run(line, shell=True, capture_output=True, env=environment, check=False)  # noqa: S602  # closes a stream
        assert (done.returncode, done.stdout, done.stderr) == (1, b"", f"wireparse: {reason}\n".encode())


def test_errors_have_nowhere_to_go_and_that_is_no_error(
    command: list[str], environment: dict[str, str], page: Path
) -> None:
    line = " ".join(f"'{word}'" for word in command) + f" none.txt '{page}' 2>&-"
    done = subprocess.run(line, shell=True, capture_output=True, env=environment, check=False)  # noqa: S602  # closes a stream
    assert done.returncode == 1
    assert json.loads(done.stdout)["source"] == str(page)


def test_each_record_is_passed_on_before_the_next_is_waited_for(
    command: list[str], environment: dict[str, str]
) -> None:
    with started(command, environment, "--from", "jsonl") as process:
        for number in range(3):
            send(process, RECORD)
            assert json.loads(read_line(process.stdout))["source"] == f"-#{number}"
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize("args", [("-f", "jsonl"), ("-f", "json"), ("-f", "view")])
def test_an_interrupt_ends_the_run_without_a_word(
    command: list[str], environment: dict[str, str], args: tuple[str, ...]
) -> None:
    with started(command, environment, "--from", "jsonl", "--no-pager", *args) as process:
        send(process, RECORD * 2)
        read_line(process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_an_interrupt_leaves_the_old_file(command: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    with started(command, environment, "--from", "jsonl", "-o", str(out)) as process:
        send(process, RECORD)
        deadline = time.monotonic() + PATIENCE
        while len(list(tmp_path.iterdir())) == 1 or not any(
            path.stat().st_size for path in tmp_path.iterdir() if path != out
        ):
            assert time.monotonic() < deadline, "nothing came"
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert out.read_text() == "old"


@pytest.mark.parametrize(
    ("args", "usage"), [((), "wireparse [OPTIONS]"), (("parse",), "wireparse parse"), (("tokens",), "wireparse tokens")]
)
def test_nothing_to_read_on_a_terminal_is_the_help(
    command: list[str], environment: dict[str, str], args: tuple[str, ...], usage: str
) -> None:
    code, shown = on_terminal(command, environment, *args)
    assert code == 2
    assert shown.startswith(f"Usage: {usage}")


def test_a_terminal_gets_the_view(command: list[str], environment: dict[str, str], page: Path) -> None:
    code, shown = on_terminal(command, environment, page, "--no-pager")
    assert code == 0
    assert "De brug" in shown
    assert "\x1b[" in shown
    assert '{"source"' not in shown


@pytest.mark.parametrize("args", [("--color", "never"), ()])
def test_a_terminal_gets_no_colour_when_told(
    command: list[str], environment: dict[str, str], page: Path, args: tuple[str, ...]
) -> None:
    code, shown = on_terminal(command, environment | ({} if args else {"NO_COLOR": "1"}), page, "--no-pager", *args)
    assert code == 0
    assert "De brug" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("form", ["view", "json", "jsonl", "csv"])
def test_nothing_in_the_source_steers_the_terminal(command: list[str], environment: dict[str, str], form: str) -> None:
    hostile = "Brug \x1b[31m\x07\x9b2J dicht\x08\nUTRECHT (ANP) - De brug\x00\x1b]0;title\x07 blijft.\n".replace(
        "\x00", ""
    )
    args = ("-f", form, "--color", "never", "--no-pager")
    code, shown = on_terminal(command, environment, *args, stdin=hostile.encode())
    assert code == 0
    assert not any(char < " " or "\x7f" <= char < "\xa0" for char in shown.replace("\r\n", ""))


def test_errors_wait_until_the_pager_is_quit(command: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_bytes(PAGE + b"\nNog een alinea die er toe doet." * 300)
    pager = environment | {"PAGER": "sed -n '$a quit'", "LINES": "24", "COLUMNS": "80"}
    code, shown = on_terminal(command, pager, tmp_path / "none.txt", long)
    assert code == 1
    assert shown.rstrip().endswith("none.txt: No such file or directory")
