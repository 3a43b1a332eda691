import click


@click.command
def schema() -> None:
    """Print the JSON Schema (2020-12) of the result.

    It describes the array that -f json prints. A line of -f jsonl is one element of it: #/$defs/Dispatch.
    """
    import msgspec  # noqa: PLC0415  # --help must not wait for it

    from wireparse.writers import encode_json, json_schema  # noqa: PLC0415  # likewise

    click.echo(msgspec.json.format(encode_json(json_schema()), indent=2))
