"""Lists of teasers: where they start and end, and which pieces make an item.

A section heading opens a list; so does a row of ages. An item is a headline, a dateline paragraph or both, with its
body, and an age behind or before it: all items of one list do it alike.
"""

from typing import Final

from wireparse.rules.elements import is_agency
from wireparse.rules.sorts import Sort
from wireparse.scanner import Piece
from wireparse.tokens import Kind

_LONGEST_ITEM: Final = 3
"""Paragraphs of a teaser; a story has more."""


def mark_lists(pieces: list[Piece], text: str) -> list[Piece]:
    """Gives the pieces of lists their kind and the number of their item; returns the others, the story's, in order.

    A ticker's section, clock and headline come as three pieces in a row that share a line.
    """
    if not any(piece.sort in (Sort.SECTION, Sort.AGE) for piece in pieces):
        return pieces
    _split_credits(pieces, text)
    sections = [i for i, piece in enumerate(pieces) if piece.sort is Sort.SECTION]
    ages = [i for i, piece in enumerate(pieces) if piece.sort is Sort.AGE]
    first = sections[0] if sections else len(pieces)
    begin = _list_without_heading(pieces, [i for i in ages if i < first], first)
    if begin is None:
        begin = first
    return pieces[:begin] + _ListReader(pieces, text, begin).read()


def _list_without_heading(pieces: list[Piece], ages: list[int], stop: int) -> int | None:
    """Where a list starts that no heading announces: at the first item with an age, where several have one."""
    clocks = [i for i in ages if pieces[i].rule == "ticker"]
    if clocks:
        return _line_start(pieces, clocks[0])
    phrases = [i for i in ages if pieces[i].seconds is not None]
    ages = phrases if len(phrases) > 1 else ages
    if len(ages) < 2 or not any(_opens_item(pieces, i, stop) for i in ages):
        return None
    first = ages[0]
    content = [i for i in range(first) if pieces[i].sort in (Sort.TITLE, Sort.PARA)]
    if not content or _before_items(pieces, ages, stop):
        return _with_heading(pieces, first)
    start = _item_start(pieces, first)
    if all(pieces[i].sort is not Sort.PARA for i in range(start)):
        return _with_heading(pieces, start)
    return start


def _line_start(pieces: list[Piece], i: int) -> int:
    while i > 0 and pieces[i].gap < 0:
        i -= 1
    return _with_heading(pieces, i)


def _with_heading(pieces: list[Piece], start: int) -> int:
    """The title right before a list that nothing else precedes is the list's heading."""
    before = [i for i in range(start) if pieces[i].sort is Sort.TITLE]
    if before and all(pieces[i].sort is not Sort.PARA for i in range(start)):
        for i in before[:-1]:
            pieces[i].sort, pieces[i].rule = Sort.NOTE, "before-list"
        pieces[before[-1]].sort, pieces[before[-1]].rule = Sort.SECTION, "list-title"
        return before[-1]
    return start


def _opens_item(pieces: list[Piece], i: int, stop: int) -> bool:
    """Whether an age has an item beside it."""
    return (i > 0 and pieces[i - 1].sort in (Sort.PARA, Sort.TITLE)) or (
        i + 1 < stop and pieces[i + 1].sort in (Sort.PARA, Sort.TITLE)
    )


def _before_items(pieces: list[Piece], ages: list[int], stop: int) -> bool:
    """Whether the ages stand before their items: then something follows the last one, and close."""
    last = ages[-1]
    if last + 1 >= stop or pieces[last + 1].sort not in (Sort.PARA, Sort.TITLE):
        return False
    behind = sum(pieces[i + 1].gap <= 0 < pieces[i].gap for i in ages)
    return behind > len(ages) / 2


def _item_start(pieces: list[Piece], age: int) -> int:
    """Where the item starts that the age closes."""
    i, paragraphs = age - 1, 0
    while i > 0 and pieces[i].sort is Sort.NOTE:
        i -= 1
    while i > 0:
        piece = pieces[i]
        if piece.sort is Sort.TITLE:
            break
        if piece.sort is Sort.PARA:
            paragraphs += 1
            if piece.heading and piece.heading.firm:
                return i - 1 if pieces[i - 1].sort is Sort.TITLE and i > 1 else i
            if pieces[i - 1].sort is Sort.PARA and paragraphs >= 1:
                return i
        i -= 1
    return max(i, 0)


class _ListReader:
    """Reads the items of a list from `begin` on, and leaves a story that stands among them."""

    def __init__(self, pieces: list[Piece], text: str, begin: int) -> None:
        self.pieces = pieces
        self.text = text
        self.begin = begin
        self.item = -1
        self.filled: set[str] = set()
        self.has_story = any(piece.sort is Sort.PARA for piece in pieces[:begin])
        self.story: list[Piece] = []

    def read(self) -> list[Piece]:
        pieces = self.pieces
        i = self.begin
        while i < len(pieces):
            stop = self._area_end(i + 1)
            ages_first = self._ages_first(i, stop)
            story_at = self._story_start(i, stop, ages_first=ages_first)
            self._read_area(i, story_at, ages_first=ages_first)
            self.story += pieces[story_at:stop]
            self.has_story = self.has_story or story_at < stop
            i = stop
        return self.story

    def _area_end(self, i: int) -> int:
        """Where the next section heading stands that is no ticker's."""
        pieces = self.pieces
        while i < len(pieces) and (pieces[i].sort is not Sort.SECTION or pieces[i].rule == "ticker"):
            i += 1
        return i

    def _ages_first(self, start: int, stop: int) -> bool:
        """Whether the ages of this list stand before their items."""
        for piece in self.pieces[start:stop]:
            if piece.sort in (Sort.TITLE, Sort.PARA):
                return False
            if piece.sort is Sort.AGE and piece.rule != "ticker":
                return True
        return False

    def _story_start(self, start: int, stop: int, *, ages_first: bool) -> int:
        """Where the story starts that follows a list without a heading of its own; `stop` when there is none."""
        pieces = self.pieces
        run = 0
        for i in range(start, stop):
            piece = pieces[i]
            run = run + 1 if piece.sort is Sort.PARA and not (run and piece.heading and piece.heading.firm) else 0
            needed = _LONGEST_ITEM if not self.has_story else _LONGEST_ITEM + 1
            if piece.sort is Sort.PARA and piece.heading and piece.heading.firm:
                run = 1
            if run >= needed and not self._age_follows(i, stop, ages_first=ages_first):
                return self._headline_before(i - run + 1, start, titled=not self.has_story)
        if not self.has_story:
            return self._dated_story(start, stop)
        return stop

    def _dated_story(self, start: int, stop: int) -> int:
        """A dateline of two paragraphs below a headline, where the items of the list are headlines or have ages."""
        pieces = self.pieces
        for i in range(start + 1, stop - 1):
            piece, after = pieces[i], pieces[i + 1]
            if piece.sort is Sort.PARA and piece.heading and after.sort is Sort.PARA and not after.heading:
                at = self._headline_before(i, start, titled=True)
                if at < i and not self._age_follows(i + 1, stop, ages_first=False) and pieces[at - 1].sort is not Sort.AGE:
                    return at
        return stop

    def _age_follows(self, i: int, stop: int, *, ages_first: bool) -> bool:
        """Whether the paragraphs from `i` on are closed by an age."""
        if ages_first:
            return False
        while i < stop and self.pieces[i].sort in (Sort.PARA, Sort.NOTE):
            i += 1
        return i < stop and self.pieces[i].sort is Sort.AGE and self.pieces[i].rule != "ticker"

    def _headline_before(self, i: int, start: int, *, titled: bool) -> int:
        """The start of what stands above a story's first paragraph: its headline, byline and notes."""
        if not titled:
            return i
        j = i
        while j - 1 > start and self.pieces[j - 1].sort in (Sort.BYLINE, Sort.NOTE, Sort.AGE) and self.pieces[j - 1].rule != "ticker":
            j -= 1
        if j - 1 > start and self.pieces[j - 1].sort is Sort.TITLE and self.pieces[j - 1].rule != "ticker":
            j -= 1
            folded = self._fold(j)
            while j - 1 > start and self.pieces[j - 1].sort is Sort.TITLE and self._fold(j - 1) == folded:
                j -= 1
            return j
        return i

    def _fold(self, i: int) -> str:
        return " ".join(self.text[self.pieces[i].start : self.pieces[i].end].split()).casefold()

    def _read_area(self, start: int, stop: int, *, ages_first: bool) -> None:
        self.filled = {"closed"}
        for i in range(start, stop):
            piece = self.pieces[i]
            if piece.sort is Sort.SECTION:
                piece.kind = Kind.SECTION
                if piece.rule == "ticker":
                    self._open(piece)
                else:
                    self.filled = {"closed"}
            elif piece.sort is Sort.AGE:
                self._read_age(piece, ages_first=ages_first)
            elif piece.sort in (Sort.NOTE, Sort.BYLINE, Sort.SIGNOFF, Sort.BREAK):
                piece.kind = Kind.BREAK if piece.sort is Sort.BREAK else Kind.NOTE
            else:
                self._read_content(piece)

    def _open(self, piece: Piece) -> None:
        self.item += 1
        self.filled = set()
        piece.item = self.item

    def _read_age(self, piece: Piece, *, ages_first: bool) -> None:
        piece.kind = Kind.AGE
        if piece.rule == "ticker":
            if piece.gap >= 0:
                self._open(piece)
            piece.item = self.item
        elif ages_first:
            self._open(piece)
        elif self.filled and self.filled != {"closed"}:
            piece.item = self.item
            self.filled = {"closed"}
        else:
            piece.kind = Kind.NOTE

    def _read_content(self, piece: Piece) -> None:
        """A headline, a dateline or a paragraph: of the open item, or of a new one where it has that part already."""
        filled = self.filled
        if piece.rule == "ticker":
            piece.kind, piece.item, self.filled = Kind.HEADLINE, self.item, {"closed"}
            return
        dated = bool(piece.heading and piece.heading.firm)
        if not dated:
            piece.heading = piece.heading if piece.heading and "headline" in filled and len(filled) == 1 else None
        title = piece.sort is Sort.TITLE
        new = "closed" in filled or (title and bool(filled)) or (dated and bool(filled & {"dateline", "body"}))
        if new:
            self._open(piece)
        piece.item = self.item
        if title or (piece.sort is Sort.PARA and not self.filled and not dated and not piece.heading):
            piece.kind = Kind.HEADLINE
            self.filled.add("headline")
        else:
            piece.kind = Kind.TEXT
            self.filled.add("dateline" if dated else "body")



def _split_credits(pieces: list[Piece], text: str) -> None:
    """`ANP Zwitsers willen tol`: a credit before the headlines of a list, where more than one has it."""
    titles = [piece for piece in pieces if piece.sort is Sort.TITLE and piece.gap >= 0]
    credited = [piece for piece in titles if _credit(piece, text)]
    if len(credited) < 2 or len(credited) < len(titles) / 3:
        return
    for piece in credited:
        stop = piece.start + _credit(piece, text)
        note = Piece(Sort.NOTE, piece.start, stop, "credit-before-headline", piece.gap, piece.mark)
        piece.start = piece.mark = stop + 1
        piece.gap = 0
        pieces.insert(pieces.index(piece), note)


def _credit(piece: Piece, text: str) -> int:
    """The length of the agency code that opens a headline, or 0."""
    word, _, rest = text[piece.start : piece.end].partition(" ")
    return len(word) if word.isupper() and rest[:1].isupper() and is_agency(word) else 0
