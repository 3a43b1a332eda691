"""The JSON Schema of the result."""

from typing import Any

import msgspec

from wireparse.model import Dispatch


def json_schema() -> dict[str, Any]:
    """The schema (2020-12) of what is written as JSON; a line of JSON Lines is one of its elements, a ``Dispatch``.

    >>> json_schema()["items"]
    {'$ref': '#/$defs/Dispatch'}
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dispatches",
        "description": "What wireparse prints as JSON. A line of JSON Lines is one element: #/$defs/Dispatch.",
        **msgspec.json.schema(list[Dispatch]),
    }
