"""Lists of teasers: where they start, and what of their lines is a heading.

A section heading opens a list; so does a row of ages. `items.py` reads what is in it.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from wireparse.items import ListReader
from wireparse.patterns import re_pattern, regex_pattern
from wireparse.pieces import Piece
from wireparse.registry.agencies import is_agency, is_weak
from wireparse.registry.headings import fold_line, is_rubric
from wireparse.rules.ages import AgeFound, whole_age
from wireparse.rules.beside import labelled_age
from wireparse.rules.context import (
    AGE_SOURCE,
    BEFORE_LIST,
    BEFORE_STORY,
    BUTTON,
    CREDIT_BEFORE,
    LIST_TITLE,
    NOW,
    RANK,
    RUBRIC,
)
from wireparse.rules.sorts import AGE, NOTE, PARA, SECTION, TITLE
from wireparse.rules.stamps import STAMP
from wireparse.rules.ticker import TICKER

if TYPE_CHECKING:
    import regex

_LONGEST_RUBRIC: Final = 24
"""Characters of a section's name."""
_CASELESS: Final = "\u0590"
"""From Hebrew on, scripts have no capitals."""
_FEWEST_AGES: Final = 2
_FEWEST_BUTTONS: Final = 2
_FEWEST_PARAGRAPHS: Final = 2
"""A teaser has one paragraph, as a rule."""
_LONGEST_AGE: Final = 32
_BLANK: Final = re_pattern(r"\s+")
_RANK: Final = regex_pattern(r"(\d{1,2})(?:위|位|\.)?\s(?=\S)")
_CLOCK: Final = re_pattern(r"\d[:.h]\d\d")
_FEWEST_RANKS: Final = 3
_LONGEST_RANK: Final = 2
"""Digits of a rank; more are a year."""
_MOST_WORDS: Final = 3


def mark_lists(pieces: list[Piece], text: str) -> list[Piece]:
    """Gives the pieces of lists their kind and the number of their item; returns the others, the story's, in order.

    A ticker's section, clock and headline come as three pieces in a row that share a line.
    """
    _drop_buttons(pieces, text)
    first = len(pieces)
    ages: list[int] = []
    ticks = any(piece.rule == TICKER.name for piece in pieces)
    for i, piece in enumerate(pieces):
        if ticks and piece.rule == STAMP.name:
            piece.sort = NOTE  # the day above its lines
        if first < len(pieces):
            continue
        if piece.sort is AGE and piece.seconds == 0 and _is_heading(pieces, i):
            piece.sort, piece.rule = SECTION, NOW.name
        if piece.sort is SECTION and piece.rule != TICKER.name:
            if _stands_above_story(pieces, i):
                piece.sort, piece.rule = NOTE, BEFORE_STORY.name
            else:
                first = i
        elif piece.sort is AGE:
            ages.append(i)
    if ages:
        begin = _list_without_heading(pieces, ages, first)
        first = first if begin is None else begin
    if first == len(pieces):
        return pieces
    if first > 0 and pieces[first].sort is not SECTION:
        first -= _is_rubric(pieces[first - 1], text) or _names_list(pieces, first, text)
    sorts = [piece.sort for piece in pieces[first:]]
    if AGE not in sorts:
        _split_labels(pieces, text, first)
    if TITLE in sorts:
        _read_titles(pieces, text, first)
    story = ListReader(pieces, text, first).read()
    return pieces[:first] + story


def _drop_buttons(pieces: list[Piece], text: str) -> None:
    """Words of a heading that stand again and again between an item and its age are a button."""
    headings = [i for i, piece in enumerate(pieces) if piece.sort is SECTION and piece.rule != TICKER.name]
    if len(headings) < _FEWEST_BUTTONS:
        return
    buttons: dict[str, list[Piece]] = {}
    for i in headings:
        piece = pieces[i]
        if 0 < i < len(pieces) - 1 and pieces[i + 1].sort is AGE and pieces[i - 1].sort in (PARA, TITLE):
            buttons.setdefault(fold_line(text[piece.start : piece.end]), []).append(piece)
    for found in buttons.values():
        for piece in found if len(found) >= _FEWEST_BUTTONS else ():
            piece.sort, piece.rule = NOTE, BUTTON.name


def _is_heading(pieces: list[Piece], i: int) -> bool:
    """Whether a word for now is no age of an item: the age of one stands right below it."""
    return i + 1 < len(pieces) and pieces[i + 1].sort is AGE and pieces[i + 1].gap >= 0 <= pieces[i].gap


def _stands_above_story(pieces: list[Piece], i: int) -> bool:
    """Whether a heading is a button of the menu: behind it the story begins, a headline and paragraphs without ages."""
    if any(piece.sort in (TITLE, PARA) for piece in pieces[:i]):
        return False
    titled, run, story, more = False, 0, False, False
    for piece in pieces[i + 1 :]:
        if piece.sort is SECTION:
            return story
        if piece.sort is AGE or piece.rule == TICKER.name:
            return more  # of another story
        if piece.sort is PARA:
            run += 1
            story = story or (titled and run >= _FEWEST_PARAGRAPHS)
        elif piece.sort is TITLE:
            titled, run, more = True, 0, story
    return story


def _read_titles(pieces: list[Piece], text: str, first: int) -> None:
    """Takes from the headlines of lists what is none of theirs, and finds headings among them."""
    _split_credits(pieces, text, first)
    _split_ages(pieces, text, first)
    _drop_ranks(pieces, text, first)
    ages = [i for i, piece in enumerate(pieces) if piece.sort is AGE]
    bare = len(ages) > 1 and _titles_and_ages(pieces, ages)
    for i, piece in enumerate(pieces[first:], first):
        if piece.sort is TITLE and (_is_rubric(piece, text) or (bare and _names_item(pieces, i, text))):
            piece.sort, piece.rule = SECTION, RUBRIC.name


def _is_rubric(piece: Piece, text: str) -> bool:
    """Whether a short title is the name of a section."""
    short = piece.sort is TITLE and piece.end - piece.start < _LONGEST_RUBRIC and piece.rule != TICKER.name
    return short and is_rubric(fold_line(text[piece.start : piece.end]))


def _titles_and_ages(pieces: list[Piece], ages: list[int]) -> bool:
    """Whether most items of a list are a headline and an age behind it."""
    plain = sum(i > 1 and pieces[i - 1].sort is TITLE and pieces[i - 2].sort is not TITLE for i in ages)
    return plain * 2 > len(ages)


def _names_list(pieces: list[Piece], first: int, text: str) -> bool:
    """Whether a few words above a list without a known heading are its heading: the first item has its own title."""
    heading, item = pieces[first - 1], pieces[first]
    if heading.sort is not TITLE or item.sort is not TITLE or not 0 <= item.gap <= heading.gap:
        return False
    if not _few_words(heading, text) or heading.rule == TICKER.name:
        return False
    heading.sort, heading.rule = SECTION, LIST_TITLE.name
    return True


def _names_item(pieces: list[Piece], i: int, text: str) -> bool:
    """Whether a word or two between an age and the next item, headline and age, are that item's section."""
    if not 0 < i < len(pieces) - 2 or not _few_words(pieces[i], text):
        return False
    piece, item = pieces[i], pieces[i + 1]
    around = (pieces[i - 1].sort, piece.sort, item.sort, pieces[i + 2].sort)
    return around == (AGE, TITLE, TITLE, AGE) and 0 <= item.gap <= piece.gap and not _few_words(item, text)


def _few_words(piece: Piece, text: str) -> bool:
    """Whether a title is as short as a section's name."""
    return piece.end - piece.start < _LONGEST_RUBRIC and text.count(" ", piece.start, piece.end) < _MOST_WORDS


def _list_without_heading(pieces: list[Piece], ages: list[int], stop: int) -> int | None:
    """Where a list starts that no heading announces: at the first item with an age, where several have one."""
    clocks = [i for i in ages if pieces[i].rule == "ticker"]
    if len(clocks) > 1 or (clocks and pieces[clocks[0]].gap < 0):
        return _line_start(pieces, clocks[0])
    phrases = [i for i in ages if pieces[i].seconds is not None]
    ages = phrases if len(phrases) > 1 else ages
    own = len(ages) > 1 and _is_of_story(pieces, ages)
    ages = ages[own:]
    if len(ages) + own < 2 or not any(_opens_item(pieces, i, stop) for i in ages):
        return None
    first = ages[0]
    content = [i for i in range(first) if pieces[i].sort in (TITLE, PARA)]
    if not content or _before_items(pieces, ages, stop):
        return _with_heading(pieces, first)
    start = _item_start(pieces, first)
    if all(pieces[i].sort is not PARA for i in range(start)):
        return _with_heading(pieces, start)
    return start


def _is_of_story(pieces: list[Piece], ages: list[int]) -> bool:
    """Whether the first age is the story's: it alone stands between a headline and a dateline."""
    first, others = ages[0], ages[1:]
    if not 0 < first < len(pieces) - 1 or any(piece.sort is PARA for piece in pieces[:first]):
        return False
    between = pieces[first - 1].sort is TITLE and _is_dated(pieces[first + 1])
    return between and all(_is_dated(pieces[i - 1]) for i in others)


def _is_dated(piece: Piece) -> bool:
    return piece.sort is PARA and piece.heading is not None and piece.heading.firm


def _line_start(pieces: list[Piece], i: int) -> int:
    while i > 0 and pieces[i].gap < 0:
        i -= 1
    return _with_heading(pieces, i)


def _with_heading(pieces: list[Piece], start: int) -> int:
    """The title right before a list that nothing else precedes is the list's heading."""
    before = [i for i in range(start) if pieces[i].sort is TITLE]
    if before and all(pieces[i].sort is not PARA for i in range(start)):
        for i in before[:-1]:
            pieces[i].sort, pieces[i].rule = NOTE, BEFORE_LIST.name
        pieces[before[-1]].sort, pieces[before[-1]].rule = SECTION, LIST_TITLE.name
        return before[-1]
    return start


def _opens_item(pieces: list[Piece], i: int, stop: int) -> bool:
    """Whether an age has an item beside it."""
    first, last = _row(pieces, i)
    return (first > 0 and pieces[first - 1].sort in (PARA, TITLE)) or (
        last + 1 < stop and pieces[last + 1].sort in (PARA, TITLE)
    )


def _row(pieces: list[Piece], i: int) -> tuple[int, int]:
    """The first and the last piece on the line of an age: `ANP · 1 uur geleden · 8 reacties`."""
    first = last = i
    while pieces[first].gap < 0 and first > 0 and pieces[first - 1].rule == AGE_SOURCE.name:
        first -= 1
    while last + 1 < len(pieces) and pieces[last + 1].gap < 0 and pieces[last + 1].rule == AGE_SOURCE.name:
        last += 1
    return first, last


def _before_items(pieces: list[Piece], ages: list[int], stop: int) -> bool:
    """Whether the ages stand before their items: then something follows the last one, and close."""
    rows = [_row(pieces, i) for i in ages]
    last = rows[-1][1]
    if last + 1 >= stop or pieces[last + 1].sort not in (PARA, TITLE):
        return False
    behind = sum(pieces[b + 1].gap <= 0 < pieces[a].gap for a, b in rows if b + 1 < len(pieces))
    return behind > len(ages) / 2


def _item_start(pieces: list[Piece], age: int) -> int:
    """Where the item starts that the age closes."""
    i, paragraphs = age - 1, 0
    while i > 0 and pieces[i].sort is NOTE:
        i -= 1
    while i > 0:
        piece = pieces[i]
        if piece.sort is TITLE:
            break
        if piece.sort is PARA:
            paragraphs += 1
            if piece.heading and piece.heading.firm:
                return i - 1 if pieces[i - 1].sort is TITLE and i > 1 else i
            if pieces[i - 1].sort is PARA and paragraphs >= 1:
                return i
        i -= 1
    return max(i, 0)


def _split_credits(pieces: list[Piece], text: str, begin: int) -> None:
    """`ANP Zwitsers willen tol`: a credit before the headlines of a list, where more than one has it."""
    titles = [piece for piece in pieces[begin:] if piece.sort is TITLE and piece.gap >= 0]
    if len(titles) < 2:
        return
    credited = [piece for piece in titles if _credit(piece, text)]
    if len(credited) < 2 or len(credited) < len(titles) / 3:
        return
    whole = pieces[:]
    pieces.clear()
    wanted = {id(piece) for piece in credited}
    for piece in whole:
        if id(piece) in wanted:
            stop = piece.start + _credit(piece, text)
            pieces.append(Piece(NOTE, piece.start, stop, CREDIT_BEFORE.name, piece.gap, piece.mark))
            piece.start = piece.mark = stop + 1
            piece.gap = 0
        pieces.append(piece)


def _split_labels(pieces: list[Piece], text: str, begin: int) -> None:
    """`Updated 2h ago`: an age behind a word that says what it is, in a list that has no other ages."""
    labelled: dict[int, tuple[int, AgeFound]] = {}
    for before, piece in pairwise(pieces[begin:]):
        if (
            piece.sort is NOTE
            and before.sort in (TITLE, PARA)
            and (found := labelled_age(text, piece.start, piece.end))
        ):
            labelled[id(piece)] = found
    if len(labelled) < _FEWEST_AGES:
        return
    _cut_ages(pieces, text, labelled)


def _cut_ages(pieces: list[Piece], text: str, found: dict[int, tuple[int, AgeFound]]) -> None:
    """Makes pieces of the ages that close others."""
    whole = pieces[:]
    pieces.clear()
    for piece in whole:
        pieces.append(piece)
        if cut := found.get(id(piece)):
            at, age = cut
            pieces.append(Piece(AGE, at, piece.end, age.rule, -1, at, seconds=age.seconds))
            piece.end = piece.start + len(text[piece.start : at].rstrip())


def _split_ages(pieces: list[Piece], text: str, begin: int) -> None:
    """`Bridge reopens 3 hours ago`: ages that close the headlines of a list, where most have one."""
    titles = [piece for piece in pieces[begin:] if piece.sort is TITLE and piece.rule != TICKER.name]
    if len(titles) < 2:
        return
    found = {id(piece): cut for piece in titles if (cut := _closing_age(piece, text))}
    if len(found) >= _FEWEST_AGES and len(found) * 2 >= len(titles):
        _cut_ages(pieces, text, found)


def _drop_ranks(pieces: list[Piece], text: str, begin: int) -> None:
    """`1 Bridge reopens`, `2位 …`: the ranks of a list of most read are in no field, as bullets are not."""
    numbers = [piece for piece in pieces[begin:] if piece.sort is TITLE and _is_number(text[piece.start : piece.end])]
    if [int(text[piece.start : piece.end]) for piece in numbers[:_FEWEST_RANKS]] == list(range(1, _FEWEST_RANKS + 1)):
        for piece in numbers:
            piece.sort, piece.rule = NOTE, RANK.name
    ranks = [(piece, rank) for piece in pieces[begin:] if piece.sort is TITLE and (rank := _rank(piece, text))]
    if [int(rank[1]) for _, rank in ranks[:_FEWEST_RANKS]] != list(range(1, _FEWEST_RANKS + 1)):
        return
    for number, (piece, rank) in enumerate(ranks, 1):
        if int(rank[1]) == number:
            piece.start = rank.end()


def _is_number(line: str) -> bool:
    return len(line) <= _LONGEST_RANK and line.isdecimal()


def _rank(piece: Piece, text: str) -> "regex.Match[str] | None":
    """The number that opens a headline."""
    return _RANK.match(text, piece.start, piece.end) if text[piece.start].isdigit() else None


def _closing_age(piece: Piece, text: str) -> tuple[int, AgeFound] | None:
    """The age behind the last words of a headline, and where it starts."""
    start, end = max(piece.start + 1, piece.end - _LONGEST_AGE), piece.end
    for blank in _BLANK.finditer(text, start, end):
        at = blank.end()
        if (
            at < end
            and (found := whole_age(text, at, end))
            and (found.rule != STAMP.name or _CLOCK.search(text, at, end))
        ):
            return at, found
    return None


def _credit(piece: Piece, text: str) -> int:
    """The length of the agency code that opens a headline, or 0."""
    word, _, rest = text[piece.start : piece.end].partition(" ")
    cased = rest[:1].isupper() and (word.isupper() or (word.islower() and not is_weak(word)))
    return len(word) if (cased or word > _CASELESS) and is_agency(word) else 0
