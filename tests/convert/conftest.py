import multiprocessing
from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path

import pytest
from tests.converting import Run


@pytest.fixture(scope="session", autouse=True)
def _children_start_fast() -> None:
    """What they need is imported once, by the process that forks them; it is started where `tests` can be found."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.set_forkserver_preload(["tests.killing", "wireparse.convert.folder"])
        forkserver.ensure_running()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    def put(name: str, content: bytes | str) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put
