from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.archives import PACKERS, PAGES, json_lines, tar
from tests.converting import Run, codec_of

from wireparse.convert import units
from wireparse.convert.parts import Reading
from wireparse.convert.plan import Origin, plan
from wireparse.convert.run import OnError
from wireparse.convert.units import FILES, Done, Task, count_records, do_task, parts, read_done
from wireparse.convert.work import Settings

Put = Callable[[str, bytes | str], Path]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "UNIT", 10_000)


def numbered(origins: Sequence[Origin]) -> list[Origin]:
    found = []
    for origin in origins:
        number = 0
        for part in parts(origin, Reading()):
            found.append(part._replace(number=number))
            number += count_records(part, "") if part.end >= 0 else 0
    return found


def do_all(work: Path, *sources: Path, here: str = "", on_error: str = "skip", **settings: Any) -> list[Done]:
    (work / FILES).mkdir(parents=True, exist_ok=True)
    origins = numbered(plan([str(source) for source in sources]))
    how = Settings(codec=codec_of("out.parquet"), **settings)
    return [
        do_task(Task(unit=unit, settings=how, reading=Reading(), on_error=OnError(on_error), here=here, work=str(work)))
        for unit in units.units(origins)
    ]


def table(work: Path) -> Any:
    return pa.concat_tables(pq.read_table(path) for path in sorted((work / FILES).iterdir()))


@pytest.fixture
def sources(put: Put) -> list[Path]:
    lines = json_lines(400).splitlines(keepends=True)
    odd = b"\xef\xbb\xbf\n \n" + b"\n".join(lines[:200]) + b"\r\n\r\n" + b"".join(lines[200:]) + b"{broken"
    return [
        put("corpus.jsonl", odd),
        put("news.tar.gz", PACKERS[".gz"](tar(PAGES))),
        put("more.jsonl.zst", PACKERS[".zst"](json_lines(300))),
        put("long.jsonl", json_lines(3, text="Bridge {0}\nOSLO (NTB) - It is shut." + " It rains." * 3_000)),
        put("a.txt", PAGES["a.txt"]),
        put("wide.jsonl", json_lines(300).decode().encode("utf-16")),
    ]


def test_units_hold_what_one_run_writes(run: Run, tmp_path: Path, sources: list[Path]) -> None:
    expected = pq.read_table(run(*sources, to="out.parquet"))
    problems = [problem._replace(data=b"") for problem in run.problems]

    done = do_all(tmp_path / "work", *sources)

    assert len(done) > 6
    assert table(tmp_path / "work") == expected
    assert [(found.address, found.record) for one in done for found in one.problems] == [
        (problem.address, problem.record) for problem in problems
    ]
    assert sum(one.counts.dispatches for one in done) == run.state.counts.dispatches
    assert sum(one.counts.failures for one in done) == run.state.counts.failures == 1


def test_a_part_is_whole_lines(sources: list[Path]) -> None:
    for source in sources:
        [origin] = plan([str(source)])
        data = source.read_bytes()

        found = parts(origin, Reading())

        if source.name in {"corpus.jsonl", "long.jsonl"}:
            assert len(found) > 1
            assert [part.begin for part in found[1:]] == [part.end for part in found[:-1]]
            assert all(data[part.begin - 1 : part.begin] == b"\n" for part in found[1:])
            assert (found[0].begin, found[-1].end) == (0, -1)
        else:
            assert found == [origin]


def test_a_unit_can_be_done_again(tmp_path: Path, sources: list[Path]) -> None:
    first = do_all(tmp_path / "one", *sources, on_error="quarantine")
    before = {path.name: path.read_bytes() for path in (tmp_path / "one" / FILES).iterdir()}
    (tmp_path / "two").mkdir()
    second = do_all(tmp_path / "two" / "work", *sources, on_error="quarantine")

    assert first == second
    assert {path.name: path.read_bytes() for path in (tmp_path / "two/work" / FILES).iterdir()} == before
    assert len(list((tmp_path / "one").glob("*.rejects.jsonl"))) == 1


def test_a_unit_that_is_done_is_not_begun(tmp_path: Path, put: Put) -> None:
    source = put("a.txt", PAGES["a.txt"])
    [done] = do_all(tmp_path / "work", source)
    source.unlink()
    task = Task(
        unit=units.Unit(0, (Origin(str(source)),)),
        settings=Settings(codec=codec_of("out.parquet")),
        reading=Reading(),
        on_error=OnError.SKIP,
        here="",
        work=str(tmp_path / "work"),
    )

    assert do_task(task) == done == read_done(tmp_path / "work", 0)


def test_names_stay_relative(tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.txt", PAGES["a.txt"])
    monkeypatch.chdir(tmp_path / "in")
    origins = plan(["a.txt"])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work" / FILES).mkdir(parents=True)
    task = Task(
        unit=units.Unit(0, tuple(origins)),
        settings=Settings(codec=codec_of("out.parquet")),
        reading=Reading(),
        on_error=OnError.SKIP,
        here=str(tmp_path / "in"),
        work=str(tmp_path / "work"),
    )

    assert do_task(task).problems == ()
    assert table(tmp_path / "work")["source"].to_pylist() == ["a.txt"]
    assert Path.cwd() == tmp_path


def test_what_stops_a_unit_is_told(tmp_path: Path, put: Put) -> None:
    bad = put("bad.jsonl", b"{broken\n")
    [done] = do_all(tmp_path / "work", bad, on_error="fail")
    assert done.stopped
    assert done.stopped.startswith(f"{bad}#0: bad JSON")

    for _ in range(units.TRIES - 1):
        [done] = do_all(tmp_path / "work", bad, on_error="fail")
        assert "bad JSON" in str(done.stopped)
    [done] = do_all(tmp_path / "work", bad, on_error="fail")
    assert str(done.stopped).startswith(f"4 workers died of the unit that begins with {bad}")

    missing = Task(
        unit=units.Unit(0, (Origin("a.txt"),)),
        settings=Settings(codec=codec_of("out.parquet")),
        reading=Reading(),
        on_error=OnError.SKIP,
        here=str(tmp_path / "nowhere"),
        work=str(tmp_path / "work2"),
    )
    assert "No such file or directory on the machine" in str(do_task(missing).stopped)
