import sys
from typing import TYPE_CHECKING, Any, Final

import click

from wireparse.cli.options import agencies_option, view_options

if TYPE_CHECKING:
    from wireparse.cli.options import ViewOptions
    from wireparse.registry.tables import AgencyRecord

_EXAMPLES: Final = """
\b
Examples:
  wireparse agencies                         all of them
  wireparse agencies RTR                     who is RTR?
  wireparse agencies switzerland             by country
  wireparse agencies pt                      by language
  wireparse agencies -f json anp | jq '.[0].datelines'
"""
COLUMNS: Final = ("id", "name", "country", "languages", "kind", "status", "codes", "datelines")


@click.command(epilog=_EXAMPLES)
@click.argument("query", nargs=-1)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["view", "json", "jsonl", "csv"]),
    help="How they are printed. Without it: view on a terminal, jsonl in a pipe.",
)
@view_options
@agencies_option
def agencies(*, query: tuple[str, ...], form: str | None, view: "ViewOptions") -> int:
    """List the agencies that wireparse knows: codes, names, countries, languages, and what their datelines look like.

    QUERY is a code, or words of a name, a country or a language; all of them must fit.
    """
    # --help must not wait for these.
    from wireparse.cli.output import opened_output  # noqa: PLC0415
    from wireparse.cli.report import ExitCode, complain  # noqa: PLC0415
    from wireparse.registry.agencies import search  # noqa: PLC0415

    found = search(query)
    if not found:
        complain(" ".join(query), "no agency has this code, name, country or language")
        return ExitCode.FAILED
    if form is None:
        form = "view" if sys.stdout is not None and sys.stdout.isatty() else "jsonl"
    if form == "view":
        _show(found, view)
        return ExitCode.OK
    with opened_output(None) as out:
        out.write(_encoded(found, form))
    return ExitCode.OK


def _encoded(found: "list[AgencyRecord]", form: str) -> bytes:
    from wireparse.writers import encode_json  # noqa: PLC0415  # --help must not wait for it

    rows = [_row(record) for record in found]
    if form == "jsonl":
        return b"".join(encode_json(row) + b"\n" for row in rows)
    if form == "json":
        import msgspec  # noqa: PLC0415  # likewise

        return msgspec.json.format(encode_json(rows), indent=2) + b"\n"
    import csv  # noqa: PLC0415  # likewise
    import io  # noqa: PLC0415  # likewise

    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        samples = [dateline["example"] for dateline in row["datelines"]]
        lists = ["/".join(row["languages"]), row["kind"], row["status"], "/".join(row["codes"]), "\n\n".join(samples)]
        writer.writerow([row["id"], row["name"], row["country"], *lists])
    return table.getvalue().encode()


def _row(record: "AgencyRecord") -> dict[str, Any]:
    """An agency as it is printed as data."""
    from wireparse.registry.samples import sample  # noqa: PLC0415  # --help must not wait for it

    row: dict[str, Any] = {name: getattr(record, name) for name in COLUMNS[:-1]}
    row["datelines"] = [
        {"language": style.lang, "example": sample(record, style).text, "confidence": style.confidence}
        for style in record.styles
    ]
    return row


def _show(found: "list[AgencyRecord]", view: "ViewOptions") -> None:
    """Agencies for reading: one after the other, each with an example of every shape of its dateline."""
    from rich.text import Text  # noqa: PLC0415  # a pipe needs none of this

    from wireparse.cli.console import print_lines  # noqa: PLC0415  # likewise
    from wireparse.cli.layout import HEADING, PLACE, QUIET  # noqa: PLC0415  # likewise
    from wireparse.registry.samples import sample  # noqa: PLC0415  # likewise

    lines: list[Text] = []
    for record in found:
        about = ", ".join(filter(None, (record.country, " ".join(record.languages), record.kind)))
        gone = ", defunct" if record.status == "defunct" else ""
        lines.append(Text.assemble((" ".join(record.codes), PLACE), "  ", (record.name, HEADING)))
        lines.append(Text(f"  {record.id}: {about}{gone}", QUIET))
        examples = dict.fromkeys(sample(record, style).text for style in record.styles)
        lines += [Text("  " + " ⏎ ".join(filter(None, map(str.strip, text.splitlines())))) for text in examples]
        lines.append(Text())
    print_lines(iter(lines[:-1]), color=view.color, pager=view.pager and sys.stdout.isatty())
