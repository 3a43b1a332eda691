from datetime import UTC, datetime, timedelta, timezone

import pytest

from wireparse import parse
from wireparse.rules.ages import whole_age
from wireparse.rules.stamps import moment, read_stamp

NOW = datetime(2025, 5, 9, 10, tzinfo=timezone(timedelta(hours=2)))


def time_of(printed: str, now: datetime = NOW) -> str | None:
    stamp = read_stamp(printed, 0, len(printed))
    assert stamp
    found = moment(stamp, now)
    return found and found.removesuffix("+02:00")


@pytest.mark.parametrize(
    "printed",
    [
        "8.5.2025 14:05",
        "08/05/2025 à 14h05",
        "2025-05-08 14:05",
        "8 mei 2025 om 14:05",
        "Thu, May 8, 2025 at 2:05 PM",
        "14:05, 8 мая 2025 г.",
        "čtvrtek 8. května 2025 14:05",
        "8. 5. 2025, 14:05",
        "8.5.2025. u 14:05",
        "2025. május 8. 14:05",
        "2025 m. gegužės 8 d. 14:05",
        "24.12.2025",
        "8 de maio de 2025 às 14h05",
        "2025年5月8日（木）14:05",
        "2025年5月8日 14時05分",
        "5/8(木) 14:05",
        "2025년 5월 8일 14시 05분",
        "2025.05.08. 오후 2:05",
        "8 thg 5 2025",
        "8 พ.ค. 2568 14:05 น.",
        "۱۸ اردیبهشت ۱۴۰۴ - ۱۴:۰۵",
        "الخميس، 8 مايو 2025 02:05 م",
        "i går kl. 14.05",
        "astăzi, ora 14:05",
        "kl. 14.05",
        "klo 14:05",
        "14 giờ 05",
    ],
)
def test_a_stamp_fills_its_line(printed: str) -> None:
    found = whole_age(printed, 0, len(printed))

    assert found
    assert found.rule == "age-stamp"
    assert found.seconds is None


@pytest.mark.parametrize(
    "printed",
    [
        "8 mei 2025 was het zover",
        "Om 14:05 vertrok de trein",
        "Brug dicht 8.5.2025",
        "Goles: 0-1.",
        "Pay 31 May",
        "Ajax - PSV 14:05",
        "8.5.2025 Brug dicht",
        "LISBON, 8 MAY 2025.",
    ],
)
def test_a_word_too_many_makes_it_a_headline(printed: str) -> None:
    assert read_stamp(printed, 0, len(printed)) is None


@pytest.mark.parametrize(
    ("printed", "time"),
    [
        ("8.5.2025 14:05", "2025-05-08T14:05:00"),
        ("May 8, 2025 2:05 PM", "2025-05-08T14:05:00"),
        ("8 mei", "2025-05-08T00:00:00"),
        ("Vandaag, 9:05", "2025-05-09T09:05:00"),
        ("gisteren 22:10", "2025-05-08T22:10:00"),
        ("eergisteren om 22:10", "2025-05-07T22:10:00"),
        ("9:59", "2025-05-09T09:59:00"),
        ("10:31", "2025-05-08T10:31:00"),
        ("24:00", "2025-05-09T00:00:00"),
        ("오후 2시 5분", "2025-05-08T14:05:00"),
        ("2025/05/08 12:05 AM", "2025-05-08T00:05:00"),
        ("8.5.2025 14:05 GMT", "2025-05-08T16:05:00"),
        ("8/5/2025, 14:05 (GMT+7)", "2025-05-08T09:05:00"),
    ],
)
def test_with_now_a_stamp_is_a_time_in_the_zone_of_now(printed: str, time: str) -> None:
    assert time_of(printed) == time


@pytest.mark.parametrize(
    "printed",
    [
        "Thursday, 14:05",
        "8 พ.ค. 2568",
        "18 اردیبهشت 1404",
        "8. listopada 2025, 14:05",
        "8.5.2025 14:05 IST",
        "8.5.2025 14:05 GMT+99",
        "31.2.2025",
        "12.05",
    ],
)
def test_a_stamp_that_is_not_certain_has_no_time(printed: str) -> None:
    assert time_of(printed) is None


def test_the_first_and_the_last_day_do_not_overflow() -> None:
    text = "Net binnen\nKanaal droogt op\ngisteren 22:10\nBrug dicht\n8.5.2025 23:30 UTC\n"

    for now in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-9)))):
        [dispatch] = parse(text, now=now)
        assert dispatch.teasers[0].age


def test_a_teaser_has_the_time_of_its_stamp() -> None:
    [dispatch] = parse("Net binnen\nKanaal droogt op\n8.5.2025 14:05\nBrug dicht\n9:31 uur\n", now=NOW)

    assert [teaser.age and teaser.age.time for teaser in dispatch.teasers] == [
        "2025-05-08T14:05:00+02:00",
        "2025-05-09T09:31:00+02:00",
    ]
    assert [teaser.age and teaser.age.seconds for teaser in dispatch.teasers] == [None, None]
