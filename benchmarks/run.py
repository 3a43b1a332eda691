"""Speed, growth, start-up and memory, as ratios that are measured in one run.

    make bench                                all of it, compiled, in a few minutes
    python benchmarks/run.py                  the same for wireparse as it is installed
    python benchmarks/run.py --quick growth   one group, roughly
    python benchmarks/run.py --check          exit 1 when a limit is passed

A machine's speed changes from minute to minute, so no figure here is a time: each is what wireparse takes divided by
what something else takes that was measured in turn with it.
"""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import msgspec

from wireparse import parse, tokenize, tokenizer
from wireparse.readers import decode

ROOT: Final = Path(__file__).resolve().parents[1]
FIXTURES: Final = ROOT / "fixtures"
WIREPARSE: Final = Path(sys.executable).with_name("wireparse")
KILO: Final = 1_000
MEGA: Final = 1_000_000

PAGE_LIMIT: Final = 10.0
SHORT_LIMIT: Final = 15.0
GROWTH_LIMIT: Final = 2.3
START_LIMIT: Final = 2.5
MEMORY_LIMIT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    group: str
    name: str
    value: float | None
    """A ratio, or megabytes; None when it could not be measured."""
    limit: float | None
    """None for what is measured for information."""
    note: str

    @property
    def verdict(self) -> str:
        """Whether the value keeps its limit."""
        if self.limit is None:
            return ""
        return "OK" if self.value is not None and self.value <= self.limit else "over"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and how thoroughly."""

    quick: bool
    full: bool
    names: tuple[str, ...]

    def wants(self, group: str, name: str = "") -> bool:
        """Whether one of the words asked for is in the name, or in that of its group."""
        label = f"{group} {name}".casefold()
        return not self.names or any(word.casefold() in label for word in self.names)


# Speed: a text against the least that any tool must do with it


class Record(msgspec.Struct):
    """The record that the reference decodes."""

    text: str


DISPATCHES: Final = {
    "dispatch in Dutch": """
        Dorpen aan de Linge delen voortaan één brugwachter

        Door Wessel Bruinhof

        TIEL (ANP) - Vier dorpen langs de Linge krijgen samen één brugwachter. Hij fietst van de ene brug naar de
        andere en belt van tevoren, zo hebben de gemeenten vrijdag besloten. Schippers wachten daardoor hooguit
        twintig minuten.

        De bruggen werden tot nu toe bediend door vrijwilligers. Dat ging goed tot de zomer, toen er drie tegelijk
        met vakantie waren en een zeilboot een nacht lang tussen twee dorpen lag.

        De nieuwe wachter is Jelte Oortgiesen, die dertig jaar op de veerboot naar Ameland voer. "Op zee wacht niemand
        op een brug", zei hij bij zijn eerste ronde. "Maar het uitzicht is hier beter."

        Het kost de dorpen samen 38.000 euro per jaar. In Beesd komt een bel waarmee schippers zich kunnen melden.

        (ANP)
        """,
    "dispatch in English": """
        Orchard town bets on its crooked clock

        By Imogen Hartley

        KESWICK FALLS, March 4 (Reuters) - A town of 900 people will repair the hands of its church clock but not
        the time it shows, after shopkeepers said that visitors come to see it run nine minutes late.

        The council voted 5-2 on Monday to spend 14,000 pounds on new hands and to leave the works alone. A bakery
        beside the church has sold "nine minute" buns since 1987.

        "We measured, and it has been late by the same nine minutes for forty years," said Edwin Marsh, the
        clockmaker who looked at it first. "That takes some precision."

        The railway, whose timetable the clock has confused for as long, said it would put up a sign.

        (Reporting by Imogen Hartley; Editing by June Ash)
        """,
    "dispatch in Russian": """
        Под Вологдой открыли школу звонарей

        ВОЛОГДА, 4 марта. /ТАСС/. Школа звонарей открылась в селе под Вологдой, сообщили журналистам в администрации
        района. Учиться в ней будут двенадцать человек, самому младшему девять лет.

        Занятия идут в бывшей водонапорной башне: колокольню в селе еще не достроили. Первые колокола заменяют
        чугунные сковороды, подобранные по тону.

        "Через год мы дадим концерт, и сковороды вернем хозяйкам", - сказал руководитель школы Прохор Лебяжьев.
        """,
}
"""Invented, a paragraph between blank lines."""
SCRIPTS: Final = ("ru-tass-page", "zh-xinhua-page", "ar-wam-page", "ja-kyodo-page", "ko-yonhap-page")


def speed(plan: Plan) -> Iterator[Row]:
    """`parse` and `tokenize` on pages, on short dispatches, and on wire files of several dispatches."""
    glued = fixture("pages/nl-glued")
    yield from against_reference(plan, "parse, page", "nl-glued", glued, PAGE_LIMIT)
    for name in SCRIPTS:
        yield from against_reference(plan, "parse, page", name, fixture(f"pages/{name}"))
    for name, dispatch in DISPATCHES.items():
        yield from against_reference(plan, "parse, dispatch", name, one_line_a_paragraph(dispatch), SHORT_LIMIT)
    for path in sorted(FIXTURES.glob("wire/*.txt")):
        wire = fixture(f"wire/{path.stem}")
        if 700 < len(wire.encode()) < 1_300:
            yield from against_reference(plan, "parse, wire", path.stem, wire)
    yield from against_reference(plan, "tokenize", "nl-glued", glued, act=tokenize)


def one_line_a_paragraph(text: str) -> str:
    """A text of `DISPATCHES` as a news site's converter leaves it."""
    return "\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n")) + "\n"


def fixture(name: str) -> str:
    """The text of a fixture."""
    return decode((FIXTURES / f"{name}.txt").read_bytes()).text


def against_reference(  # noqa: PLR0913  # a row of the table
    plan: Plan, group: str, name: str, text: str, limit: float | None = None, *, act: Callable[[str], object] = parse
) -> Iterator[Row]:
    """What `act` takes for a text, divided by reading it from JSON and writing its lines as JSON."""
    if not plan.wants(group, name):
        return
    record = msgspec.json.encode({"text": text})
    read, write = msgspec.json.Decoder(Record).decode, msgspec.json.Encoder().encode

    def reference() -> None:
        write(read(record).text.splitlines())

    ours, theirs = interleaved(lambda: act(text), reference, rounds=40 if plan.quick else 300)
    size = len(text.encode())
    note = f"{ours * MEGA:.0f} µs for {size:,} bytes, {size / ours / MEGA:.1f} MB/s"
    yield Row(group, name, ours / theirs, limit, note)


def interleaved(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The least that each takes, measured in turn; one measurement is many calls, so that the clock is fine enough."""
    calls = [max(1, round(0.002 / once(act, 3))) for act in (one, other)]
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for i, act in enumerate((one, other)):
            best[i] = min(best[i], once(act, calls[i]))
    return best[0], best[1]


def once(act: Callable[[], object], calls: int = 1) -> float:
    """Seconds for one call, as the mean of some."""
    start = perf_counter()
    for _ in range(calls):
        act()
    return (perf_counter() - start) / calls


# Growth: a text twice as long, twice the time


def growth(plan: Plan) -> Iterator[Row]:
    """`parse` on texts that are made to be slow."""
    units: dict[str, list[str]] = json.loads((ROOT / "benchmarks" / "hostile.json").read_text("utf-8"))
    for name, parts in units.items():
        if plan.wants("growth", name):
            yield doubled(plan, name, parts, 10 * KILO)
    if plan.wants("growth", "10 MB on one line"):
        yield doubled(plan, "10 MB on one line", units["prose"], 5 * MEGA)


def doubled(plan: Plan, name: str, units: list[str], size: int) -> Row:
    """The time for a text of twice the size divided by that for the text itself."""
    enough = 0.03 if plan.quick else 0.15
    try:
        text = hostile(units, size)
        while (seconds := once(lambda: parse(text))) < enough and size < MEGA:  # noqa: B023  # called at once
            size *= 2
            text = hostile(units, size)
        longer = hostile(units, 2 * size)
        gc.collect()
        best = [float("inf"), float("inf")]
        for _ in range(max(2 if plan.quick else 3, round(0.4 / seconds))):  # what is over at once is noisy
            best[0] = min(best[0], once(lambda: parse(text)))
            best[1] = min(best[1], once(lambda: parse(longer)))
    except Exception as error:  # noqa: BLE001  # a table with a gap tells more than a traceback
        return Row("growth", name, None, GROWTH_LIMIT, f"{type(error).__name__} at {size:,} characters: {error}")
    note = f"{best[0] * KILO:.0f} ms for {size:,} characters"
    return Row("growth", name, best[1] / best[0], GROWTH_LIMIT, note)


def hostile(units: list[str], size: int) -> str:
    """Each unit as often as fits, one after the other; a unit with `%d` has numbers of its own."""
    times = size // len("".join(units))
    return "".join("".join(unit % i for i in range(times)) if "%d" in unit else unit * times for unit in units)


# Start-up: a process against one that imports what it cannot do without


def start(plan: Plan) -> Iterator[Row]:
    """The command, from its start to its end."""
    reference = [sys.executable, "-c", "import click, regex, msgspec"]
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.txt")
        small.write_text("Brug dicht\nUTRECHT (ANP) - De brug is dicht.\n", "utf-8")
        for name, arguments in {
            "parse -f jsonl SMALL": ["parse", "-f", "jsonl", str(small)],
            "--version": ["--version"],
            "--help": ["--help"],
        }.items():
            if not plan.wants("start-up", name):
                continue
            command = [str(WIREPARSE), *arguments]
            best = {id(command): float("inf"), id(reference): float("inf")}
            for _ in range(5 if plan.quick else 25):
                for words in (command, reference):
                    best[id(words)] = min(best[id(words)], process(words))
            ours, theirs = best.values()
            note = f"{ours * KILO:.0f} ms, the reference {theirs * KILO:.0f}"
            yield Row("start-up", name, ours / theirs, START_LIMIT, note)


def process(command: list[str]) -> float:
    """Seconds that a process takes."""
    begin = perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603  # our own commands
    return perf_counter() - begin


# Memory: a stream of records, far larger than what may be held


MEASURE: Final = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(status, usage.ru_maxrss)
"""
"""Runs a command in a process of its own: one that was large itself would lend its child its peak."""


def memory(plan: Plan) -> Iterator[Row]:
    """JSON Lines through the command."""
    size = KILO if plan.full else 20 if plan.quick else 200
    name = f"{size} MB of JSON Lines"
    if not plan.wants("memory", name):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stories.jsonl")
        write_stories(path, size * MEGA)
        command = [str(WIREPARSE), "parse", "--from", "jsonl", "-f", "jsonl", str(path)]
        begin = perf_counter()
        done = subprocess.run(  # noqa: S603  # our own commands
            [sys.executable, "-c", MEASURE, *command], capture_output=True, check=True, text=True
        )
        seconds = perf_counter() - begin
    status, peak = map(int, done.stdout.split())
    megabytes = peak / (MEGA if sys.platform == "darwin" else KILO)
    note = f"MB at the peak, {size / seconds:.1f} MB/s" + (f", exit status {status}" if status else "")
    yield Row("memory", name, None if status else megabytes, MEMORY_LIMIT, note)


def write_stories(path: Path, size: int) -> None:
    """Writes records of invented dispatches until the file has the size."""
    texts = [one_line_a_paragraph(text) for text in DISPATCHES.values()]
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        number = 0
        while file.tell() < size:
            text = texts[number % len(texts)].replace("\n", f" {number}\n", 1)
            file.write(encode({"id": number, "text": text}) + b"\n")
            number += 1


# The table

GROUPS: Final = (speed, growth, start, memory)
HEAD: Final = f"{'':17}{'':36}{'ratio':>8}{'limit':>8}  {'':5}"


def show(row: Row) -> str:
    """A row as a line of the table."""
    value = "-" if row.value is None else f"{row.value:.2f}"
    limit = "" if row.limit is None else f"{row.limit:g}"
    return f"{row.group:17}{row.name:36}{value:>8}{limit:>8}  {row.verdict:5}{row.note}".rstrip()


def is_compiled() -> bool:
    """Whether the core was compiled when wireparse was installed, as `make bench` does."""
    return not str(tokenizer.__file__).endswith(".py")


def main() -> int:
    """Measures, prints, and says whether all limits are kept where it is asked to check."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", help="only rows with one of these words in them")
    options.add_argument("--quick", action="store_true", help="fewer repeats, smaller inputs: rough figures")
    options.add_argument("--full", action="store_true", help="1 GB of JSON Lines instead of 200 MB")
    options.add_argument("--json", action="store_true", help="print JSON, one object a row")
    options.add_argument("--check", action="store_true", help="exit 1 when a limit is passed")
    arguments = options.parse_args()
    plan = Plan(arguments.quick, arguments.full, tuple(arguments.names))
    if not arguments.json:
        print("wireparse is compiled" if is_compiled() else "wireparse is plain Python, not compiled")
        print(HEAD)
    kept = True
    for row in (row for group in GROUPS for row in group(plan)):
        kept &= row.verdict != "over"
        text = json.dumps(asdict(row) | {"verdict": row.verdict}, ensure_ascii=False) if arguments.json else show(row)
        print(text, flush=True)
    return int(arguments.check and not kept)


if __name__ == "__main__":
    sys.exit(main())
