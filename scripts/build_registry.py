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

from wireparse.registry import _data, ages, months
from wireparse.registry.agencies import fold_code, lookup
from wireparse.registry.headings import fold_line

Json = dict[str, Any]

KEYS = ("open", "wide", "inline", "photo", "source", "boiler", "prefixes", "rubrics")
WORDS = {"photo": "credit_words", "source": "source_words", "boiler": "prefixes"}
# An invented name or number stands in the fact: it shows a form that rules know, not a phrase.
EXAMPLE = re.compile(
    r"\bN[ao]m[en]?\b|Name|Nombre|Navn|Naam|Imię|Jméno|Név\b|\bIme |Ad Soyad|Имя|ОНОМА|Nama\b|홍길동|张三|王小明"
    r"|שם פרטי|[…{@<©]|Company|Firma|Pavardenio|\(alone|Dec\. 24|24 grud|1141224|\(c\)|\(C\)|PHOTO LA PRESSE"
)

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
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    facts = Path(arguments[0])
    write("agencies.json", merge_agencies(read("agencies.json", []), facts / "agencies.toml"), depth=1)
    write("months.json", merge_months(read("months.json", {}), read_facts(facts / "months.json")), depth=2)
    write("ages.json", merge_ages(read("ages.json", {}), facts), depth=2)
    write("headings.json", merge_headings(read("headings.json", {}), read_facts(facts / "sections.json")), depth=3)
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


def merge_headings(known: Json, facts: Json) -> Json:
    """Adds the lines of each language to those that are known."""
    merged: Json = {}
    for language in sorted({*known, *facts}):
        fact = facts.get(language, {})
        found: dict[str, set[str]] = {key: set(phrases) for key, phrases in known.get(language, {}).items()}
        found.setdefault("inline", set()).update(filter(None, map(link_of, fact.get("inline", ()))))
        wide = found.get("wide", set())
        found.setdefault("open", set()).update({fold_line(phrase) for phrase in fact.get("open", ())} - wide)
        for kind, words in WORDS.items():
            for phrase in fact.get(kind, ()):
                key, line = heading_of(phrase, kind, words)
                if line:
                    found.setdefault(key, set()).add(line)
        merged[language] = {
            key: sorted(found[key]) for key in (*KEYS, "credit_words", "source_words", "byline_words") if found.get(key)
        }
    return merged


def link_of(phrase: str) -> str:
    """What stands before the headline in a link: ``Lees ook: {headline}`` -> ``lees ook``; a mere arrow is nothing."""
    words, colon, _ = re.sub(r"\s*([:：՝>–-])\s*(['\"]?\{headline\}.*|…\)?)?$", ":", phrase).partition(":")
    return fold_line(words) if colon and len(fold_line(words)) > 2 else ""


def heading_of(phrase: str, kind: str, words: str) -> tuple[str, str]:
    """The key that a line belongs under, and the line; what follows a colon is not part of it."""
    if EXAMPLE.search(phrase) or lookup(phrase):
        return kind, ""
    word, colon, _ = re.sub(r"[：]", ":", phrase).partition(":")
    if not colon:
        return kind, fold_line(phrase)
    return words, fold_line(word) + (":" if words == "prefixes" else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
