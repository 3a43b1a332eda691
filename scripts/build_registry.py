"""Makes the data files of the registry.

    python scripts/build_registry.py [FACTS_DIR]

The data files (src/wireparse/registry/data: *.json, and headings/*.txt, one file a language) are the source of truth:
what is in them stays, so that they can be edited by hand, and this script adds what they lack. Run twice, it changes
nothing. Of them it makes the files in data/compiled, where everything stands by the key under which it is looked up.

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
from operator import attrgetter
from pathlib import Path
from typing import Any

from wireparse.registry import _data, agencies, ages, headings, months
from wireparse.registry.agencies import fold_code
from wireparse.registry.headings import fold_line
from wireparse.registry.tables import AgeTable

Json = dict[str, Any]

# The sections of data/headings/*.txt, and the kind of their entries.
SECTIONS = {
    "headings": headings.OPENS_LIST,
    "headings with a known section": headings.WITH_RUBRIC,
    "links": headings.LINK_BEGINS,
    "notes": headings.NOTE,
    "menu": headings.MENU,
    "photos": headings.PHOTO,
    "origins": headings.ORIGIN,
    "stamps": headings.STAMP_BEGINS,
    "date words": "date",
    "sections": headings.RUBRIC,
    "credits": headings.CREDIT,
    "sources": headings.NOTE_BEGINS,
    "bylines": "byline",
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
    if arguments:
        facts = Path(arguments[0])
        write("agencies.json", merge_agencies(read("agencies.json", []), facts / "agencies.toml"), depth=1)
        write("months.json", merge_months(read("months.json", {}), read_facts(facts / "months.json")), depth=2)
        write("ages.json", merge_ages(read("ages.json", {}), facts), depth=2)
    for name, value in compile_all().items():
        write(f"compiled/{name}", value, depth=2)
    return 0


def compile_all() -> Json:
    """The content of each file in data/compiled."""
    return {
        "lines.json": compile_headings(_data.FOLDER / "headings"),
        "ages.json": compile_ages(ages.ages()),
        "codes.json": compile_codes(),
    }


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
    path.parent.mkdir(exist_ok=True)
    path.write_text(lines_of(value, depth) + "\n", "utf-8")
    print(f"{name}: {path.stat().st_size} bytes")


def lines_of(value: Any, depth: int) -> str:  # noqa: ANN401 - JSON is Any
    """JSON with a line for each entry, so that a change of one entry is a change of one line."""
    if depth == 0 or not value or isinstance(value, str):
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
    found: dict[str, set[str]] = {kind: set() for kind in (*SECTIONS.values(), *"no", "phrase", "fragment")}
    for path in sorted(folder.glob("*.txt")):
        here: dict[str, set[str]] = {kind: set() for kind in found}
        for section, entry in entries_of(path):
            for form in forms_of(entry):
                for kind, phrase in compiled(section, form):
                    here[kind].add(phrase)
        here[headings.NOTE] -= here[headings.MENU]
        for kind, phrases in here.items():
            found[kind] |= phrases
    found["date"] |= {word for name in (*months.months(), *months.weekdays()) for word in fold_line(name).split()}
    found["n"] |= {word + ":" for word in found["C"]}
    found["N"] -= found["O"] | found["R"]
    found["M"] -= found["N"]
    for kind in "NMR":
        found[kind] = {phrase for phrase in found[kind] if re.search(r"[^\W\d]", phrase)}
    rows: dict[str, list[str]] = {}
    for kind in sorted(found.keys() - {"phrase", "fragment", "date", "byline"}):
        for phrase in found[kind]:
            rows.setdefault(headings.opening_of(kind, phrase), []).append(kind + phrase)
    return {
        "rows": {opening: "\n".join(sorted(listed)) for opening, listed in sorted(rows.items())},
        "phrases": sorted(found["phrase"]),
        "fragments": sorted(found["fragment"]),
        "bylines": sorted(found["byline"]),
        "date_words": sorted(found["date"]),
    }


def compile_ages(table: AgeTable) -> Json:
    """The age phrases by their first characters, the longest first."""
    behind: dict[str, list[tuple[str, int]]] = {}
    around: dict[str, list[tuple[str, int]]] = {}
    fixed: dict[str, list[tuple[str, int]]] = {}
    for pattern, seconds in table.patterns.items():
        before, _, after = pattern.partition("{0}")
        if before:
            for key in [before[:2]] if len(before) > 1 else [before + digit for digit in "0123456789"]:
                around.setdefault(key, []).append((pattern, seconds))
        elif after.strip():
            behind.setdefault(after.lstrip()[:2], []).append((after.lstrip(), seconds))
    for phrase, seconds in table.fixed.items():
        fixed.setdefault(phrase[:4], []).append((phrase, seconds))
    words = [phrase for phrase in table.fixed if len(phrase) > 3]
    words += [before + digit for p in table.patterns if (before := p.partition("{0}")[0]) for digit in "0123456789"]
    words += [before for p in table.patterns if len(before := p.partition("{0}")[0]) == 1]
    words += [qualifier + " " for qualifier in table.qualifiers]
    last = {phrase[-1] for phrase in (*table.patterns, *table.fixed) if phrase[-1] not in ".}"}
    return {
        "behind": packed(behind),
        "around": packed(around),
        "fixed": packed(fixed),
        "openings": sorted({word[:5] for word in words}),
        "last": "".join(sorted(last)),
        "short": table.short,
        "qualifiers": list(table.qualifiers),
        "clock_words": table.clock_words,
    }


def packed(rows: dict[str, list[tuple[str, int]]]) -> dict[str, str]:
    """The rows of each key as one text, the phrase with the most before its number, then the longest, first."""

    def order(row: tuple[str, int]) -> tuple[int, int, str]:
        before, number, after = row[0].partition("{0}")
        return (-len(before), -len(after), row[0]) if number else (-len(row[0]), 0, row[0])

    return {
        key: "\n".join(f"{phrase}\t{number}" for phrase, number in sorted(rows[key], key=order)) for key in sorted(rows)
    }


def compile_codes() -> Json:
    """Every code and name, folded, with the agencies that use it, best known first; and who these are."""
    return {
        "codes": {code: [record.id for record in found] for code, found in sorted(agencies.index().items())},
        "agencies": {record.id: [record.name, list(record.languages)] for record in agencies.records()},
        "weak": (weak := sorted(map(fold_code, read("weak_codes.json", {})))),
        "homes": dict(sorted(homes().items())),
        "alone": dict(sorted(codes_alone(frozenset(weak)))),
    }


def homes() -> dict[str, list[str]]:
    """Cities, folded, with the agencies at home there whose codes others use too."""
    shared = {record for found in agencies.index().values() if len(found) > 1 for record in found}
    cities: dict[str, tuple[str, ...]] = read("home_cities.json", {})
    found: dict[str, list[str]] = {}
    for record in sorted(shared, key=attrgetter("id")):
        for city in cities.get(record.country, ()):
            found.setdefault(fold_code(city), []).append(record.id)
    return found


def codes_alone(weak: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The weak codes that open a text with a dash and nothing else, each with the language of that style."""
    for record in agencies.records():
        for style in record.styles:
            code, dash, _ = style.template.replace(" – ", " - ").partition(" - {text}")
            code = fold_code(code.replace("{AG}", record.codes[0]))
            if dash and code in weak and "(" not in style.template:
                yield code, style.lang


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


def compiled(section: str, phrase: str) -> Iterator[tuple[str, str]]:
    """The kinds of what a phrase is, each with what is listed of it."""
    kind = SECTIONS[section]
    start, words, goes_on = re.fullmatch(r"(… )?(.*?)( ?…)?", phrase).groups("")  # type: ignore[union-attr]
    folded = fold_line(words)
    if kind in "Ow" and "{x}" in phrase:
        yield ("o" if kind == "O" else "w"), folded
    elif section in {"links", "sources"}:
        yield kind, folded + ":"
    elif section == "date words":
        yield from (("date", word) for word in folded.split())
    elif section == "stamps":
        yield kind, folded
        yield from (("date", word) for word in folded.split())
    elif section == "notes" and start:
        yield ("fragment" if UNSPACED.match(folded) else "phrase"), folded
    elif section == "notes" and goes_on and re.search(r"[:：]$", words):
        yield "n", folded + ":"
    elif section == "notes" and goes_on:
        yield "n", folded + ("." if words.endswith(".") else "") + (" " if goes_on[0] == " " else "")
        yield kind, folded
    else:
        yield kind, folded
        if section == "notes" and ": 0" in folded:
            yield kind, folded.replace(": 0", " 0")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
