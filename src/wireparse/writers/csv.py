"""CSV as RFC 4180 has it: one row a story, teasers included."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from wireparse.model import Dateline, Dispatch, Teaser
from wireparse.patterns import re_pattern
from wireparse.writers.base import Sink

COLUMNS: Final = (
    "source",
    "index",
    "kind",
    "section",
    "headline",
    "byline",
    "standfirst",
    "city",
    "region",
    "date",
    "agencies",
    "age",
    "time",
    "body",
    "signoff",
)

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

# What a spreadsheet runs when it opens the file. It looks behind blanks, and takes the full-width signs of East Asian
# keyboards for the plain ones; a tab or carriage return at the start can move the formula into a cell of its own.
# The names of standard input and of its records, - and -#17, are no formulas.
_FORMULA: Final = re_pattern(r"(?!-(?:#\d+)?\Z)(?:[\t\r\n]|[\s\x00\ufeff\u200b]*[=+\-@＝＋－＠])")


class CsvWriter:
    """Rows of :data:`COLUMNS`: one for each dispatch, and one for each of its teasers.

    Args:
        stream: where the rows go.
        raw: leave cells as they are that a spreadsheet would run as a formula; they get a ``'`` in front otherwise.
        bom: begin with a byte-order mark, by which Excel knows UTF-8.
        header: begin with the names of the columns.
    """

    def __init__(self, stream: Sink, *, raw: bool = False, bom: bool = False, header: bool = True) -> None:
        self._stream = stream
        self._raw = raw
        self._row = io.StringIO(newline="")
        self._writer = csv.writer(self._row, lineterminator="\r\n")
        if bom:
            stream.write(_BYTE_ORDER_MARK)
        if header:
            self._write_row(COLUMNS)

    def write(self, dispatch: Dispatch) -> None:
        """Write the rows of one dispatch."""
        for row in csv_rows(dispatch):
            self._write_row(row if self._raw else [defused(cell) for cell in row])

    def close(self) -> None:
        """Nothing is left to write; the stream stays open."""

    def _write_row(self, row: tuple[str, ...] | list[str]) -> None:
        self._writer.writerow(row)
        self._stream.write(self._row.getvalue().encode("utf-8", "replace"))
        self._row.seek(0)
        self._row.truncate()


def csv_rows(dispatch: Dispatch) -> Iterator[tuple[str, ...]]:
    """The cells of a dispatch, then those of its teasers, in the order of :data:`COLUMNS`."""
    source, index = dispatch.source, str(dispatch.index)
    yield (
        source,
        index,
        "dispatch",
        "",
        dispatch.headline or "",
        dispatch.byline or "",
        _paragraphs(dispatch.standfirst),
        *_dateline_cells(dispatch.dateline),
        "",
        "",
        _paragraphs(dispatch.body),
        dispatch.signoff.text if dispatch.signoff else "",
    )
    for teaser in dispatch.teasers:
        yield (source, index, "teaser", *_teaser_cells(teaser))


def defused(cell: str) -> str:
    """The cell as a spreadsheet shows it, and never runs it.

    >>> defused("=HYPERLINK(A1)"), defused("  -1"), defused("A-1")
    ("'=HYPERLINK(A1)", "'  -1", 'A-1')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _teaser_cells(teaser: Teaser) -> tuple[str, ...]:
    return (
        teaser.section or "",
        teaser.headline or "",
        "",
        "",
        *_dateline_cells(teaser.dateline),
        teaser.age.text if teaser.age else "",
        (teaser.age.time or "") if teaser.age else "",
        _paragraphs(teaser.body),
        "",
    )


def _dateline_cells(dateline: Dateline | None) -> tuple[str, str, str, str]:
    """City, region, date, agencies."""
    if dateline is None:
        return "", "", "", ""
    return (
        "/".join(dateline.cities),
        dateline.region or "",
        dateline.date.text if dateline.date else "",
        "/".join(agency.code for agency in dateline.agencies),
    )


def _paragraphs(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)
