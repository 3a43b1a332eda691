"""Teasers as a table: where, what, and how old; stacked where the screen is too narrow for columns."""

from collections.abc import Iterator
from itertools import groupby, zip_longest
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from wireparse.cli.layout import CODE, DATE, GAP, HEADING, LABEL, PLACE, QUIET, Layout, joined, place_of
from wireparse.cli.visible import one_line
from wireparse.cli.wrap import pad, wrap
from wireparse.model import Age, Teaser

_AGE_WIDTH: Final = 16


def teaser_blocks(teasers: list[Teaser], layout: Layout) -> Iterator[list[Text]]:
    """A block of lines for each run of teasers under one section heading."""
    ages = [cell_len(line.plain) for teaser in teasers for line in _age(teaser.age)]
    age_width = min(max(ages, default=0), _AGE_WIDTH)
    for section, group in groupby(teasers, key=lambda teaser: teaser.section):
        block = list(_heading(section, layout))
        items = [_item(teaser, layout, age_width) for teaser in group]
        compact = layout.margin and all(len(item) <= GAP for item in items)
        for number, item in enumerate(items):
            if not (compact and number):
                block.append(Text())
            block += item
        yield block


def places(teasers: list[Teaser]) -> list[str]:
    """What the margin is to hold beside the teasers."""
    return [place_of(teaser.dateline) for teaser in teasers if teaser.dateline]


def _heading(section: str | None, layout: Layout) -> Iterator[Text]:
    if not section:
        yield from layout.part("teasers", [Text("─" * layout.measure, QUIET)])
        return
    lines = list(layout.part("section", [Text(one_line(section), HEADING)]))
    room = layout.width - cell_len(lines[-1].plain) - 1
    if room > 0:
        lines[-1].append(" ").append("─" * room, QUIET)
    yield from lines


def _item(teaser: Teaser, layout: Layout, age_width: int) -> list[Text]:
    return _columns(teaser, layout, age_width) if layout.margin else _stacked(teaser, layout)


def _columns(teaser: Teaser, layout: Layout, age_width: int) -> list[Text]:
    measure = layout.measure - (age_width + GAP if age_width else 0)
    where = [line for part in _where(teaser) for line in wrap(part, layout.margin)] or [Text("•", LABEL)]
    what = [line for part in _what(teaser) for line in wrap(part, measure)]
    when = [line for part in _age(teaser.age) for line in wrap(part, age_width)]
    rows: list[Text] = []
    for left, middle, right in zip_longest(where, what, when):
        row = layout.row(left or Text(), middle or Text())
        if right:
            row = pad(row, layout.width - cell_len(right.plain)).append_text(right)
        rows.append(row)
    return rows


def _stacked(teaser: Teaser, layout: Layout) -> list[Text]:
    where, what = joined(_where(teaser)), _what(teaser)
    first = where or Text.assemble(("• ", LABEL), *what[:1])
    rows = [layout.row(Text(), line) for line in wrap(first, layout.measure)]
    for number, line in enumerate(line for part in _age(teaser.age) for line in wrap(part, layout.measure)):
        start = layout.width - cell_len(line.plain)
        if number or cell_len(rows[-1].plain) + GAP > start:
            rows.append(Text())
        rows[-1] = pad(rows[-1], start).append_text(line)
    rest = what if where else what[1:]
    return rows + [layout.row(Text(), line) for part in rest for line in wrap(part, layout.measure)]


def _where(teaser: Teaser) -> list[Text]:
    dateline = teaser.dateline
    if dateline is None:
        return []
    codes = "/".join(one_line(agency.code) for agency in dateline.agencies)
    date = one_line(dateline.date.text) if dateline.date else ""
    parts = [Text(place_of(dateline), PLACE), Text(date, DATE), Text(codes, CODE)]
    return [part for part in parts if part] or [Text(one_line(dateline.text), PLACE)]


def _what(teaser: Teaser) -> list[Text]:
    parts = [Text(one_line(teaser.headline), HEADING)] if teaser.headline else []
    return parts + [Text(one_line(paragraph)) for paragraph in teaser.body]


def _age(age: Age | None) -> list[Text]:
    if age is None:
        return []
    parts = [Text(one_line(age.text), DATE)]
    if age.time:
        parts.append(Text(one_line(age.time)[:16].replace("T", " "), QUIET))
    return parts
