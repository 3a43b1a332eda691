import random
import string
import subprocess
import sys

import pytest

from wireparse.registry._data import FOLDER
from wireparse.registry.gazetteer import FILE, is_common_word, is_place, is_region, population_rank

CAPITALS = {
    "en": "Vienna London Athens Cairo Beijing Moscow Warsaw Jerusalem Tokyo Brasilia Ottawa Canberra Nairobi",
    "nl": "Wenen Londen Athene Caïro Peking Moskou Warschau Jeruzalem Tokio Parijs Berlijn Boekarest Lissabon",
    "de": "Wien London Athen Kairo Peking Moskau Warschau Jerusalem Tokio Rom Brüssel Kopenhagen Lissabon Prag",
    "fr": "Vienne Londres Athènes Pékin Moscou Varsovie Jérusalem Tokyo Bruxelles Copenhague Bucarest Alger",
    "es": "Viena Londres Atenas Pekín Moscú Varsovia Jerusalén Tokio Bruselas Copenhague Bucarest Argel",
    "it": "Vienna Londra Atene Pechino Mosca Varsavia Gerusalemme Tokyo Parigi Berlino Lisbona Algeri",
    "pt": "Viena Londres Atenas Pequim Moscovo Varsóvia Jerusalém Tóquio Bruxelas Copenhaga Argel",
    "pl": "Wiedeń Londyn Ateny Kair Pekin Moskwa Warszawa Jerozolima Tokio Paryż Bruksela",
    "ru": "Вена Лондон Афины Каир Пекин Москва Варшава Иерусалим Токио Париж Киев",
    "uk": "Відень Лондон Афіни Каїр Пекін Москва Варшава Єрусалим Токіо Париж Київ",
    "el": "Βιέννη Λονδίνο Αθήνα Κάιρο Πεκίνο Μόσχα Βαρσοβία Ιερουσαλήμ Τόκιο Παρίσι",
    "ar": "فيينا لندن أثينا القاهرة بكين موسكو وارسو القدس طوكيو باريس دمشق",
    "he": "וינה לונדון אתונה קהיר מוסקבה ורשה ירושלים טוקיו פריז",
    "ja": "ウィーン ロンドン アテネ カイロ 北京 モスクワ ワルシャワ エルサレム 東京 パリ ソウル",
    "zh": "维也纳 伦敦 雅典 开罗 北京 莫斯科 华沙 耶路撒冷 东京 巴黎 首尔",
    "ko": "빈 런던 아테네 카이로 베이징 모스크바 바르샤바 예루살렘 도쿄 파리 서울",
    "tr": "Viyana Londra Atina Kahire Pekin Moskova Varşova Kudüs Tokyo Ankara",
}

NO_PLACES = (
    "UPDATE NATO NAVO OPEC BREAKING OPINIE QUESTION VIDEO TRUMP OBAMA EXCLUSIVE LIVE FOTO NEWS ANALYSIS URGENT FLASH "
    "Monday Dezember Volgens However Nach Depuis President Minister Premier Europe Reuters Interview"
)
FREQUENT_WORDS = (
    "The And Said After When However Two More "
    "De Het Een Volgens Maar Ook Sinds Twee Nieuwe "
    "Der Die Das Nach Seit Auch Aber Neue Zwei "
    "Le La Les Selon Depuis Mais Deux Rouge Seul "
    "El Los Según Desde Pero Dos Para Sin Nada "
    "Il Gli Secondo Dopo Anche Due Sale Parla Bello "
    "O Os Segundo Desde Mas Dois Para Tema "
    "Enligt Efter Också Två Ifølge Etter Også To "
    "Po Jak Dwa Podle Dva Ale Také "
    "По После Два Ещё Как За Також Після "
    "Bir Bu Ve Daha Yang Dan Di Itu "
    "Myös Kun Itä Pari Egy Két După Două "
    "Και Μετά Δύο من بعد في كيف از پس در"
)
COMMON = (
    "Nice Mobile Reading Split Bath Most Police Man Same Best Normal Orange Along Male Essen Halle Natal Santos "
    "Bergen Tours Worms Noto Potenza Wetter Martin Jackson Lincoln Van Zug Flores Progreso"
)
WELL_KNOWN = (
    "Washington Paris London Berlin Roma Lima Riga Wien Wenen Beirut Ottawa Utrecht Groningen Kassel Lyon Marseille "
    "Praha Praga Lisboa Moscou Warszawa Київ Рим 北京 東京 서울 دمشق ירושלים"
)


@pytest.mark.parametrize("language", CAPITALS)
def test_a_capital_is_a_place_of_the_first_rank_in_every_language(language: str) -> None:
    ranks = {name: population_rank(name) for name in CAPITALS[language].split() if name != "빈"}

    assert ranks == dict.fromkeys(ranks, 3)


@pytest.mark.parametrize("language", sorted(set(CAPITALS) - {"he", "ja", "zh", "ko", "ar"}))
def test_capital_letters_and_small_letters_do_not_count(language: str) -> None:
    for name in CAPITALS[language].split():
        assert population_rank(name.upper()) == population_rank(name.lower()) == 3, name


@pytest.mark.parametrize(
    "name",
    [
        "ZÜRICH",
        "Zurich",
        "zuerich",
        "ZUERICH",
        "MUENCHEN",
        "KOELN",
        "GOETEBORG",
        "MALMOE",
        "AARHUS",
        "ÅRHUS",
        "DUESSELDORF",
        "SAO PAULO",
        "BOGOTA",
        "MONTREAL",
        "GENEVE",
        "Chisinau",
        "LODZ",
        "DIYARBAKIR",
        "İZMİR",
        "IZMIR",
        "KØBENHAVN",
        "Moskwa",
        "ΑΘΗΝΑ",
        "Αθηνα",
        "ᲗᲑᲘᲚᲘᲡᲘ",
    ],
)
def test_accents_may_be_left_out_or_spelled_in_seven_bits(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize(
    "name",
    [
        "'s-Hertogenbosch",
        "’s-Hertogenbosch",
        "'S-HERTOGENBOSCH",
        "'s-Gravenhage",
        "DEN HAAG",
        "Den Bosch",
        "DEN HELDER",
        "BERGEN OP ZOOM",
        "ALPHEN A/D RIJN",
        "CAPELLE A/D IJSSEL",
        "ĲSSELSTEIN",
        "L'AQUILA",
        "ST. JOHN'S",
        "N'DJAMENA",
        "SANA'A",
        "SANAA",
        "XI'AN",
        "XI’AN",
        "Xian",
        "COX'S BAZAR",
        "KING'S LYNN",
        "REGGIO NELL'EMILIA",
        "SINT-NIKLAAS",
        "STOKE-ON-TRENT",
        "STOKE ON TRENT",
        "SAINT-DENIS",
        "Saint Denis",
        "ST. LOUIS",
        "St Louis",
        "ST. PETERSBURG",
        "Sankt Petersburg",
        "St. Gallen",
        "St.Gallen",
        "Sankt Gallen",
        "FT. LAUDERDALE",
        "Fort Lauderdale",
        "AIX-EN-PROVENCE",
        "BADEN-BADEN",
        "GAZA-STAD",
        "MEXICO-STAD",
        "VATICAANSTAD",
        "KOEWEIT-STAD",
        "PORT-AU-PRINCE",
        "ULAN-UDE",
        "Rio de Janeiro",
        "Las Palmas de Gran Canaria",
        "THE HAGUE",
        "LA PAZ",
        "NAY PYI TAW",
        "HO CHI MINH CITY",
        "BANDAR SERI BEGAWAN",
        "NEWCASTLE UPON TYNE",
        "FRANKFURT/MAIN",
        "Frankfurt am Main",
        "Frankfurt a.M.",
        "Frankfurt a. M.",
        "Frankfurt",
        "FRANKFURT/ODER",
        "Frankfurt (Oder)",
        "HALLE/SAALE",
        "BIEL/BIENNE",
        "Donostia / San Sebastián",
        "Gasteiz / Vitoria",
        "WASHINGTON D.C.",
        "Washington DC",
        "IJMUIDEN",
        "UNITED NATIONS",
        "SCHIPHOL",
        "NYON",
        "DAVOS",
        "KYIV",
        "Banja Luka",
        "नई दिल्ली",
        "நியூ டெல்லி",
        "МОСКВА",
        "دمشق",
        "تهران",
    ],
)
def test_hard_names_are_places(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize(
    "name",
    NO_PLACES.split(),
)
def test_what_stands_at_the_head_of_a_sentence_is_no_place_or_a_doubtful_one(name: str) -> None:
    for form in (name, name.upper(), name.title()):
        assert not is_place(form) or is_common_word(form)


@pytest.mark.parametrize("word", sorted({*FREQUENT_WORDS.split()}))
def test_a_frequent_word_of_a_big_language_is_no_place_or_a_doubtful_one(word: str) -> None:
    assert not is_place(word) or is_common_word(word)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "/",
        "A",
        "y",
        "Of",
        "Bo",
        "1",
        "42",
        "(AP)",
        "x" * 500,
        "Wien" * 100,
        "Wien" + " " * 10_000,
        "\ud800",
    ],
)
def test_what_is_too_short_or_no_name_is_no_place(name: str) -> None:
    assert not is_place(name)
    assert not is_common_word(name)
    assert not is_region(name)


def test_the_rank_follows_the_size_of_the_largest_city_of_the_name() -> None:
    assert population_rank("Olympia") == 1
    assert population_rank("Utrecht") == 2
    assert population_rank("Wien") == 3
    assert population_rank("Bern") == 3  # a capital, and small
    assert population_rank("Alexandria") == 3  # in Egypt, not in Virginia
    assert population_rank("Jansen") == 0


@pytest.mark.parametrize(
    "name",
    COMMON.split(),
)
def test_a_place_that_is_also_a_word_or_a_surname_is_said_to_be_common(name: str) -> None:
    assert is_place(name)
    assert is_common_word(name)


@pytest.mark.parametrize(
    "name",
    WELL_KNOWN.split(),
)
def test_a_well_known_city_is_not_common_because_it_is_often_in_the_news(name: str) -> None:
    assert is_place(name)
    assert not is_common_word(name)


@pytest.mark.parametrize(
    "name",
    [
        "Canada",
        "canada",
        "ENGLAND",
        "United Arab Emirates",
        "U.A.E.",
        "Türkei",
        "Allemagne",
        "Duitsland",
        "España",
        "Россия",
        "日本",
        "ألمانيا",
        "대한민국",
        "Wis.",
        "WIS.",
        "Calif.",
        "N.Y.",
        "W.Va.",
        "D.C.",
        "Texas",
        "IN",
        "VA",
        "Ont.",
        "B.C.",
        "BC",
        "AB",
        "Québec",
        "NSW",
        "Qld",
        "Gro.",
        "SP",
        "São Paulo",
        "Bayern",
        "Bavaria",
        "Baden-Württemberg",
        "Baden-Wuerttemberg",
        "Vizcaya",
        "Bari",
        "Noord-Brabant",
        "West-Vlaanderen",
        "Seine-Saint-Denis",
        "Gujarat",
        "Maharashtra",
        "CDMX",
        "广东",
    ],
)
def test_countries_states_and_provinces_are_regions(name: str) -> None:
    assert is_region(name)


@pytest.mark.parametrize("name", ["in", "In", "Or", "Me", "Wis", "Ont", "Miss", "Gro", "Sp", "AFP", "ANP", "Rotterdam"])
def test_a_code_needs_its_capitals_and_an_abbreviation_its_full_stop(name: str) -> None:
    assert not is_region(name)


def test_hardly_any_other_string_is_found() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    words = ["".join(chance.choices(string.ascii_lowercase, k=14)) for _ in range(50_000)]

    assert sum(map(is_place, words)) <= 3


def test_the_names_are_read_when_they_are_asked_for_and_not_before() -> None:
    code = "from wireparse.registry import gazetteer as g; assert g._table.cache_info().currsize == 0"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_table_says_where_it_comes_from() -> None:
    header = (FOLDER / FILE).read_bytes().partition(b"\n")[0].decode()

    assert "GeoNames" in header
    assert "CC BY 4.0" in header
