"""Datelines of East Asia: no letter case, often no blanks, the mark before, inside or behind the place.

新华社大理3月4日电（记者段小禾）  （中央社記者陳小美台北24日電）  【ロンドン共同】  (서울=연합뉴스) 김가온 기자 =
"""

from typing import TYPE_CHECKING, Final

from wireparse.patterns import regex_pattern
from wireparse.registry.agencies import is_agency
from wireparse.registry.gazetteer import is_place
from wireparse.rules.elements import splits_letter
from wireparse.rules.heading import Heading
from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

if TYPE_CHECKING:
    from regex import Match

_KINDS: Final = (Kind.CITY, Kind.DATE, Kind.AGENCY, Kind.MARK, Kind.BYLINE)
_DATE: Final = (
    r"(?P<date>(?:(?:民國|民国|令和|平成)?[0-9０-９]{1,4}年)?[0-9０-９]{1,2}月[0-9０-９]{1,2}日|[0-9０-９]{1,2}日)"
)
_REPORTER: Final = (
    r"(?:\s?[（(](?P<byline>(?:本报|本報|实习|见习|特约)?(?:记者|記者|通讯员|通訊員|特派員)[^（）()\n]{1,40}"
    r"|\p{Han}{2,4}(?:[\s、，,]{1,2}\p{Han}{2,4}){0,4})[）)])?"
)

WIRE: Final = Rule(
    "chinese-wire",
    rf"(?P<codes>\p{{Han}}{{2,9}}?)(?P<place>\p{{Han}}{{1,12}}?)??{_DATE}(?:专|專|综合|綜合)?(?:电|電|讯|訊|消息|(?:报道|報道|報導)(?=\s)|(?=[｜│|])){_REPORTER}\s*[-—:：｜│|]{{0,2}}\s*",
    _KINDS,
    sample="渔村\n新华社大理3月4日电（记者段小禾）在云南大理双廊镇，一间废弃的渔网仓库变身为图书馆。",
    near_miss="渔村\n据新华社大理3月4日电在云南大理双廊镇，一间废弃的渔网仓库变身为图书馆。",
    why="Xinhua, CNS, the papers and sites that follow them",
)
PAPER: Final = Rule(
    "chinese-paper",
    rf"(?P<codes>\p{{Han}}{{1,8}}?(?:报|報|网|網|社|台))(?:讯|訊){_REPORTER}\s*[-—:：]{{0,2}}\s*",
    (Kind.AGENCY, Kind.MARK, Kind.BYLINE),
    sample="渔村\n湖北日报讯（记者段小禾）一间废弃的渔网仓库变身为图书馆，屋顶开了三扇天窗。",
    near_miss="渔村\n湖北日报记者说，一间废弃的渔网仓库变身为图书馆，屋顶开了三扇天窗。",
    why="a paper names itself and nothing else",
)
TAIPEI: Final = Rule(
    "taiwan-wire",
    r"[（(](?P<codes>\p{Han}{2,3}社)(?P<byline>記者)?(?P<place>\p{Han}{2,14}?)(?P<date>[0-9０-９]{1,2}日)\p{Han}{0,4}電\p{Han}{0,3}[）)]\s*",
    _KINDS,
    sample="大橋\n（中央社記者陳小美台北24日電）大橋封閉一週，居民改搭渡輪。",
    near_miss="大橋\n（中央社照片）大橋封閉一週，居民改搭渡輪。",
    why="CNA in Taipei: reporter, place and day in one run",
)
RELEASE: Final = Rule(
    "chinese-release",
    rf"(?P<place>\p{{Han}}{{2,8}}){_DATE}\s?/(?P<codes>[^/\n]{{2,20}})/\s?[-—–]{{0,2}}\s*",
    _KINDS,
    sample="大桥\n北京2025年12月24日 /美通社/ -- 大桥关闭一周。",
    near_miss="大桥\n北京2025年12月24日开放大桥。",
    why="PR Newswire Asia",
)
JAPANESE: Final = Rule(
    "japanese-brackets",
    r"[【［\[](?P<inner>[^【】［］\[\]\n]{2,40})[】］\]]\s*(?:[-—–]\s+)?",
    _KINDS,
    sample="橋\n【ロンドン共同】港の橋が通行止めになった。住民は渡し船を使う。",
    near_miss="橋\n【速報】港の橋が通行止めになった。住民は渡し船を使う。",
    why="Kyodo, Jiji, AFPBB, Reuters Japan: place, date and mark inside brackets",
)
KOREAN: Final = Rule(
    "korean-equals",
    r"[(\[【](?P<place>\p{L}[\p{L}\p{M}·,\s]{0,24}?)\s?[=＝]\s?(?P<codes>[\p{L}\p{N} ]{2,16})[)\]】]"
    r"(?:\s*(?P<byline>(?:[\p{Hangul}]{2,5}[\s·,]{0,2}){1,4}(?:선임|인턴|수습)?(?:기자|특파원|통신원|논설위원)))?\s?[=＝]?\s*",
    _KINDS,
    sample="다리\n(서울=연합뉴스) 김가온 기자 = 항구 다리가 보수 공사로 일주일간 통제된다.",
    near_miss="다리\n(x=3) 김가온 기자가 항구 다리를 찾았다.",
    why="Yonhap, Newsis, News1: place and mark joined by an equals sign, the reporter behind them",
)
PYONGYANG: Final = Rule(
    "korean-north",
    r"[(](?P<place>\p{Hangul}{2,6})\s(?P<date>[0-9]{1,2}월\s?[0-9]{1,2}일)발\s(?P<codes>\p{Hangul}{3,10})[)]\s*",
    _KINDS,
    sample="다리\n(평양 12월 24일발 조선중앙통신)항구 다리가 보수 공사로 일주일간 통제된다.",
    near_miss="다리\n(평양 12월 24일)항구 다리가 보수 공사로 일주일간 통제된다.",
    why="KCNA",
)
LOCAL: Final = Rule(
    "chinese-local",
    r"[（(](?P<place>\p{Han}{2,6}?)(?P<date>[0-9０-９]{1,2}日|[0-9０-９]{1,2}月[0-9０-９]{1,2}日)?(?:综合|綜合)?(?:讯|訊|电|電)[）)]\s*",
    (Kind.CITY, Kind.DATE, Kind.MARK),
    sample="老街\n（古晋12日讯）古晋老街今早发生火灾，四间店屋被烧毁，所幸无人伤亡。",
    near_miss="老街\n（见第3版简讯）古晋老街今早发生火灾，四间店屋被烧毁，所幸无人伤亡。",
    why="the Chinese papers of Malaysia and Singapore: place and day in parentheses",
)
REPORTER: Final = Rule(
    "taiwan-reporter",
    r"[〔【［\[（(](?P<byline>(?:記者|记者|特派員|特派员)\p{Han}{2,4}(?:、\p{Han}{2,4}){0,2})[／/]"
    r"(?P<place>\p{Han}{2,6}?)(?:綜合|综合|連線|连线)?(?:報導|報道|报道|电|電)[〕】］\]）)]\s*",
    (Kind.BYLINE, Kind.CITY, Kind.MARK),
    sample="蓮霧\n〔記者林小美／屏東報導〕屏東縣的蓮霧今年提早兩週上市。",
    near_miss="蓮霧\n〔圖文／屏東故事館提供〕屏東縣的蓮霧今年提早兩週上市。",
    why="the papers of Taiwan: reporter and place in brackets",
)
ORDERED: Final = Rule(
    "place-date-agency",
    r"[（(](?P<place>[\p{Han}\p{Katakana}ー]{2,8})[\s、](?P<date>[0-9０-９]{1,2}日|[0-9０-９]{1,2}月[0-9０-９]{1,2}日)[\s、]?"
    r"(?P<codes>[\p{L}]{2,8})[）)]\s*",
    (Kind.CITY, Kind.DATE, Kind.AGENCY, Kind.MARK),
    sample="地震\n（台北 12日 中央社）台湾東部沖で朝、地震があった。",
    near_miss="地震\n（台北 12日 午前）台湾東部沖で朝、地震があった。",
    why="agencies that write Japanese from abroad",
)
KOREAN_PAPER: Final = Rule(
    "korean-paper",
    r"\[(?P<codes>[\p{L}\p{N}]{2,8})\s?[ㅣ|│]\s?(?:(?P<place>\p{Hangul}{2,6})\s?=\s?)?"
    r"(?P<byline>\p{Hangul}{2,4}\s(?:기자|특파원))\]\s*",
    _KINDS,
    sample="어묵\n[항구일보ㅣ부산=김가온 기자] 부산 지역 어묵 수출액이 올해 역대 최대를 기록했다.",
    near_miss="어묵\n[사진ㅣ부산시] 부산 지역 어묵 수출액이 올해 역대 최대를 기록했다.",
    why="Korean papers on the net: paper, place and reporter in brackets",
)
DATED: Final = Rule(
    "chinese-dated-mark",
    rf"[【（(\[](?P<codes>\p{{Han}}{{2,6}}?)(?:{_DATE}\s?(?:訊|讯|電|电|報導|报道)|[專专]?[訊讯])[】）)\]]\s*",
    (Kind.AGENCY, Kind.DATE, Kind.MARK),
    sample="大橋\n【大紀元2025年12月24日訊】港口大橋因維修封閉一週，居民改搭渡輪。",
    near_miss="大橋\n【港口資訊】港口大橋因維修封閉一週，居民改搭渡輪。",
    why="papers on the net put their name and the day in brackets, and no place",
)
BARE_KOREAN: Final = Rule(
    "korean-bare",
    r"(?P<place>\p{Hangul}{2,5})\s?=\s?(?P<byline>\p{Hangul}{2,4}\s(?:기자|특파원))\s(?:=\s)?",
    (Kind.CITY, Kind.BYLINE, Kind.MARK),
    sample="다리\n부산=김가온 기자 항구 다리가 보수 공사로 일주일간 통제된다고 시가 밝혔다.",
    near_miss="다리\n비용=공사비 항구 다리가 보수 공사로 일주일간 통제된다고 시가 밝혔다.",
    why="papers of Korea: place and reporter, and no brackets",
)
RULES: Final = (
    WIRE, PAPER, TAIPEI, RELEASE, JAPANESE, KOREAN, PYONGYANG, LOCAL, REPORTER, ORDERED, KOREAN_PAPER, DATED,
    BARE_KOREAN,
)  # fmt: skip

_COMPILED: Final = {rule.name: regex_pattern(rule.pattern) for rule in RULES}
_HANGUL: Final = regex_pattern(r"\p{Hangul}")
_OPENERS: Final = frozenset("【［[（(〔")
_FULL_DATE: Final = regex_pattern(_DATE)


def read_cjk_dateline(text: str, pos: int, end: int) -> Heading | None:
    """The East Asian dateline at `pos`, or None."""
    heading = _read(text, pos, end)
    return None if heading is None or splits_letter(text, heading.end, end) else heading


def _read(text: str, pos: int, end: int) -> Heading | None:
    first = text[pos]
    if first in _OPENERS:
        if text[pos + 1 : pos + 2] > "\u1100" or first in "【［〔" or (first == "[" and "=" in text[pos : pos + 20]):
            return _bracketed(text, pos, end)
        return None
    if "\uac00" <= first <= "\ud7a3":
        bare = _COMPILED[BARE_KOREAN.name].match(text, pos, end) if "=" in text[pos : pos + 7] else None
        return _heading(BARE_KOREAN.name, pos, bare) if bare else None
    if "\u3400" <= first <= "\u9fff" or "\uf900" <= first <= "\ufaff":
        return _wire(text, pos, min(end, pos + 120))
    return None


def _wire(text: str, pos: int, end: int) -> Heading | None:
    release = _COMPILED[RELEASE.name].match(text, pos, end)
    if release and is_agency(release["codes"].strip()):
        return _heading(RELEASE.name, pos, release)
    if text[pos] == "据" or text.startswith("另据", pos):
        return None
    for size in range(min(9, end - pos), 2, -1):
        if is_agency(text[pos : pos + size]) and (bare := _BARE.match(text, pos + size, end)):
            return Heading(WIRE.name, pos, bare.end(), [bare.span("place")], [(pos, pos + size)])
    dated = _COMPILED[WIRE.name].match(text, pos, end)
    for size in range(min(9, end - pos), 1, -1):
        if dated and dated.start("date") >= pos + size and is_agency(text[pos : pos + size]):
            return _after_code(dated, text, pos, pos + size)
    paper = _COMPILED[PAPER.name].match(text, pos, end)
    if paper:
        heading = _heading(PAPER.name, pos, paper)
        heading.marks = [span for span in heading.marks if text[span[0] : span[1]] not in _SELF]
        return heading
    if dated and text[pos : dated.start("date")].endswith(("报", "報", "网", "網", "社", "客户端")):
        return _after_code(dated, text, pos, dated.start("date"))
    if dated and text.startswith(_SELF, pos):
        return _after_code(dated, text, pos, pos + 2)
    return None


_BARE: Final = regex_pattern(r"(?P<place>\p{Han}{2,8})(?:——|--)\s?")
"""`越通社北宁——`"""
_SELF: Final = ("本报", "本報")
"""`this paper`: a dateline without an agency."""


def _heading(rule: str, pos: int, found: "Match[str]") -> Heading:
    """A heading from a pattern's named groups."""
    named = found.groupdict()

    def span(name: str) -> tuple[int, int] | None:
        return found.span(name) if named.get(name) else None

    places = [found.span("place")] if named.get("place") else []
    marks = [found.span("codes")] if named.get("codes") else []
    return Heading(rule, pos, found.end(), places, marks, None, span("date"), span("byline"))


def _after_code(dated: "Match[str]", text: str, pos: int, code_end: int) -> Heading:
    """Mark, place, date, reporter; what lies between mark and date is the place."""
    heading = _heading(WIRE.name, pos, dated)
    code = text[pos:code_end]
    heading.marks = [] if code in _SELF or code.endswith("客户端") else [(pos, code_end)]
    heading.places = [(code_end, dated.start("date"))] if dated.start("date") > code_end else []
    return heading


def _bracketed(text: str, pos: int, end: int) -> Heading | None:
    korean = _COMPILED[KOREAN.name].match(text, pos, end)
    if korean and (
        is_agency(korean["codes"])
        or ((is_place(korean["place"]) or korean["byline"]) and _HANGUL.search(korean["codes"]))
    ):
        heading = _heading(KOREAN.name, pos, korean)
        heading.places = [place.span() for place in _KOREAN_PLACE.finditer(text, *korean.span("place"))]
        return heading
    north = _COMPILED[PYONGYANG.name].match(text, pos, end)
    if north:
        return _heading(PYONGYANG.name, pos, north)
    taipei = _COMPILED[TAIPEI.name].match(text, pos, end)
    if taipei and is_agency(taipei["codes"]):
        return _taipei(taipei, text, pos)
    for rule in (REPORTER, KOREAN_PAPER):
        if found := _COMPILED[rule.name].match(text, pos, end):
            return _heading(rule.name, pos, found)
    mark = _COMPILED[DATED.name].match(text, pos, end)
    if mark and (is_agency(mark["codes"]) or (not mark["date"] and mark["codes"].endswith(("報", "报")))):
        return _heading(DATED.name, pos, mark)
    ordered = _COMPILED[ORDERED.name].match(text, pos, end)
    if ordered and is_agency(ordered["codes"]):
        return _heading(ORDERED.name, pos, ordered)
    local = _COMPILED[LOCAL.name].match(text, pos, end)
    if local and is_place(local["place"]):
        return _heading(LOCAL.name, pos, local)
    japanese = _COMPILED[JAPANESE.name].match(text, pos, end)
    return _japanese(japanese, text, pos) if japanese else None


_NAME: Final = 3
"""Characters in most names of people."""


def _taipei(found: "Match[str]", text: str, pos: int) -> Heading:
    """The reporter's name runs into the place: the longest known place divides them, else three characters."""
    heading = _heading(TAIPEI.name, pos, found)
    start, stop = found.span("place")
    if found["byline"]:
        longest = stop if stop - start <= _NAME else min(start + _NAME, stop - 2)  # a place has two characters
        cut = next((at for at in range(start + 2, stop - 1) if is_place(text[at:stop])), longest)
        heading.reporter = (found.start("byline"), cut)
        start = cut
    heading.places = [(start, stop)] if start < stop else []
    return heading


_KOREAN_PLACE: Final = regex_pattern(r"[^·,\s][^·,]*")
_FIELD: Final = regex_pattern(r"[^＝=　 ・、／/]+")


def _japanese(found: "Match[str]", text: str, pos: int) -> Heading | None:
    """What the brackets hold: `ロンドン共同＝山田太郎`, `12月24日 AFP`; None when they hold something else."""
    heading = Heading(JAPANESE.name, pos, found.end(), [], [])
    for field in _FIELD.finditer(text, *found.span("inner")):
        at, stop = field.span()
        date = _FULL_DATE.match(text, at, stop)
        if date:
            heading.date = date.span()
            at = date.end()
        if at == stop:
            continue
        code = next((cut for cut in range(at, stop - 1) if is_agency(text[cut:stop])), stop)
        if code < stop and (other := next((cut for cut in range(at + 1, code - 1) if is_agency(text[cut:code])), 0)):
            heading.marks.append((other, code))  # `パリAFP時事`
            heading.places.append((at, other))
        elif code > at:
            if (heading.places or heading.marks) and code == stop and not is_place(text[at:code]):
                heading.reporter = (at, code)
            else:
                heading.places.append((at, code))
        if code < stop:
            heading.marks.append((code, stop))
    if len(heading.places) > 2:
        return None
    heading.firm = bool(heading.marks or heading.date)
    known = heading.marks or any(
        is_place(text[a:b]) or (text[a:b] in text[:pos] and "の" not in text[a:b]) for a, b in heading.places
    )
    return heading if known else None
