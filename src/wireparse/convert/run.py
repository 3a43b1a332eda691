"""A run: batches go to workers, what they make of them to the target, and how far that came into the journal."""

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from wireparse.convert.blocks import Batch, batches
from wireparse.convert.codecs import make_codec
from wireparse.convert.files import REJECTS_ENDING, GrowingFile, ResumeError
from wireparse.convert.journal import Commit, Journal, options_hash, place_of
from wireparse.convert.parts import Chunk, Place, Problem, Reading
from wireparse.convert.plan import Origin, fingerprint, read_once, total_size
from wireparse.convert.pool import Pool
from wireparse.convert.targets import Target, committed, open_target, tidy
from wireparse.convert.work import PASSED_OVER, Counts, Outcome, Settings, Worker, as_reject
from wireparse.errors import WireparseError
from wireparse.model import Dispatch

EVERY: Final = 8
"""So many batches are committed at a time."""


class OnError(StrEnum):
    """What becomes of what cannot be read."""

    SKIP = "skip"
    FAIL = "fail"
    QUARANTINE = "quarantine"


class StoppedError(WireparseError):
    """The run stopped at a failure, as it was told to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be done."""

    origins: Sequence[Origin]
    output: str | None
    """The target; None for standard output."""
    settings: Settings
    reading: Reading
    jobs: int = 1
    ordered: bool = True
    on_error: OnError = OnError.SKIP
    force: bool = False


@dataclass(slots=True)
class State:
    """How a run is doing."""

    counts: Counts = field(default_factory=Counts)
    read: int = 0
    """Bytes of the sources that are done, as they are stored."""
    total: int = 0
    """Bytes of all sources; 0 where that is not known, as of a pipe."""
    seconds: float = 0.0
    resumed: bool = False
    bytes_parsed: int = 0
    """Bytes of text, as they are unpacked."""


Observer = Callable[[State, list[Problem]], None]


def convert(job: Job, observe: Observer) -> State:
    """Run a job; `observe` is told of each batch that was written, and of the problems in it.

    Raises:
        ResumeError: the target exists, is being written, or was begun as another job.
        StoppedError: something could not be read, and the job was told to stop at that.
        OSError: the target cannot be written; what is committed stays, and the same job goes on from there.
    """
    if job.output is None:
        return Run(job, observe, None).complete()
    if job.settings.codec.partition_by:
        from wireparse.convert.folder import written_files  # noqa: PLC0415  # it needs an extra

        written_files(Path(job.output))
    options = options_hash(job.settings, job.reading, job.ordered, job.on_error)
    rejects = [job.output + REJECTS_ENDING] if job.on_error is OnError.QUARANTINE else []
    journal = Journal(job.output, options, fingerprint(job.origins), force=job.force, beside=rejects)
    try:
        _go_back(job.output, job, journal)
        last = journal.last
        state = _state(job, last) if last and last.finished else Run(job, observe, journal).complete()
        tidy(job.output, job.settings.codec)
    except BaseException:
        journal.close()
        raise
    journal.remove()
    return state


def _state(job: Job, last: Commit | None) -> State:
    """How a run does that goes on from a commit."""
    if last is None:
        return State(total=total_size(job.origins))
    return State(
        counts=last.counts,
        total=total_size(job.origins),
        seconds=last.seconds,
        resumed=True,
        bytes_parsed=last.parsed,
    )


def _go_back(target: str, job: Job, journal: Journal) -> None:
    """Have a journal end where the target does."""
    if journal.last is None:
        return
    if journal.last.finished and not Path(target).exists():
        raise ResumeError(f"{target} is gone, so that the run cannot go on; --force begins anew")
    pipe = None if journal.last.finished else read_once(job.origins)
    if pipe:
        raise ResumeError(f"{target} was begun from {pipe}, which cannot be read again; --force begins anew")
    journal.back_to(committed(target, job.settings.codec, journal.last.mark))


class Run:
    """One run of a job, from where the last one came to."""

    def __init__(self, job: Job, observe: Observer, journal: Journal | None) -> None:
        self._job = job
        self._observe = observe
        self._journal = journal
        last = journal.last if journal else None
        self._place = place_of(last)
        self._next = 0
        """The number of the batch at that place; all before it are written."""
        self._written: dict[int, Place] = {}
        """Batches behind it that are written as well, and where each ends."""
        self._done = frozenset(last.done) if last else frozenset()
        self._base = last.base if last else 0
        self._before = last.seconds if last else 0.0
        self._began = time.monotonic()
        self._codec = make_codec(job.settings.codec)
        with contextlib.ExitStack() as opened:
            self._rejects = self._open_rejects(last)
            if self._rejects:
                opened.callback(self._rejects.close)
            self._target: Target = open_target(job.output, job.settings.codec, last.mark if last else None)
            opened.callback(self._target.close)
            self._opened = opened.pop_all()
        self._pending = 0
        self.state = _state(job, last)

    def complete(self) -> State:
        """Do what is left to do."""
        with self._opened:
            self._observe(self.state, [])
            for batch, outcome, number in self._outcomes():
                self.write(batch, outcome, number)
            if self._pending or (self._journal and not self._journal.commits):
                self._commit()
            self._target.finish()
        if self._rejects and self._rejects.path.stat().st_size == 0:
            self._rejects.path.unlink()
        if self._journal:
            self._journal.finish()
        self.state.seconds = self._seconds()
        return self.state

    # --- parsing -----------------------------------------------------------------------------------------------------
    def _outcomes(self) -> Iterator[tuple[Batch, Outcome, int]]:
        """The batches with what became of them, and their numbers from the place on."""
        todo = self._todo()
        if self._job.jobs == 1:
            worker = Worker(self._job.settings)
            yield from ((batch, worker.work(batch.parts), number) for number, batch in todo)
        elif self._job.ordered:
            yield from self._in_order(todo)
        else:
            yield from self._as_they_come(todo)

    def _todo(self) -> Iterator[tuple[int, Batch]]:
        for number, batch in enumerate(batches(self._job.origins, self._job.reading, self._place)):
            if number in self._done:
                self._advance(batch, number)
            else:
                yield number, batch

    def _in_order(self, todo: Iterator[tuple[int, Batch]]) -> Iterator[tuple[Batch, Outcome, int]]:
        waiting: deque[tuple[int, Batch, Future[Outcome]]] = deque()
        with contextlib.closing(Pool(self._job.jobs, self._job.settings)) as pool:
            for number, batch in todo:
                waiting.append((number, batch._replace(parts=()), pool.submit(batch.parts)))
                while len(waiting) > self._ahead():
                    first, done, future = waiting.popleft()
                    yield done, future.result(), first
            while waiting:
                first, done, future = waiting.popleft()
                yield done, future.result(), first

    def _as_they_come(self, todo: Iterator[tuple[int, Batch]]) -> Iterator[tuple[Batch, Outcome, int]]:
        waiting: dict[Future[Outcome], tuple[int, Batch]] = {}
        chunks: deque[Future[Outcome]] = deque()  # whose dispatches are counted on, so in order
        with contextlib.closing(Pool(self._job.jobs, self._job.settings)) as pool:
            for number, batch in todo:
                future = pool.submit(batch.parts)
                waiting[future] = (number, batch._replace(parts=()))
                if isinstance(batch.parts[-1], Chunk):
                    chunks.append(future)
                while len(waiting) > self._ahead():
                    yield from _finished(waiting, chunks)
            while waiting:
                yield from _finished(waiting, chunks)

    def _ahead(self) -> int:
        """How many batches may be on their way: enough that no worker waits, and no more than fit in memory."""
        return 2 * self._job.jobs

    # --- writing -----------------------------------------------------------------------------------------------------
    def write(self, batch: Batch, outcome: Outcome, number: int) -> None:
        """Write what became of a batch, and commit now and then."""
        failures = [problem for problem in outcome.problems if problem.kind not in PASSED_OVER]
        if failures and self._job.on_error is OnError.FAIL:
            problem = failures[0]
            raise StoppedError(f"{named(problem)}: {problem.message}")
        if outcome.payload:
            self._target.write(outcome.payload)
        if outcome.chunk:
            self._write_chunk(outcome)
        if self._rejects:
            for problem in failures:
                self._rejects.write(msgspec.json.encode(as_reject(problem)) + b"\n")
        state = self.state
        state.counts.add(outcome.counts)
        state.read = max(state.read, batch.read)
        state.bytes_parsed += batch.size
        self._advance(batch, number)
        self._pending += 1
        if self._pending >= EVERY:
            self._commit()
        state.seconds = self._seconds()
        self._observe(state, outcome.problems)

    def _write_chunk(self, outcome: Outcome) -> None:
        """Dispatches of a piece of a large text count on from those of the piece before."""
        found = msgspec.msgpack.decode(outcome.chunk, type=list[Dispatch])
        base = 0 if outcome.first else self._base
        for dispatch in found:
            dispatch.index += base
        self._base = base + len(found)
        self._target.write(self._codec.encode(found))

    def _advance(self, batch: Batch, number: int) -> None:
        self._written[number] = batch.place
        while self._next in self._written:
            self._place = self._written.pop(self._next)
            self._next += 1

    def _commit(self) -> None:
        if self._journal:
            mark = self._target.prepare()
            self._journal.add(self._commit_line(mark))
            self._target.commit()
        self._pending = 0

    def _commit_line(self, mark: int) -> Commit:
        rejects = self._rejects.commit() if self._rejects else 0
        done = tuple(sorted(number - self._next for number in self._written))
        state = self.state
        return Commit(self._place, mark, rejects, state.counts, self._base, done, self._seconds(), state.bytes_parsed)

    def _seconds(self) -> float:
        return self._before + time.monotonic() - self._began

    def _open_rejects(self, last: Commit | None) -> GrowingFile | None:
        if self._job.on_error is not OnError.QUARANTINE:
            return None
        if self._job.output is None:
            raise ValueError("what is put aside stands beside a target")
        # Where there was none yet, the file may have gone with the end of the run.
        size = last.rejects if last and last.rejects else None
        return GrowingFile(Path(self._job.output + REJECTS_ENDING), size)


def _finished(
    waiting: dict[Future[Outcome], tuple[int, Batch]], chunks: deque[Future[Outcome]]
) -> Iterator[tuple[Batch, Outcome, int]]:
    """What is done first; of the chunks the first."""
    held = set(chunks) - {chunks[0]} if chunks else set()
    done, _ = wait(waiting.keys() - held, return_when=FIRST_COMPLETED)
    for future in done:
        if chunks and future is chunks[0]:
            chunks.popleft()
        number, batch = waiting.pop(future)
        yield batch, future.result(), number


def named(problem: Problem) -> str:
    """What a problem is about, as messages have it."""
    return problem.address if problem.record is None else f"{problem.address}#{problem.record}"
