"""A place at the head of the first paragraph with nothing behind it, and one with a dash that no blank follows.

Both are sentences by their first words, so they count only in a story that has no other dateline.
"""

from typing import Final

from wireparse.patterns import regex_pattern
from wireparse.registry.agencies import is_agency, is_weak
from wireparse.registry.gazetteer import is_common_word, is_place, population_rank
from wireparse.rules.heading import Heading
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

BARE_CITY: Final = Rule(
    "city-without-separator",
    r"PLACE (?=CAPITAL)",
    (Kind.CITY, Kind.MARK),
    sample="Kammer warnt vor der Reform\nBerlin Handwerker fordern nach dem Streit um die Reform, dass der Bund auf "
    "die Betriebe zugeht und ihnen mit dem Geld für die Ausbildung hilft.",
    near_miss="Kammer warnt vor der Reform\nBerlin Mitte ist nach dem Streit um die Reform der Ort, an dem sich die "
    "Handwerker für die Ausbildung und das Geld treffen.",
    why="Handelsblatt and the papers of RND print the place in bold type; what is saved of the page has a blank alone",
)
GLUED_DASH: Final = Rule(
    "city-glued-to-article",
    r"CAPITALS-(?=ARTICLE)",
    (Kind.CITY, Kind.MARK),
    sample="Le pont rouvre\nALGER-L'Algérie a rouvert le pont du port après une semaine de travaux.",
    near_miss="Le pont rouvre\nPARIS-Nice passe par le pont du port après une semaine de travaux.",
    why="APS and others print the dash without blanks",
)
BARE_MARK: Final = Rule(
    "mark-without-brackets",
    r"CAPITALS CODE (?=CAPITAL)",
    (Kind.CITY, Kind.AGENCY, Kind.MARK),
    sample="Most uzavřen\nPRAHA Reuters Evropská komise ve středu oznámila, že most zůstane týden uzavřen.",
    near_miss="Most uzavřen\nPRAHA Reuters fotograf zachytil most, který zůstane týden uzavřen.",
    why="marks that lost their parentheses on the way",
)
RULES: Final = (BARE_CITY, GLUED_DASH, BARE_MARK)

_NEXT: Final = r"\s(?=(?P<next>\p{Lu}[\p{L}-]++)[\s,])"
_TWO_WORDS: Final = regex_pattern(rf"(?P<place>\p{{Lu}}\p{{Ll}}{{3,}}+\s\p{{Lu}}\p{{Ll}}{{2,}}+){_NEXT}")
_ONE_WORD: Final = regex_pattern(rf"(?P<place>\p{{Lu}}\p{{Ll}}{{3,}}+){_NEXT}")
_MARKED: Final = regex_pattern(
    r"(?P<place>\p{Lu}{3,}+(?:\s\p{Lu}{2,}+){0,2}?)\s(?P<code>\p{Lu}[\p{L}-]{2,12}+)\s(?=\p{Lu}\p{Ll}|\p{Lu}\s)"
)
_GLUED: Final = regex_pattern(
    r"(?P<place>\p{Lu}[\p{Lu}' ]{2,24}\p{Lu})-"
    r"(?=(?:[LD]['’]\p{L}|(?:Les?|La|Una?e?|Des|The|An?|Der|Die|Das|Ein|Eine|El|Los|Las|Il|De|Het|Een|Uma?|Os|Një)\s))"
)
_GERMAN: Final = frozenset(
    "der die das und von nach den dem ein eine einen im mit für auf ist hat zu sich des nicht dass bei aus sind".split()
)
_ENOUGH_GERMAN: Final = 4
"""So many small words in the paragraph's head say that it is German; in other languages a place before a noun is more
often part of a name: `Singapore Airlines`, `Manchester United`."""
_HEAD: Final = 500
_BELONGS: Final = frozenset(
    "mitte nord süd ost west post times airlines united city trainer hafen hauptbahnhof messe stadt altstadt "
    "university universität flughafen airport school bank tower hotel museum zoo marathon profi manager "
    "oberbürgermeister".split()
)
"""What follows the name of a place as part of a longer name."""


def bare_city(text: str, start: int, end: int) -> Heading | None:
    """The place that opens a paragraph without a separator of its own; or None."""
    if glued := _GLUED.match(text, start, end):
        return _heading(GLUED_DASH.name, glued.span("place"), glued.end()) if is_place(glued["place"]) else None
    marked = _MARKED.match(text, start, end)
    if marked and is_place(marked["place"]) and is_agency(marked["code"]) and not is_weak(marked["code"]):
        return Heading(BARE_MARK.name, start, marked.end(), [marked.span("place")], [marked.span("code")])
    words = text[start : start + _HEAD].split()
    if sum(word in _GERMAN for word in words) < _ENOUGH_GERMAN:
        return None
    for pattern in (_TWO_WORDS, _ONE_WORD):
        found = pattern.match(text, start, end)
        if found and _stands_apart(found["place"], found["next"], text):
            return _heading(BARE_CITY.name, found.span("place"), found.end())
    return None


def _heading(rule: str, place: tuple[int, int], end: int) -> Heading:
    heading = Heading(rule, place[0], end, [place], [])
    heading.firm = False
    return heading


def _stands_apart(place: str, following: str, text: str) -> bool:
    """Whether a large city and the word behind it are no name together."""
    if population_rank(place) < 2 or is_common_word(place):
        return False
    if following.casefold() in _BELONGS or is_place(following) or is_place(f"{place} {following}"):
        return False
    return text.count(f"{place} {following}") == 1 and f"{place}-{following}" not in text
