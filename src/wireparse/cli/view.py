"""What a desk editor sees: a dispatch laid out for the screen, every part under its name."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from rich.text import Text

from wireparse.cli.console import print_lines, screen_size
from wireparse.cli.layout import (
    DATE,
    HEADING,
    PLACE,
    QUIET,
    Layout,
    fit_layout,
    joined,
    place_of,
    rule,
    spell_out,
    title_of,
)
from wireparse.cli.teasers import places, teaser_blocks
from wireparse.cli.visible import one_line
from wireparse.model import Dateline, Dispatch, Signoff


def show(
    dispatches: Iterable[Dispatch], *, color: str = "auto", pager: bool = True, export: Path | None = None
) -> None:
    """Print the dispatches for reading, one after the other; or write them to an ``.svg`` or ``.html`` page.

    Raises:
        ValueError: the page's name has another ending.
        OSError: the page cannot be written.
    """
    if export is None:
        print_lines(_lines(iter(dispatches), screen_size()[0]), color=color, pager=pager)
        return
    from wireparse.cli import export as page  # noqa: PLC0415  # only who asks for a page pays for it

    stories = iter(dispatches)
    first = next(stories, None)
    lines = _lines(chain([first], stories), page.WIDTH) if first else ()
    page.export(lines, export, title_of(first.source) if first else "wireparse")


def _lines(dispatches: Iterator[Dispatch], width: int) -> Iterator[Text]:
    first, second = next(dispatches, None), next(dispatches, None)
    if first is None:
        return
    if second is None:
        yield from dispatch_lines(first, width)
        return
    for dispatch in chain([first, second], dispatches):
        if dispatch is not first:
            yield Text()
        yield rule(f"{title_of(dispatch.source)} · {dispatch.index}", fit_layout(width, []).width)
        yield Text()
        yield from dispatch_lines(dispatch, width)


def dispatch_lines(dispatch: Dispatch, width: int) -> Iterator[Text]:
    """The lines of one dispatch, on a screen so many cells wide."""
    layout = fit_layout(width, places(dispatch.teasers))
    blocks = chain(_head(dispatch, layout), _body(dispatch, layout), teaser_blocks(dispatch.teasers, layout))
    started = False
    for block in chain(blocks, _foot(dispatch, layout)):
        if started:
            yield Text()
        yield from block
        started = True


def _head(dispatch: Dispatch, layout: Layout) -> Iterator[list[Text]]:
    top: list[Text] = []
    if dispatch.headline:
        top += layout.part("headline", [Text(one_line(dispatch.headline), HEADING)])
    if dispatch.byline:
        top += layout.part("byline", [Text(one_line(dispatch.byline), "italic")])
    if dispatch.standfirst:
        if top:
            yield top
        top = []
        yield list(
            layout.part("standfirst", [Text(one_line(text), HEADING) for text in dispatch.standfirst], apart=True)
        )
    if dispatch.dateline:
        top += layout.part("dateline", [_dateline(dispatch.dateline)])
    if top:
        yield top


def _dateline(dateline: Dateline) -> Text:
    date = Text()
    if dateline.date:
        date.append(one_line(dateline.date.text), DATE)
        if dateline.date.iso and dateline.date.iso != dateline.date.text:
            date.append(f" ({one_line(dateline.date.iso)})")
    parts = joined([Text(place_of(dateline), PLACE), date, spell_out(dateline.agencies)])
    return parts or Text(one_line(dateline.text), PLACE)


def _body(dispatch: Dispatch, layout: Layout) -> Iterator[list[Text]]:
    label = "body"
    for number, paragraph in enumerate(dispatch.body):
        if number in dispatch.crossheads:
            yield list(layout.part("crosshead", [Text(one_line(paragraph), HEADING)]))
            label = "" if layout.margin else "body"
        else:
            yield list(layout.part(label, [Text(one_line(paragraph))]))
            label = ""
    if dispatch.signoff:
        yield list(layout.part("sign-off", [_signoff(dispatch.signoff)]))


def _signoff(signoff: Signoff) -> Text:
    known = [agency for agency in signoff.agencies if agency.name and agency.name not in signoff.text]
    return joined([Text(one_line(signoff.text), "italic"), spell_out(known)])


def _foot(dispatch: Dispatch, layout: Layout) -> Iterator[list[Text]]:
    if dispatch.notes:
        yield list(layout.part("notes", [Text(one_line(note), QUIET) for note in dispatch.notes]))
    if dispatch.meta:
        fields = [f"{one_line(key)}: {_plain(value)}" for key, value in dispatch.meta.items()]
        yield list(layout.part("meta", [Text(field, QUIET) for field in fields]))


def _plain(value: Any) -> str:  # noqa: ANN401  # JSON
    return one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
