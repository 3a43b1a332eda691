"""Runs on a small cluster of Ray: `make test-ray`."""

import contextlib
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.archives import PACKERS, PAGES, json_lines, tar

pytestmark = [
    pytest.mark.skipif(find_spec("ray") is None, reason="needs ray: make test-ray"),
    pytest.mark.filterwarnings("default"),  # those of ray are not ours
]
SMALL = "from wireparse.convert import units; units.UNIT = 200_000; from wireparse.cli.main import main; main()"
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ray.cluster_utils import Cluster  # noqa: PLC0415  # it may not be there

        found = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
        found.add_node(num_cpus=1)
        yield found
        found.shutdown()


@pytest.fixture
def start(tmp_path: Path, cluster: Any) -> Start:
    def start(*arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-c", SMALL, "convert", *arguments, "--engine", "ray", "--ray-address", cluster.address],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
        )

    return start


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, list[str]]:
    _, errors = process.communicate(timeout=240)
    return process.returncode, errors.decode().splitlines()


def wait_for_units(work: Path, done: int, *, at_work: int = 0) -> None:
    end = time.monotonic() + 120
    while True:
        found = len(list(work.glob("*.done")))
        if found >= done and len(list(work.glob("*.tries"))) - found >= at_work:
            return
        assert time.monotonic() < end
        time.sleep(0.01)


def names(folder: Path) -> list[str]:
    return [str(name) for path in sorted(folder.iterdir()) for name in pq.read_table(path)["source"].to_pylist()]


def test_sources_of_every_kind(start: Start, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(6_000) + b"{broken\n")
    (tmp_path / "news.tar.gz").write_bytes(PACKERS[".gz"](tar(PAGES)))
    (tmp_path / "more.jsonl.zst").write_bytes(PACKERS[".zst"](json_lines(10)))

    code, lines = ended(
        start("corpus.jsonl", "news.tar.gz", "more.jsonl.zst", "missing.txt", "-o", "out/", "--on-error", "quarantine")
    )

    assert code == 1
    assert sorted(lines[:2]) == [
        "wireparse: corpus.jsonl#6000: bad JSON: Expecting property name enclosed in double quotes (column 2)",
        "wireparse: missing.txt: No such file or directory",
    ]
    assert lines[2].startswith("6,013 sources, 6,013 dispatches")
    assert len(lines) == 3
    assert names(tmp_path / "out") == [
        *(f"corpus.jsonl#{i}" for i in range(6_000)),
        *(f"news.tar.gz!/{name}" for name in PAGES),
        *(f"more.jsonl.zst#{i}" for i in range(10)),
    ]
    rejects = [json.loads(line)["source"] for line in (tmp_path / "out.rejects.jsonl").read_bytes().splitlines()]
    assert rejects == ["corpus.jsonl", "missing.txt"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("out")) == [
        "out",
        "out.rejects.jsonl",
    ]
    assert ended(start("corpus.jsonl", "-o", "out/")) == (
        2,
        ["wireparse: convert: out exists; --force writes it anew"],
    )
    assert ended(start("corpus.jsonl", "-o", "out/", "--force", "-q"))[0] == 1
    assert len(names(tmp_path / "out")) == 6_000


def test_nothing_is_lost_when_a_machine_is_killed(start: Start, cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(60_000))
    node = cluster.add_node(num_cpus=1)
    process = start("corpus.jsonl", "-o", "out/", "-q")
    work = tmp_path / "out.partial"
    wait_for_units(work, 4, at_work=2)

    cluster.remove_node(node, allow_graceful=False)  # which is SIGKILL for all its processes

    tries = 0
    while process.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            tries = max(tries, *(path.stat().st_size for path in work.glob("*.tries")), 0)
        time.sleep(0.02)
    assert ended(process) == (0, [])
    assert tries == 2
    assert names(tmp_path / "out") == [f"corpus.jsonl#{i}" for i in range(60_000)]


def test_a_run_that_is_killed_goes_on(start: Start, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(30_000))
    process = start("corpus.jsonl", "-o", "out/", "-q")
    work = tmp_path / "out.partial"
    wait_for_units(work, 3)
    process.kill()
    process.communicate()
    assert not (tmp_path / "out").exists()
    assert ended(start("corpus.jsonl", "-o", "out/", "-q", "--strict"))[1] == [
        "wireparse: convert: out was begun with other options; use these again, or --force to write it anew"
    ]
    before = {path: path.stat().st_mtime_ns for path in work.glob("*.done")}

    process = start("corpus.jsonl", "-o", "out/", "-q")
    wait_for_units(work, len(before) + 1)
    after = {path: path.stat().st_mtime_ns for path in before}

    assert ended(process) == (0, [])
    assert after == before
    assert names(tmp_path / "out") == [f"corpus.jsonl#{i}" for i in range(30_000)]


def test_the_first_failure_stops_the_run(start: Start, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(b"{broken\n" + json_lines(10))

    code, lines = ended(start("corpus.jsonl", "-o", "out/", "--on-error", "fail"))

    assert code == 1
    assert lines == [
        "wireparse: stopped: corpus.jsonl#0: bad JSON: Expecting property name enclosed in double quotes (column 2)"
    ]


def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(10))

    done = subprocess.run(
        [sys.executable, "-m", "wireparse", "convert", "corpus.jsonl", "-o", "out", "--engine", "ray", "--ray-address",
         "127.0.0.1:9"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == b"wireparse: ray: no cluster at 127.0.0.1:9: Connection refused\n"
    assert not (tmp_path / "out").exists()
