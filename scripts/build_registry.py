"""Makes the data files of the registry.

    python scripts/build_registry.py [FACTS_DIR]

The data files (src/wireparse/registry/data/*.json) are the source of truth: what is in them stays, so that they can be
edited by hand, and this script adds what they lack. Run twice, it changes nothing. The exception is headings.json,
which is made of headings/*.txt beside it, one file a language: those are the ones to edit.

FACTS_DIR holds, each optional:

- agencies.toml: agencies, their codes and dateline styles, collected from published wire copy and general knowledge
- months.json: month and weekday names of CLDR 48 (Unicode License v3)
- ages.json, ages_locales.json: relative times of CLDR 48 (Unicode License v3)
- ages_libs.json: relative times as moment, dayjs, date-fns and timeago.js print them (MIT)
- ages_site.json: short forms collected from news sites
"""

import itertools
import json
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wireparse.registry import _data, ages, headings, months
from wireparse.registry.agencies import fold_code
from wireparse.registry.headings import fold_line

Json = dict[str, Any]

# The sections of data/headings/*.txt, and the lists that their entries go in.
SECTIONS = {
    "headings": "open",
    "headings with a known section": "wide_patterns",
    "links": "inline",
    "notes": "boiler",
    "menu": "menu_words",
    "photos": "photo",
    "origins": "source",
    "stamps": "stamp_words",
    "date words": "date_words",
    "sections": "rubrics",
    "credits": "credit_words",
    "sources": "note_prefixes",
    "bylines": "byline_words",
}
CHANNELS = (
    "Bluesky|E-mail|Email|Facebook|Instagram|LinkedIn|Mail|Mastodon|Messenger|Pinterest|Reddit|Signal|SMS|Telegram|Threads|"
    "Tumblr|Twitter|Viber|VK|WhatsApp|X|Xing"
)
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u2e80-\ud7ff]")

SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "month": 30 * 86400,
    "quarter": 90 * 86400,
    "year": 365 * 86400,
}
# Where languages disagree and none has a majority, the one with more readers is right.
MOST_READ = ("en", "es", "fr", "de", "ru", "pt", "it", "nl", "pl", "tr", "ar", "zh", "ja", "id", "sv", "cs", "hr", "sr")
# Languages in which the libraries print the unit without a word for "ago".
NO_WORD_FOR_AGO = {"ku", "mn", "rn", "rw", "tzm"}
# "Now" in one language, everyday words in another.
TOO_COMMON = {"acum", "ara", "como", "eben", "ma", "most", "net", "no", "nu", "ora", "recent", "м", "今"}
# Forms that are no age of a story: a minus sign, the number as an afterthought (Hebrew), "within" (Arabic).
NO_DAY_NAME = re.compile(r"^قبل | ilu$")  # "one day ago", where the others say "yesterday"
NO_AGE = re.compile(r"^[-–−]|\(\{0\}\)|-\{0\}|^خلال|\bmein$|ثانيه کې")


def main(arguments: list[str]) -> int:
    """Adds the facts to every data file, and says how large the files now are."""
    if len(arguments) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    write("headings.json", compile_headings(_data.FOLDER / "headings"), depth=2)
    if not arguments:
        return 0
    facts = Path(arguments[0])
    write("agencies.json", merge_agencies(read("agencies.json", []), facts / "agencies.toml"), depth=1)
    write("months.json", merge_months(read("months.json", {}), read_facts(facts / "months.json")), depth=2)
    write("ages.json", merge_ages(read("ages.json", {}), facts), depth=2)
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
        if fold_code(code) not in seen and "…" not in code and "/" not in code:
            seen.add(fold_code(code))
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


def merge_ages(known: Json, facts: Path) -> Json:
    """Adds phrases to those that are known; what is neither past nor clear is left out."""
    senses: dict[str, dict[str, dict[int, set[str]]]] = {"patterns": {}, "fixed": {}, "clock_words": {}}
    for name in ("ages.json", "ages_locales.json", "ages_libs.json", "ages_site.json"):
        for language, units in read_facts(facts / name).items():
            for table, phrase, value in phrases(primary(language), units, from_library="libs" in name):
                senses[table].setdefault(ages.fold(phrase), {}).setdefault(value, set()).add(primary(language))
    merged: Json = {
        table: dict(
            sorted(({phrase: choice(values) for phrase, values in found.items()} | known.get(table, {})).items())
        )
        for table, found in senses.items()
    }
    counted = {
        pattern.replace("{0}", word)
        for group in known.get("counted", [])
        for pattern in group["patterns"]
        for word in group["words"]
    }
    conflicts = {
        phrase: {str(value): sorted(languages) for value, languages in sorted(values.items())}
        for table in ("patterns", "fixed")
        for phrase, values in senses[table].items()
        if len(values) > 1
    }
    return {
        "patterns": {
            phrase: value
            for phrase, value in merged["patterns"].items()
            if phrase.removeprefix("{0}").strip() not in known.get("short", {})
        },
        "fixed": {phrase: value for phrase, value in merged["fixed"].items() if phrase not in counted},
        "short": dict(sorted(known.get("short", {}).items())),
        "qualifiers": sorted(known.get("qualifiers", [])),
        "clock_words": merged["clock_words"],
        "counted": known.get("counted", []),
        "conflicts": dict(sorted((known.get("conflicts", {}) | conflicts).items())),
    }


def phrases(language: str, units: Json, *, from_library: bool) -> Iterator[tuple[str, str, int]]:
    """The phrases of one language: the table they belong in, the phrase, and its value."""
    if from_library and language in NO_WORD_FOR_AGO:
        return
    for unit, printed in units.items():
        for phrase in printed if unit in SECONDS else ():
            if not NO_AGE.search(phrase):
                yield "patterns", phrase, SECONDS[unit]
    for phrase, (unit, offset) in units.get("fixed", {}).items():
        if re.search(r"\d", phrase):
            continue
        if offset < 0 or (unit == "second" and ages.fold(phrase) not in TOO_COMMON):
            yield "fixed", phrase, -offset * SECONDS[unit]
        if unit == "day" and offset >= -2 and not (from_library or NO_DAY_NAME.search(phrase)):
            yield "clock_words", phrase, -offset


def choice(values: dict[int, set[str]]) -> int:
    """The sense that most languages have; of equals, the one of the language with more readers."""
    reach = {language: len(MOST_READ) - rank for rank, language in enumerate(MOST_READ)}
    return max(
        values, key=lambda value: (len(values[value]), max(reach.get(lang, 0) for lang in values[value]), -value)
    )


def compile_headings(folder: Path) -> Json:
    """The lines of all languages in the form in which they are looked up."""
    dicts: dict[str, dict[str, list[str]]] = {key: {} for key in ("open", "credit_words", "byline_words")}
    sets: dict[str, set[Any]] = {key: set() for key in headings.Headings.__struct_fields__ if key not in dicts}
    for path in sorted(folder.glob("*.txt")):
        lists = lists_of(path)
        for key, phrases in lists.items():
            if key in dicts:
                for phrase in phrases:
                    dicts[key].setdefault(phrase, []).append(path.stem)
            else:
                sets[key] |= phrases - (lists["menu_words"] if key == "boiler" else set())
    sets["date_words"] |= {word for name in (*months.months(), *months.weekdays()) for word in fold_line(name).split()}
    sets["note_prefixes"] |= {word + ":" for word in dicts["credit_words"]}
    sets["boiler"] -= dicts["open"].keys() | sets["rubrics"]
    sets["menu_words"] -= sets["boiler"]
    for key in ("boiler", "menu_words", "rubrics"):
        sets[key] = {phrase for phrase in sets[key] if re.search(r"[^\W\d]", phrase)}
    table: Json = {**dicts, **sets}
    return {
        key: dict(sorted(table[key].items())) if key in dicts else sorted(table[key])
        for key in headings.Headings.__struct_fields__
    }


def lists_of(path: Path) -> dict[str, set[Any]]:
    """The lists of one language."""
    found: dict[str, set[Any]] = {key: set() for key in headings.Headings.__struct_fields__}
    for section, entry in entries_of(path):
        for phrase in forms_of(entry):
            for key, value in compiled(section, phrase):
                found[key].add(value)
    return found


def entries_of(path: Path) -> Iterator[tuple[str, str]]:
    """The entries of one language, each with the section that it stands in."""
    section = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if named := re.fullmatch(r"\[([a-z ]+)\]", line):
            section = named[1]
        elif line and not line.startswith("#"):
            if section not in SECTIONS:
                sys.exit(f"{path}:{number}: no such section: [{section}]")
            yield section, line


def forms_of(entry: str) -> Iterator[str]:
    """An entry with its choices written out: ``Deel (dit |)artikel`` is two forms."""
    parts = re.split(r"\(([^()]*)\)", entry.replace("{channel}", f"({CHANNELS})"))
    choices = [part.split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    return map("".join, itertools.product(*choices))


def compiled(section: str, phrase: str) -> Iterator[tuple[str, Any]]:
    """The lists that a phrase goes in, and what goes there."""
    key = SECTIONS[section]
    start, words, goes_on = re.fullmatch(r"(… )?(.*?)( ?…)?", phrase).groups("")  # type: ignore[union-attr]
    folded = fold_line(words)
    if key in ("open", "wide_patterns") and "{x}" in phrase:
        before, _, behind = folded.partition("{x}")
        yield ("open_patterns" if key == "open" else key), (before, behind)
    elif section == "links":
        yield "inline", folded + ":"
    elif section == "sources":
        yield "note_prefixes", folded + ":"
    elif section == "date words":
        yield from (("date_words", word) for word in folded.split())
    elif section == "stamps":
        yield "stamp_words", folded
        yield from (("date_words", word) for word in folded.split())
    elif section == "notes" and start:
        yield ("note_fragments" if UNSPACED.match(folded) else "note_phrases"), folded
    elif section == "notes" and goes_on and re.search(r"[:：]$", words):
        yield "note_prefixes", folded + ":"
    elif section == "notes" and goes_on:
        yield "note_prefixes", folded + ("." if words.endswith(".") else "") + (" " if goes_on[0] == " " else "")
        yield "boiler", folded
    else:
        yield key, folded
        if section == "notes" and ": 0" in folded:
            yield key, folded.replace(": 0", " 0")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
