import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.archives import PAGES
from tests.converting import Run, sources_of

from wireparse.convert.plan import Origin, Origins, plan, read_once, total_size
from wireparse.errors import SourceError

Put = Callable[[str, bytes | str], Path]
LEVELS = 1_200


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder that is deeper than a function may call itself."""
    folders = [tmp_path / "deep"]
    for _ in range(LEVELS):
        folders.append(folders[-1] / "d")
    for folder in folders:
        folder.mkdir()
    page = folders[-1] / "a.txt"
    page.write_text(PAGES["a.txt"])
    yield folders[0]
    page.unlink()  # what clears up behind a test is recursive
    for folder in reversed(folders):
        folder.rmdir()


@pytest.mark.skipif(sys.platform == "win32", reason="paths are shorter there")
def test_folders_may_be_deep(run: Run, deep: Path) -> None:
    assert sys.getrecursionlimit() < LEVELS

    records = run.records(deep)

    assert sources_of(records, deep) == ["d/" * LEVELS + "a.txt"]
    assert run.problems == []


def test_folders_and_files_stand_in_the_order_of_their_names(put: Put) -> None:
    names = ["a/z.txt", "a/b/c.txt", "b.txt", "a.txt", "c/d.txt", "B.txt"]
    root = [put(name, "Brug\n") for name in names][2].parent

    found = [origin.path.removeprefix(f"{root}/") for origin in plan([str(root)])]

    assert found == ["B.txt", "a/b/c.txt", "a/z.txt", "a.txt", "b.txt", "c/d.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such things there")
def test_what_is_no_file_is_named_and_passed_over(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    root = put("a.txt", PAGES["a.txt"]).parent
    (root / "z").mkdir()
    (root / "link.txt").symlink_to(root / "a.txt")
    (root / "round").symlink_to(root)
    (root / "lost.txt").symlink_to(root / "nothing")
    os.mkfifo(root / "pipe.txt")
    monkeypatch.chdir(root)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        records = run.records(root)
        filtered = run.records(root, globs=["a*"])
        passed = [(Path(problem.address).name, problem.kind) for problem in run.problems]
        run.records(root)

    assert sources_of(records, root) == ["a.txt", "link.txt"]
    assert [(Path(problem.address).name, problem.kind, problem.message) for problem in run.problems] == [
        ("lost.txt", "unreadable", "No such file or directory"),
        ("pipe.txt", "special", "a named pipe, which is not read"),
        ("round", "link", "a link to a folder, which is not followed; name it to read it"),
        ("socket.txt", "special", "a socket, which is not read"),
    ]
    assert run.state.counts.failures == 1
    assert sources_of(filtered, root) == ["a.txt"]
    assert passed == [("round", "link")]


@pytest.mark.parametrize(
    "content",
    [
        b"a b.txt\nc.txt\n",
        b"a b.txt\r\n\r\nc.txt\r\n",
        b"\xef\xbb\xbfa b.txt\n# a comment\n \nc.txt",
    ],
    ids=["plain", "crlf", "mark"],
)
def test_a_list(put: Put, content: bytes) -> None:
    assert [origin.path for origin in plan([], lists=[str(put("list", content))])] == ["a b.txt", "c.txt"]


def test_names_in_a_list_may_hold_anything_but_a_line_end(put: Put) -> None:
    content = "a\u2028b\x0c.txt\n".encode() + b"caf\xe9.txt\n"

    paths = [origin.path for origin in plan([], lists=[str(put("list", content))])]

    assert paths == ["a\u2028b\x0c.txt", os.fsdecode(b"caf\xe9.txt")]


def test_what_a_list_names_and_is_not_there_is_a_failure(put: Put) -> None:
    origins = plan([], lists=[str(put("list", "missing.txt\n"))])

    assert [origin.problem for origin in origins] == ["No such file or directory"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), (b"a.txt\0b.txt\0", "binary data; a list has a name a line")],
)
def test_a_list_that_is_none(put: Put, content: bytes | None, reason: str) -> None:
    path = put("list", content or b"")
    if content is None:
        path.unlink()

    with pytest.raises(SourceError, match=reason) as caught:
        plan([], lists=[str(path)])

    assert caught.value.name == str(path)


def test_a_list_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        plan([], lists=[str(tmp_path)])


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes there")
def test_what_can_be_read_once_and_has_no_size(put: Put, tmp_path: Path) -> None:
    page, pipe = str(put("a.txt", "Brug\n")), str(tmp_path / "pipe")
    os.mkfifo(pipe)

    assert read_once(plan([page, "missing.txt"])) is None
    assert read_once(plan([page, "-"])) == "standard input"
    assert read_once(plan([page, pipe])) == pipe
    assert [total_size(plan([page, path])) for path in ("missing.txt", "-", pipe)] == [5, 0, 0]


@pytest.mark.parametrize("count", [0, 1, 999, 1_000, 1_001, 2_500])
def test_packed_sources_are_a_sequence_of_what_was_packed(count: int) -> None:
    whole = [
        Origin(f"news/{i}/\udcff ü\n.txt", i << 40, -i, None if i % 7 else "gone", mark=f"{i}") for i in range(count)
    ]

    packed = Origins(iter(whole))

    assert len(packed) == count
    assert list(packed) == whole
    assert [packed[i] for i in range(-count, count)] == whole * 2
    assert packed[count // 3 :: 400] == whole[count // 3 :: 400]
    with pytest.raises(IndexError):
        packed[count]
