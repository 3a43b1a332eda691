"""The items of a list of teasers, and the story that may stand among them.

An item is a headline, a dateline paragraph or both, with its body, and an age behind or before it: all items of one
list do it alike.
"""

from typing import Final

from wireparse.pieces import Piece
from wireparse.rules.sorts import AGE, BYLINE, NOTE, PARA, SECTION, SIGNOFF, TITLE
from wireparse.rules.ticker import TICKER
from wireparse.tokens import Kind

_LONGEST_ITEM: Final = 3
"""As many paragraphs in a row are a story; a teaser has fewer."""


class ListReader:
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
                if sort is BYLINE:
                    longest = max(longest, 2)  # teasers have none
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
            if (
                piece.sort is PARA
                and piece.heading
                and ((after.sort is PARA and not after.heading) or self._is_bylined(i, start))
            ):
                at = self._headline_before(i, start)
                if at == i and pieces[i - 1].sort is PARA and not pieces[i - 1].heading:
                    above = self._headline_before(i - 1, start)  # a standfirst between them
                    at = above if above < i - 1 and pieces[above].gap > 0 else i
                aged = pieces[at - 1].sort is AGE and ages_first
                if at < i and not aged and not self._age_follows(i + 1, stop, ages_first=False):
                    return at
        return stop

    def _is_bylined(self, i: int, start: int) -> bool:
        """Whether a byline stands above a paragraph, right there or above a standfirst."""
        pieces = self.pieces
        above = i - 1 - (pieces[i - 1].sort is PARA and not pieces[i - 1].heading)
        return above > start and pieces[above].sort is BYLINE

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
        while j - 1 > start and pieces[j - 1].sort is TITLE and pieces[j].gap == 0 and self._opens_small(j):
            j -= 1
        folded = self._fold(j)
        while j - 1 > start and pieces[j - 1].sort is TITLE and self._fold(j - 1) == folded:
            j -= 1
        return j

    def _opens_small(self, i: int) -> bool:
        """Whether a title goes on from the line above."""
        return self.text[self.pieces[i].start].islower()

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
                item += sort is not TITLE and not named
                before += sort is SECTION  # it has a section of its own
                named = sort is not TITLE
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
