from typing import TYPE_CHECKING

import click

from wireparse.cli.options import agencies_option, files_argument, input_options, message_options, strict_option

if TYPE_CHECKING:
    from wireparse.cli.report import Report
    from wireparse.readers import ReadOptions

_EXAMPLES = """
\b
Examples:
  wireparse tokens page.txt
  wireparse tokens page.txt | jq -r 'select(.kind == "CITY").text'
  wireparse tokens page.txt | jq -j .text | cmp - page.txt
"""


@click.command(epilog=_EXAMPLES)
@files_argument
@input_options
@strict_option
@agencies_option
@message_options
def tokens(*, files: tuple[str, ...], reading: "ReadOptions", strict: bool, report: "Report") -> int:
    """Print the tokens of the FILEs as JSON Lines: kind, start, end, text, rule.

    start and end count characters from 0. The tokens tile the text: joined, their texts are the input. With several
    sources, each line begins with the source it is from.
    """
    # --help must not wait for these.
    from wireparse.cli.inputs import good_sources, inputs_or_help  # noqa: PLC0415
    from wireparse.cli.output import opened_output  # noqa: PLC0415
    from wireparse.readers import is_json_lines  # noqa: PLC0415
    from wireparse.tokenizer import tokenize  # noqa: PLC0415
    from wireparse.writers import encode_json  # noqa: PLC0415

    paths = inputs_or_help(files)
    several = len(paths) > 1 or is_json_lines(paths[0], reading.form)
    with opened_output(None) as out:
        for source in good_sources(paths, reading, report, out.flush):
            head = {"source": source.name} if several else {}
            for kind, start, end, rule in tokenize(source.text, strict=strict):
                text = source.text[start:end]
                line = {**head, "kind": kind, "start": start, "end": end, "text": text, "rule": rule}
                out.write(encode_json(line) + b"\n")
    return report.exit_code
