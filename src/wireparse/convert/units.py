"""An archive in units of work, each of which becomes a file of a folder: what machines share among themselves.

The same sources make the same units, and a unit makes the same file wherever and however often it is done.
"""

import contextlib
import io
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from wireparse.convert.files import REJECTS_ENDING
from wireparse.convert.folder import part_name
from wireparse.convert.parts import Problem, Reading
from wireparse.convert.plan import Origin
from wireparse.convert.run import Job, OnError, convert
from wireparse.convert.work import Counts, Settings
from wireparse.errors import BrokenInputError, WireparseError
from wireparse.readers import STDIN
from wireparse.readers.contents import Shape, leaves
from wireparse.readers.decode import marked_encoding, wide_encoding

UNIT: Final = 1 << 26
"""A unit has about so many bytes as they are stored …"""
MOST_ORIGINS: Final = 2_000
"""… and no more sources than this."""
FILES: Final = "files"
"""The folder of the files that are done, in the one where the units are at work."""
TRIES: Final = 4
"""A unit that so many workers have died of is not begun again."""
_DONE_ENDING: Final = ".done"
_TRIES_ENDING: Final = ".tries"
_MARK: Final = b"\xef\xbb\xbf"
_HEAD: Final = 1 << 16


class Unit(msgspec.Struct, frozen=True):
    """What is done at a time."""

    number: int
    origins: tuple[Origin, ...]
    """Sources, or one part of a large one."""

    @property
    def size(self) -> int:
        """Bytes, as they are stored."""
        return sum(size_of(origin) for origin in self.origins)


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A unit, with all that a machine must know to do it."""

    unit: Unit
    settings: Settings
    reading: Reading
    on_error: OnError
    here: str
    """The folder that names of sources are relative to."""
    work: str
    """The folder where units are at work, which all machines see."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a unit."""

    number: int
    counts: Counts = msgspec.field(default_factory=Counts)
    size: int = 0
    """Bytes of text, as they are unpacked."""
    problems: tuple[Problem, ...] = ()
    """What could not be read, without the data."""
    stopped: str | None = None
    """Why it was not done."""


def size_of(origin: Origin) -> int:
    """Bytes of a source, or of its part."""
    return (origin.end if origin.end >= 0 else max(0, origin.size)) - origin.begin


def parts(origin: Origin, reading: Reading) -> list[Origin]:
    """The parts of a large source: of plain JSON Lines, cut at line ends; anything else is one part.

    Records are not counted, so that each part is numbered from 0.
    """
    if origin.problem is not None or origin.path == STDIN or origin.size < 2 * UNIT:
        return [origin]
    try:
        with Path(origin.path).open("rb") as stream:
            if not _has_lines(stream.name, stream, reading):
                return [origin]
            begins = [0]
            for goal in range(UNIT, origin.size, UNIT):
                stream.seek(max(goal, begins[-1] + 1) - 1)
                while (line := stream.readline(_HEAD)) and not line.endswith(b"\n"):
                    pass  # a long record is not held
                if begins[-1] < stream.tell() < origin.size:
                    begins.append(stream.tell())
    except (OSError, BrokenInputError):
        return [origin]  # which is told where it is read
    ends = [*begins[1:], -1]
    return [origin._replace(begin=begin, end=end) for begin, end in zip(begins, ends, strict=True)]


def _has_lines(name: str, stream: io.BufferedReader, reading: Reading) -> bool:
    """Whether a file is JSON Lines as it is stored, and a line end one byte."""
    head = stream.peek(_HEAD)[:64]
    encoding = reading.encoding or marked_encoding(head) or wide_encoding(head)
    if encoding and "\n".encode(encoding) != b"\n":
        return False
    leaf = next(iter(leaves(name, stream, reading.form, reading.most)))
    return leaf.shape is Shape.JSONL and leaf.stream is stream


def count_records(origin: Origin, here: str) -> int:
    """The records in a part of JSON Lines.

    Args:
        origin: the part.
        here: the folder that its name is relative to.

    Raises:
        OSError: it cannot be read.
    """
    count, left = 0, size_of(origin)
    with Path(here, origin.path).open("rb") as stream:
        stream.seek(origin.begin)
        for line in stream:
            content = line if stream.tell() > len(line) else line.removeprefix(_MARK)
            count += not content.isspace() and content != b""
            left -= len(line)
            if left <= 0:
                break
    return count


def units(origins: Iterable[Origin]) -> list[Unit]:
    """Sources and parts of sources, put together to units in their order."""
    found: list[Unit] = []
    waiting: list[Origin] = []
    size = 0
    for origin in origins:
        if waiting and (size + size_of(origin) > UNIT or len(waiting) >= MOST_ORIGINS):
            found.append(Unit(len(found), tuple(waiting)))
            waiting, size = [], 0
        waiting.append(origin)
        size += size_of(origin)
    if waiting:
        found.append(Unit(len(found), tuple(waiting)))
    return found


def do_task(task: Task) -> Done:
    """Does a unit: its file stands in the folder when this returns, however often it is done, and wherever."""
    done = read_done(Path(task.work), task.unit.number)
    if done is not None:
        return done
    try:
        if _count_try(task) > TRIES:
            names = ", ".join(origin.name for origin in task.unit.origins[:3])
            reason = f"{TRIES} workers died of the unit that begins with {names}, perhaps for want of memory"
            return Done(number=task.unit.number, stopped=reason)
        with _relative_to(task.here, task.unit.origins), tempfile.TemporaryDirectory(prefix="wireparse-") as local:
            return _do(task, Path(local))
    except WireparseError as error:
        return Done(number=task.unit.number, stopped=str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        reason = f"{where}{error.strerror or error} on the machine {socket.gethostname()}"
        return Done(number=task.unit.number, stopped=reason)


@contextlib.contextmanager
def _relative_to(here: str, origins: Sequence[Origin]) -> Iterator[None]:
    """Where the names of the sources mean what they meant when the command was given."""
    if all(os.path.isabs(origin.path) for origin in origins):  # noqa: PTH117  # as the plan has them
        yield
        return
    with contextlib.chdir(here):
        yield


def _do(task: Task, local: Path) -> Done:
    number, work = task.unit.number, Path(task.work)
    problems: list[Problem] = []
    target = local / part_name(number)
    job = Job(
        origins=task.unit.origins,
        output=str(target),
        settings=task.settings,
        reading=task.reading,
        on_error=task.on_error,
    )
    state = convert(job, lambda _, found: problems.extend(problem._replace(data=b"") for problem in found))
    rejects = Path(f"{target}{REJECTS_ENDING}")
    if rejects.exists():
        _move(rejects, work / rejects_name(number))
    _move(target, work / FILES / target.name)
    done = Done(number=number, counts=state.counts, size=state.bytes_parsed, problems=tuple(problems))
    written = local / _done_name(number)
    written.write_bytes(msgspec.msgpack.encode(done))
    _move(written, work / written.name)
    return done


def _move(path: Path, target: Path) -> None:
    """Puts a file in another folder, on another disk maybe, at once: there is all of it or nothing."""
    part = target.parent.parent if target.parent.name == FILES else target.parent
    arriving = part / f"{target.name}.{path.parent.name}"  # which no other try has
    with path.open("rb") as source, arriving.open("wb") as stream:
        shutil.copyfileobj(source, stream)
        stream.flush()
        os.fsync(stream.fileno())
    arriving.replace(target)


def _count_try(task: Task) -> int:
    """How often a unit was begun, this time included: whoever hands it out may do so for ever."""
    with (Path(task.work) / _tries_name(task.unit.number)).open("ab") as stream:
        stream.write(b".")
        return stream.tell()


def forget_tries(work: Path, number: int) -> None:
    """Let a unit be begun as if it never was."""
    (work / _tries_name(number)).unlink(missing_ok=True)


def rejects_name(number: int) -> str:
    """What the file is called of what could not be read in a unit."""
    return f"{part_name(number)}{REJECTS_ENDING}"


def _tries_name(number: int) -> str:
    return f"{part_name(number)}{_TRIES_ENDING}"


def _done_name(number: int) -> str:
    return f"{part_name(number)}{_DONE_ENDING}"


def read_done(work: Path, number: int) -> Done | None:
    """What became of a unit, if it is done."""
    try:
        return msgspec.msgpack.decode((work / _done_name(number)).read_bytes(), type=Done)
    except FileNotFoundError:
        return None
