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


@pytest.mark.parametrize("printed", ["04 رجب 1447 هـ", "24 ธ.ค. 2568 พ.ศ.", "31 Feb 2025", "99/99/2025"])
def test_what_cannot_be_turned_with_certainty_is_not(printed: str) -> None:
    assert iso_date(printed) is None


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
