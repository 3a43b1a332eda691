"""The data files as typed values: what `_data.load` checks them against."""

from typing import Literal

from msgspec import Struct


class Style(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One way in which an agency writes its dateline."""

    lang: str
    template: str
    mark: Literal["paren", "slash", "bracket", "bare", "prefix", "before-city", "byline", "sign-off", "none"]
    city_case: Literal["upper", "normal", "native", "none"]
    separator: str
    confidence: Literal["seen", "known", "unsure"]
    date: str = "none"
    sign_off: str | None = None


class AgencyRecord(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What the registry knows about one agency."""

    id: str
    name: str
    country: str
    languages: tuple[str, ...]
    codes: tuple[str, ...]
    styles: tuple[Style, ...]
    kind: str = "agency"
    status: Literal["active", "defunct"] = "active"


class CodeTable(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """compiled/codes.json: codes, and of each agency its name and languages."""

    codes: dict[str, tuple[str, ...]]
    agencies: dict[str, tuple[str, tuple[str, ...]]]
    weak: frozenset[str]
    """Codes that are words, names or parties too."""
    homes: dict[str, tuple[str, ...]]
    """Cities, folded, with the agencies at home there that share a code with others."""
    alone: dict[str, str]
    """Those of them that open a text by themselves, each with the language of that style."""


class AgeTable(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Phrases of all languages, as `fold` leaves them; in patterns, ``{0}`` stands for the number."""

    patterns: dict[str, int]
    """Phrase with a number and a word for `ago` -> seconds in one of its units."""
    fixed: dict[str, int]
    """Phrase without a number -> age in seconds."""
    short: dict[str, int]
    """Unit behind a number, without a word for `ago` (``3u``) -> its seconds; a length or a duration looks the same."""
    qualifiers: tuple[str, ...]
    """Words that make an age vague: ``ongeveer``, ``about``."""
    clock_words: dict[str, int]
    """Words that stand beside a clock time (``Gisteren, 18:40``) -> days back."""


class CountedAges(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Patterns, and the number words that fit them: these inflect, so not every word fits every pattern."""

    words: tuple[str, ...]
    first: int
    """The number that the first word stands for; the others count on."""
    patterns: tuple[str, ...]


class AgeData(AgeTable, frozen=True, gc=False, forbid_unknown_fields=True):
    """ages.json as it is edited."""

    counted: tuple[CountedAges, ...]
    conflicts: dict[str, dict[str, tuple[str, ...]]]
    """Phrase -> seconds -> languages; for the reader of the file, not for rules."""


class CompiledAges(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The phrases by their first characters; a row is a phrase, a tab and its seconds, the longest first."""

    behind: dict[str, str]
    """First two characters of what follows the number -> what follows it."""
    around: dict[str, str]
    """First two characters of what stands before the number -> patterns with ``{0}`` for it."""
    fixed: dict[str, str]
    """First four characters -> phrases without a number."""
    openings: frozenset[str]
    """The first three to five characters of what starts with a word."""
    last: str
    """The characters in which phrases end."""
    short: dict[str, int]
    qualifiers: tuple[str, ...]
    clock_words: dict[str, int]


class HeadingTable(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """compiled/lines.json."""

    rows: dict[str, str]
    """Opening -> what is listed with it, a line each: the letter of its kind, then the phrase."""
    phrases: tuple[str, ...]
    """Words that make a short line a note wherever they stand in it: ``alle rechten voorbehouden``."""
    fragments: tuple[str, ...]
    """The same for scripts that put no blanks between words: ``无断转载``."""
    bylines: frozenset[str]
    """Words before the name of a reporter: ``by``, ``door``."""
    date_words: frozenset[str]
    """All words that the date of a story can hold: ``mei``, ``vrijdag``, ``om``, ``uur``, ``geleden``."""


Months = dict[str, tuple[tuple[int, tuple[str, ...]], ...]]


class MonthTable(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Names of months and weekdays, without case and closing full stop."""

    months: Months
    weekdays: frozenset[str]


class SampleWords(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """samples.json: what stands in an example of a language."""

    cities: tuple[str, ...]
    months: tuple[tuple[str, str], tuple[str, str]]
    """March and December, in full and shortened, as they stand behind a day."""
    weekday: str
    name: str
    """A reporter's."""
    text: str
