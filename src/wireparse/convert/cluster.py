"""A run on a cluster: Ray hands the units of an archive to its machines, and each unit becomes a file of the folder.

The machines must see the sources and the folder by the same names. A machine that is lost costs the units that it had
at work; a run that was stopped goes on with the units that are not done.
"""

import contextlib
import itertools
import logging
import pickle
import shutil
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from wireparse.convert.files import JOURNAL_ENDING, REJECTS_ENDING, SPOOL_ENDING, ResumeError
from wireparse.convert.folder import put_folder, written_files
from wireparse.convert.journal import Journal, options_hash
from wireparse.convert.parts import Reading
from wireparse.convert.plan import Origin, fingerprint, total_size
from wireparse.convert.run import Job, Observer, State, StoppedError
from wireparse.convert.units import (
    FILES,
    Done,
    Task,
    Unit,
    count_records,
    do_task,
    forget_tries,
    parts,
    read_done,
    rejects_name,
    units,
)
from wireparse.errors import MissingExtraError, WireparseError

_STORE: Final = 1 << 27
"""Bytes of the store of a cluster of our own: only names and counts go through it."""

_PATIENCE: Final = 10.0
"""Seconds that the head of a cluster may take to answer."""


class ClusterError(WireparseError):
    """The cluster cannot be reached, or does not do its work."""


def convert_on_cluster(job: Job, address: str | None, observe: Observer) -> State:
    """Run a job on a cluster, the one at an address or one of our own; `observe` is told of each unit that is done.

    Raises:
        MissingExtraError: Ray is not installed.
        ResumeError: the target exists, is being written, or was begun as another job.
        StoppedError: something could not be read, and the job was told to stop at that.
        ClusterError: the cluster cannot be reached, or does not do its work; the same job goes on from there.
        OSError: the target cannot be written; likewise.
    """
    if job.output is None:
        raise ValueError("a cluster writes a folder")
    folder = Path(job.output)
    written_files(folder)
    work = Path(f"{job.output}{SPOOL_ENDING}")
    begun = Path(f"{job.output}{JOURNAL_ENDING}").exists()
    if work.exists() and not begun:
        raise ResumeError(f"{work} is there, of no run that can go on; remove it")
    options = options_hash("ray", job.settings, job.reading, job.on_error)
    with contextlib.closing(Journal(job.output, options, fingerprint(job.origins), force=job.force)) as journal:
        if job.force:
            shutil.rmtree(work, ignore_errors=True)
        run = _ClusterRun(job, work, observe)
        with _connected(address):
            run.complete()
        run.put(folder)
        journal.remove()
    shutil.rmtree(work)
    return run.state


class _ClusterRun:
    """One run of a job, with what earlier ones have done."""

    def __init__(self, job: Job, work: Path, observe: Observer) -> None:
        self._job = job
        self._work = work
        self._observe = observe
        self._began = time.monotonic()
        self._units: list[Unit] = []
        self.state = State(total=total_size(job.origins))

    def complete(self) -> None:
        """Do the units that are not done."""
        self._units = units(_numbered(self._job.origins, self._job.reading))
        todo = []
        for unit in self._units:
            done = read_done(self._work, unit.number)
            if done is None:
                forget_tries(self._work, unit.number)
                todo.append(unit)
            else:
                self.state.resumed = True
                self._add(done)
        if todo or not self._units:
            (self._work / FILES).mkdir(parents=True, exist_ok=True)
        for done in _mapped(do_task, map(self._task, todo)):
            if done.stopped is not None:
                raise StoppedError(done.stopped)
            self._add(done)

    def put(self, folder: Path) -> None:
        """Put the files in their place.

        Raises:
            ClusterError: some are not there.
        """
        files = self._work / FILES
        if not files.exists():
            return  # they were put there when the run was stopped
        missing = len(self._units) - len(written_files(files))
        if missing:
            raise ClusterError(f"{missing} of {len(self._units)} files are not in {files}; all machines must see it")
        rejects = [self._work / rejects_name(unit.number) for unit in self._units]
        rejects = [path for path in rejects if path.exists()]
        if rejects:
            with Path(f"{folder}{REJECTS_ENDING}").open("wb") as target:
                for path in rejects:
                    with path.open("rb") as source:
                        shutil.copyfileobj(source, target)
        put_folder(files, folder)

    def _task(self, unit: Unit) -> Task:
        return Task(
            unit=unit,
            settings=self._job.settings,
            reading=self._job.reading,
            on_error=self._job.on_error,
            here=str(Path.cwd()),
            work=str(self._work.absolute()),
        )

    def _add(self, done: Done) -> None:
        state = self.state
        state.counts.add(done.counts)
        state.read += self._units[done.number].size
        state.bytes_parsed += done.size
        state.seconds = time.monotonic() - self._began
        self._observe(state, list(done.problems))


def _numbered(origins: Sequence[Origin], reading: Reading) -> Iterator[Origin]:
    """The sources, large ones in parts that know how many records are before them."""
    found = [parts(origin, reading) for origin in origins]
    large = [part for several in found if len(several) > 1 for part in several]
    counts: dict[tuple[str, int], int] = {}
    here = str(Path.cwd())
    for part, count in _mapped(_counted, [(part, here) for part in large]):
        counts[part.path, part.begin] = count
    for several in found:
        numbers = itertools.accumulate((counts.get((part.path, part.begin), 0) for part in several), initial=0)
        yield from (part._replace(number=number) for part, number in zip(several, numbers, strict=False))


def _counted(part: tuple[Origin, str]) -> tuple[Origin, int]:
    return part[0], count_records(*part)


def _mapped(work: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """What becomes of items on the machines of the cluster, in any order."""
    rows = [{"item": pickle.dumps(item)} for item in items]
    if not rows:
        return
    ray = _ray()
    data = ray.data.from_items(rows, override_num_blocks=len(rows))

    def call(row: dict[str, bytes]) -> dict[str, bytes]:
        return {"found": pickle.dumps(work(pickle.loads(row["item"])))}  # noqa: S301  # our own

    try:
        for row in data.map(call, num_cpus=1).iter_rows():
            yield pickle.loads(row["found"])  # noqa: S301  # our own
    except ray.exceptions.RayError as error:
        raise ClusterError(f"the cluster failed: {_reason(error)}; the same command goes on from here") from None


@contextlib.contextmanager
def _connected(address: str | None) -> Iterator[None]:
    """A connection to a cluster, or to one of our own."""
    ray = _ray()
    if ray.is_initialized():
        yield
        return
    if address and ":" in address:
        _knock(address)
    store = {} if address else {"object_store_memory": _STORE, "include_dashboard": False}
    try:
        ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **store)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise ClusterError(f"no cluster at {address or 'this machine'}: {_reason(error)}") from None
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    try:
        yield
    finally:
        ray.shutdown()


def _ray() -> Any:  # noqa: ANN401  # a module without types
    try:
        import ray  # noqa: PLC0415  # an extra, and slow to load
        import ray.data  # noqa: PLC0415  # likewise
    except ImportError:
        raise MissingExtraError("--engine ray", "ray") from None
    return ray


def _knock(address: str) -> None:
    """Sees whether anyone is there; Ray waits for minutes, and says much."""
    host, _, port = address.rpartition("//")[2].rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except OSError as error:
        raise ClusterError(f"no cluster at {address}: {error.strerror or error}") from None
    except ValueError:
        raise ClusterError(f"no cluster at {address}: an address is HOST:PORT") from None


def _reason(error: Exception) -> str:
    """The line of a message that says most; those of Ray have the trace before it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else type(error).__name__
