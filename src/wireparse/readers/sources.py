"""Paths to sources: the one door for all that wireparse reads."""

import contextlib
import errno
import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from wireparse.errors import NotTextError, SourceError
from wireparse.readers.decode import Known, decode
from wireparse.readers.jsonl import RecordError, read_records

STDIN: Final = "-"
_JSONL_ENDINGS: Final = (".jsonl", ".ndjson")
_BUFFER: Final = 1 << 16


class Form(StrEnum):
    """What an input is."""

    AUTO = "auto"
    """As its ending says; without one, text."""
    TEXT = "text"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How inputs are read."""

    form: Form = Form.AUTO
    text_field: str = "text"
    """Where a JSON Lines record has its text."""
    keep: tuple[str, ...] = ()
    """Which other fields of a record come along."""
    encoding: str | None = None
    """The encoding of all inputs; None to find out."""


class Source(NamedTuple):
    """One input text."""

    name: str
    text: str
    meta: dict[str, Any] | None = None
    encoding: str = "utf-8"
    known: Known = Known.UTF8
    """How the encoding is known."""


_DEFAULTS: Final = ReadOptions()


def read_sources(
    paths: Iterable[str | os.PathLike[str]],
    options: ReadOptions = _DEFAULTS,
    *,
    on_wait: Callable[[], None] | None = None,
) -> Iterator[Source | SourceError]:
    """The sources in files and on standard input (``-``), in order; an error stands in place of what it is about.

    Files are opened one at a time, JSON Lines are read record by record.

    Args:
        paths: the inputs.
        options: how to read them.
        on_wait: called before each read that may have to wait for another program or for a key: a chance to pass on
            what is ready. What it raises comes through.
    """
    for path in paths:
        yield from _read_path(os.fspath(path), options, on_wait)


def is_json_lines(path: str | os.PathLike[str], form: Form = Form.AUTO) -> bool:
    """Whether an input is JSON Lines: as told, or by its ending.

    >>> is_json_lines("corpus.NDJSON"), is_json_lines("page.txt"), is_json_lines("-", Form.JSONL)
    (True, False, True)
    """
    return form is Form.JSONL or (form is Form.AUTO and os.fspath(path).lower().endswith(_JSONL_ENDINGS))


def source_name(path: str | os.PathLike[str]) -> str:
    r"""The path as results name it: bytes that are no text, which Python has as surrogates, are written out.

    >>> source_name("caf\udce9.txt")
    'caf\\udce9.txt'
    """
    return os.fspath(path).encode("utf-8", "backslashreplace").decode()


def _read_path(path: str, options: ReadOptions, on_wait: Callable[[], None] | None) -> Iterator[Source | SourceError]:
    name = source_name(path)
    try:
        with _opened(path, on_wait) as stream:
            if is_json_lines(path, options.form):
                yield from _read_json_lines(stream, name, options)
            else:
                decoded = decode(stream.read(), options.encoding)
                yield Source(name, decoded.text, None, decoded.encoding, decoded.known)
    except OSError as error:
        yield SourceError(name, _reason(path, error))
    except NotTextError as error:
        yield SourceError(name, str(error))
    except MemoryError:
        yield SourceError(name, "too large for the memory")


def _read_json_lines(stream: io.BufferedReader, name: str, options: ReadOptions) -> Iterator[Source | SourceError]:
    for record in read_records(stream, text_field=options.text_field, keep=options.keep, encoding=options.encoding):
        record_name = f"{name}#{record.number}"
        if isinstance(record, RecordError):
            yield SourceError(record_name, record.reason)
        else:
            yield Source(record_name, record.text, record.kept, record.encoding, record.known)


def _reason(path: str, error: OSError) -> str:
    if not path:
        return "an empty name is no file"
    # On Windows, to open a folder is "Permission denied".
    if isinstance(error, IsADirectoryError) or Path(path).is_dir():
        return "is a folder; name the files in it"
    return error.strerror or str(error)


@contextlib.contextmanager
def _opened(path: str, on_wait: Callable[[], None] | None) -> Iterator[io.BufferedReader]:
    with _opened_raw(path) as raw:
        waits = on_wait is not None and not stat.S_ISREG(os.fstat(raw.fileno()).st_mode)
        source = _Waiting(raw, on_wait) if on_wait is not None and waits else raw
        yield io.BufferedReader(source, _BUFFER)


def _opened_raw(path: str) -> io.FileIO:
    if path != STDIN:
        return io.FileIO(path)
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return io.FileIO(sys.stdin.fileno(), closefd=False)


class _Waiting(io.RawIOBase):
    """A pipe or terminal, which may have nothing to read yet."""

    def __init__(self, raw: io.FileIO, on_wait: Callable[[], None]) -> None:
        self._raw = raw
        self._on_wait = on_wait

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401  # any writable buffer
        self._on_wait()
        return self._raw.readinto(buffer)
