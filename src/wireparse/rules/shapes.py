"""Datelines: which strings of elements are one, and on what evidence.

    dateline = place { "/" place } [ region ] [ date ] mark separator

That is the commonest order; others have rows of their own.

The elements and their signs are those of `elements.py`. A row's pattern is a regular expression over signs, so that a
new shape is one line here. `dateline.py` tries the rows in order on every prefix of the line that ends in a separator;
the longest dateline wins.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final, NamedTuple

import regex

from wireparse.patterns import regex_pattern
from wireparse.rules import evidence, line_evidence, mark_evidence
from wireparse.rules.reading import Reading
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind


class Shape(NamedTuple):
    """A row of the table: a rule and the evidence that it asks for besides its shape."""

    rule: Rule
    evidence: Callable[[Reading], bool]


_P = r"N(?:[/&]N)*"
_R = r"(?:\.?,?(?:\([XNaA]\)|\[[XNa]\])|\.?,N\.?(?:,N\.?)?)"
_COUNTRY = r"\.?,[Aa]\.?(?=,?D)"
_D = r"(?:[,.-]?[Dd](?:[,/]?T)?)"
_DATED = r"(?:[,.:-]?[Dd](?:[,/]?T)?)"
_S = r"(?:[.,]?[:=;-]\.?-?|\.)"
_CITY, _REGION, _DATE, _AGENCY, _MARK = Kind.CITY, Kind.REGION, Kind.DATE, Kind.AGENCY, Kind.MARK
_FULL: Final = (_CITY, _REGION, _DATE, _AGENCY, _MARK, Kind.BYLINE)


def _row(name: str, pattern: str, evidence_of: Callable[[Reading], bool], **texts: str) -> Shape:
    return Shape(Rule(name, pattern, _FULL, **texts), evidence_of)


ECHO: Final = "source-echo"
"""Its place is no place, but the mark."""
IN_PARENTHESES: Final = "city-in-parentheses"
"""Its mark is no mark, but the place."""

PAIR_LINE: Final = "agency-and-city-on-a-line"

SHAPES: Final = (
    _row(
        "agency-in-parentheses",
        rf"(?:T[|-]?|D[,.]?)?{_P}{_R}?{_R}?{_DATED}?[.,]*-?(?:\(A\)|\[A\])(?:{_S})|{_P}{_D}[.,]*\(A\),",
        evidence.firm_mark,
        sample="Ferry runs again\nOSLO, March 4 (Reuters) - The ferry sails again after a week in the dock.",
        near_miss="Fusie\nVolgens de bond (ANP) is de brug veilig, en dat blijft zo.",
        why="the form of most agencies: place, region and date where given, mark, separator",
    ),
    _row(
        "weak-mark-in-parentheses",
        rf"(?:T[|-]?)?{_P}{_R}?{_R}?{_D}?[.,]*-?(?:\([aX]\)|\[[aX]\])(?:{_S})",
        evidence.weak_mark,
        sample="Bridge shut\nDENVER (KXYZ) - The bridge stayed closed on Monday, officials said.",
        near_miss="Debat\nJansen (VVD) - de minister van Verkeer - zei niets over de brug.",
        why="a mark that the registry does not know, or that is a word too: the place or a date must speak for it",
    ),
    _row(
        "mark-without-separator",
        rf"{_P}{_R}?{_R}?(?:{_DATED}?[.,]*-?(?:\([Aa]\)|\[A\])|{_DATED}\(X\))|A-?N\([XaN]\)|\[AN(?:,N)?\]",
        evidence.open_mark,
        sample="Bridge shut\nChennai, Dec 24 (IANS) The harbour bridge will stay closed for a week of repairs.",
        near_miss="Brug\nDe gemeente Utrecht (ANP) De brug",
        why="PTI, IANS, KNA and others put nothing behind the mark; others lost their dash on the way",
    ),
    _row(
        "mark-on-its-own-line",
        rf"{_P}{_R}?{_R}?{_D}?[.,]*-?(?:\([AaX]\)|\[[Aa]\])(?:{_S})?\$",
        evidence.line_mark,
        sample="Bron stängd\nMALMÖ (TT)\nBron vid hamnen hålls stängd i en vecka.",
        near_miss="Bron stängd\nJan Jansen (VVD)\nBron vid hamnen hålls stängd i en vecka.",
        why="TT, Servimedia and Europa Press start the text on the next line",
    ),
    _row(
        "date-behind-mark",
        rf"{_P}{_R}?{_R}?-?\([Aa]\)[,.]?D{_S}",
        evidence.firm_mark,
        sample="Acme opens\nChicago, IL (PRWEB) December 24, 2025 -- Acme opened a plant on Monday.",
        near_miss="Acme opens\nChicago, IL (PRWEB) December 24, 2025 was the day that Acme opened.",
        why="PRWEB",
    ),
    _row(
        "agency-in-slashes",
        rf"(?:{_P}{_R}?{_R}?{_D}?|D[,.]?{_P})[.,]?-?/[AaX]/(?:{_S}|\$)?",
        evidence.slash_mark,
        sample="Мост\nТОМСК, 4 марта. /ТАСС/. Трамвайную линию восстановят к осени.",
        near_miss="Мост\nTOMSK /foto/ Tram line reopens after the repairs of last summer.",
        why="TASS, Ritzau, Agerpres, PR Newswire and the agencies of the Gulf",
    ),
    _row(
        "agency-between-wide-slashes",
        rf"{_P}{_R}?{_R}?/[Aa]/D/",
        evidence.slash_mark,
        sample="Acme\nNEW YORK, NY / ACCESSWIRE / December 24, 2025 / Acme opened a plant on Monday.",
        near_miss="Acme\nNEW YORK, NY / ACCESSWIRE says that Acme opened a plant.",
        why="ACCESS Newswire",
    ),
    _row(
        "agency-behind-date",
        rf"{_P}{_R}?{_R}?{_D}[.,]*-?(?:[AaQ](?:{_S}|\$)|[AQ]/|A,N\.)",
        evidence.bare_mark,
        sample="Bridge shut\nBRISBANE, Dec 24 AAP - The bridge stayed closed for a week of repairs.",
        near_miss="Bridge shut\nBRISBANE, Dec 24 AAP reports that the bridge stayed closed.",
        why="AAP, Kyodo, RIA Novosti, Interfax, the Baltic agencies: the mark stands bare behind the date",
    ),
    _row(
        "agency-behind-place",
        rf"{_P}{_R}?(?:[.,]?-?A(?:-D)?(?:{_S}|\$)|-a:?\$|/A{_S}|,a\.-)|{_P}/D/[Aa]{_S}|N\.N-[Aa]\.",
        evidence.bare_mark,
        sample="Мост\nАСТАНА. КАЗИНФОРМ – Мост закрыли на неделю из-за ремонта.",
        near_miss="Kiest\nDe Reuters – dat is de boot – ligt in de haven.",
        why="Kazinform, IRNA, INA: place and mark with a full stop, comma or dash between them",
    ),
    _row(
        "agency-between-bars",
        rf"{_P}{_R}?\|[AaQ]\|",
        evidence.barred_mark,
        sample="Levy scrapped\nKampala, Uganda | THE HARBOUR | The port has scrapped a levy on small boats for a year.",
        near_miss="Levy scrapped\nHome, News | THE HARBOUR | The port has scrapped a levy on small boats for a year.",
        why="The Independent of Kampala and URN",
    ),
    _row(
        "weak-agency-behind-place",
        rf"{_P}(?:,a[:-]|-[aQ][:-])",
        evidence.weak_bare_mark,
        sample="Jembatan\nJakarta, MINA – Jembatan pelabuhan ditutup selama sepekan untuk perbaikan, kata kota.",
        near_miss="Jembatan\nSiti, MINA – dua sahabat – menyeberangi jembatan pelabuhan sebelum ditutup sepekan.",
        why="MINA, Ma'an and others whose code is a word too, bare behind a place that is known",
    ),
    _row(
        "agency-before-place",
        rf"(?:[(\[][Aa][)\]]{_S}?|[Aa][,-]?|Q[,|]){_P}(?:\.?\([XaNA]\))?(?:,N)?(?:[.,]*-?D\.?T?)?{_S}"
        rf"|\([Aa]\)\(N,D\){_S}?|\(X\)-N,D-|D\([Aa]\)N,N{_S}",
        evidence.mark_first,
        sample="Liutai\n(ANSA) - CREMONA, 04 MAR - I liutai del centro storico chiedono silenzio.",
        near_miss="Liutai\n(ANSA) - Secondo il sindaco di Cremona, i liutai chiedono silenzio.",
        why="ANSA, AGI, DIRE, 9Colonne: mark, place, date",
    ),
    _row(
        "two-marks",
        rf"(?:[Aa]{_S}|\([Aa]\)|D\([Aa]\){_S}){_P}{_R}?{_R}?{_D}?[.,]*-?\([Aa]\){_S}",
        evidence.mark_first,
        sample="Bridge\nCanadian Press - CANBERRA, Australia (AP) - The harbour bridge will stay closed for a week.",
        near_miss="Hostages\nCanadian Press - Ottawa will close the harbour bridge for a week.",
        why="a site names the agency again, or itself, in front of the agency's own dateline",
    ),
    _row(
        IN_PARENTHESES,
        r"D?\(X\)[:-]",
        mark_evidence.place_in_parentheses,
        sample="Bridge shut\n(LISBON) -- The harbour bridge will stay closed for a week of repairs, the city said.",
        near_miss="Bridge shut\n(VIDEO) -- The harbour bridge will stay closed for a week of repairs, the city said.",
        why="radio desks of the United States put the place where others put their mark",
    ),
    _row(
        "agency-and-date",
        rf"D[.,]?(?:\([AaX]\)|-?A){_S}|D\(A\)\$|A,D[.-]",
        mark_evidence.date_mark,
        sample="Outlook raised\nDec 24 (Reuters) - A shipping firm raised its outlook on Monday.",
        near_miss="Outlook raised\nDec 24 (Reuters) reported that a shipping firm raised its outlook.",
        why="no place where no reporter was on the scene",
    ),
    _row(
        "all-in-parentheses",
        r"\(N,D,A\)\.?",
        evidence.opens_text,
        sample="Мост\n(Казань, 12 ноября, «Волга-информ», Анна Белова). Мост в порту закрыли на неделю.",
        near_miss="Мост\n(Казань, 12 ноября) Мост в порту закрыли на неделю.",
        why="Tatar-inform and others: place, date, mark and reporter in one bracket",
    ),
    _row(
        "agency-alone",
        rf"(?:\([Aa]\)[-:]|/A/|\[A\]{_S}|\(A\){_S}|A{_S})",
        mark_evidence.mark_alone,
        sample="Oil\n(Bloomberg) -- Oil ended the week little changed after a calm Friday.",
        near_miss="Oil\n(Bloomberg) reported on Monday that oil ended the week little changed.",
        why="Bloomberg, JTA, Novum; AP, AGI and EFE without parentheses",
    ),
    _row(
        "weak-agency-alone",
        "a-",
        mark_evidence.lone_mark,
        sample="Liutai\nAGI - I liutai del centro storico chiedono che la città sia più silenziosa per le prove.",
        near_miss="Chip\nAGI - a machine as clever as its makers - is what the lab wants to build in ten years.",
        why="AGI and Lebanon's NNA name themselves by what is a word elsewhere: the text must be in their language",
    ),
    _row(
        "agency-alone-without-separator",
        r"\(A\)|\[A\]",
        mark_evidence.open_mark_alone,
        sample="Zwembad\n(BELGA) In de Oude Dokken komt volgend voorjaar een drijvend zwembad met drie baden.",
        near_miss="Zwembad\n(BELGA meldt dat in de Oude Dokken een zwembad komt.) Het kost drie miljoen euro.",
        why="Belga, ABM FN and others leave out the place and the dash",
    ),
    _row(
        ECHO,
        "N[-:]",
        evidence.echoes_headline,
        sample="Storage spending recovers (TechHarbour)\nTechHarbour - Customers bought more discs, the makers said.",
        near_miss="Storage spending recovers\nTechHarbour - Customers bought more discs, the makers said.",
        why="syndicated copy names its source behind the headline and again before the text",
    ),
    _row(
        "date",
        rf"(?:T[|-]?)?{_P}(?:{_COUNTRY}|{_R}?{_R}?){_D}(?:{_S})",
        evidence.place_date,
        sample="Salmon\nOSLO, March 4 - Norway's salmon farmers trimmed their output forecast.",
        near_miss="Salmon\nOn March 4 - a Tuesday - Norway's salmon farmers met in Oslo.",
        why="place and date without a mark: the STA site, Trend, old Reuters copy",
    ),
    _row(
        "city-on-its-own-line",
        r"N\$",
        line_evidence.place_line,
        sample="Bridge shut in the harbour\nLISBON\nThe harbour bridge will stay closed for a week, the city said.",
        near_miss="Bridge shut in the harbour\nLISBON\nSPORT",
        why="Anadolu puts the place on a line of its own",
    ),
    _row(
        "correspondent-and-city",
        r"N,N[:-]",
        evidence.behind_reporter,
        sample="नाव पलटी\nजागरण संवाददाता, वाराणसी: घाट पर मंगलवार शाम एक नाव पलट गई। नाविकों ने छह पर्यटकों को बचाया।",
        near_miss="नाव पलटी\nपुराना घाट, वाराणसी: घाट पर मंगलवार शाम एक नाव पलट गई। नाविकों ने छह पर्यटकों को बचाया।",
        why="the papers of India and Bangladesh: a correspondent without a name, and the place",
    ),
    _row(
        PAIR_LINE,
        r"[AaQ][-/|]?N\$|N/[Aa]\$|N,[Aa],D\$",
        line_evidence.line_pair,
        sample="Bridge shut in the harbour\nShafaq News – Lisbon\nThe harbour bridge stays closed for a week, I hear.",
        near_miss="Bridge shut in the harbour\nShafaq News – Lisbon\nSPORT",
        why="the agencies of Iraq, TT and GINA: mark and place on a line of their own",
    ),
    _row(
        "city-and-date-on-its-own-line",
        r"N,?D\$|N,N\$",
        line_evidence.dated_line,
        sample="Broen er lukket\nHillerød, onsdag\nBroen i havnen er lukket en uge, mens den bliver sat i stand.",
        near_miss="Broen er lukket\nHillerød, Helsingør\nBroen i havnen er lukket en uge, mens den bliver sat i stand.",
        why="Danish papers, MNA and papers of India: place and day on a line of their own",
    ),
    _row(
        "city",
        rf"(?:T[|-]?)?{_P}{_R}?(?:{_S}|-\$)",
        evidence.place_alone,
        sample="Bridge shut\nOTTAWA — The harbour bridge will stay closed for a week of repairs, the city said.",
        near_miss="Bridge shut\nUPDATE - The harbour bridge will stay closed for a week of repairs, the city said.",
        why="a place alone, decided by the gazetteer, by capitals or by its coming back in the text",
    ),
)


@lru_cache(maxsize=4096)
def rows_for(signs: str) -> tuple[Shape, ...]:
    """The rows whose pattern matches a whole string of signs."""
    return tuple(shape for shape, pattern in _compiled() if pattern.fullmatch(signs))


@cache
def _compiled() -> list[tuple[Shape, regex.Pattern[str]]]:
    return [(shape, regex_pattern(shape.rule.pattern)) for shape in SHAPES]
