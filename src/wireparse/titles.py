"""Titles of a story: which of several lines is the headline, and over how many lines it goes."""

from typing import Final

from wireparse.patterns import regex_pattern
from wireparse.pieces import Piece
from wireparse.registry.headings import fold_line, kinds_of
from wireparse.rules.context import PAGE_TITLE
from wireparse.rules.sorts import NOTE, PARA, TITLE

NAV_WORDS: Final = 3
"""A line of this many words or fewer above the headline may be a menu's."""
_LONG_WORD: Final = 5
"""Shorter words are small in names too."""
_LONGEST_HEADLINE: Final = 140
_MOST_COMPARED: Final = 24
"""Titles at either end of what stands above the story, each of which is compared with all."""
_SITE: Final = regex_pattern(r"\s?[|–—:·«»-]\s?\S.{0,40}")


def find_headline(pieces: list[Piece], text: str) -> list[int]:
    """The pieces of the headline: the repeated title, else the first substantial one above byline and standfirst."""
    titles = [i for i, piece in enumerate(pieces) if piece.sort is TITLE]
    if len(titles) == 1:
        return titles
    if len(titles) > 2 * _MOST_COMPARED:
        titles = titles[:_MOST_COMPARED] + titles[-_MOST_COMPARED:]
    if not titles:
        short = [i for i, p in enumerate(pieces) if p.sort is PARA and p.end - p.start <= _LONGEST_HEADLINE]
        return short[:1]
    folded = [fold_title(pieces[i], text) for i in titles]
    for i, key in zip(titles[1:], folded[1:], strict=True):
        if key and any(other != key and other.startswith(key) for other in folded):
            return [i]
    for i, key in zip(titles, folded, strict=True):
        if folded.count(key) > 1:
            return [i]
    substantial = [i for i in titles if count_words(pieces[i], text) > NAV_WORDS]
    if not substantial:
        return [titles[-1]]
    first = substantial[0]
    if first == titles[1] == 1 and _is_short_headline(text[pieces[0].start : pieces[0].end]):
        first = 0
    chosen = [first]
    while chosen[-1] + 1 in titles and goes_on(pieces, chosen[-1] + 1, text):
        chosen.append(chosen[-1] + 1)
    return chosen


def _is_short_headline(line: str) -> bool:
    """Whether a few words at the very top are a headline with its deck below: `Bridge closed`, `Rat tritt zurück`.

    In the name of a site or a section all long words have a capital, or it is a section that is known.
    """
    words = line.split()
    small = [word for word in words[1:] if word.islower() and len(word) >= _LONG_WORD and word.isalpha()]
    return len(small) > 0 and not kinds_of(fold_line(line))


def below_page_title(pieces: list[Piece], titles: list[int], text: str) -> int | None:
    """The title that stands once more with the name of the site behind it, or None."""
    top = titles[:_MOST_COMPARED]
    folded = [fold_title(pieces[i], text) for i in top]
    for i, key in zip(top, folded, strict=True):
        if count_words(pieces[i], text) > NAV_WORDS and any(
            other != key and other.startswith(key) and _SITE.fullmatch(other[len(key) :]) for other in folded
        ):
            return i
    return None


def mark_page_titles(pieces: list[Piece], headline: list[int], folded: str, text: str) -> None:
    """A title line that repeats the headline with the name of the site behind it is a note."""
    for i, piece in enumerate(pieces):
        if i in headline or piece.sort is not TITLE or not folded:
            continue
        title = fold_title(piece, text)
        if title.startswith(folded) and _SITE.fullmatch(title[len(folded) :]):
            piece.sort, piece.rule = NOTE, PAGE_TITLE.name


def goes_on(pieces: list[Piece], i: int, text: str) -> bool:
    """Whether a line goes on with the title right above it."""
    return pieces[i].sort is TITLE and pieces[i].gap == 0 and _runs_on(pieces[i - 1], pieces[i], text)


def _runs_on(piece: Piece, after: Piece, text: str) -> bool:
    """Whether a title goes on in the line below it: that one starts small, or both are capitals of a wire."""
    line, below = text[piece.start : piece.end], text[after.start : after.end]
    return below[0].islower() or (line.isupper() and below.isupper())


def fold_title(piece: Piece, text: str) -> str:
    """The form in which titles are compared."""
    return " ".join(text[piece.start : piece.end].split()).casefold()


def count_words(piece: Piece, text: str) -> int:
    """Words of a line; of one in a script without blanks, as Chinese or Thai, a third of its characters."""
    line = text[piece.start : piece.end]
    if "\u0e00" <= line[0] < "\u0f00":
        return (len(line) + 4) // 5
    return max(line.count(" ") + 1, (len(line) + 2) // 3 if "\u2e7f" < line[-1] < "\uff00" or line[0] > "\u2e7f" else 1)
