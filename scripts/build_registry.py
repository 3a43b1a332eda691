"""Adds a folder of collected facts to the data files of the registry.

    python scripts/build_registry.py FACTS_DIR

The data files (src/wireparse/registry/data/*.json) are the source of truth: what is in them stays, so that they can be
edited by hand, and this script adds what they lack. Run twice, it changes nothing.

FACTS_DIR holds, each optional:

- agencies.toml: agencies, their codes and dateline styles, collected from published wire copy and general knowledge
- months.json: month and weekday names of CLDR 48 (Unicode License v3)
- ages.json, ages_locales.json: relative times of CLDR 48 (Unicode License v3)
- ages_libs.json: relative times as moment, dayjs, date-fns and timeago.js print them (MIT)
- ages_site.json: short forms collected from news sites
- sections.json: headings, credits and buttons collected from news sites
"""

import json
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wireparse.registry import _data, months
from wireparse.registry.agencies import fold

Json = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Adds the facts to every data file, and says how large the files now are."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    facts = Path(arguments[0])
    write("agencies.json", merge_agencies(read("agencies.json", []), facts / "agencies.toml"), depth=1)
    write("months.json", merge_months(read("months.json", {}), read_facts(facts / "months.json")), depth=2)
    return 0


def read_facts(path: Path) -> Json:
    """A JSON file of the facts, by language; empty when there is none."""
    found: Json = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def read(name: str, empty: Any) -> Any:  # noqa: ANN401 - JSON is Any
    """A data file as it is now."""
    path = _data.FOLDER / name
    return json.loads(path.read_text("utf-8")) if path.exists() else empty


def write(name: str, value: Any, depth: int) -> None:  # noqa: ANN401 - JSON is Any
    """Writes a data file, one entry a line; entries are what stands this deep."""
    path = _data.FOLDER / name
    path.write_text(lines_of(value, depth) + "\n", "utf-8")
    print(f"{name}: {path.stat().st_size} bytes")


def lines_of(value: Any, depth: int) -> str:  # noqa: ANN401 - JSON is Any
    """JSON with a line for each entry, so that a change of one entry is a change of one line."""
    if depth == 0 or not value:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[\n" + ",\n".join(lines_of(item, depth - 1) for item in value) + "\n]"
    items = (f"{json.dumps(key, ensure_ascii=False)}: {lines_of(item, depth - 1)}" for key, item in value.items())
    return "{\n" + ",\n".join(items) + "\n}"


def merge_agencies(known: list[Json], facts: Path) -> list[Json]:
    """Adds the agencies that are not known yet, without the examples and the evidence."""
    ids = {agency["id"] for agency in known}
    found = tomllib.loads(facts.read_text("utf-8"))["agency"] if facts.exists() else []
    new = [agency_of(agency) for agency in found if agency["id"] not in ids]
    return sorted(known + new, key=lambda agency: str(agency["id"]))


def agency_of(fact: Json) -> Json:
    """An agency as the registry keeps it; what is the rule is left out."""
    agency = {key: fact[key] for key in ("id", "name", "country", "languages")}
    agency |= {key: fact[key] for key, rule in (("kind", "agency"), ("status", "active")) if fact[key] != rule}
    return agency | {"codes": list(codes_of(fact["codes"])), "styles": [style_of(style) for style in fact["style"]]}


def style_of(fact: Json) -> Json:
    """A dateline style as the registry keeps it."""
    style = {key: fact[key] for key in ("lang", "template", "mark", "city_case", "separator", "confidence")}
    return style | {key: fact[key] for key in ("date", "sign_off") if fact.get(key, "none") != "none"}


def codes_of(printed: list[str]) -> Iterator[str]:
    """The codes without the marks around them, each once; joint ones (``AP/dapd``) are read as two."""
    seen = set()
    for text in printed:
        code = text.strip('()/©ⓒ-#" .')
        if fold(code) not in seen and "…" not in code and "/" not in code:
            seen.add(fold(code))
            yield code


def merge_months(known: Json, facts: Json) -> Json:
    """Adds names to the months and weekdays that are known."""
    found: dict[str, dict[int, set[str]]] = {}
    for name, meanings in known.get("months", {}).items():
        for number, languages in meanings:
            found.setdefault(name, {}).setdefault(number, set()).update(languages)
    for language, lists in facts.items():
        for key in (key for key in lists if key.startswith("months_")):
            for number, printed in enumerate(lists[key], start=1):
                for name in month_names(printed):
                    found.setdefault(name, {}).setdefault(number, set()).add(primary(language))
    merged = {
        name: [[number, sorted(languages)] for number, languages in sorted(meanings.items())]
        for name, meanings in sorted(found.items())
    }
    days = (day for lists in facts.values() for key in lists if key.startswith("weekdays_") for day in lists[key])
    return {
        "months": merged,
        "weekdays": sorted({*known.get("weekdays", []), *(n for day in days for n in names(day))}),
    }


def primary(language: str) -> str:
    """The language without its script; Norwegian is Bokmål, as in the rest of the registry."""
    return {"no": "nb"}.get(language, language.partition("-")[0])


def month_names(printed: str) -> set[str]:
    """The forms of a month name; a number is no name, and a preposition is no part of it (Catalan, Gaelic, Romansh)."""
    if re.search(r"\d", printed) and not re.match(r"th(áng|g) ", printed.lower()):
        return set()
    return names(re.sub(r"^(de |da |dhen |d’)", "", printed))


def names(printed: str) -> set[str]:
    """A name as it is looked up, with its accents and as a 7-bit wire would send it; a single letter is no name."""
    name = months.fold(printed)
    plain = unicodedata.normalize(
        "NFC", re.sub(r"[\u0300-\u036f\u0653-\u0655]", "", unicodedata.normalize("NFD", name))
    )
    found = {name, plain} if re.match(r"[a-zà-ž\u0620-\u064a]", name) else {name}
    return {name for name in found if len(name) > 1}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
