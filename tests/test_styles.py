"""Every style in which an agency is known to write, with another place and other dates than its example."""

from datetime import date
from typing import Final

from wireparse import parse
from wireparse.registry.agencies import records
from wireparse.registry.samples import sample
from wireparse.registry.tables import AgencyRecord, Style

RIGHT: Final = 0.975
"""So many of the styles come out right; more is better."""
DAYS: Final = ((1, date(2025, 3, 4)), (0, date(2024, 12, 9)))


def is_right(record: AgencyRecord, style: Style, which: int, day: date) -> bool:
    """Whether place and agency of a text in this style are found; of a sign-off, the agency."""
    made = sample(record, style, which=which, day=day)
    dispatches = parse(f"Kop van het bericht\n{made.text}")
    first = dispatches[0]
    if style.mark == "sign-off" and made.city is None:
        return first.signoff is not None and any(agency.id == record.id for agency in first.signoff.agencies)
    if style.mark == "byline":
        return first.byline is not None
    if style.mark == "none" and made.city is None:
        return True
    found = first.dateline
    if found is None or len(dispatches) > 1:
        return False
    named = (
        made.code is None
        or style.mark == "sign-off"
        or any(made.code == agency.code or record.id == agency.id for agency in found.agencies)
    )
    return named and (made.city is None or any(made.city in city for city in found.cities))


def test_the_styles_of_the_agencies_are_read() -> None:
    cases = [
        (record, style, which, day)
        for record in records()
        for style in record.styles
        if style.confidence != "unsure"
        for which, day in DAYS
    ]

    wrong = [
        f"{record.id}: {style.template}"
        for record, style, which, day in cases
        if not is_right(record, style, which, day)
    ]

    assert len(cases) > 800
    assert len(wrong) <= (1 - RIGHT) * len(cases), wrong


def test_a_sample_has_no_slot_left() -> None:
    assert [record.id for record in records() for style in record.styles if "{" in sample(record, style).text] == []
