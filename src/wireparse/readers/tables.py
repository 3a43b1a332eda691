"""Parquet tables with a column of texts, as the records of JSON Lines."""

import io
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from wireparse.errors import BrokenInputError, MissingExtraError

ROWS: Final = 500
"""So many rows are read at a time."""


def table_rows(stream: io.BufferedReader, fields: Sequence[str], first: int, most: int) -> Iterator[tuple[bytes, int]]:
    """The rows from a number on, as JSON Lines with the fields asked for, and how many there are in each piece.

    Raises:
        BrokenInputError: it is no whole Parquet file, has no such column, or pyarrow is missing.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra
        import pyarrow.parquet as pq  # noqa: PLC0415  # likewise
    except ImportError:
        raise BrokenInputError("unsupported", str(MissingExtraError("a Parquet source", "parquet"))) from None
    try:
        table = pq.ParquetFile(_seekable(stream, most))
        known = [name for name in fields if name in table.schema_arrow.names]
        if fields[0] not in known:
            columns = ", ".join(table.schema_arrow.names)
            raise BrokenInputError("bad-record", f"no column {fields[0]!r}; there are {columns}")
        left = first
        for batch in table.iter_batches(batch_size=ROWS, columns=known):
            if left >= batch.num_rows:
                left -= batch.num_rows
                continue
            rows = batch.slice(left).to_pylist()
            left = 0
            yield b"".join(msgspec.json.encode(row) + b"\n" for row in rows), len(rows)
    except (pa.ArrowException, OSError, TypeError) as error:
        raise BrokenInputError("damaged", f"the Parquet file is cut off or damaged: {error}") from None


def _seekable(stream: io.BufferedReader, most: int) -> "io.BufferedReader | io.BytesIO":
    if stream.seekable():
        return stream
    data = stream.read(most + 1)
    if len(data) > most:
        raise BrokenInputError("too-large", f"a Parquet file in a stream must fit in {most:,} bytes of memory")
    return io.BytesIO(data)
