"""Texts to test promises with: made of what the rules look for, and of what nobody expects."""

from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from wireparse.readers import decode

_PLACES: Final = [
    "UTRECHT",
    "Oslo",
    "KYIV, Ukraine",
    "DEN HAAG/ASSEN",
    "'s-HERTOGENBOSCH",
    "Genève",
    "КОСТРОМА",
    "サン",
]
_DATELINES: Final = [
    "UTRECHT (ANP/RTR) - ",
    "UTRECHT (ANP)",
    "KYIV, Ukraine (AP) — ",
    "OSLO, March 4 (Reuters) - ",
    "Sevilla, 24 dic. (EFE).- ",
    "КОСТРОМА, 4 марта. /ТАСС/. ",
    "Svaneke /ritzau/: ",
    "Bruxelles, 7 fév 2024 (AFP) - ",
    "OTTAWA — ",
    "(ANSA) - CREMONA, 04 MAR - ",
    "NEW YORK and CHICAGO, Dec 24 (UPI) -- ",
    "新华社大理3月4日电（记者段小禾）",
    "（中央社記者陳小美台北24日電）",
    "【ロンドン共同】",
    "(서울=연합뉴스) 김가온 기자 = ",
    "Ali ÖRNEK/KARS, (DHA) - ",
    "دمشق-سانا ",
    "Jansen (VVD) - ",
    "ASML (ASML.AS) - ",
    "A (",
    "(ANP/",
    "(",
    ") - ",
]
_AGES: Final = [
    "1 uur geleden",
    "5 uur gele",
    "12 minuten geleden",
    "gisteren",
    "een kwartier geleden",
    "10:31",
    "12-05-2025 11:02",
    "Gisteren, 18:40",
    "vor 2 Stunden",
    "il y a 5 min",
    "2 часа назад",
    "منذ 3 ساعات",
    "3小时前",
    "3h",
    "ANP · 1 uur geleden · 8 reacties",
    "Sport 10:31 Marathon krijgt nieuw parcours",
]
_LINES: Final = [
    "Brug dicht",
    "Brug dicht | De Kustpost",
    "UPDATE - Kudde van tachtig schapen zoek na onweer",
    "By Ann Baker and Tom Reed",
    "Door een verslaggever",
    "Von Merle Asmussen, dpa",
    "Meer uit Binnenland",
    "Lees ook",
    "Lees ook: Pont vaart weer",
    "Recommended",
    "Foto: ANP",
    "Foto: ANPDEN HAAG (ANP) - De brug is dicht.",
    "ReclameStuur door",
    "© 2025 Waterlands Nieuwsblad. Alle rechten voorbehouden.",
    "© ANP",
    "Home > Binnenland > Natuur",
    "Deel dit artikel",
    "/ritzau/",
    "(PAP)",
    "EFE",
    "AAP rtv",
    "abc/def",
    "FC Utrecht - AZ 2-1",
    "SOURCE Acme Works",
    "(Reporting by Nora Ellis; Editing by June Ash)",
]
_BREAKS: Final = ["###", "-30-", "NNNN", "* * *", "-----", "\f", "ENDS", "//"]
_PROSE: Final = [
    "De brug blijft een week dicht, zegt de gemeente. Daarna mogen eerst de fietsers erover.",
    "De brug is dicht. (ANP)",
    "Het duurt een week.4 uur geleden",
    "Der Turm ist kein Wohnhaus, sagt der Rat. Salzburg – Die Stadt hat den alten Turm am Fluss gekauft.",
    "Brug dicht UTRECHT (ANP) - De brug blijft een week dicht, zegt de gemeente.",
    "A ferry sails again after a week in the dock",
    "to the island, where nobody had missed it, the harbour master",
    "Een maand geleden werd de brug nog geprezen door de minister.",
    "Каланчу построили в 1827 году.",
    "一间废弃的渔网仓库变身为图书馆。",
    "حي الزيتون - حي النخيل 2-1",
]
_MARKS: Final = ["* ", "- ", "• ", "# ", "## ", "> ", "**", "__", " · ", " | ", " - ", "1. ", "…", "”", "«", "\u200e"]
_ODD: Final = [
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x1c",
    "\x7f",
    "\x85",
    "\x0b",
    "\xa0",
    "\xad",
    "\u0301",
    "e\u0301",
    "A\u030a",
    "\u1100\u1161\u11a8",
    "\u0958",
    "\u200b",
    "\u200d",
    "\u2028",
    "\u202e",
    "\u2060",
    "\u3000",
    "\ufeff",
    "\ufffd",
    "\ue000",
    "\U000f0000",
    "\U0001f469\u200d\U0001f680",
    "\ud800",
    "\udc00",
    "ﬁ",
    "İ",
    "ß",
    "שלום",
    "0",
    "９",
    "٣",
    "½",
    "²",
]
_JOINS: Final = ["\n", "\n\n", "\n", "\r\n", "\r", " ", "", "\t", "\n  ", "\x0c", "\u2028"]

_fragments = st.one_of(
    *(st.sampled_from(found) for found in (_PLACES, _DATELINES, _AGES, _LINES, _BREAKS, _PROSE, _MARKS, _ODD)),
    st.text(max_size=12),
)
_lines = st.one_of(_fragments, st.lists(_fragments, min_size=2, max_size=5).map("".join))


@st.composite
def _pages(draw: st.DrawFn) -> str:
    """Lines of fragments, and between them all that divides lines, or nothing."""
    lines = draw(st.lists(st.tuples(_lines, st.sampled_from(_JOINS)), max_size=14))
    return "".join(line + join for line, join in lines)


@st.composite
def _wrapped(draw: st.DrawFn) -> str:
    """Prose with a dateline, hard-wrapped as a teleprinter did."""
    words = draw(st.lists(st.one_of(st.sampled_from(_DATELINES), st.sampled_from(_PROSE)), min_size=2, max_size=6))
    width = draw(st.integers(40, 80))
    lines = [""]
    for word in " ".join(words).split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)


FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
_FIXTURE_LINES: Final = sorted(
    {
        line
        for path in sorted(FIXTURES.glob("*/*.txt"))
        for line in decode(path.read_bytes()).text.splitlines()
        if line.strip()
    }
)
_shuffled = st.lists(st.sampled_from(_FIXTURE_LINES), max_size=16).map("\n".join)
"""Lines of pages and wire files, in an order that no page has."""


def texts() -> st.SearchStrategy[str]:
    """Any text at all, most of them near what the rules look for."""
    return st.one_of(_pages(), _pages(), _wrapped(), _shuffled, st.text(max_size=60))
