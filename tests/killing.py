"""Runs that are killed, at a step that a test chooses."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest import mock

from tests.archives import PAGES
from tests.converting import Run

from wireparse import parse
from wireparse.convert import blocks, cutter, texts, window
from wireparse.convert import run as run_module
from wireparse.convert.files import GrowingFile
from wireparse.convert.journal import Journal
from wireparse.convert.targets import SqliteTarget

STEPS: Final[list[tuple[Any, str]]] = [
    (run_module.Run, "write"),
    (GrowingFile, "write"),
    (GrowingFile, "commit"),
    (Journal, "add"),
    (SqliteTarget, "write"),
    (SqliteTarget, "commit"),
    (SqliteTarget, "finish"),
    (os, "fsync"),
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "rmdir"),
    (Path, "unlink"),
]
"""What has begun, or is done, when a run is killed."""

parse(PAGES["a.txt"])  # so that each child need not compile the patterns


@contextmanager
def small_batches() -> Iterator[None]:
    """As if the sources were thousands of times as large."""
    with (
        mock.patch.object(blocks, "BATCH", 700),
        mock.patch.object(blocks, "SMALL", 500),
        mock.patch.object(cutter, "LINES", 500),
        mock.patch.object(cutter, "PAGE", 2_000),
        mock.patch.object(texts, "PAGE", 2_000),
        mock.patch.object(texts, "CHUNK", 800),
        mock.patch.object(window, "BUFFER", 1_000),
        mock.patch.object(run_module, "EVERY", 2),
    ):
        yield


@contextmanager
def counted_steps(step: Callable[[], None]) -> Iterator[None]:
    """Call a function before and after each step."""
    with mock.patch.multiple(os, fsync=lambda _: None):  # only a cut of the power needs it
        found = [(owner, name, getattr(owner, name)) for owner, name in STEPS]
        for owner, name, whole in found:
            setattr(owner, name, _stepping(whole, step))
        try:
            yield
        finally:
            for owner, name, whole in found:
                setattr(owner, name, whole)


def _stepping(whole: Callable[..., Any], step: Callable[[], None]) -> Callable[..., Any]:
    def stepping(*arguments: Any, **options: Any) -> Any:
        step()
        found = whole(*arguments, **options)
        step()
        return found

    return stepping


def count_steps(run: Run, *sources: str, **options: Any) -> int:
    """The steps of a whole run."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with small_batches(), counted_steps(step):
        run(*sources, **options)
    return steps


def run_and_kill(folder: Path, sources: list[str], at: int, **options: Any) -> bool:
    """Whether a run was killed, with the signal that cannot be caught, at a step."""
    child = multiprocessing.get_context("forkserver").Process(
        target=_convert_in_child, args=(folder, sources, at, options)
    )
    child.start()
    child.join(60)
    return child.exitcode == -signal.SIGKILL


def _convert_in_child(folder: Path, sources: list[str], at: int, options: dict[str, Any]) -> None:
    left = at

    def step() -> None:
        nonlocal left
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    with small_batches(), counted_steps(step):
        Run(folder)(*sources, **options)
