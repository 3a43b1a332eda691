"""Where results go: standard output, or a file that is there whole or not at all."""

import contextlib
import errno
import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from wireparse.errors import WireparseError

STDOUT: Final = "standard output"
_BUFFER: Final = 1 << 16


class OutputError(WireparseError):
    """The output cannot be written; there is no use in going on."""

    def __init__(self, name: str, error: OSError) -> None:
        self.name = name
        self.reason = error.strerror or str(error)
        self.closed = isinstance(error, BrokenPipeError)
        """Whether whoever reads has seen enough."""
        super().__init__(f"{name}: {self.reason}")


class Output:
    """Takes bytes, buffered; a terminal gets them at once, and without anything that would steer it."""

    def __init__(self, stream: "io.BufferedWriter[io.FileIO]", name: str) -> None:
        self._stream = stream
        self._name = name
        self._show: Callable[[bytes], bytes] | None = None
        if stream.isatty():
            from wireparse.cli.visible import visible  # noqa: PLC0415  # a pipe needs none of this

            self._show = lambda data: visible(data.decode().replace("\r\n", "\n")).encode()

    def write(self, data: bytes) -> None:
        """Write the bytes."""
        with naming(self._name):
            if self._show is None:
                self._stream.write(data)
            else:
                self._stream.write(self._show(data))
                self._stream.flush()

    def flush(self) -> None:
        """Pass on all that was written."""
        with naming(self._name):
            self._stream.flush()


@contextlib.contextmanager
def opened_output(path: str | None) -> Iterator[Output]:
    """The file of that name, or standard output for None."""
    if path is None:
        with naming(STDOUT):
            stream = io.BufferedWriter(io.FileIO(_stdout_number(), "wb", closefd=False), _BUFFER)
        with _flushed(Output(stream, STDOUT)) as output:
            yield output
        return
    with replacing(Path(path)) as part:
        with naming(path):
            file = io.BufferedWriter(io.FileIO(part, "wb"), _BUFFER)
        with naming(path), contextlib.closing(file), _flushed(Output(file, path)) as output:
            yield output


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write, which takes the place of the one named when all went well; a device or pipe is written itself.

    Raises:
        OutputError: the file cannot be put in place.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    if target.exists() and not target.is_file():
        yield path
        return
    part = target.with_name(f".wireparse-{os.urandom(6).hex()}{target.suffix}")
    try:
        yield part
        with naming(str(path)):
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def naming(name: str) -> Iterator[None]:
    """Turn errors of the operating system into errors of the output of that name."""
    try:
        yield
    except OSError as error:
        raise OutputError(name, error) from error


def input_that_is_output(inputs: Iterable[str], path: str | None) -> str | None:
    """The input that the output would be written over, or that would grow while it is read."""
    try:
        target = os.fstat(_stdout_number()) if path is None else Path(path).stat()
    except OSError:
        return None
    from wireparse.readers import STDIN  # noqa: PLC0415  # the help must not wait for it

    for name in inputs:
        with contextlib.suppress(OSError):
            found = os.fstat(0) if name == STDIN else Path(name).stat()
            if stat.S_ISREG(found.st_mode) and os.path.samestat(found, target):
                return "standard input" if name == STDIN else name
    return None


def abandon_stdout() -> None:
    """Let what is still in the buffer go nowhere, or Python would fail to write it once more at the end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), _stdout_number())


def _stdout_number() -> int:
    """The file descriptor of standard output.

    Raises:
        OSError: it is closed; the number may be another file's by now.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return sys.stdout.fileno()


@contextlib.contextmanager
def _flushed(output: Output) -> Iterator[Output]:
    """Pass on what was written: all of it, and after an interrupt what was complete by then."""
    try:
        yield output
    except OutputError:
        raise
    except BaseException:
        with contextlib.suppress(OutputError):
            output.flush()
        raise
    output.flush()
