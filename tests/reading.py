"""Sources for the tests, read as a conversion reads them, without parsing."""

import io
from typing import cast

from wireparse.errors import BrokenInputError
from wireparse.readers import Form
from wireparse.readers.contents import leaves


def read(name: str, data: bytes) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """What there is in a source, by address, and what is told of it: address and kind."""
    found: dict[str, bytes] = {}
    problems = []
    with cast("io.BufferedReader", io.BufferedReader(io.BytesIO(data), 1 << 17)) as stream:
        for leaf in leaves(name, stream, Form.AUTO, 1 << 28):
            if leaf.problem:
                problems.append((leaf.address, leaf.problem.kind))
                continue
            parts: list[bytes] = []
            content = leaf.opened()
            try:
                while part := content.read1(1 << 16):
                    parts.append(part)
            except BrokenInputError as error:
                problems.append((leaf.address, error.kind))
            found[leaf.address] = b"".join(parts)
    return found, problems
