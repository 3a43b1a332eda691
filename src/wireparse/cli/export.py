"""A view as a page: SVG or HTML that stands alone and asks nothing of the network."""

import html
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from rich.color import blend_rgb
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from wireparse.cli.console import make_console

WIDTH: Final = 100
FORMATS: Final = (".svg", ".html")

_FONTS: Final = "ui-monospace,'Cascadia Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace"
_THEME: Final = TerminalTheme(
    (24, 28, 36),
    (214, 220, 230),
    [
        (60, 68, 84),
        (240, 128, 128),
        (142, 200, 130),
        (232, 196, 112),
        (120, 170, 240),
        (200, 150, 230),
        (104, 202, 206),
        (214, 220, 230),
    ],
    [
        (128, 138, 156),
        (255, 150, 146),
        (166, 222, 152),
        (246, 214, 140),
        (150, 192, 255),
        (220, 176, 246),
        (136, 222, 226),
        (255, 255, 255),
    ],
)
_WORDS: Final = re.compile("[^ ]+(?: [^ ]+)*")  # SVG makes one blank of two
_CELL: Final = 9.6
_LINE: Final = 21
_SIZE: Final = 16
_MARGIN: Final = 20
_BAR: Final = 44

_HTML: Final = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{{{ color: {{foreground}}; background: {{background}}; margin: 2rem; }}}}
pre {{{{ font: 16px/1.4 {fonts}; margin: 0 auto; width: max-content; }}}}
{{stylesheet}}
</style>
</head>
<body>
<pre>{{code}}</pre>
</body>
</html>
"""


def export(lines: Iterable[Text], path: Path, title: str) -> None:
    """Write the lines to an ``.svg`` or ``.html`` file, under a title.

    Raises:
        ValueError: the name has another ending.
        OSError: the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise ValueError(f"{path.name}: a page ends in {' or '.join(FORMATS)}")
    page = (_svg if ending == ".svg" else _html)(lines, title)
    path.write_text(page, encoding="utf-8")


def _html(lines: Iterable[Text], title: str) -> str:
    console = make_console("always", stream=io.StringIO(), width=WIDTH, record=True)
    for line in lines:
        console.print(line, soft_wrap=True)
    safe = html.escape(title).replace("{", "{{").replace("}", "}}")
    return console.export_html(theme=_THEME, code_format=_HTML.format(title=safe, fonts=_FONTS))


def _svg(lines: Iterable[Text], title: str) -> str:
    """Text placed by cell. rich's own SVG loads fonts, and squeezes what is wider or narrower than a cell."""
    console = make_console("always", stream=io.StringIO(), width=WIDTH)
    options = console.options.update(no_wrap=True, overflow="ignore")
    rows = [list(console.render(line, options)) for line in lines]
    width = round(2 * _MARGIN + WIDTH * _CELL)
    height = _BAR + len(rows) * _LINE + _MARGIN
    background, foreground = _THEME.background_color.hex, _THEME.foreground_color.hex
    dim = blend_rgb(_THEME.foreground_color, _THEME.background_color, 0.45).hex
    body = "\n".join(_svg_row(row, _BAR + number * _LINE + _SIZE) for number, row in enumerate(rows))
    safe = html.escape(title)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
<title>{safe}</title>
<rect width="{width}" height="{height}" rx="10" fill="{background}"/>
<text x="{width // 2}" y="28" text-anchor="middle" font-family="system-ui,sans-serif" font-size="14" fill="{dim}">{safe}</text>
<g font-family="{_FONTS}" font-size="{_SIZE}" fill="{foreground}">
{body}
</g>
</svg>
"""  # noqa: E501  # a tag is a line


def _svg_row(row: list[Segment], y: int) -> str:
    parts: list[str] = []
    column = 0
    for segment in row:
        text = segment.text.rstrip("\n")
        cells = cell_len(text)
        x = _MARGIN + column * _CELL
        column += cells
        css, backdrop = _svg_style(segment.style or Style.null())
        if backdrop and cells:
            parts.append(
                f'<rect x="{x:g}" y="{y - _SIZE}" width="{cells * _CELL:g}" height="{_LINE}" fill="{backdrop}"/>'
            )
        for match in _WORDS.finditer(text):
            shown = html.escape(match.group(), quote=False)
            left = f"{x + cell_len(text[: match.start()]) * _CELL:g}"
            # The length holds the columns whatever font there is; the glyphs give way, so that Arabic stays joined.
            length = f'textLength="{cell_len(match.group()) * _CELL:g}" lengthAdjust="spacingAndGlyphs"'
            parts.append(f'<text x="{left}" y="{y}" {length}{css}>{shown}</text>')
    return "".join(parts)


def _svg_style(style: Style) -> tuple[str, str | None]:
    """The attributes of a text in this style, and the colour behind it if it has one."""
    fill, backdrop = _THEME.foreground_color, None
    if style.color and not style.color.is_default:
        fill = style.color.get_truecolor(_THEME)
    if style.bgcolor and not style.bgcolor.is_default:
        backdrop = style.bgcolor.get_truecolor(_THEME)
    if style.reverse:
        fill, backdrop = backdrop or _THEME.background_color, fill
    if style.dim:
        fill = blend_rgb(fill, backdrop or _THEME.background_color, 0.45)
    css = f' fill="{fill.hex}"' if fill != _THEME.foreground_color else ""
    css += ' font-weight="bold"' if style.bold else ""
    css += ' font-style="italic"' if style.italic else ""
    css += ' text-decoration="underline"' if style.underline else ""
    return css, backdrop.hex if backdrop else None
