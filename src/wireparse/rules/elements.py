"""The elements of a dateline: names, agencies, dates, and the punctuation between them.

A dateline is read in two steps. This module cuts the head of a line into elements and writes each as one sign; the
table in `shapes.py` says which strings of signs are datelines. `SEOUL (ANP/RTR) - ` is `N(A)-`:

====  ===============================================================
sign  element
====  ===============================================================
N     a name: one or more words with a capital, or without case
A     one or more agencies that the registry knows
a     the same, where the code is also a common word or a weak mark
X     something else in brackets: a region, an unknown agency, a party
Q     a mark that the registry does not know, by its spelling
D     a date                               d   a day without a month
T     a clock time                         $   the end of the line
( )   parentheses of any width             [ ] square brackets of any kind
- = : ; . , / | &                          punctuation; any run of dashes is one `-`
====  ===============================================================
"""

import unicodedata
from functools import lru_cache
from typing import Final

import regex

from wireparse.patterns import re_pattern, regex_pattern
from wireparse.registry.agencies import is_agency, is_weak
from wireparse.registry.gazetteer import is_place
from wireparse.registry.months import is_weekday
from wireparse.rules.dates import has_weekday, read_date
from wireparse.rules.marks import BEHIND, IN_SLASHES, is_source_name, unknown_mark
from wireparse.rules.parts import DASH, DAY, DIGIT, NAME

HEAD: Final = 160
"""No dateline is longer than this many characters; what lies behind is not looked at."""

Span = tuple[int, int]

_NAME: Final = regex_pattern(NAME)
_URGENT: Final = regex_pattern(
    r"(?:URGENTE?|ALERTE?|ALERTA|FLASH|EIL|BREAKING|SPOED|СРОЧНО|ТЕРМІНОВО|عاجل|UPDATE(?:\s\d)?|LEAD)\s?[-–—:]++\s++"
)
"""What some desks print before the place."""
_DAY: Final = regex_pattern(DAY)
_TIME: Final = regex_pattern(
    rf"{DIGIT}{{1,2}}[:.]{DIGIT}{{2}}(?!\d|:\d\d)(?:\s?[ap]\.?m\.?(?!\p{{L}}))?(?:\s(?:Uhr|uur|h|CET|GMT))?"
)
_DASH: Final = regex_pattern(DASH)
_LAST_WORD: Final = regex_pattern(r"[\p{L}\p{M}.’']++$")
_CLOSE: Final = {"(": ")", "（": "）", "[": "]", "【": "】", "［": "］", "〔": "〕", "〖": "〗", "/": "/"}
_SIGN: Final = {
    ",": ",", "،": ",", "、": ",", "，": ",", ".": ".", "。": ".", ":": ":", "：": ":", "፦": ":", "፡": ":", "፤": ",",
    "।": ".", "۔": ".", "։": ":", "៖": ":", ";": ";",
    "=": "=", "＝": "=", "/": "/", "／": "/", "|": "|", "│": "|", "&": "&", "＆": "&", "+": "&", "・": "&",
}  # fmt: skip
_CORRESPONDENT: Final = regex_pattern(r"(?:Корр|корр|Кор|Кар|Corr|corr|Cor)\.?\s")
_NAMED: Final = regex_pattern(r"\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}+\s[-–—]\s(?P<code>\p{Lu}{2,8})")
"""`Надежда Ковалик - БЕЛТА`: a reporter and the agency."""
_CODE_JOINS: Final = regex_pattern(r"\s*(?:[/;／]|,\s|\s&\s|\svia\s)\s*")
_WEAK_JOINS: Final = regex_pattern(r"\s?[-–—+=＝]\s?|\s")
_DASH_JOINS: Final = regex_pattern(r"\s?[-–—]\s?")
_NOT_A_CODE: Final = regex_pattern(r"[\d$€£%<>@?!\"“”«»]")
_PLACED: Final = regex_pattern(
    r"(?P<code>\p{Lu}[\p{L} ]{2,40}?)\s[-–—]\s(?P<place>\p{Lu}[^,\[\]]{1,40})(?:,\s(?P<region>\p{Lu}[^,\[\]]{1,40}))?"
)
_DATED_JOIN: Final = regex_pattern(r"\s[-–/]\s")
_CLOSE_JOIN: Final = regex_pattern(r"[,،]\s(?=\p{Nd}|\p{L}{3,9}\.?\s\p{Nd})|\s(?=\p{Nd}{1,2}/)")
"""Between a mark and its date where no dash is: `TTXVN 12/11`."""
_TIMED: Final = regex_pattern(r"(?P<date>[\d./]{6,10})\s\d{1,2}[:.]\d{2},\s(?P<code>\p{L}[\p{L} .-]{1,30})")
"""`24/12/2025 09:41, Gaudium Press`"""
_NUMBERED: Final = regex_pattern(r"(?P<code>\p{L}{2,6})\d{2,4}/(?P<date>[\d.]{8,10})/\d{1,2}:\d{2}")
"""`pte021/04.03.2025/11:20`: an agency and the number of its dispatch, date, time."""
_LOST_BRACKET: Final = regex_pattern(r"\((\p{Lu}[\p{L}/]{2,12})(?=\s[-–—]\s)")
"""`UTRECHT (ANP - `"""
_UNSEEN: Final = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\xad\ufeff"
)
_MORE_CODES: Final = regex_pattern(r"([\p{L}-]{2,12})/")
_BEFORE_LEAD: Final = frozenset({",", "N"})
_LEAD_OPENINGS: Final = frozenset("ladeiतત")
_LEAD_WORD: Final = re_pattern(r"(?:le|am|den|el|il)\s(?=\d)|(?:ता|તા)\.\s?(?=\d)")
_WORD_FOR_DATE: Final = frozenset("तત")
"""A word for date opens so in Marathi and Gujarati; behind it the day alone is the date: `ता. १२`."""
_TOWN_OPENINGS: Final = frozenset("ДDد")
_ERAS: Final = frozenset("令平昭民")
_ALSO_A_TOWN: Final = frozenset({"душанбе", "دوشنبه", "duşenbe", "dushanbe"})
"""Monday, and the capital of Tajikistan; at the head of a dateline it is the town."""
_LEAD_WORDS: Final = frozenset({"في", "le", "am", "den", "il", "el"})
"""Small words between a place and its date: `دبي في 24 ديسمبر`, `MONTRÉAL, le 24 déc.`"""


@lru_cache(maxsize=4096)
def code_spans(inner: str) -> tuple[tuple[Span, ...], str]:
    """The agencies named in a mark, as spans in it, and its sign: A, a, or X where none is known.

    >>> code_spans("ANP/RTR")
    (((0, 3), (4, 7)), 'A')
    >>> code_spans("VVD")
    (((0, 3),), 'X')
    """
    if lead := _CORRESPONDENT.match(inner):
        spans, sign = code_spans(_without_reporter(inner[lead.end() :]))
        return tuple((a + lead.end(), b + lead.end()) for a, b in spans), sign
    if is_agency(inner):
        return ((0, len(inner)),), "a" if is_weak(inner) else "A"
    if inner[-1:] == ")" and is_agency(name := inner.partition(" (")[0]):  # `African Media Agency (AMA)`
        return ((0, len(name)),), "a" if is_weak(name) else "A"
    if (named := _NAMED.fullmatch(inner)) and is_agency(named["code"]):
        return (named.span("code"),), "a" if is_weak(named["code"]) else "A"
    for joins in (_CODE_JOINS, _DASH_JOINS, _WEAK_JOINS):
        spans = _split(inner, joins)
        known = [is_agency(inner[a:b]) for a, b in spans]
        if len(spans) > 1 and (any(known) if joins is _CODE_JOINS else all(known)):
            strong = any(ok and not is_weak(inner[a:b]) for ok, (a, b) in zip(known, spans, strict=True))
            return spans, "A" if strong and not _NOT_A_CODE.search(inner) else "a"
    return _split(inner, _CODE_JOINS), "X"


def _without_reporter(inner: str) -> str:
    """`ИТАР-ТАСС Иван Петров`: the agency alone."""
    code, _, name = inner.partition(" ")
    return code if name and is_agency(code) and not is_agency(inner) else inner


def _split(inner: str, joins: regex.Pattern[str]) -> tuple[Span, ...]:
    """Spans between the joins; empty ones are left out."""
    edges = [0, *(edge for join in joins.finditer(inner) for edge in join.span()), len(inner)]
    return tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)


def splits_letter(text: str, pos: int, end: int) -> bool:
    """Whether what stands at `pos` is an accent, which belongs to the character before it."""
    return pos < end and unicodedata.category(text[pos]) in ("Mn", "Me")


class Head:
    """The elements at the head of a line, read one by one.

    >>> head = Head("SEOUL (ANP/RTR) - Noord-Korea", 0, 29)
    >>> while head.shape != "N(A)-" and head.step(): pass
    >>> head.shape, head.spans[1]
    ('N(A)-', (7, 14))
    """

    __slots__ = ("end", "pos", "shape", "spans", "text")

    def __init__(self, text: str, pos: int, end: int) -> None:
        urgent = _URGENT.match(text, pos, end)
        self.text = text
        self.pos = urgent.end() if urgent else pos
        self.end = end
        self.shape = ""
        self.spans: list[Span] = []
        """One for each sign that is an element; punctuation and brackets have none."""

    def step(self) -> bool:
        """Reads the next element; False when what follows is none."""
        text, end, pos = self.text, self.end, self.pos
        while pos < end and (text[pos].isspace() or text[pos] in _UNSEEN):
            pos += 1
        if self.shape[-1:] == ")" and text.startswith("**", pos):
            pos += 2  # a converter's mark for bold type
            pos += text.startswith(" ", pos)
        if pos >= end:
            return self._add("$", pos) if self.shape[-1:] not in {"$", ""} else False
        char = text[pos]
        if char in _CLOSE and self._bracket(char, pos):
            return True
        if char in _LEAD_OPENINGS and self.shape[-1:] in _BEFORE_LEAD and (lead := _LEAD_WORD.match(text, pos, end)):
            stop = read_date(text, lead.end(), end)
            if not stop and char in _WORD_FOR_DATE and (day := _DAY.match(text, lead.end(), end)):
                stop = day.end()
            if stop:
                return self._add("D", stop, (lead.end(), stop))
        if char in _ERAS and (stop := read_date(text, pos, end)):
            return self._add("D", stop, (pos, stop))
        if self.shape[-1:] in BEHIND and (stop := unknown_mark(text, pos, end, self.shape)):
            return self._add(code_spans(text[pos:stop])[1].replace("X", "Q"), stop, (pos, stop))
        sign = _SIGN.get(char)
        if sign:
            return self._add(sign, pos + 1)
        if char.isdigit():
            return self._number(pos)
        if char == "•" and self.shape[-1:] == ")":
            return self._add("-", pos + 1)
        dash = _DASH.match(text, pos, end)
        if dash:
            return self._add("-", dash.end())
        return self._name(pos)

    def _add(self, sign: str, pos: int, span: Span | None = None) -> bool:
        self.shape += sign
        self.pos = pos
        if span:
            self.spans.append(span)
        return True

    def _bracket(self, char: str, pos: int) -> bool:
        """`(` agencies `)`, `(` date `)`, or anything else up to the closing bracket, as one element."""
        limit = min(self.end, pos + 80)
        close = self.text.find(_CLOSE[char], pos + 1, limit)
        if close < 0:
            lost = _LOST_BRACKET.match(self.text, pos, limit)
            return lost is not None and is_agency(lost[1]) and self._add("(A)", lost.end(), lost.span(1))
        if char == "(" and self.text.startswith("))", close) and self._nested_mark(pos + 1, close):
            return True
        if char == "/" and "(" in self.text[pos:close] and code_spans(self.text[pos + 1 : close])[1] != "A":
            return False
        if char == "/" and (more := _MORE_CODES.match(self.text, close + 1, limit)) and is_agency(more[1]):
            close = more.end() - 1
        inner = self.text[pos + 1 : close]
        start, stop = pos + 1 + len(inner) - len(inner.lstrip()), close - len(inner) + len(inner.rstrip())
        if start >= stop:
            return False
        inner = self.text[start:stop]
        sign = code_spans(inner.removesuffix("."))[1]
        if char == "/" and sign == "X" and not self._unknown_code(inner, close + 1):
            return False
        if sign == "X" and char == "[" and self._placed_mark(inner, start, close + 1):
            return True
        if not self.shape and char == "(" and inner.count(", ") > 1 and self._listed(start, stop):
            return self._add(")", close + 1)
        if sign != "A" and char in "(（" and self._dated_mark(inner, start, close + 1):
            return True
        if sign == "X" and self.shape[-1:] == ")" and self._placed_date("(N", start, stop):
            return self._add(")", close + 1)
        if sign == "X" and read_date(self.text, start, stop) == stop:
            sign = "D"
        left, right = ("(", ")") if char in "(（" else ("/", "/") if char == "/" else ("[", "]")
        return self._add(
            left + sign + right, close + 1, (start, stop - (sign != "X" and inner.find(".") == len(inner) - 1))
        )

    def _dated_mark(self, inner: str, start: int, stop: int) -> bool:
        """`(Newsfile Corp. - March 4, 2025)`, `(March 4, 2025 / JNS)`: a mark and a date, each an element."""
        if (numbered := _NUMBERED.fullmatch(inner)) and is_agency(numbered["code"]):
            self._add("(A)", stop, (start, start + numbered.end("code")))
            return self._add("D", stop, (start + numbered.start("date"), start + numbered.end("date")))
        join = _DATED_JOIN.search(inner)
        if not join:
            return self._closely_dated_mark(inner, start, stop)
        first, second = (start, start + join.start()), (start + join.end(), start + len(inner))
        for mark, date in ((first, second), (second, first)):
            sign = code_spans(self.text[mark[0] : mark[1]].removesuffix("."))[1]
            if sign != "X" and read_date(self.text, *date) == date[1]:
                pair = [("(A)", mark), ("D", date)] if mark is first else [("D", date), ("(A)", mark)]
                for shape, span in pair:
                    self._add(shape, stop, span)
                return True
        sign = code_spans(self.text[first[0] : first[1]])[1]
        if sign != "X" and ", " in inner:  # `ZENIT News / Lisbon, 03.04.2025`
            self._add("(A)", stop, first)
            if self._placed_date("N", *second):
                return self._add("", stop)
            self.shape = self.shape[:-3]
            self.spans.pop()
        return False

    def _closely_dated_mark(self, inner: str, start: int, stop: int) -> bool:
        """`(TTXVN 12/11)`: a mark and a date with no dash between them; in the shape the date stands first."""
        join = _CLOSE_JOIN.search(inner)
        if inner[0].isdigit() and (dated := _TIMED.fullmatch(inner)) and code_spans(dated["code"])[1] != "X":
            date_stop = read_date(self.text, start, stop)
            self._add("D", stop, (start, date_stop or start + dated.end("date")))
            return self._add("(A)", stop, (start + dated.start("code"), start + len(inner)))
        if not join or code_spans(inner[: join.start()])[1] == "X":
            return False
        date = (start + join.end(), start + len(inner))
        if read_date(self.text, *date) != date[1]:
            return False
        self._add("D", stop, date)
        return self._add("(A)", stop, (start, start + join.start()))

    def _placed_date(self, sign: str, start: int, stop: int) -> bool:
        """`Kassel, 04.03.2025`: a place and a date, all that brackets hold."""
        comma = self.text.rfind(", ", start, stop)
        if comma < 0 or read_date(self.text, comma + 2, stop) != stop or not _NAME.fullmatch(self.text, start, comma):
            return False
        self._add(sign, comma, (start, comma))
        return self._add(",D", stop, (comma + 2, stop))

    def _unknown_code(self, inner: str, stop: int) -> bool:
        """`Варна, България /БГНЕС/ `: capitals between slashes that nobody knows, and no place, `OTTAWA/BERN/QUITO`."""
        if "N" not in self.shape or self.text[stop : stop + 1].isalnum():
            return False
        return (inner.isupper() and inner.isalpha() and not is_place(inner)) or IN_SLASHES.fullmatch(inner) is not None

    def _listed(self, start: int, stop: int) -> bool:
        """`(Казань, 12 ноября, «Татар-информ», Имя Фамилия)`: a place, a date and a mark, all in parentheses."""
        comma = self.text.find(", ", start, stop)
        date_at = comma + 2
        date_stop = read_date(self.text, date_at, stop)
        if not date_stop or not self.text.startswith(", ", date_stop) or not _NAME.fullmatch(self.text, start, comma):
            return False
        self._add("(N", comma, (start, comma))
        self._add(",D", date_stop, (date_at, date_stop))
        return self._add(",A", stop, (date_stop + 2, stop))

    def _nested_mark(self, start: int, close: int) -> bool:
        """`(MENAFN- Kuwait News Agency (KUNA))`: who passes it on, and whose it is, with a parenthesis of its own."""
        code = self.text[start:close].partition("- ")[0].rstrip()
        return is_agency(code) and self._add("(A)", close + 2, (start, start + len(code)))

    def _placed_mark(self, inner: str, start: int, stop: int) -> bool:
        """`[Episcopal News Service – Nairobi, Kenya]`: a mark and its place inside brackets."""
        found = _PLACED.fullmatch(inner)
        if not found or not is_agency(found["code"]):
            return False
        self._add("[A", stop, (start, start + found.end("code")))
        self._add("N", stop, (start + found.start("place"), start + found.end("place")))
        if found["region"]:
            self._add(",N", stop, (start + found.start("region"), start + found.end("region")))
        return self._add("]", stop)

    def _number(self, pos: int) -> bool:
        stop = read_date(self.text, pos, self.end)
        if stop:
            return self._add("D", stop, (pos, stop))
        clock = _TIME.match(self.text, pos, self.end)
        if clock:
            return self._add("T", clock.end(), clock.span())
        day = _DAY.match(self.text, pos, self.end)
        return day is not None and self._add("d", day.end(), day.span())

    def _name(self, pos: int) -> bool:
        """A name; a month at its end goes to the date behind it, an agency at either end stands for itself."""
        text, end = self.text, self.end
        found = _NAME.match(text, pos, end)
        if not found:
            stop = read_date(text, pos, end) if text[pos].isalpha() else 0
            if not stop and self.shape == "N," and is_weekday(text[pos:end]):
                stop = end  # `Hillerød, onsdag`, and the line ends
            return stop > 0 and self._add("D", stop, (pos, stop))
        stop = found.end()
        if stop - pos > 70:
            return False
        if not self.shape and text[pos] in _TOWN_OPENINGS and text[pos:stop].casefold() in _ALSO_A_TOWN:
            return self._add("N", stop, (pos, stop))
        following = text[stop : stop + 2].lstrip(". ,")[:1]
        if following.isdigit() or (following == "" and text[stop : stop + 4].lstrip(". ,")[:1].isdigit()):
            word = _LAST_WORD.search(text, pos, stop)
            if word and not (not self.shape and word.start() > pos and text[stop] == ","):
                date_end = read_date(text, word.start(), end)
                if date_end:
                    if word.start() > pos:
                        self._plain_name(pos, word.start())
                    return self._add("D", date_end, (word.start(), date_end))
                if word[0] in _LEAD_WORDS and word.start() > pos:
                    return self._plain_name(pos, word.start()) and self._skip_to(stop)
        return self._plain_name(pos, stop)

    def _skip_to(self, pos: int) -> bool:
        self.pos = pos
        return True

    def _plain_name(self, start: int, stop: int) -> bool:
        """A name that may hold an agency: all of it, its last word (`BRUSEL Reuters`), its first (`AKP Phnom Penh`)."""
        name = self.text[start:stop].rstrip()
        while len(name) > 1 and name[-1] in _UNSEEN:
            name = name[:-1]
        stop = start + len(name)
        sign = code_spans(name)[1]
        if sign != "X":
            return self._add(sign, stop, (start, stop))
        if " " in name and not name.isupper() and has_weekday(name):  # `PARIS Monday`
            place = name.rpartition(" ")[0]
            self._add("N", start + len(place), (start, start + len(place)))
            day = start + len(place) + 1
            if date := read_date(self.text, day, self.end):
                return self._add("D", date, (day, date))
            return self._add(",N", stop, (day, stop))
        if not self.shape and self.text[stop : stop + 2] in {", ", " |"} and is_source_name(name):
            return self._add("Q", stop, (start, stop))
        if not self.shape and self.text[stop : stop + 1] == ",":  # `AKP Phnom Penh, `: a word elsewhere
            first, _, rest = name.partition(" ")
            if first.isupper() and is_weak(first) and is_place(rest):
                self._add("a", start + len(first), (start, start + len(first)))
                return self._add("N", stop, (stop - len(rest), stop))
        for cut in (name.rfind(" "), name.find(" "), name.find("-")):
            if cut < 1:
                continue
            left, right = name[:cut], name[cut + 1 :]
            sure = name[cut] == "-" and right.upper() == right.lower()
            if (is_agency(right) and (sure or not is_weak(right))) or (is_agency(left) and not is_weak(left)):
                self._add("A" if is_agency(left) else "N", start + cut, (start, start + cut))
                return self._add("A" if is_agency(right) else "N", stop, (start + cut + 1, stop))
        # No row has two names without anything between them: text in capitals is given up at the second.
        return self.shape[-1:] != "N" and self._add("N", stop, (start, stop))
