"""What the elements of a dateline are in it: places, region, date, marks."""

from typing import Final, NamedTuple

from wireparse.patterns import regex_pattern
from wireparse.registry.agencies import is_agency
from wireparse.registry.gazetteer import is_place, is_region, population_rank
from wireparse.registry.months import is_weekday
from wireparse.rules.elements import Head, Span

_AND: Final = regex_pattern(r"\s(?:and|en|und|et|och|og|ja|y|e|&)\s")
_IS_REGION: Final = regex_pattern(r"N\.?,[Aa]\.?,?D[-=:.,]+")
_PLACE_AND_REGION: Final = regex_pattern(r"N[(\[]X[)\]][-=:.,]+")
_UNKNOWN_AND_DATE: Final = regex_pattern(r"N\(X\),?D[-=:.,]+")
_PROVINCE: Final = 2
"""Letters in the code of an Italian province: `Cremona (CR), 24 dicembre – `."""
CORRESPONDENT: Final = regex_pattern(
    r"(?:संवाददाता|प्रतिनिधि|प्रतिनिधी|वार्ताहर|संवाद|সংবাদদাতা|প্রতিনিধি|প্রতিবেদক|સંવાદદાતા|પ્રતિનિધિ|ਪ੍ਰਤੀਨਿਧ|ਪੱਤਰ ਪ੍ਰੇਰਕ"
    r"|ప్రతినిధి|విలేకరి|செய்தியாளர்|നിരൂപകന്‍|ലേഖകൻ|ವರದಿಗಾರ|Correspondent|Reporter|Bureau)$"
)
"""How a correspondent without a name is called: `Jagran correspondent, Varanasi: `."""
_NAMED_BEHIND: Final = regex_pattern(r"N\.,?N-[Aa]\.")
_INITIALS: Final = regex_pattern(r"(?:^|\s)\p{Lu}\.\p{Lu}$")
"""`WASHINGTON D.C.`: the last full stop belongs to the name."""
_FORMER: Final = frozenset({"USSR", "URSS", "UdSSR", "RFA", "FRG", "BRD", "RDA", "GDR", "DDR", "SFRJ", "CSSR", "СССР"})
"""Countries of the past, by their initials."""
_QUOTED: Final = regex_pattern(r"[«“\"](?P<code>[^»”\"]{2,30})[»”\"]")
_FULL_NAME: Final = regex_pattern(r"\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+){1,3}")
_BY: Final = regex_pattern(r"(?:By|BY|Von|Por|Par|Door|Di|De|Av|Af)\s(?:\p{Lu}[\p{Ll}.'’-]+\s){1,3}(?=\p{Lu}{3}|$)")
_ONE_COUNTRY: Final = frozenset(
    {"bosnia", "trinidad", "antigua", "saint kitts", "st. kitts", "sao tome", "turks", "wallis", "tyne", "brighton"}
)
"""What stands before an `and` that does not divide two places."""
_NOT_A_PLACE_BEHIND_A_SLASH: Final = frozenset(
    "main oder saale spree ruhr fils leine donau inn neckar rhein havel elbe weser mosel lahn isar iller enz ems aller "
    "sieg taunus westf westfalen holstein bienne vitoria gasteiz donostia erzgeb sachsen thür thüringen ostsee aargau"
    " hann unstrut ilm o. m. oder. main. d ijssel rijn pfalz weinstraße odenwald allgäu breisgau opf".split()
)
"""Rivers and regions that belong to the name before them: `Frankfurt/Main`, `Halle/Saale`, `Biel/Bienne`."""
_TWO_NAMES: Final = frozenset(
    {
        ("donostia", "san sebastián"), ("san sebastián", "donostia"), ("vitoria", "gasteiz"), ("pamplona", "iruña"),
        ("iruña", "pamplona"), ("bozen", "bolzano"), ("bolzano", "bozen"), ("helsinki", "helsingfors"),
        ("derry", "londonderry"), ("biel", "bienne"), ("brüssel", "bruxelles"),
    }
)  # fmt: skip
"""Two names of one city."""
NO_PLACE: Final = frozenset({"no city", "clandestine", "no place"})
"""What monitoring services print where the place is not known."""


class Reading(NamedTuple):
    """A dateline's elements by what they are in it, as spans of the text."""

    text: str
    shape: str
    places: list[Span]
    region: Span | None
    date: Span | None
    marks: list[Span]
    reporter: Span | None
    stop: int
    """Where the text behind the separator starts."""
    end: int
    """The end of the line."""

    def printed(self, span: Span) -> str:
        """A span's text."""
        return self.text[span[0] : span[1]]


def opens_with_reporter(name: str) -> bool:
    """Whether a name is a reporter and a place: `By Ann Baker OSLO`."""
    return _BY.match(name) is not None


def has_joins(name: str) -> bool:
    """Whether a name may be two places: `NEW YORK and CHICAGO`."""
    return _AND.search(name) is not None


def read_roles(head: Head, end: int) -> Reading:
    """Gives each element its part in the dateline."""
    text, shape, stop = head.text, head.shape, head.pos
    while stop < end and (text[stop].isspace() or text.startswith("**", stop)):
        stop += 1 + (text[stop] == "*")
    places: list[Span] = []
    marks: list[Span] = []
    region: Span | None = None
    date: Span | None = None
    spans = iter(head.spans)
    last_mark = max(shape.rfind("A"), shape.rfind("a"), shape.rfind("Q"))
    if _IS_REGION.fullmatch(shape):
        last_mark = -1  # `ERIE, Pa., March 19 - `
    unknown = shape.rfind("X")
    if last_mark < 0 and ((shape.startswith("(X)-N") and "D" in shape) or _dated_unknown(head)):
        last_mark = unknown  # `(XQZ) - OSLO, 24 DIC - `, `Roma (XQZ), 24 dicembre 2025 – `
    if _PLACE_AND_REGION.fullmatch(shape) and is_region(text[slice(*head.spans[-1])]):
        unknown = -1  # `SANTIAGO (Chile) — `
    if last_mark < 0 <= unknown and not any(sign in "ND" for sign in shape[unknown:]):
        last_mark = unknown
    for i, sign in enumerate(shape):
        if sign not in "NAaQXDdT":
            continue
        span = next(spans)
        if sign in "AaQ" or i == last_mark:
            named = not (sign == "A" and shape.startswith("(A)(", i - 1)) or is_region(text[slice(*span)])
            if i != last_mark and named and not region and places and shape[i - 1 : i] in {"(", "[", ","}:
                region = (span[0], span[1] + (shape[i + 1 : i + 2] == "."))  # (NA), (RFA): its name is a code too
            else:
                marks.append(span)
        elif sign in "Dd":
            date = span
        elif sign == "N" and (not places or (shape[i - 1 : i] in {"/", "&"} and not region)):
            initials = shape[i + 1 : i + 2] == "." and _INITIALS.search(text, *span) is not None
            places.append((span[0], span[1] + initials))
        elif sign in "NX":
            stop_at = span[1] + (shape[i + 1 : i + 2] == "." and i + 2 < len(shape) and shape[i + 2] != "$")
            region = (region[0], stop_at) if region and shape[i - 1] == "," else region or (span[0], stop_at)
    marks = [_unquoted(text, *span) for span in marks]
    if places and date and _number_in_name(text, shape, places[0], date):
        places[0], date = (places[0][0], date[1]), None
    reporter = _reporter_in_mark(text, marks) or _reporter_before_place(text, places)
    return _tidy(_place_behind_reporter(Reading(text, shape, places, region, date, marks, reporter, stop, end)))


def _unquoted(text: str, start: int, stop: int) -> Span:
    """A mark without the quotation marks around all of it."""
    whole = text[start] in '«„“"' and text[stop - 1] in '»“”"'
    return (start + 1, stop - 1) if whole and stop - start > _PROVINCE else (start, stop)


def _dated_unknown(head: Head) -> bool:
    """Whether capitals in brackets behind the place, with a date behind them, are a mark and no region."""
    if not _UNKNOWN_AND_DATE.fullmatch(head.shape):
        return False
    name = head.text[slice(*head.spans[1])]
    if name in _FORMER or len(name) <= _PROVINCE or not (name.isalpha() and name.isupper()):
        return False
    return not (is_region(name) or is_place(name))


def _reporter_in_mark(text: str, marks: list[Span]) -> Span | None:
    """`/Петър Иванов, БТА/`, `(COLPISA, Ana Ruiz)`: a name of two words is the reporter; the mark loses it."""
    for i, (start, end) in enumerate(marks):
        first, join, last = text[start:end].partition(", ")
        if not join:
            first, join, last = text[start:end].partition(" - ")
        if join and " " in first and is_agency(last) and not is_agency(first):
            marks[i] = (end - len(last), end)
            return start, start + len(first)
        quoted = _QUOTED.fullmatch(first)
        if join == ", " and (quoted or is_agency(first)) and not is_agency(last) and _FULL_NAME.fullmatch(last):
            marks[i] = (
                (start + quoted.start("code"), start + quoted.end("code")) if quoted else (start, start + len(first))
            )
            return end - len(last), end
    return None


def _place_behind_reporter(reading: Reading) -> Reading:
    """`जागरण संवाददाता, वाराणसी: `: a correspondent, then the place; `Bakı. Elçin Məmmədov – APA. `: the other way.

    `МОСКВА, 24 дек — РИА Новости, Анна Серова. `: the reporter behind the mark.
    """
    region = reading.region
    if not region or len(reading.places) != 1 or reading.reporter:
        return reading
    if reading.shape in {"N,N:", "N,N-"} and CORRESPONDENT.search(reading.printed(reading.places[0])):
        return reading._replace(places=[region], region=None, reporter=reading.places[0])
    behind = _NAMED_BEHIND.fullmatch(reading.shape) or reading.shape.endswith("A,N.")
    if behind and _FULL_NAME.fullmatch(reading.printed(region)):
        return reading._replace(region=None, reporter=region)
    return reading


def _number_in_name(text: str, shape: str, place: Span, date: Span | None) -> bool:
    """Whether the number behind a name belongs to it: `CAMP 30 (AFP) - `, where no place is called `CAMP`."""
    return bool(date) and shape.startswith("Nd(") and text[place[1]] == " " and not is_place(text[slice(*place)])


def _reporter_before_place(text: str, places: list[Span]) -> Span | None:
    """`Ali ÖRNEK/KARS, (DHA) - `, `By Ann Baker OSLO (AP) — `: a name before a place in capitals is the reporter."""
    if places and (by := _BY.match(text, *places[0])):
        start, stop = places[0]
        places[0] = (by.end(), stop)
        return start, by.end() - 1
    if len(places) != 2:
        return None
    first, second = (text[a:b] for a, b in places)
    if second.isupper() and not first.isupper() and " " in first and not is_place(first):
        return places.pop(0)
    return None


def _tidy(reading: Reading) -> Reading:
    """Divides `NEW YORK and CHICAGO`, joins `Frankfurt/Main`, moves `NEW YORK, LONDON and BEIJING` to the places."""
    places, region = reading.places, reading.region
    if len(places) > 1:
        places = _merged(reading.text, places)
    places = [span for span in places if reading.printed(span).casefold() not in NO_PLACE]
    if region and reading.date and is_weekday(reading.printed(region)):
        reading = reading._replace(date=(region[0], reading.date[1]), region=None)
        region = None
    if region and len(places) == 1 and reading.shape.startswith("N,N-") and _is_second(reading, places[0], region):
        return reading._replace(places=[*places, region], region=None)
    if region and places and reading.printed(places[0]).isupper() and (listed := _divided(reading, region)):
        return reading._replace(places=[*places, *listed], region=None)
    if places and (divided := [part for span in places for part in _divided(reading, span) or [span]]) != places:
        places = divided
    return reading if places == reading.places else reading._replace(places=places)


def _is_second(reading: Reading, place: Span, region: Span) -> bool:
    """Whether what stands where a region does is a second place: `DONOVALY, BANSKÁ BYSTRICA – `."""
    first, second = reading.printed(place), reading.printed(region)
    return first.isupper() and second.isupper() and is_place(second) and not is_region(second)


def slashed_places(text: str, start: int, end: int) -> list[Span]:
    """The places in a name with slashes: two in `Rom/Sydney`, one in `Frankfurt/Main`."""
    places: list[Span] = []
    for part in text[start:end].split("/"):
        places.append((start, start + len(part)))
        start += len(part) + 1
    return _merged(text, places)


def two_cities(name: str) -> bool:
    """Whether a name with a hyphen is that of two cities: `PARÍS-MADRID`."""
    left, hyphen, right = name.partition("-")
    if not hyphen or not name.isupper() or is_place(name):
        return False
    return population_rank(left) > 1 and population_rank(right) > 1


def _merged(text: str, places: list[Span]) -> list[Span]:
    """Joins what a slash only seems to divide."""
    merged = places[:1]
    for start, end in places[1:]:
        pair = (text[slice(*merged[-1])].casefold(), text[start:end].casefold())
        if pair in _TWO_NAMES or text[start:end].casefold() in _NOT_A_PLACE_BEHIND_A_SLASH:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _divided(reading: Reading, span: Span) -> list[Span]:
    """The places in `NEW YORK and CHICAGO`; empty where the name is one."""
    if "-" in (name := reading.printed(span)) and two_cities(name):
        cut = span[0] + name.index("-")
        return [(span[0], cut), (cut + 1, span[1])]
    found = _AND.search(reading.text, *span)
    if not found or reading.text[span[0] : found.start()].casefold() in _ONE_COUNTRY:
        return []
    left, right = (span[0], found.start()), (found.end(), span[1])
    if reading.printed(left).isupper() != reading.printed(right).isupper():
        return []
    return [left, right]
