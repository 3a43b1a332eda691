"""Sources opened, and their parts packed into batches, one of which a worker parses at a time.

A batch is cut by what it holds and never by the clock, so that the same sources make the same batches. Each knows the
place where the next one starts: a run that was broken off goes on there.
"""

import contextlib
import io
import itertools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from wireparse.convert.cutter import Cutter, Placed
from wireparse.convert.parts import START, Chunk, Page, Part, Place, Problem, Reading, aside
from wireparse.convert.plan import Origin
from wireparse.convert.window import BUFFER
from wireparse.errors import BrokenInputError
from wireparse.readers import STDIN, Form
from wireparse.readers.archives import SMALL
from wireparse.readers.contents import Leaf, Shape, leaves, plain_leaf
from wireparse.readers.pieces import filled
from wireparse.readers.remote import is_remote, opened_remote

BATCH: Final = 1 << 19
"""A batch is closed when it holds so many bytes …"""
MOST_PARTS: Final = 500
"""… or so many parts."""


class Batch(NamedTuple):
    """Parts for one worker."""

    parts: tuple[Part, ...]
    size: int
    """Bytes in them, those of problems included."""
    place: Place
    """Where the next batch starts."""
    read: int
    """Bytes of the sources that were read by then, as they are stored."""


def batches(origins: Sequence[Origin], reading: Reading, start: Place = START) -> Iterator[Batch]:
    """The sources from a place on, in batches."""
    parts: list[Part] = []
    size = 0
    place = start
    meter = _Meter(origins, start.origin)
    for found, place in _parts(origins, reading, start, meter):
        part = aside(found) if isinstance(found, Problem) else found
        if part is not None:
            parts.append(part)
            size += len(part.data)
        if size >= BATCH or len(parts) >= MOST_PARTS or isinstance(part, Chunk):
            yield Batch(tuple(parts), size, place, meter.read())
            parts, size = [], 0
    if parts:
        yield Batch(tuple(parts), size, place, meter.read())


class _Meter:
    """How many bytes of the sources were read, as they are stored."""

    def __init__(self, origins: Sequence[Origin], first: int) -> None:
        self._before = sum(max(0, origin.size) for origin in itertools.islice(origins, first))
        self._tell: Callable[[], int] | None = None

    def open(self, tell: Callable[[], int]) -> None:
        self._tell = tell

    def pass_over(self, size: int) -> None:
        self._before += size

    def close(self) -> None:
        self._before = self.read()
        self._tell = None

    def read(self) -> int:
        if self._tell is None:
            return self._before
        try:
            return self._before + self._tell()
        except (OSError, ValueError):  # a pipe, or closed
            return self._before


def _parts(origins: Sequence[Origin], reading: Reading, start: Place, meter: _Meter) -> Iterator[Placed]:
    for number in range(start.origin, len(origins)):
        origin = origins[number]
        begin = start if number == start.origin and start != START else Place(number, 0, origin.begin, origin.number)
        after = Place(number + 1)
        if origin.problem is not None:
            yield Problem(origin.name, origin.kind, origin.problem), after
            continue
        try:
            if begin == Place(number) and (leaf := _small(origin, reading.form)):
                yield from _parts_of_leaf(leaf, reading, begin)
                meter.pass_over(len(leaf.data or b""))
                yield None, after
                continue
            with _opened(origin) as stream:
                meter.open(stream.raw.tell)
                yield from _parts_of(origin, stream, reading, begin)
                meter.close()
        except OSError as error:
            yield Problem(origin.name, "unreadable", error.strerror or str(error)), after
        yield None, after


@contextlib.contextmanager
def _opened(origin: Origin) -> Iterator[io.BufferedReader]:
    if origin.path == STDIN:
        with io.FileIO(sys.stdin.fileno(), closefd=False) as raw:
            yield _buffered(raw)
        return
    if is_remote(origin.path):
        with opened_remote(origin.path, origin.size if origin.size >= 0 else None) as stream:
            yield stream
        return
    with io.FileIO(os.fspath(origin.path)) as raw:
        yield io.BufferedReader(_Until(raw, origin.end), BUFFER) if origin.end >= 0 else _buffered(raw)


def _buffered(raw: io.FileIO) -> io.BufferedReader:
    return io.BufferedReader(raw, BUFFER) if raw.seekable() else filled(raw)


class _Until(io.RawIOBase):
    """A file as if it ended earlier."""

    def __init__(self, raw: io.FileIO, end: int) -> None:
        self._raw = raw
        self._end = end

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        left = max(0, self._end - self._raw.tell())
        return self._raw.readinto(memoryview(buffer)[:left])


def _small(origin: Origin, form: Form) -> Leaf | None:
    """A small file that is plain, read at once; None for any other."""
    if not 0 < origin.size <= SMALL or origin.path == STDIN or origin.end >= 0 or is_remote(origin.path):
        return None
    with io.FileIO(origin.path) as raw:
        data = raw.read(SMALL + 1)
    return plain_leaf(origin.name, origin.path, data, form, in_archive=False) if len(data) == origin.size else None


def _parts_of(origin: Origin, stream: io.BufferedReader, reading: Reading, begin: Place) -> Iterator[Placed]:
    for count, leaf in enumerate(leaves(origin.name, stream, reading.form, reading.most)):
        if count >= begin.leaf:
            yield from _parts_of_leaf(leaf, reading, begin if count == begin.leaf else Place(begin.origin, count))


def _parts_of_leaf(leaf: Leaf, reading: Reading, here: Place) -> Iterator[Placed]:
    after = Place(here.origin, here.leaf + 1)
    if leaf.problem is not None:
        yield Problem(leaf.address, leaf.problem.kind, leaf.problem.reason), after
    elif leaf.data is not None and leaf.shape is Shape.TEXT and not reading.is_wide and len(leaf.data) <= reading.most:
        yield Page(leaf.address, leaf.data), after  # as nearly all members of archives are
    else:
        cutter = Cutter(leaf, reading, here)
        try:
            yield from cutter.parts()
        except BrokenInputError as error:
            yield cutter.problem(error), after
        yield None, after
