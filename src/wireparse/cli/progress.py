"""How a long run is doing, on standard error: a bar on a terminal, elsewhere a plain line now and then."""

import contextlib
import sys
import threading
from types import TracebackType
from typing import Final, Protocol, Self

from wireparse.cli.report import complain, complaint
from wireparse.convert.run import State

EVERY: Final = 10.0
"""Seconds between two plain lines."""
_MEGABYTE: Final = 1 << 20


class Progress(Protocol):
    """Shows how a run is doing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def update(self, state: State) -> None:
        """The run has come so far."""

    def say(self, name: str, reason: str) -> None:
        """Tell of something, above the bar."""


def make_progress(*, quiet: bool) -> Progress:
    """The progress for where standard error goes."""
    if quiet or sys.stderr is None:
        return _Silent()
    return _Bar() if sys.stderr.isatty() else _Lines()


class _Silent:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was shown."""

    def update(self, state: State) -> None:
        """Show nothing."""

    def say(self, name: str, reason: str) -> None:
        """Tell all the same; whoever is quiet does not ask."""
        complain(name, reason)


class _Lines(_Silent):
    """A plain line every few seconds, also while nothing comes of what is being read."""

    def __init__(self) -> None:
        self._line = ""
        self._ended = threading.Event()
        self._clock = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> Self:
        self._clock.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._clock.join()

    def update(self, state: State) -> None:
        """Have a line ready for when it is time."""
        self._line = progress_line(state)

    def _tell(self) -> None:
        while not self._ended.wait(EVERY):
            if self._line and sys.stderr is not None:
                with contextlib.suppress(OSError):
                    print(self._line, file=sys.stderr, flush=True)  # noqa: T201  # our voice


class _Bar(_Silent):
    """A bar at the foot of the terminal."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415  # only for a terminal
        from rich.progress import (  # noqa: PLC0415  # likewise
            BarColumn,
            DownloadColumn,
            SpinnerColumn,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )
        from rich.progress import Progress as RichProgress  # noqa: PLC0415  # likewise

        self._progress = RichProgress(
            SpinnerColumn(),
            BarColumn(),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[found]}"),
            console=Console(stderr=True, markup=False, highlight=False),
            transient=True,
            redirect_stdout=False,
        )
        self._task = self._progress.add_task("", total=None, found="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, state: State) -> None:
        """Move the bar."""
        counts = state.counts
        self._progress.update(
            self._task,
            completed=state.read,
            total=state.total or None,
            found=f"{counts.dispatches:,} dispatches, {counts.failures:,} failures",
        )

    def say(self, name: str, reason: str) -> None:
        """Print it above the bar, in one line for whoever copies it, however narrow the terminal is."""
        self._progress.console.print(complaint(name, reason), soft_wrap=True)


def progress_line(state: State) -> str:
    """How a run is doing, in a line.

    >>> progress_line(State(read=5 << 20, total=10 << 20, seconds=5.0))
    '50 % of 10 MB, 1.0 MB/s, 0:05 left, 0 dispatches, 0 failures'
    >>> progress_line(State(read=5 << 20, seconds=5.0))
    '5.0 MB, 1.0 MB/s, 0 dispatches, 0 failures'
    """
    rate = state.read / state.seconds if state.seconds else 0.0
    counts = state.counts
    parts = [f"{rate / _MEGABYTE:.1f} MB/s", f"{counts.dispatches:,} dispatches", f"{counts.failures:,} failures"]
    if state.total:
        parts.insert(0, f"{100 * state.read // state.total} % of {_megabytes(state.total)}")
        if rate:
            parts.insert(2, f"{one_time((state.total - state.read) / rate)} left")
    else:
        parts.insert(0, _megabytes(state.read))
    return ", ".join(parts)


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:,.0f} MB" if size >= 10 * _MEGABYTE else f"{size / _MEGABYTE:.1f} MB"


def one_time(seconds: float) -> str:
    """A time in hours, minutes and seconds.

    >>> one_time(5), one_time(3725), one_time(0.3)
    ('0:05', '1:02:05', '0:00')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
