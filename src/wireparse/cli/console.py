"""Where the views are written: colour or none, how wide, and through a pager or not."""

import contextlib
import errno
import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO, cast

from rich.console import Console
from rich.text import Text


def make_console(
    color: str = "auto", *, stream: TextIO | None = None, width: int | None = None, record: bool = False
) -> Console:
    """A console that shows text as it stands: no markup, no emoji codes, nothing highlighted unasked."""
    file = sys.stdout if stream is None else stream
    colored = wants_color(color, file)
    columns, rows = screen_size()
    return _Console(
        file=file,
        width=width or columns,
        height=rows,
        force_terminal=colored,
        force_jupyter=False,
        # The sixteen colours of the terminal's own theme are all that the views use.
        color_system="standard" if colored else None,
        no_color=False,
        markup=False,
        emoji=False,
        highlight=False,
        record=record,
    )


def wants_color(color: str, stream: TextIO) -> bool:
    """Whether to write colour: what was asked for, then NO_COLOR, FORCE_COLOR, and whether a terminal can show it."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


def screen_size() -> tuple[int, int]:
    """Columns and rows of the terminal; COLUMNS and LINES go before what the terminal says, 80 × 24 without either."""
    columns, rows = shutil.get_terminal_size(fallback=(0, 0))
    if not columns or not rows:  # the output is a pipe; the terminal may still be on the other streams
        for stream in (sys.__stderr__, sys.__stdin__):
            with contextlib.suppress(AttributeError, ValueError, OSError):
                found = os.get_terminal_size(stream.fileno() if stream else -1)
                columns, rows = columns or found.columns, rows or found.lines
    return columns or 80, rows or 24


def print_lines(lines: Iterable[Text], *, color: str = "auto", pager: bool = True) -> None:
    """Write the lines to standard output as they come; what is longer than a terminal's screen goes to its pager."""
    screen = _Screen(sys.stdout, pager=pager and sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
    console = make_console("always" if wants_color(color, sys.stdout) else "never", stream=cast("TextIO", screen))
    with screen.finishing():
        for line in lines:
            console.print(line, soft_wrap=True)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave a closed pipe to the command; rich would exit with 1."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


class _PagerClosedError(Exception):
    """Whoever reads has seen enough."""


class _Screen(io.TextIOBase):
    """Standard output, until there is more than fits on a screen; from then on, the pager."""

    def __init__(self, out: TextIO, *, pager: bool) -> None:
        self._out = out
        self._charset = getattr(out, "encoding", None) or "utf-8"
        self._held: list[str] | None = [] if pager else None
        self._rows_left = screen_size()[1] - 1  # the prompt takes the last row
        self._pager: subprocess.Popen[str] | None = None

    def write(self, text: str) -> int:
        """Show the text, or hold it while all that came still fits on the screen."""
        if self._held is not None:
            self._held.append(text)
            self._rows_left -= text.count("\n")
            if self._rows_left < 0:
                held, self._held = "".join(self._held), None
                self._pager = _start_pager(self._charset)
                self._pass_on(held)
        else:
            self._pass_on(text)
        return len(text)

    def _pass_on(self, text: str) -> None:
        if self._pager is None or self._pager.stdin is None:
            self._out.write(text.encode(self._charset, "replace").decode(self._charset))
            return
        try:
            self._pager.stdin.write(text)
            self._pager.stdin.flush()  # the first page shows while the rest is still being read
        except OSError:
            raise _PagerClosedError from None

    @contextlib.contextmanager
    def finishing(self) -> Iterator[None]:
        """Write what is held at the end, and wait until the pager is quit, whatever happens inside."""
        try:
            yield
            if self._held is not None:
                held, self._held = "".join(self._held), None
                self._pass_on(held)
        except _PagerClosedError:
            pass
        finally:
            self._close_pager()
        self._out.flush()

    def _close_pager(self) -> None:
        if self._pager is None:
            return
        if self._pager.stdin is not None:
            with contextlib.suppress(OSError):
                self._pager.stdin.close()
        while True:
            # Ctrl-C belongs to the pager, which stops searching or reading but lives on; to leave it alone on the
            # terminal would have two programs read the same keys.
            with contextlib.suppress(KeyboardInterrupt):
                self._pager.wait()
                return


def _start_pager(charset: str) -> subprocess.Popen[str] | None:
    """The user's pager; None when there is none to start."""
    try:
        command = shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:
        return None
    if not command:
        return None
    # As git does: less quits when all fits on a screen (F), passes colours (R), and leaves the text on the screen (X).
    defaults = {"LESS": "FRX", "LV": "-c"}
    if charset.lower().replace("-", "") == "utf8":
        defaults["LESSCHARSET"] = "utf-8"
    if Path(command[0]).stem == "less":
        command.append("-R")  # whatever the user's own LESS says
    try:
        return subprocess.Popen(  # noqa: S603  # PAGER is the user's own choice of program
            command,
            stdin=subprocess.PIPE,
            encoding=charset,
            errors="replace",
            env=defaults | os.environ,
        )
    except OSError:
        return None
