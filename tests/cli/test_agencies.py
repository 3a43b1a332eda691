import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[bytes]]

OWN = '[[agency]]\nid = "kustpost"\nname = "De Kustpost"\ncodes = ["KP", "ANP"]\n'
BRIDGE = b"Brug\nKATWIJK (KP/ANP) - De brug blijft een week dicht, zegt de gemeente."


def found(run: Run, *query: str) -> list[str]:
    done = run("agencies", *query)
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def test_all_are_listed(run: Run) -> None:
    assert len(found(run)) > 390


@pytest.mark.parametrize(
    ("query", "expected"),
    [(("RTR",), "reuters"), (("switzerland", "sda"), "keystone-sda"), (("nigérienne",), "anp-ne")],
)
def test_they_are_found_by_code_name_and_country(run: Run, query: tuple[str, ...], expected: str) -> None:
    assert found(run, *query) == [expected]


def test_they_are_found_by_language(run: Run) -> None:
    assert "lusa" in found(run, "pt")


def test_none_found_is_an_error(run: Run) -> None:
    done = run("agencies", "zzz")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"wireparse: zzz: no agency has this code, name, country or language\n"


def test_data_has_an_example_of_each_shape(run: Run) -> None:
    [record] = json.loads(run("agencies", "-f", "json", "RTR").stdout)
    assert any(dateline["example"].startswith("DENVER, Dec 24 (Reuters) - ") for dateline in record["datelines"])
    [row] = csv.DictReader(io.StringIO(run("agencies", "-f", "csv", "RTR").stdout.decode(), newline=""))
    assert "DENVER, Dec 24 (Reuters) - " in row["datelines"]


def test_the_view_has_codes_and_examples(run: Run) -> None:
    text = run("agencies", "-f", "view", "RTR").stdout.decode()
    assert "RTR" in text
    assert "DENVER (Reuters) - " in text


def agencies_of(done: CompletedProcess[bytes]) -> list[tuple[str, str]]:
    return [(agency["code"], agency["id"]) for agency in json.loads(done.stdout)["dateline"]["agencies"]]


def test_own_agencies_go_before_the_known(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN, "utf-8")

    assert agencies_of(run(stdin=BRIDGE)) == [("KP", None), ("ANP", "anp")]
    assert agencies_of(run("--agencies", str(own), stdin=BRIDGE)) == [("KP", "kustpost"), ("ANP", "kustpost")]
    assert agencies_of(run(stdin=BRIDGE, env={"WIREPARSE_AGENCIES": str(own)}))[0] == ("KP", "kustpost")
    assert json.loads(run("agencies", "--agencies", str(own), "KP").stdout)["name"] == "De Kustpost"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("[[agency", 1, "Expected"),
        ("", 1, "[[agency]]"),
        ("[agency]\nid = 'a'\n", 1, "[[agency]]"),
        (OWN + "colour = 1\n", 5, "'colour'"),
        (OWN.replace('["KP", "ANP"]', "3"), 4, "'codes'"),
        (OWN + OWN.replace('name = "De Kustpost"\n', ""), 5, "'name'"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_line(
    run: Run, tmp_path: Path, content: str, line: int, reason: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(content, "utf-8")

    done = run("--agencies", str(own), stdin=BRIDGE)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"wireparse: {own}:{line}: ")
    assert reason in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_a_shared_code_is_decided_by_the_language(run: Run) -> None:
    french = "Pont\nNIAMEY (ANP) - Le pont de la ville est fermé pour une semaine, a dit le maire dans un communiqué."
    assert agencies_of(run(stdin=french.encode())) == [("ANP", "anp-ne")]


def test_strict_takes_no_place_alone(run: Run) -> None:
    text = "Brücke\nWien – Die Brücke ist für eine Woche gesperrt, teilte die Stadt mit.".encode()
    assert json.loads(run(stdin=text).stdout)["dateline"]["cities"] == ["Wien"]
    assert json.loads(run("--strict", stdin=text).stdout)["dateline"] is None
    assert b"CITY" not in run("tokens", "--strict", stdin=text).stdout
    assert json.loads(run("--strict", stdin=BRIDGE).stdout)["dateline"]["cities"] == ["KATWIJK"]
