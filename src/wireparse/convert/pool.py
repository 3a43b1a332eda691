"""Worker processes, each behind a pipe of its own: one that dies is noticed at once, whatever it was doing.

`ProcessPoolExecutor` has one pipe for what all its workers send. One that is killed while it writes there stops them
all, and the run waits for ever.
"""

import signal
import threading
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING, cast

from wireparse.convert.parts import Part
from wireparse.convert.work import Outcome, Settings, Worker

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess


class Pool:
    """Workers, and for each a thread that hands it batches; they are started when there is something to do."""

    def __init__(self, jobs: int, settings: Settings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(jobs)
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._workers: list[tuple[Connection, BaseProcess]] = []
        self._closed = False

    def submit(self, parts: tuple[Part, ...]) -> Future[Outcome]:
        """Have a batch parsed; an `OSError` comes of it if its worker dies."""
        return self._threads.submit(self._work, parts)

    def close(self) -> None:
        """End the workers, and leave what is not done."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._closed = True
            for _, process in self._workers:
                process.terminate()
        self._threads.shutdown()
        for connection, process in self._workers:
            process.join()
            connection.close()

    def _work(self, parts: tuple[Part, ...]) -> Outcome:
        connection = getattr(self._mine, "connection", None) or self._begin()
        try:
            connection.send(parts)
            found = connection.recv()
        except (EOFError, OSError):
            raise OSError("a worker process died, perhaps for want of memory") from None
        if isinstance(found, Exception):
            raise found
        return cast("Outcome", found)

    def _begin(self) -> "Connection":
        """A worker for this thread."""
        with self._lock:
            if self._closed:
                raise OSError("the workers have ended")
            context = _context()
            here, there = context.Pipe()
            process = context.Process(target=_serve, args=(there, self._settings), daemon=True)
            process.start()
            there.close()  # so that it is the worker's alone, and ends with it
            self._workers.append((here, process))
        self._mine.connection = here
        return here


def _context() -> "ForkServerContext | SpawnContext":
    """How processes are started; not with `fork`, since the one that would be copied has threads."""
    return get_context("forkserver") if "forkserver" in get_all_start_methods() else get_context("spawn")


def _serve(connection: "Connection", settings: Settings) -> None:
    """What a worker process does, until nobody is there any more to ask for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that writes ends the run
    worker = Worker(settings)
    try:
        while True:
            parts = connection.recv()
            try:
                found: Outcome | Exception = worker.work(parts)
            except Exception as error:  # noqa: BLE001  # it is raised where the outcome is waited for
                error.add_note(traceback.format_exc())
                found = error
            connection.send(found)
    except (EOFError, OSError):
        return
