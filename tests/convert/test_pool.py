import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any
from unittest import mock

import pytest
from tests.archives import PAGES

from wireparse.convert.codecs import Codec, Kind
from wireparse.convert.parts import Page
from wireparse.convert.pool import Pool
from wireparse.convert.work import Settings

LARGE = Page("large.txt", b"\n\n".join([PAGES["a.txt"].encode() + b"\n\nNNNN"] * 3_000))
"""What comes of it does not fit in a pipe."""


@pytest.fixture
def pool() -> Iterator[Pool]:
    found = Pool(2, Settings(codec=Codec(Kind.JSONL)))
    yield found
    found.close()


def test_a_worker_that_is_killed_while_it_writes(pool: Pool) -> None:
    before = set(multiprocessing.active_children())
    receive = Connection.recv

    def kill_and_receive(self: Connection) -> Any:
        assert self.poll(60)  # it has begun to write
        (worker,) = set(multiprocessing.active_children()) - before
        worker.kill()
        worker.join()
        return receive(self)

    with mock.patch.object(Connection, "recv", kill_and_receive):
        future = pool.submit((LARGE,))
        with pytest.raises(OSError, match="a worker process died"):
            future.result(60)


def test_an_error_of_a_worker_is_raised_where_its_outcome_is_wanted(pool: Pool) -> None:
    with pytest.raises(AttributeError) as caught:
        pool.submit(("no part",)).result(60)  # type: ignore[arg-type]

    assert "in _serve" in caught.value.__notes__[0]
    assert pool.submit((Page("a.txt", PAGES["a.txt"].encode()),)).result(60).counts.dispatches == 1


def test_what_is_not_done_is_left_when_a_pool_is_closed(pool: Pool) -> None:
    before = set(multiprocessing.active_children())
    futures = [pool.submit((LARGE,)) for _ in range(200)]
    futures[0].result(60)

    pool.close()

    assert sum(future.cancelled() for future in futures) > 150
    assert set(multiprocessing.active_children()) <= before
