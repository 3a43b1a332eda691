from datetime import UTC, datetime

import pytest

from wireparse import parse
from wireparse.dates import iso_date

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("Dec. 24, 2025", "2025-12-24"),
        ("24 dic 2025", "2025-12-24"),
        ("24 JAN 89", "1989-01-24"),
        ("24th December, 2025", "2025-12-24"),
        ("2025. december 24., szerda", "2025-12-24"),
        ("24.12.2025", "2025-12-24"),
        ("2025年12月24日", "2025-12-24"),
        ("12/24/2025", "2025-12-24"),
        ("2025年12月5日", "2025-12-05"),
        ("2025년 12월 5일", "2025-12-05"),
        ("2025 оны 11 дүгээр сарын 12", "2025-11-12"),
        ("24 tháng 12 năm 2025", "2025-12-24"),
        ("24 d’abril de 2025", "2025-04-24"),
        ("24 كانون الثاني 2025", "2025-01-24"),
        ("24 MAYIS 2025", "2025-05-24"),
    ],
)
def test_a_date_with_its_year_is_known(printed: str, iso: str) -> None:
    assert iso_date(printed) == iso


@pytest.mark.parametrize("printed", ["Dec 24", "24/12", "24", "12月24日", "24 декабря"])
def test_a_date_without_its_year_waits_for_now(printed: str) -> None:
    assert iso_date(printed) is None
    assert (iso_date(printed, NOW) or "")[-2:] == "24"


def test_the_year_is_that_of_the_latest_such_day() -> None:
    assert iso_date("Feb 28", NOW) == "2026-02-28"
    assert iso_date("March 2", NOW) == "2025-03-02"
    assert iso_date("Feb 29", NOW) == "2024-02-29"


@pytest.mark.parametrize(
    "printed",
    [
        "04 رجب 1447 هـ",
        "24 ธ.ค. 2568 พ.ศ.",
        "24 ธ.ค. 2568",
        "24 ธ.ค. 68",
        "24 December 2568",
        "24 December 114",
        "114年12月24日",
        "7年12月24日",
        "令和7年12月24日",
        "९ पुस",
        "۲۱ لړم ۰۴",
        "27.6.205",
        "31 Feb 2025",
        "99/99/2025",
    ],
)
def test_what_cannot_be_turned_with_certainty_is_not(printed: str) -> None:
    assert iso_date(printed) is None
    assert iso_date(printed, NOW) is None


@pytest.mark.parametrize("printed", ["24. listopada", "lip 24", "24 lis 2025", "SRP 24", "Mae 24", "24 Brumaire"])
def test_a_month_that_is_not_certain_is_no_other_month(printed: str) -> None:
    assert iso_date(printed, NOW) is None


def test_a_day_alone_may_stand_beside_its_weekday() -> None:
    assert iso_date("Tuesday 24", NOW) == "2026-02-24"


@pytest.mark.parametrize(
    ("head", "cities", "date"),
    [
        ("ZAGREB, 24. listopada (Hina) - ", ["ZAGREB"], "24. listopada"),
        ("ATHENS, Μαΐου 24 (AFP) - ", ["ATHENS"], "Μαΐου 24"),
        ("ДУШАНБЕ, 9 дек — Азия-Плюс. ", ["ДУШАНБЕ"], "9 дек"),
        ("Душанбе. 9 декабря. Азия-Плюс - ", ["Душанбе"], "9 декабря"),
        ("LISBON, Wednesday (AFP) - ", ["LISBON"], "Wednesday"),
        ("LISBON Monday (AFP) - ", ["LISBON"], "Monday"),
        ("LISBON Monday, March 4, 2025 (AFP) - ", ["LISBON"], "Monday, March 4, 2025"),
        ("SANTO DOMINGO (AFP) - ", ["SANTO DOMINGO"], None),
        ("БИШКЕК, 9-дек. — Sputnik. ", ["БИШКЕК"], "9-дек."),
        ("AŞGABAT, 9-njy dekabr (TDH). ", ["AŞGABAT"], "9-njy dekabr"),
        ("Эрдэнэт, 12 дугаар сарын 9 /МОНЦАМЭ/. ", ["Эрдэнэт"], "12 дугаар сарын 9"),
        ("ลำปาง 9 ธ.ค.-", ["ลำปาง"], "9 ธ.ค."),
        ("नागपूर, ता. ९ : ", ["नागपूर"], "९"),
        ("સુરત, તા.૯ : ", ["સુરત"], "૯"),
        ("Huế (TTXVN 9/12) ", ["Huế"], "9/12"),
        ("Huế, 9 tháng 12 (TTXVN) - ", ["Huế"], "9 tháng 12"),
        ("الدمام 9 رجب 1447 هـ (واس) - ", ["الدمام"], "9 رجب 1447 هـ"),
        ("TAIPEI, 9 December 114 (CNA) - ", ["TAIPEI"], "9 December 114"),
        ("TOKYO, 令和7年12月9日 (共同) - ", ["TOKYO"], "令和7年12月9日"),
        ("中央社台中114年12月9日電 ", ["台中"], "114年12月9日"),
        ("부산, 12월 9일 (연합뉴스) - ", ["부산"], "12월 9일"),
    ],
)
def test_a_date_of_a_dateline_is_kept_whole(head: str, cities: list[str], date: str | None) -> None:
    text = f"Ferry\n{head}The ferry sails again on Friday after a week in the dock, its owner said.\n"

    [dispatch] = parse(text)

    assert dispatch.dateline
    assert dispatch.dateline.cities == cities
    assert dispatch.dateline.region is None
    assert (dispatch.dateline.date.text if dispatch.dateline.date else None) == date


def test_a_date_with_a_clock_to_the_second_is_a_stamp() -> None:
    [dispatch] = parse("등록 2025.05.09 14:20:11\nFerry\nOSLO (Reuters) - The ferry sails again on Friday.\n")

    assert dispatch.notes == ["등록 2025.05.09 14:20:11"]


def test_a_page_of_the_year_one_has_ages_without_a_time() -> None:
    text = "Meer uit Sport\nASSEN (ANP) - De baan gaat dicht.\n5 uur geleden\n"

    [dispatch] = parse(text, now=datetime(1, 1, 1, tzinfo=UTC))

    assert dispatch.teasers[0].age is not None
    assert dispatch.teasers[0].age.time is None


def test_ages_become_times() -> None:
    text = "Meer uit Sport\nASSEN (ANP) - De baan gaat dicht.\n5 uur geleden\n"

    [dispatch] = parse(text, now=NOW)

    assert dispatch.teasers[0].age is not None
    assert dispatch.teasers[0].age.time == "2026-03-01T07:00:00+00:00"
