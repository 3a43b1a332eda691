import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from wireparse import parse
from wireparse.registry import _data, agencies, months
from wireparse.registry import ages as age_tables
from wireparse.registry.ages import ages

SCRIPT = Path(__file__).parent.parent / "scripts" / "build_registry.py"
MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 604800


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_registry", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def strings_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(text for item in value.values() for text in strings_of(item))]
    if isinstance(value, list):
        return [text for item in value for text in strings_of(item)]
    return [value] if isinstance(value, str) else []


def number_of(phrase: str) -> str:
    return re.sub(r"\d+", "{0}", age_tables.fold(phrase))


# Agencies


def test_agency_ids_are_unique_and_sorted() -> None:
    ids = [record.id for record in agencies.records()]

    assert sorted(set(ids)) == ids


def test_every_code_and_name_leads_back_to_its_agency() -> None:
    lost = [
        (record.id, code)
        for record in agencies.records()
        for code in (*record.codes, record.name)
        if record not in agencies.lookup(code)
    ]

    assert not lost


def test_no_agency_lists_a_code_twice() -> None:
    twice = [
        record.id
        for record in agencies.records()
        if len(set(map(agencies.fold_code, record.codes))) < len(record.codes)
    ]

    assert not twice


def test_every_agency_has_a_language_a_code_and_a_style() -> None:
    bare = [record.id for record in agencies.records() if not (record.languages and record.codes and record.styles)]

    assert not bare


@pytest.mark.parametrize(
    ("code", "id_", "name"),
    [
        ("ANP", "anp", "Algemeen Nederlands Persbureau"),
        ("RTR", "reuters", "Reuters"),
        ("DPA", "dpa", "Deutsche Presse-Agentur"),
        ("AFP", "afp", "Agence France-Presse"),
        ("BLOOMBERG", "bloomberg", "Bloomberg News"),
        ("AP", "ap", "The Associated Press"),
        ("AA", "aa", "Anadolu Ajansı"),
        ("APA", "apa", "Austria Presse Agentur"),
        ("ABI", "abi", "Agencia Boliviana de Información"),
        ("ТАСС", "tass", "TASS"),
        ("新华社", "xinhua", "Xinhua News Agency"),
    ],
)
def test_a_code_gives_the_best_known_agency(code: str, id_: str, name: str) -> None:
    found = agencies.resolve(code)

    assert found
    assert (found.id, found.name) == (id_, name)


@pytest.mark.parametrize(
    ("code", "language", "id_"),
    [
        ("ANP", "fr", "anp-ne"),
        ("ANP", "nl", "anp"),
        ("APA", "az", "apa-az"),
        ("KNA", "sw", "kna-ke"),
        ("AP", "xx", "ap"),
    ],
)
def test_the_language_decides_between_agencies_that_share_a_code(code: str, language: str, id_: str) -> None:
    found = agencies.resolve(code, language)

    assert found
    assert found.id == id_


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A.N.P.", "ANP"),
        ("A N P", "ANP"),
        ("anp", "ANP"),
        ("ＡＮＰ", "ANP"),
        ("РИА\u00a0Новости", "РИА НОВОСТИ"),
        ("İHA", "IHA"),
        ("Télam", "TELAM"),
        ("ČTK", "CTK"),
        ("CˇTK".replace("Cˇ", "C\u030c"), "ČTK"),
        ("أ.ف.ب", "ا ف ب"),
        ("dpa-AFX", "dpa AFX"),
        ("(ANSA)", "ANSA"),
        ("/ritzau/", "Ritzau"),
    ],
)
def test_codes_are_compared_without_case_accents_and_punctuation(one: str, other: str) -> None:
    assert agencies.fold_code(one) == agencies.fold_code(other)
    assert agencies.resolve(one) is agencies.resolve(other) is not None


@pytest.mark.parametrize("code", ["", "VVD", "ASML.AS", "foto: ANP", "ANP/RTR", "NTB-Reuters"])
def test_what_is_no_single_code_gives_no_agency(code: str) -> None:
    assert agencies.resolve(code) is None
    assert agencies.lookup(code) == ()


def test_codes_hold_what_lookup_finds() -> None:
    assert len(agencies.codes()) > 900
    assert all(tuple(found.id for found in agencies.lookup(code)) == ids for code, ids in agencies.codes().items())


@pytest.mark.parametrize("code", ["AIM", "MAP", "BETA", "TREND", "PRIME", "PAP", "NA", "EP", "DIRE", "AGI", "aim"])
def test_codes_that_are_words_or_parties_are_weak(code: str) -> None:
    assert agencies.is_weak(code)


@pytest.mark.parametrize("code", ["ANP", "AFP", "Reuters", "RTR", "DPA", "AP", "EFE", "VVD"])
def test_other_codes_are_not_weak(code: str) -> None:
    assert not agencies.is_weak(code)


def test_every_weak_code_is_a_code() -> None:
    weak = _data.load("weak_codes.json", dict[str, str])

    assert all(agencies.lookup(code) and reason for code, reason in weak.items())


# Months


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("nl", "jan feb mrt apr mei jun jul aug sep okt nov dec"),
        ("en", "Jan Feb March April May June July Aug Sept Oct Nov Dec"),
        ("de", "Jän. Febr. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."),
        ("fr", "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
        ("fr", "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"),
        ("es", "ENE FEB MAR ABR MAY JUN JUL AGO SET OCT NOV DIC"),
        ("it", "GEN FEB MAR APR MAG GIU LUG AGO SET OTT NOV DIC"),
        ("pt", "jan fev mar abr mai jun jul ago set out nov dez"),
        ("ru", "янв фев мар апр мая июн июл авг сен окт ноя дек"),
        ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
        ("uk", "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
        ("pl", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
        ("cs", "ledna února března dubna května června července srpna září října listopadu prosince"),
        ("hr", "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca"),
        ("sv", "januari februari mars april maj juni juli augusti september oktober november december"),
        ("da", "jan. feb. marts apr. maj juni juli aug. sep. okt. nov. dec."),
        ("fi", "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta"),
        ("hu", "jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec."),
        ("ro", "ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec."),
        ("tr", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
        ("el", "Ιαν Φεβ Μαρ Απρ Μαΐου Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ"),
        ("lt", "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio"),
        ("id", "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"),
        ("ar", "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"),
        ("ar", "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر"),
        ("ar", "جانفي فيفري مارس أفريل ماي جوان جويلية أوت"),
        ("he", "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר"),
        ("hi", "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
    ],
)
def test_month_names(language: str, names: str) -> None:
    found = [months.month_number(name, language) for name in names.split()]

    assert found == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    "name", ["Dec", "DEC.", "déc", "dic", "dez", "дек", "грудня", "aralık", "كانون الأول", "tháng 12"]
)
def test_months_without_a_language(name: str) -> None:
    assert months.month_number(name) == 12


def test_a_name_that_languages_disagree_about_needs_a_language() -> None:
    assert months.month_number("listopada") is None
    assert months.month_number("listopada", "pl") == 11
    assert months.month_number("listopada", "hr") == 10
    assert months.month_number("listopada", "nl") is None


def test_what_is_no_month_has_no_number() -> None:
    assert months.month_number("12") is None
    assert months.month_number("Utrecht", "nl") is None


def test_weekdays() -> None:
    expected = {
        "maandag",
        "ma",
        "monday",
        "mittwoch",
        "vendredi",
        "miércoles",
        "пятница",
        "środa",
        "土曜日",
        "الأربعاء",
    }

    assert expected <= months.weekdays()


def test_names_of_months_are_folded() -> None:
    assert all(months.fold(name) == name and len(name) > 1 for name in (*months.months(), *months.weekdays()))
    assert all(1 <= number <= 12 and languages for found in months.months().values() for number, languages in found)


# Ages


@pytest.mark.parametrize(
    ("phrase", "seconds"),
    [
        ("1 uur geleden", HOUR),
        ("52 minuten geleden", MINUTE),
        ("3u geleden", HOUR),
        ("2 hours ago", HOUR),
        ("2h ago", HOUR),
        ("vor 3 Std.", HOUR),
        ("vor 2 Tagen", DAY),
        ("il y a 5 min", MINUTE),
        ("Il y a 2\u202fheures", HOUR),
        ("hace 2 h", HOUR),
        ("há 3 horas", HOUR),
        ("3 horas atrás", HOUR),
        ("2 ore fa", HOUR),
        ("för 2 timmar sedan", HOUR),
        ("2 timer siden", HOUR),
        ("2 tuntia sitten", HOUR),
        ("5 godz. temu", HOUR),
        ("před 2 hodinami", HOUR),
        ("2 órája", HOUR),
        ("acum 3 ore", HOUR),
        ("2 часа назад", HOUR),
        ("15 мин. назад", MINUTE),
        ("5 годин тому", HOUR),
        ("πριν από 2 ώρες", HOUR),
        ("2 saat önce", HOUR),
        ("منذ 3 ساعات", HOUR),
        ("לפני 3 שעות", HOUR),
        ("2 घंटे पहले", HOUR),
        ("3 jam lalu", HOUR),
        ("3 giờ trước", HOUR),
        ("3時間前", HOUR),
        ("3小时前", HOUR),
        ("3시간 전", HOUR),
        ("2 weeks ago", WEEK),
    ],
)
def test_ages_with_a_number(phrase: str, seconds: int) -> None:
    assert ages().patterns[number_of(phrase)] == seconds


@pytest.mark.parametrize(
    ("phrase", "seconds"),
    [
        ("zojuist", 0),
        ("een uur geleden", HOUR),
        ("Eén uur geleden".replace("Eé", "Éé"), HOUR),
        ("een half uur geleden", 1800),
        ("een kwartier geleden", 900),
        ("anderhalf uur geleden", 5400),
        ("twee uur geleden", 2 * HOUR),
        ("Gisteren", DAY),
        ("eergisteren", 2 * DAY),
        ("vorige week", WEEK),
        ("just now", 0),
        ("an hour ago", HOUR),
        ("eleven hours ago", 11 * HOUR),
        ("yesterday", DAY),
        ("vor einer Stunde", HOUR),
        ("vor zwei Stunden", 2 * HOUR),
        ("à l’instant", 0),
        ("il y a une heure", HOUR),
        ("hace media hora", 1800),
        ("há duas horas", 2 * HOUR),
        ("un'ora fa", HOUR),
        ("för en timme sedan", HOUR),
        ("for en time siden", HOUR),
        ("tunti sitten", HOUR),
        ("godzinę temu", HOUR),
        ("pięć godzin temu", 5 * HOUR),
        ("před hodinou", HOUR),
        ("egy órája", HOUR),
        ("acum o oră", HOUR),
        ("час назад", HOUR),
        ("полчаса назад", 1800),
        ("дві години тому", 2 * HOUR),
        ("πριν μία ώρα", HOUR),
        ("bir saat önce", HOUR),
        ("منذ ساعتين", 2 * HOUR),
        ("לפני שעתיים", 2 * HOUR),
        ("أول أمس", 2 * DAY),
        ("sejam lalu", HOUR),
        ("刚刚", 0),
        ("两小时前", 2 * HOUR),
        ("たった今", 0),
        ("방금", 0),
        ("tio dagar sedan", 10 * DAY),
    ],
)
def test_ages_without_a_number(phrase: str, seconds: int) -> None:
    assert ages().fixed[age_tables.fold(phrase)] == seconds


@pytest.mark.parametrize(
    "phrase", ["vandaag", "today", "heute", "deze week", "this hour", "сегодня", "i dag", "now this"]
)
def test_the_present_day_is_no_age(phrase: str) -> None:
    assert phrase not in ages().fixed


@pytest.mark.parametrize(
    ("phrase", "days"),
    [
        ("Vandaag", 0),
        ("Gisteren", 1),
        ("heute", 0),
        ("hier", 1),
        ("ayer", 1),
        ("сегодня", 0),
        ("avant-hier", 2),
        ("昨日", 1),
    ],
)
def test_words_that_stand_beside_a_clock(phrase: str, days: int) -> None:
    assert ages().clock_words[age_tables.fold(phrase)] == days


def test_no_pattern_stands_both_with_and_without_a_number() -> None:
    table = ages()

    assert all(phrase.count("{0}") == 1 for phrase in table.patterns)
    assert not [phrase for phrase in table.fixed if "{" in phrase or re.search(r"\d", phrase)]
    assert not [unit for unit in table.short if {"{0}" + unit, "{0} " + unit} & table.patterns.keys()]


def test_short_forms_are_a_number_and_a_unit() -> None:
    assert ages().short["u"] == HOUR
    assert ages().short["min"] == MINUTE
    assert not any(re.search(r"[\d{ ]", unit) for unit in ages().short)


def test_ages_are_past_and_folded() -> None:
    table = ages()
    phrases = (*table.patterns, *table.fixed, *table.short, *table.clock_words, *table.qualifiers)

    assert [phrase for phrase in phrases if age_tables.fold(phrase) != phrase] == []
    assert min(table.patterns.values()) == 1
    assert min(table.fixed.values()) == 0
    assert set(table.clock_words.values()) == {0, 1, 2}


@pytest.mark.parametrize(
    "word", ["ongeveer", "ruim", "about", "etwa", "environ", "circa", "około", "около", "meer dan"]
)
def test_qualifiers(word: str) -> None:
    assert word in ages().qualifiers


# Data files


FILES = sorted(_data.FOLDER.glob("*.json"))


def test_there_are_data_files() -> None:
    assert len(FILES) >= 4


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_data_files_hold_no_empty_string(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))

    assert [text for text in strings_of(content) if not text.strip()] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_data_files_round_trip(path: Path) -> None:
    depth = {"agencies.json": 1, "home_cities.json": 1, "samples.json": 1, "weak_codes.json": 1}.get(path.name, 2)
    text = path.read_text("utf-8")

    assert load_script().lines_of(json.loads(text), depth) + "\n" == text


def test_home_cities_are_of_countries_whose_agencies_share_a_code() -> None:
    countries = json.loads((_data.FOLDER / "home_cities.json").read_text("utf-8"))
    shared = [found for code in agencies.codes() if len(found := agencies.lookup(code)) > 1]

    assert set(countries) <= {record.country for found in shared for record in found}


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("DAKAR (APS) - Le pont du port reste fermé pour une semaine de travaux.", "aps-sn"),
        ("ALGER (APS) - Le pont du port reste fermé pour une semaine de travaux.", "aps-dz"),
        ("Baku (APA) - The harbour bridge will stay closed for a week of repairs.", "apa-az"),
        ("VIENNA (APA) - The harbour bridge will stay closed for a week of repairs.", "apa"),
        ("PARIS (ANP) - Le pont du port est fermé, a dit la ville dans un communiqué.", "anp-ne"),
        ("PARIJS (ANP) - De brug in de haven is dicht, zegt de stad in een bericht.", "anp"),
        ("UTRECHT (ANP) - Le pont du port est fermé, a dit la ville dans un communiqué.", "anp"),
    ],
)
def test_city_then_language_decide_a_shared_code(text: str, id_: str) -> None:
    dateline = parse(f"Bridge\n{text}")[0].dateline

    assert dateline
    assert [agency.id for agency in dateline.agencies] == [id_]


def test_compiled_files_are_made_from_the_others() -> None:
    """Run `python scripts/build_registry.py` where this fails."""
    script = load_script()

    for name, value in script.compile_all().items():
        kept = (_data.FOLDER / "compiled" / name).read_text("utf-8")
        assert script.lines_of(value, 2) + "\n" == kept, name


def test_data_is_not_read_at_import() -> None:
    code = (
        "import sys, wireparse.registry._data as data\n"
        "data.load = None\n"
        "import wireparse.registry.agencies, wireparse.registry.months, wireparse.registry.ages\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr == ""


def test_facts_are_added_to_what_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = load_script()
    monkeypatch.setattr(_data, "FOLDER", tmp_path)
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "months.json").write_text(
        json.dumps({"nl": {"months_wide": ["januari", "2", "maart"], "weekdays_wide": ["maandag"]}}), "utf-8"
    )
    (tmp_path / "facts" / "ages.json").write_text(
        json.dumps({"nl": {"hour": ["{0} uur geleden"], "fixed": {"gisteren": ["day", -1], "vandaag": ["day", 0]}}}),
        "utf-8",
    )
    (tmp_path / "months.json").write_text('{"months": {"lente": [[3, ["nl"]]]}, "weekdays": []}', "utf-8")

    assert script.main([str(tmp_path / "facts")]) == 0
    once = {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.json")}
    assert script.main([str(tmp_path / "facts")]) == 0
    twice = {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.json")}

    assert once == twice
    assert set(json.loads(once["months.json"])["months"]) == {"januari", "maart", "lente"}
    assert json.loads(once["ages.json"])["clock_words"] == {"gisteren": 1, "vandaag": 0}
    assert json.loads(once["ages.json"])["fixed"] == {"gisteren": DAY}
    assert msgspec.json.decode(once["agencies.json"]) == []
