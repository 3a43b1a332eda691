"""What a run tells while it is at work, and when it is stopped."""

import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.archives import PAGES, json_lines

from wireparse.cli import progress as progress_module
from wireparse.cli.converting import MOST_NAMED
from wireparse.cli.progress import make_progress
from wireparse.cli.report import complaint
from wireparse.convert.run import State

Run = Callable[..., CompletedProcess[bytes]]
# Sends the signal of Ctrl-C, as a terminal does, to all processes when a few batches are written.
INTERRUPTED = """
import os, signal
from wireparse.cli.main import main
from wireparse.convert import blocks, cutter, run
blocks.BATCH, cutter.LINES, run.EVERY = 4_000, 2_000, 2
whole, writes = run.Run.write, iter(range(100))
def write(self, *arguments):
    whole(self, *arguments)
    if next(writes) == 4:
        os.killpg(0, signal.SIGINT)
run.Run.write = write
main()
"""
LIMITED = """
import resource
from wireparse.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
main()
"""


def start(command: list[str], script: str, *arguments: str, folder: Path) -> CompletedProcess[bytes]:
    """Run a command that something happens to; nothing holds on to its standard error when this returns."""
    return subprocess.run(
        [command[0], "-c", script, *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        start_new_session=True,
        timeout=60,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to others there")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_a_run_that_can_go_on(run: Run, command: list[str], tmp_path: Path, jobs: str) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(400))
    arguments = ["convert", "corpus.jsonl", "-o", "out.jsonl", "-j", jobs]

    stopped = start(command, INTERRUPTED, *arguments, folder=tmp_path)

    assert stopped.returncode == 130
    assert stopped.stderr == b"wireparse: interrupted: the same command goes on from here\n"
    assert (tmp_path / "out.jsonl.journal").exists()
    done = run(*arguments)
    assert done.returncode == 0
    assert done.stderr.startswith(b"400 sources, 400 dispatches")
    assert (tmp_path / "out.jsonl").read_bytes() == run("parse", "corpus.jsonl", "-f", "jsonl").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to others there")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "-"], b"wireparse: interrupted: the result is not complete\n"),
        (["-o", "out.csv", "--force"], b"wireparse: interrupted: the same command without --force goes on from here\n"),
        (["-o", "out.csv", "pipe.jsonl"], b"wireparse: interrupted: --force begins anew\n"),
    ],
)
def test_ctrl_c_promises_nothing_that_is_not_so(
    command: list[str], tmp_path: Path, arguments: list[str], message: bytes
) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(400))
    os.mkfifo(tmp_path / "pipe.jsonl")

    stopped = start(command, INTERRUPTED, "convert", "corpus.jsonl", *arguments, "-j", "1", folder=tmp_path)

    assert stopped.returncode == 130
    assert stopped.stderr == message


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
@pytest.mark.parametrize("name", ["out.jsonl", "out.sqlite"])
def test_a_disk_that_fills_up_leaves_a_run_that_can_go_on(
    run: Run, command: list[str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(500))
    arguments = ["convert", "corpus.jsonl", "-q", "-j", "1", "-o"]

    broken = start(command, LIMITED, *arguments, name, folder=tmp_path)

    assert broken.returncode == 1
    assert re.fullmatch(rb"wireparse: %b: [^\n]+; the same command goes on from here\n" % name.encode(), broken.stderr)
    assert run(*arguments, name).returncode == 0
    assert run(*arguments, f"whole-{name}").returncode == 0
    assert (tmp_path / name).read_bytes() == (tmp_path / f"whole-{name}").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="no such end there")
def test_a_worker_that_dies_is_one_line(run: Run, command: list[str], tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(600))
    deadly = INTERRUPTED.replace("os.killpg(0, signal.SIGINT)", "multiprocessing.active_children()[0].kill()")
    arguments = ["convert", "corpus.jsonl", "-o", "out.jsonl", "-j", "2"]

    broken = start(command, f"import multiprocessing\n{deadly}", *arguments, folder=tmp_path)

    assert broken.returncode == 1
    assert broken.stderr == (
        b"wireparse: out.jsonl: a worker process died, perhaps for want of memory; the same command goes on from here\n"
    )
    assert run(*arguments).stderr.startswith(b"600 sources, 600 dispatches")


@pytest.mark.skipif(sys.platform == "win32", reason="no locks there")
def test_a_second_run_into_a_target_refuses(run: Run, command: list[str], tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(10))
    os.mkfifo(tmp_path / "pipe.jsonl")
    arguments = ["convert", "corpus.jsonl", "pipe.jsonl", "-o", "out.jsonl", "-j", "1"]
    with subprocess.Popen([*command, *arguments], cwd=tmp_path, stderr=subprocess.PIPE) as first:
        with (tmp_path / "pipe.jsonl").open("wb") as pipe:  # which the first one has opened when this goes on
            second = run(*arguments)
            pipe.write(json_lines(5))
        assert first.stderr
        summary = first.stderr.read()

    assert second.returncode == 2
    assert second.stderr == b"wireparse: convert: out.jsonl is being written by another run\n"
    assert first.returncode == 0
    assert summary.startswith(b"15 sources, 15 dispatches")


@pytest.mark.parametrize(
    ("on_error", "rest"),
    [("skip", "--on-error quarantine keeps them all"), ("quarantine", "out.jsonl.rejects.jsonl")],
)
def test_a_thousand_failures_are_named(run: Run, tmp_path: Path, on_error: str, rest: str) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(b"broken\n" * (MOST_NAMED + 5) + json_lines(3))

    done = run("convert", "corpus.jsonl", "-o", "out.jsonl", "--on-error", on_error)

    *named, end, summary = done.stderr.decode().splitlines()
    assert len(named) == MOST_NAMED
    assert named[-1].startswith(f"wireparse: corpus.jsonl#{MOST_NAMED - 1}: ")
    assert end.startswith("wireparse: convert: 1,000 are named; the others are only counted")
    assert end.endswith(rest)
    assert "3 dispatches" in summary
    assert "1,005 failures" in summary


def test_a_plain_line_comes_by_the_clock(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "EVERY", 0.02)
    lines: list[str] = []

    with make_progress(quiet=False) as progress:
        progress.update(State(read=1 << 20, total=2 << 20, seconds=1.0))
        deadline = time.monotonic() + 10
        while len(lines) < 3 and time.monotonic() < deadline:  # though nothing else comes
            time.sleep(0.02)
            lines += capsys.readouterr().err.splitlines()
    capsys.readouterr()
    time.sleep(0.1)

    assert set(lines) == {"50 % of 2.0 MB, 1.0 MB/s, 0:01 left, 0 dispatches, 0 failures"}
    assert len(lines) >= 3
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_failure_is_one_line_above_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TERM": "xterm", "COLUMNS": "60", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    name = "folder/" * 20 + "[red].txt\x1b[31m"

    with make_progress(quiet=False) as progress:
        progress.update(State(total=100))
        progress.say(name, "no text")
        progress.update(State(read=50, total=100))

    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue()).replace("\r", "\n")
    assert complaint(name, "no text") in plain.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes there")
def test_bytes_of_a_pipe_are_counted(run: Run, tmp_path: Path) -> None:
    script = """
import sys
from wireparse.cli import converting
from wireparse.cli.main import main
from wireparse.cli.progress import progress_line
tell = converting._tell
converting._tell = lambda state, conversion: print(progress_line(state), file=sys.stderr)
main()
"""
    data = json_lines(3) + b" " * (3 << 20)

    done = subprocess.run(
        [sys.executable, "-c", script, "convert", "-", "-o", "out.jsonl", "-j", "1", "--from", "jsonl"],
        cwd=tmp_path,
        input=data,
        capture_output=True,
        check=False,
    )

    assert re.match(rb"3.0 MB, \d+\.\d MB/s, 3 dispatches", done.stderr), done.stderr
    assert run("convert", "-", "-o", "out.jsonl", stdin=PAGES["a.txt"].encode()).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "no/out.jsonl"], "There is no folder no."),
        (["-o", "out.jsonl", "--summary", "no/found.json"], "There is no folder no."),
        (["-o", "out.jsonl", "--summary", "in"], "in is a folder; --summary writes a file."),
        (["-o", "out.jsonl", "--summary", "./out.jsonl"], "./out.jsonl is both the target and the summary."),
        (["-o", "-", "--on-error", "quarantine"], "--on-error quarantine puts them into FILE.rejects.jsonl"),
        (["-", "-", "-o", "out.jsonl"], "Standard input can be read only once."),
        (["-", "--files-from", "-", "-o", "out.jsonl"], "Standard input can be read only once."),
    ],
)
def test_wrong_usage_is_told_before_the_run(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "a.txt").write_text(PAGES["a.txt"])
    (tmp_path / "in").mkdir()

    done = run("convert", "a.txt", *arguments, stdin=b"a.txt\n")

    assert done.returncode == 2
    assert message in " ".join(done.stderr.decode().split())
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "in"]  # noqa: PTH208  # names


def test_a_summary_is_not_its_own_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines(1))

    same = run("convert", "a.jsonl", "-o", "out.jsonl", "--summary", "a.jsonl")
    first = run("convert", ".", "-o", "out.jsonl", "--summary", "found.json")
    second = run("convert", ".", "-o", "out.jsonl", "--summary", "found.json", "--force")

    assert same.returncode == 2
    assert same.stderr == b"wireparse: a.jsonl: is both source and target\n"
    assert first.stderr.startswith(b"1 sources")
    assert second.stderr.startswith(b"1 sources")


def test_a_list_from_standard_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGES["a.txt"])

    done = run("convert", "--files-from", "-", "-o", "out.jsonl", stdin=b"a.txt\r\nmissing.txt\r\n")

    assert done.returncode == 1
    missing, summary = done.stderr.decode().splitlines()
    assert missing == "wireparse: missing.txt: No such file or directory"
    assert summary.startswith("1 sources, 1 dispatches")


@pytest.mark.parametrize("content", [None, b"\0"], ids=["folder", "binary"])
def test_a_list_that_is_none(run: Run, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "list"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    done = run("convert", "--files-from", "list", "-o", "out.jsonl")

    assert done.returncode == 1
    assert re.fullmatch(rb"wireparse: list: [^\n]+\n", done.stderr)


def test_what_a_killed_run_leaves_is_no_source(command: list[str], run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(400))
    killed = INTERRUPTED.replace("os.killpg(0, signal.SIGINT)", "os.kill(os.getpid(), signal.SIGKILL)")
    for name in ("out.sqlite", "out.parquet"):
        arguments = ["convert", ".", "--glob", f"*{name}*", "--glob", "*.jsonl", "-o", name, "-j", "1"]

        assert start(command, killed, *arguments, folder=tmp_path).returncode == -signal.SIGKILL
        assert (tmp_path / f"{name}.journal").exists()
        done = run(*arguments)

        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith(b"400 sources, 400 dispatches")
