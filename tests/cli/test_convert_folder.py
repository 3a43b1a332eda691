import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.archives import json_lines

Run = Callable[..., CompletedProcess[bytes]]


def test_the_folder_is_no_source_of_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(10))

    for options in ((), ("--force",)):
        done = run("convert", ".", "-o", "out/", "--partition-by", "agency", *options)

        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith(b"10 sources, 10 dispatches")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out.jsonl", "--partition-by", "agency"], "--partition-by writes Parquet into a folder: -o folder/."),
        (["-o", "-", "--partition-by", "agency"], "--partition-by writes Parquet into a folder: -o folder/."),
        (["-o", "out", "-f", "csv", "--partition-by", "year"], "--partition-by writes Parquet into a folder"),
        (["-o", "out", "--partition-by", "year", "--partition-by", "year"], "takes each column once"),
        (["-o", "out/"], "out/ is a folder; --partition-by writes one, a file has an ending such as .jsonl."),
        (["-o", "."], ". is a folder; --partition-by"),
    ],
)
def test_wrong_usage(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(1))

    done = run("convert", "corpus.jsonl", *arguments)

    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert os.listdir(tmp_path) == ["corpus.jsonl"]  # noqa: PTH208  # names


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_few_files_are_open_whatever_the_number_of_folders(command: list[str], tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": f"Bridge\nOSLO (X{chr(65 + i % 26)}{chr(65 + i // 26)}) - It is shut."}) for i in range(300)
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines))
    limit = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)); "
        "sys.argv[0] = 'wireparse'; runpy.run_module('wireparse', run_name='__main__')"
    )

    done = subprocess.run(
        [command[0], "-c", limit, "convert", "corpus.jsonl", "-o", "out/", "--partition-by", "agency", "-q", "-j", "1"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert done.stderr == b""
    assert len(list((tmp_path / "out").iterdir())) > 200


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out.jsonl"], "--engine ray writes Parquet into a folder: -o folder/."),
        (["-o", "out", "-f", "sqlite"], "--engine ray writes Parquet into a folder: -o folder/."),
        (["-o", "-"], "--engine ray writes Parquet into a folder: -o folder/."),
        (["-", "-o", "out"], "--engine ray reads what all machines can open, so it takes no standard input."),
        (["-o", "out", "-j", "2"], "--engine ray uses the cores of the cluster, so it takes no --jobs."),
        (["-o", "out", "--unordered"], "--engine ray always keeps the order of the sources"),
        (["-o", "out", "--partition-by", "year"], "so it takes no --partition-by."),
        (["-o", "out", "--engine", "local", "--ray-address", "a:1"], "--ray-address goes with --engine ray."),
    ],
)
def test_what_a_cluster_does_not_do(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(1))

    done = run("convert", "corpus.jsonl", "--engine", "ray", *arguments)

    assert done.returncode == 2
    assert message in " ".join(done.stderr.decode().split())
    assert os.listdir(tmp_path) == ["corpus.jsonl"]  # noqa: PTH208  # names


@pytest.mark.skipif(find_spec("ray") is not None, reason="ray is there")
def test_without_ray_the_extra_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(json_lines(1))

    done = run("convert", "corpus.jsonl", "--engine", "ray", "-o", "out")

    assert done.returncode == 2
    assert b"--engine ray needs: pip install 'wireparse[ray]'" in done.stderr
