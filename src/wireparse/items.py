"""Lists of teasers: where they start and end, and which pieces make an item.

A section heading opens a list; so does a row of ages. An item is a headline, a dateline paragraph or both, with its
body, and an age behind or before it: all items of one list do it alike.
"""

from itertools import pairwise
from typing import Final

from wireparse.pieces import Piece
from wireparse.registry.agencies import is_agency
from wireparse.registry.headings import fold_line, is_rubric
from wireparse.rules.ages import AgeFound, labelled_age
from wireparse.rules.context import AGE_SOURCE, BEFORE_LIST, CREDIT_BEFORE, LIST_TITLE, RUBRIC
from wireparse.rules.sorts import AGE, BYLINE, NOTE, PARA, SECTION, SIGNOFF, TITLE
from wireparse.rules.stamps import STAMP
from wireparse.rules.ticker import TICKER
from wireparse.tokens import Kind

_LONGEST_RUBRIC: Final = 24
"""Characters of a section's name."""
_CASELESS: Final = "\u0590"
"""From Hebrew on, scripts have no capitals."""
_FEWEST_AGES: Final = 2
_LONGEST_ITEM: Final = 3
"""As many paragraphs in a row are a story; a teaser has fewer."""


def mark_lists(pieces: list[Piece], text: str) -> list[Piece]:
    """Gives the pieces of lists their kind and the number of their item; returns the others, the story's, in order.

    A ticker's section, clock and headline come as three pieces in a row that share a line.
    """
    first = len(pieces)
    ages: list[int] = []
    ticks = any(piece.rule == TICKER.name for piece in pieces)
    for i, piece in enumerate(pieces):
        if ticks and piece.rule == STAMP.name:
            piece.sort = NOTE  # the day above its lines
        if first < len(pieces):
            continue
        if piece.sort is SECTION and piece.rule != TICKER.name:
            first = i
        elif piece.sort is AGE:
            ages.append(i)
    if ages:
        begin = _list_without_heading(pieces, ages, first)
        first = first if begin is None else begin
    if first == len(pieces):
        return pieces
    first -= first > 0 and pieces[first].sort is not SECTION and _is_rubric(pieces[first - 1], text)
    _split_credits(pieces, text, first)
    if AGE not in [piece.sort for piece in pieces[first:]]:
        _split_labels(pieces, text, first)
    for piece in pieces[first:]:
        if _is_rubric(piece, text):
            piece.sort, piece.rule = SECTION, RUBRIC.name
    story = _ListReader(pieces, text, first).read()
    return pieces[:first] + story


def _is_rubric(piece: Piece, text: str) -> bool:
    """Whether a short title is the name of a section."""
    short = piece.sort is TITLE and piece.end - piece.start < _LONGEST_RUBRIC and piece.rule != TICKER.name
    return short and is_rubric(fold_line(text[piece.start : piece.end]))


def _list_without_heading(pieces: list[Piece], ages: list[int], stop: int) -> int | None:
    """Where a list starts that no heading announces: at the first item with an age, where several have one."""
    clocks = [i for i in ages if pieces[i].rule == "ticker"]
    if len(clocks) > 1 or (clocks and pieces[clocks[0]].gap < 0):
        return _line_start(pieces, clocks[0])
    phrases = [i for i in ages if pieces[i].seconds is not None]
    ages = phrases if len(phrases) > 1 else ages
    if len(ages) < 2 or not any(_opens_item(pieces, i, stop) for i in ages):
        return None
    first = ages[0]
    content = [i for i in range(first) if pieces[i].sort in (TITLE, PARA)]
    if not content or _before_items(pieces, ages, stop):
        return _with_heading(pieces, first)
    start = _item_start(pieces, first)
    if all(pieces[i].sort is not PARA for i in range(start)):
        return _with_heading(pieces, start)
    return start


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


class _ListReader:
    """Reads the items of the lists from `begin` on, and leaves a story that stands among them."""

    def __init__(self, pieces: list[Piece], text: str, begin: int) -> None:
        self.pieces = pieces
        self.text = text
        self.begin = begin
        self.item = -1
        self.has_story = any(piece.sort is PARA for piece in pieces[:begin])

    def read(self) -> list[Piece]:
        """Gives the pieces of the lists their kind and item; returns the story's pieces among them."""
        story: list[Piece] = []
        start = self.begin
        while start < len(self.pieces):
            stop, ages_first, longest, aged = self._survey(start)
            story_at = self._story_start(start, stop, ages_first=ages_first) if longest > 1 else stop
            self._read_area(start, story_at, ages_first=ages_first, aged=aged)
            if story_at < stop:
                story += self.pieces[story_at:stop]
                self.has_story = True
            start = stop
        return story

    def _survey(self, start: int) -> tuple[int, bool, int, bool]:
        """Where the list ends (before the next heading), whether its ages come first, its longest run of paragraphs,
        and whether it has ages at all.
        """
        pieces = self.pieces
        ages_first: bool | None = None
        aged = False
        run = longest = 0
        for i in range(start, len(pieces)):
            piece = pieces[i]
            sort = piece.sort
            if sort is PARA:
                run = 1 if piece.heading else run + 1
                longest = max(longest, run)
                ages_first = ages_first or False
            else:
                run = 0
                if sort is SECTION:
                    if i > start and piece.rule != "ticker":
                        return i, bool(ages_first), longest, aged
                    continue
                aged = aged or sort is AGE
                if ages_first is None:
                    if sort is TITLE:
                        ages_first = False
                    elif sort is AGE and piece.rule != "ticker":
                        ages_first = True
        return len(pieces), bool(ages_first), longest, aged

    def _story_start(self, start: int, stop: int, *, ages_first: bool) -> int:
        """Where the story starts that follows a list without a heading of its own; `stop` when there is none.

        A run of more paragraphs than a teaser has is a story; so is a dateline and one more paragraph below a
        headline, where the story has not been met yet.
        """
        pieces = self.pieces
        if not self.has_story and (dated := self._dated_story(start, stop, ages_first=ages_first)) < stop:
            return dated
        needed = _LONGEST_ITEM + self.has_story
        first, run = start, 0
        for i in range(start, stop):
            piece = pieces[i]
            if piece.sort is NOTE:
                continue
            if piece.sort is not PARA:
                run = 0
                continue
            if run == 0 or (piece.heading and piece.heading.firm):
                first, run = i, 0
            run += 1
            if run >= needed and not self._age_follows(i, stop, ages_first=ages_first):
                return first if self.has_story else self._headline_before(first, start)
        return stop

    def _dated_story(self, start: int, stop: int, *, ages_first: bool) -> int:
        pieces = self.pieces
        for i in range(start + 1, stop - 1):
            piece, after = pieces[i], pieces[i + 1]
            if piece.sort is PARA and piece.heading and after.sort is PARA and not after.heading:
                at = self._headline_before(i, start)
                aged = pieces[at - 1].sort is AGE and ages_first
                if at < i and not aged and not self._age_follows(i + 1, stop, ages_first=False):
                    return at
        return stop

    def _age_follows(self, i: int, stop: int, *, ages_first: bool) -> bool:
        """Whether the paragraphs from `i` on are closed by an age."""
        if ages_first:
            return False
        while i < stop and self.pieces[i].sort in (PARA, NOTE):
            i += 1
        return i < stop and self.pieces[i].sort is AGE and self.pieces[i].rule != "ticker"

    def _headline_before(self, i: int, start: int) -> int:
        """The start of what stands above a story's first paragraph: its headline, byline and notes."""
        pieces = self.pieces
        j = i
        while j - 1 > start and pieces[j - 1].sort in (BYLINE, NOTE, AGE, SIGNOFF) and pieces[j - 1].rule != "ticker":
            j -= 1
        if j - 1 <= start or pieces[j - 1].sort is not TITLE or pieces[j - 1].rule == "ticker":
            return i
        j -= 1
        folded = self._fold(j)
        while j - 1 > start and pieces[j - 1].sort is TITLE and self._fold(j - 1) == folded:
            j -= 1
        return j

    def _fold(self, i: int) -> str:
        return " ".join(self.text[self.pieces[i].start : self.pieces[i].end].split()).casefold()

    def _read_area(self, start: int, stop: int, *, ages_first: bool, aged: bool) -> None:
        """Gives each piece between two headings its kind and its item.

        A headline, a dateline or a paragraph belongs to the open item, or opens a new one where that has such a part
        already. An age opens an item or closes the open one; one that does neither is a note.
        """
        item = self.item
        section: Piece | None = None
        before = item
        closed, headline, dateline, body = True, False, False, False
        gap, ticked, named = 0, False, False
        for piece in self.pieces[start:stop]:
            sort = piece.sort
            if ticked and sort is PARA and not piece.heading:
                piece.item = item  # the text below a ticker line
                continue
            ticked = piece.rule == TICKER.name
            if ticked:
                item += sort is SECTION or (sort is AGE and not named)
                before += sort is SECTION  # it has a section of its own
                named = sort is SECTION
                piece.item, closed = item, True
                piece.kind = Kind.HEADLINE if sort is TITLE else Kind.AGE if sort is AGE else Kind.SECTION
            elif sort is PARA or sort is TITLE:
                heading = piece.heading
                dated = heading is not None and heading.firm
                title = sort is TITLE and not (headline and not body and aged and piece.gap == 0 < gap)
                if closed or (title and (headline or dateline or body)) or (dated and (dateline or body)):
                    item += 1
                    closed = headline = dateline = body = False
                    gap, title = piece.gap, sort is TITLE
                if heading and not dated and (not headline or dateline or body):
                    heading = piece.heading = None
                    piece.rule = "paragraph"
                piece.item = item
                if dated:
                    dateline = True
                elif title or not (headline or dateline or body or heading):
                    piece.kind, headline = Kind.HEADLINE, True
                else:
                    body = True
            elif sort is AGE:
                if closed and not ages_first:
                    piece.kind = Kind.NOTE
                    continue
                if ages_first:
                    item += 1
                    headline = dateline = body = False
                piece.kind, piece.item, closed = Kind.AGE, item, not ages_first
            elif sort is SECTION:
                _close(section, empty=item == before)
                piece.kind, section, before, closed = Kind.SECTION, piece, item, True
            else:
                piece.kind = Kind.NOTE
        _close(section, empty=item == before)
        self.item = item


def _close(section: Piece | None, *, empty: bool) -> None:
    """A heading without an item below it is a note."""
    if section and empty:
        section.kind = Kind.NOTE


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
    whole = pieces[:]
    pieces.clear()
    for piece in whole:
        pieces.append(piece)
        if id(piece) in labelled:
            at, age = labelled[id(piece)]
            pieces.append(Piece(AGE, at, piece.end, age.rule, -1, at, seconds=age.seconds))
            piece.end = piece.start + len(text[piece.start : at].rstrip())


def _credit(piece: Piece, text: str) -> int:
    """The length of the agency code that opens a headline, or 0."""
    word, _, rest = text[piece.start : piece.end].partition(" ")
    cased = word.isupper() and rest[:1].isupper()
    return len(word) if (cased or word > _CASELESS) and is_agency(word) else 0
