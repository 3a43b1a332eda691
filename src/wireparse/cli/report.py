"""What the command tells its user beside the results: one line each, on standard error."""

import contextlib
import sys
from collections.abc import Iterator
from enum import IntEnum

from wireparse.cli.visible import one_line


class ExitCode(IntEnum):
    """How a run ended. A closed pipe (``wireparse … | head``) is no error."""

    OK = 0
    FAILED = 1
    """Some input could not be read or parsed, or the output could not be written."""
    USAGE = 2
    INTERRUPTED = 130


def complain(name: str, reason: str) -> None:
    """Print what is wrong with something, if there is anywhere to print it."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(complaint(name, reason), file=sys.stderr, flush=True)  # noqa: T201  # our voice


def complaint(name: str, reason: str) -> str:
    """What is wrong with something, in one line, whatever its name holds.

    >>> complaint("page.txt", "No such file or directory")
    'wireparse: page.txt: No such file or directory'
    """
    return one_line(f"wireparse: {name}: {reason}")


class Report:
    """Tells of what happens to the inputs, and remembers whether any failed."""

    def __init__(self, *, verbose: bool, quiet: bool) -> None:
        self._verbose = verbose
        self._quiet = quiet
        self._held: list[tuple[str, str]] | None = None
        self.exit_code = ExitCode.OK
        self.sources = 0
        """How many sources could be read."""

    def failure(self, name: str, reason: str) -> None:
        """An input failed; the run goes on."""
        self.exit_code = ExitCode.FAILED
        self.warning(name, reason)

    def warning(self, name: str, reason: str) -> None:
        """Something that the user may not expect."""
        if self._quiet:
            return
        if self._held is None:
            complain(name, reason)
        else:
            self._held.append((name, reason))

    def detail(self, name: str, text: str) -> None:
        """Something for those who want to know."""
        if self._verbose:
            self.warning(name, text)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep the lines until the end of the block, for as long as a pager has the screen."""
        held: list[tuple[str, str]] = []
        self._held = held
        try:
            yield
        finally:
            self._held = None
            for name, reason in held:
                complain(name, reason)
