"""Tables with a column of texts, Parquet and Arrow, as the records of JSON Lines.

Of a Parquet file a few rows at a time are in memory, of an Arrow file or stream one of its batches.
"""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from wireparse.errors import BrokenInputError, MissingExtraError
from wireparse.readers.jsonl import RecordError, RecordText

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET: Final = b"PAR1"
ARROW: Final = b"ARROW1"
HEAD: Final = 8
"""So many bytes tell a table."""
LINES: Final = 1 << 18
"""Rows come in pieces of about this size …"""
ROWS: Final = 500
"""… or of so many rows."""
_AT_ONCE: Final = 1 << 22
"""Rows are taken from a batch so many bytes at a time."""
_BUFFER: Final = 1 << 20
CONTINUATION: Final = b"\xff\xff\xff\xff"
_SCHEMA_MOST: Final = 1 << 24
"""The schema of a stream has fewer bytes than this."""


class Rows(NamedTuple):
    """Rows as JSON Lines with the fields asked for; a row without a text is a blank line."""

    number: int
    """The first one's."""
    data: bytes
    rows: int


def is_table(head: bytes) -> bool:
    r"""Whether something that begins like this is a table.

    >>> is_table(b"PAR1\x15\x04\x15\x10"), is_table(b"\xff\xff\xff\xff\xc8\x00\x00\x00"), is_table(b"PARIS (A")
    (True, True, False)
    """
    if head.startswith(CONTINUATION):
        size = int.from_bytes(head[4:HEAD], "little")
        return len(head) >= HEAD and 0 < size < _SCHEMA_MOST and not size % 8
    return head.startswith((PARQUET, ARROW))


def table_rows(
    stream: io.BufferedReader, fields: Sequence[str], first: int, most: int
) -> Iterator[Rows | RecordText | RecordError]:
    """The rows of a table from a number on.

    Args:
        stream: the table. A Parquet file that cannot be sought in is held in memory.
        fields: the column with the texts, then those that come along where there are such.
        first: the row to begin with.
        most: bytes that a row may have, a batch of an Arrow table, and a Parquet file that is held in memory.

    Returns:
        Rows in pieces; between them the text of a row by itself whose bytes are not UTF-8.

    Raises:
        BrokenInputError: it is no whole table, has no such column, or pyarrow is missing.
    """
    kind = "Parquet" if stream.peek(HEAD).startswith(PARQUET) else "Arrow"
    number = 0
    for batch in _batches(kind, stream, fields, first, most):
        step = max(1, min(ROWS, _AT_ONCE * batch.num_rows // max(1, batch.nbytes)))
        for start in range(0, batch.num_rows, step):
            rows = batch.slice(start, step)
            if number + rows.num_rows > first:
                before = max(0, first - number)
                yield from _pieces(rows.slice(before), fields[0], number + before, most)
            number += rows.num_rows


def _batches(
    kind: str, stream: io.BufferedReader, fields: Sequence[str], first: int, most: int
) -> "Iterator[pa.RecordBatch]":
    """The columns asked for, that of the texts as bytes; rows before the first one may be without them."""
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra
    except ImportError:
        raise BrokenInputError("unsupported", str(MissingExtraError(f"A table of {kind}", "parquet"))) from None
    source = _Source(stream, most)
    try:
        yield from _parquet(source, fields, first) if kind == "Parquet" else _arrow(source, fields)
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, MemoryError) as error:
        if source.error:
            raise source.error from None
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise BrokenInputError("damaged", f"the {kind} table is cut off or damaged: {reason}") from None


def _parquet(source: "_Source", fields: Sequence[str], first: int) -> "Iterator[pa.RecordBatch]":
    import pyarrow.parquet as pq  # noqa: PLC0415  # an extra

    table = pq.ParquetFile(source.whole(), pre_buffer=False, buffer_size=_BUFFER)
    names = _columns(table.schema_arrow, fields)
    number = 0
    for group in range(table.num_row_groups):
        found = table.metadata.row_group(group)
        number += found.num_rows
        if number <= first:
            yield _nothing(found.num_rows)
            continue
        size = max(1, min(ROWS, _AT_ONCE * found.num_rows // max(1, found.total_byte_size)))
        for batch in table.iter_batches(size, row_groups=[group], columns=names, use_threads=False):
            yield _checked(batch, fields)


def _arrow(source: "_Source", fields: Sequence[str]) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa  # noqa: PLC0415  # an extra

    stream = source.stream
    broken: Exception | None = None
    if stream.peek(HEAD).startswith(ARROW):
        if stream.seekable():
            try:
                table = pa.ipc.open_file(source)
            except (pa.ArrowException, OSError) as error:  # its directory at the end is not there
                broken = error
                stream.seek(0)
            else:
                yield from _of_file(table, source, fields)
                return
        stream.read(HEAD)  # what follows is a stream
    batches = pa.ipc.open_stream(source)
    _columns(batches.schema, fields)
    for batch in batches:
        yield _checked(batch, fields)
    if source.ended:
        raise BrokenInputError("truncated", "the Arrow table is cut off: it has no end mark")
    if broken:
        raise broken
    while stream.read1(_BUFFER):  # what it is packed in may be cut off behind it
        pass


def _of_file(table: Any, source: "_Source", fields: Sequence[str]) -> "Iterator[pa.RecordBatch]":  # noqa: ANN401  # pyarrow has no types
    import pyarrow as pa  # noqa: PLC0415  # an extra

    names = _columns(table.schema, fields)
    wanted = [table.schema.get_all_field_indices(name)[0] for name in names]
    table = pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(included_fields=wanted, use_threads=False))
    for number in range(table.num_record_batches):
        yield _checked(table.get_batch(number), fields)


class _Source:
    """A stream as pyarrow reads it: never more at once than fits in memory."""

    closed = False

    def __init__(self, stream: io.BufferedReader, most: int) -> None:
        self.stream = stream
        self._most = most
        self.error: BrokenInputError | None = None
        """Why it could not be read; pyarrow hides that in a message of its own."""
        self.ended = False
        """Whether there was less than was asked for."""
        self.seek = stream.seek
        self.tell = stream.tell

    def read(self, size: int) -> bytes:
        """Read on."""
        try:
            if size > max(self._most, _BUFFER):
                raise BrokenInputError("too-large", f"a part of the table is larger than {self._most:,} bytes")  # noqa: TRY301
            data = self.stream.read(size)
        except BrokenInputError as error:
            self.error = error
            raise
        self.ended = len(data) < size
        return data

    def close(self) -> None:
        """The stream is for others to close."""

    def whole(self) -> "_Source | io.BytesIO":
        """The stream, or, if it cannot be sought in, all that it holds."""
        if self.stream.seekable():
            return self
        data = self.stream.read(self._most + 1)
        if len(data) > self._most:
            raise BrokenInputError(
                "too-large", f"a Parquet file in a stream must fit in {self._most:,} bytes of memory"
            )
        return io.BytesIO(data)


# --- columns ---------------------------------------------------------------------------------------------------------
def _columns(schema: "pa.Schema", fields: Sequence[str]) -> list[str]:
    """Those of the fields that are there."""
    names = [name for name in dict.fromkeys(fields) if name in schema.names]
    if fields[0] not in names:
        raise BrokenInputError("bad-record", f"no column {fields[0]!r}; there are {', '.join(schema.names)}")
    kind = schema.field(schema.get_all_field_indices(fields[0])[0]).type
    if _bytes_type(kind) is None:
        raise BrokenInputError("bad-record", f"column {fields[0]!r} holds {kind}, not texts")
    return names


def _bytes_type(kind: "pa.DataType") -> "pa.DataType | None":
    """The type that a column of texts has when it is taken for bytes; None for other columns."""
    import pyarrow as pa  # noqa: PLC0415  # an extra

    if pa.types.is_dictionary(kind):
        return _bytes_type(kind.value_type)
    if pa.types.is_string_view(kind) or pa.types.is_binary_view(kind):
        return pa.binary_view()
    if pa.types.is_large_string(kind) or pa.types.is_large_binary(kind):
        return pa.large_binary()
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return pa.binary()
    return kind if pa.types.is_null(kind) else None


def _as_bytes(column: "pa.Array") -> "pa.Array":
    """A column of texts as bytes, for who calls them UTF-8 need not be right; another column as it is."""
    import pyarrow as pa  # noqa: PLC0415  # an extra

    kind = _bytes_type(column.type)
    if pa.types.is_dictionary(column.type) and kind is not None:
        return pa.DictionaryArray.from_arrays(column.indices, column.dictionary.view(kind), safe=False)
    return column if kind is None else column.view(kind)


def _checked(batch: "pa.RecordBatch", fields: Sequence[str]) -> "pa.RecordBatch":
    """The columns asked for, the texts as bytes. What points outside its column is told: read, it ends the process."""
    import pyarrow as pa  # noqa: PLC0415  # an extra

    names = _columns(batch.schema, fields)
    columns = []
    for name in names:
        column = batch.column(batch.schema.get_all_field_indices(name)[0])
        plain = _as_bytes(column)
        plain.validate(full=True)
        columns.append(plain if name == fields[0] else column)
    return pa.record_batch(columns, names=names)


def _nothing(count: int) -> "pa.RecordBatch":
    import pyarrow as pa  # noqa: PLC0415  # an extra

    return pa.record_batch([pa.nulls(count)], names=[""])


# --- rows ------------------------------------------------------------------------------------------------------------
def _pieces(batch: "pa.RecordBatch", field: str, number: int, most: int) -> Iterator[Rows | RecordText | RecordError]:
    lines: list[bytes] = []
    size = 0
    for found in _rows(batch, field, number, most):
        if isinstance(found, bytes):
            lines.append(found)
            size += len(found)
        if lines and (size >= LINES or not isinstance(found, bytes)):
            yield Rows(number, b"".join(lines), len(lines))
            number += len(lines)
            lines, size = [], 0
        if not isinstance(found, bytes):
            yield found
            number += 1
    if lines:
        yield Rows(number, b"".join(lines), len(lines))


def _rows(batch: "pa.RecordBatch", field: str, first: int, most: int) -> Iterator[bytes | RecordText | RecordError]:
    columns = zip(batch.schema.names, batch.columns, strict=True)
    kept = {name: _values(column) for name, column in columns if name != field}
    place = batch.schema.names.index(field)
    for i, data in enumerate(batch.column(place).to_pylist()):
        if data is None:
            yield b"\n"
            continue
        if len(data) > most:
            yield RecordError(first + i, f"a record is larger than {most:,} bytes", "too-large")
            continue
        row = {name: values[i] for name, values in kept.items()}
        try:
            row[field] = data.decode()
        except UnicodeDecodeError:
            yield RecordText(first + i, data, None, msgspec.json.decode(_ENCODER.encode(row)) or None)
        else:
            yield _ENCODER.encode(row) + b"\n"


def _text(value: Any) -> str:  # noqa: ANN401  # whatever a table may hold
    """What JSON has no form for, nor msgspec."""
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_text)


def _values(column: "pa.Array") -> list[Any]:
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:  # noqa: ANN401  # whatever a table may hold
    """A value as Python has it, or as a text where Python has none: nanoseconds, years after 9999."""
    import pyarrow as pa  # noqa: PLC0415  # an extra

    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        pass
    for kind in (pa.string(), pa.binary()):
        try:
            found = scalar.cast(kind).as_py()
        except (pa.ArrowException, ValueError):
            continue
        return found.replace(" ", "T", 1) if isinstance(found, str) else found.decode("utf-8", "replace")
    return f"<{scalar.type}>"
