import pytest

from wireparse import parse
from wireparse.rules.ages import cut_off_age, whole_age

LIST = """Brug dicht
UTRECHT (ANP) - De brug blijft een week dicht voor onderhoud.
Meer uit Sport
Baan krijgt nieuw dak
ASSEN (ANP) - De baan gaat een week dicht voor onderhoud.
{age}
Toren krijgt klok
ZWOLLE (ANP) - De toren krijgt een nieuwe klok van brons.
{age}
"""


def ages_of(printed: str) -> list[tuple[str, int | None] | None]:
    [dispatch] = parse(LIST.format(age=printed))
    return [(teaser.age.text, teaser.age.seconds) if teaser.age else None for teaser in dispatch.teasers]


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [
        ("1 uur en 5 minuten geleden", 3900),
        ("2 h 15 min ago", 8100),
        ("2h15m ago", 8100),
        ("vor 1 Std. 20 Min.", 4800),
        ("1 day, 3 hours ago", 97_200),
        ("il y a 1 h 20 min", 4800),
        ("1 час 20 минут назад", 4800),
        ("un’ora fa", 3600),
        ("il y a moins d’une minute", 0),
        ("ከ5 ደቂቃ በፊት", 300),
        ("ከ12 ሰዓት በፊት", 43_200),
        ("hace unas 2 horas", 7200),
        ("約3分前", 180),
    ],
)
def test_an_age_fills_its_line(printed: str, seconds: int) -> None:
    found = whole_age(printed, 0, len(printed))

    assert found
    assert found.seconds == seconds


@pytest.mark.parametrize(
    "printed",
    [
        "5 minuten, 1 uur geleden",
        "2 goals, 3 days ago",
        "1 uur en 5 mannen geleden",
        "2 h 15 min",
        "1 jaar, 5 jaar geleden",
    ],
)
def test_two_numbers_are_no_age_of_two_units(printed: str) -> None:
    assert whole_age(printed, 0, len(printed)) is None


@pytest.mark.parametrize(
    ("printed", "age", "seconds"),
    [
        ("1 uur geleden door ANP", "1 uur geleden", 3600),
        ("1 uur geleden in Buitenland", "1 uur geleden", 3600),
        ("1 uur geleden 12 reacties", "1 uur geleden", 3600),
        ("Binnenland 1 uur geleden", "1 uur geleden", 3600),
        ("ANP 12-05-2025 11:02", "12-05-2025 11:02", None),
        ("山陽新聞 5/8(木) 14:05", "5/8(木) 14:05", None),
        ("Laatste update: 1 uur geleden", "1 uur geleden", 3600),
        ("Updated 2h ago", "2h ago", 7200),
        ("Aktualisiert vor 2 Std.", "vor 2 Std.", 7200),
        ("Mis à jour il y a 2 h", "il y a 2 h", 7200),
        ("Publié le 24/12/2025 à 14:05", "24/12/2025 à 14:05", None),
        ("Bijgewerkt 14:05", "14:05", None),
    ],
)
def test_what_stands_beside_an_age_is_a_note(printed: str, age: str, seconds: int | None) -> None:
    assert ages_of(printed) == [(age, seconds)] * 2
    [dispatch] = parse(LIST.format(age=printed))
    beside = printed.replace(age, "").strip()
    assert dispatch.notes == [beside, beside]


def test_words_for_the_time_of_the_story_itself_stay_one_note() -> None:
    [dispatch] = parse(
        "Brug dicht\nGepubliceerd 3 uur geleden\nBijgewerkt 2 uur geleden\nUTRECHT (ANP) - De brug is dicht.\n"
    )

    assert dispatch.notes == ["Gepubliceerd 3 uur geleden", "Bijgewerkt 2 uur geleden"]
    assert dispatch.teasers == []


@pytest.mark.parametrize(
    "line",
    [
        "5 uur geleden door de politie gevonden",
        "1 jaar geleden in Parijs",
        "Ajax won 3 jaar geleden",
        "Sport voor 2 uur",
        "통영대교 개통 1년 전",
    ],
)
def test_a_headline_with_an_age_in_it_stays_a_headline(line: str) -> None:
    [dispatch] = parse(f"Meer uit Sport\n{line}\n1 uur geleden\nToren krijgt klok\n2 uur geleden\n")

    assert [teaser.headline for teaser in dispatch.teasers] == [line, "Toren krijgt klok"]


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [
        ("2 uur gele", 7200),
        ("vor 3 Stund", 10_800),
        ("il y a 3 heur", 10_800),
        ("hace 3 ho", 10_800),
        ("قبل 3 سا", 10_800),
        ("för 3 tim", 10_800),
    ],
)
def test_a_cut_off_age_has_the_start_of_its_unit(printed: str, seconds: int) -> None:
    found = cut_off_age(printed, 0, len(printed))

    assert found
    assert found.seconds == seconds


@pytest.mark.parametrize("printed", ["il y a 3", "vor 3 ", "vor 3 M", "vor 3 Br", "vor dem Sturm"])
def test_too_little_is_no_age(printed: str) -> None:
    assert cut_off_age(printed, 0, len(printed)) is None


def test_a_cut_off_age_may_stand_behind_its_source() -> None:
    text = "Top stories\nFerry stuck for a week\nAAP · 3 hours ago\nTown buys its own clock\nAAP · 2 day"

    [dispatch] = parse(text)

    assert [teaser.age and teaser.age.text for teaser in dispatch.teasers] == ["3 hours ago", "2 day"]
    assert parse("Top stories\nFerry stuck for a week\n3 hours ago\nStorm lasts 2 day")[0].teasers[1].headline
