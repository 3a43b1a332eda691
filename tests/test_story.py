"""What belongs to the story and what to the page around it, where a line or two decide."""

from wireparse import parse
from wireparse.model import Dispatch


def read(text: str) -> Dispatch:
    [dispatch] = parse(text)
    return dispatch


def test_the_age_under_the_headline_is_the_storys() -> None:
    found = read(
        "Canal to close for a month\n2 hours ago\nLONDON (AP) — The canal will close, the city said.\n"
        "PARIS (AP) — A baker won a prize for rye bread.\n3 hours ago\n"
    )

    assert found.headline == "Canal to close for a month"
    assert found.body == ["The canal will close, the city said."]
    assert found.notes == ["2 hours ago"]
    assert [(teaser.body, teaser.age and teaser.age.text) for teaser in found.teasers] == [
        (["A baker won a prize for rye bread."], "3 hours ago")
    ]


def test_two_words_with_a_deck_below_are_a_headline() -> None:
    found = read("Bridge closed\nTraffic diverted through the old town\nLONDON (AP) — A bridge closed on Monday.\n")

    assert found.headline == "Bridge closed"
    assert found.standfirst == ["Traffic diverted through the old town"]


def test_the_name_of_a_site_is_none() -> None:
    found = read("De Kustpost\nBrug blijft een week dicht\nUTRECHT (ANP) - De brug is dicht, zegt de gemeente.\n")

    assert found.headline == "Brug blijft een week dicht"
    assert found.notes == ["De Kustpost"]


def test_rights_behind_the_last_sentence_are_a_note() -> None:
    short = read("Rathaus zu\nCELLE (dpa) - Das Rathaus ist zu.\nEs öffnet am Dienstag wieder. © dpa-infocom GmbH\n")
    long = read(
        "Bridge shut\nLONDON (Reuters) - The harbour bridge will stay closed for a week of repairs, the city said on "
        "Monday, and ships must wait for the tide. © 2026 Reuters. All rights reserved.\n"
    )
    dated = read(
        "Le scuole chiudono\nROMA (ANSA) - Le scuole restano chiuse, dice il sindaco. RIPRODUZIONE RISERVATA\n"
    )

    assert short.body == ["Das Rathaus ist zu.", "Es öffnet am Dienstag wieder."]
    assert short.notes == ["© dpa-infocom GmbH"]
    assert long.body[0].endswith("wait for the tide.")
    assert long.notes == ["© 2026 Reuters. All rights reserved."]
    assert dated.dateline
    assert dated.body == ["Le scuole restano chiuse, dice il sindaco."]
    assert dated.notes == ["RIPRODUZIONE RISERVATA"]


def test_a_lost_line_break_between_headline_and_dateline() -> None:
    found = read("Veerboot loopt vast bij eilandOLST (ANP) - Een veerboot is vastgelopen, zegt de schipper.\n")

    assert found.headline == "Veerboot loopt vast bij eiland"
    assert found.dateline
    assert found.dateline.cities == ["OLST"]


def test_closing_lines_of_agencies() -> None:
    heading = "Bridge shut in the harbour\nHAIKOU, Jan 14 (Xinhua) -- The bridge is shut, officials said."
    signed = {
        f"{heading} Enditem\n": "Enditem",
        f"{heading}\nEnditem\n": "Enditem",
        f"{heading}\nWAM/Tariq\n": "WAM/Tariq",
        f"{heading}\n(NAN)(www.nannews.ng)\n": "(NAN)(www.nannews.ng)",
    }

    for text, signoff in signed.items():
        found = read(text)
        assert found.signoff
        assert found.signoff.text == signoff
        assert found.body == ["The bridge is shut, officials said."]
