r"""Arrow tables of texts to Arrow tables of dispatches: what a query engine needs to call wireparse.

    import pyarrow as pa
    from wireparse.arrow import parse_batch

    table = parse_batch(pa.table({"text": ["Brug dicht\nUTRECHT (ANP) - De brug is dicht."]}))

It needs pyarrow: ``pip install 'wireparse[parquet]'``.
"""

import itertools
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from wireparse.errors import MissingExtraError
from wireparse.model import Dispatch
from wireparse.parser import parse

try:
    import pyarrow as pa
except ImportError:
    raise MissingExtraError("Arrow tables", "parquet") from None

Batch: TypeAlias = "pa.RecordBatch | pa.Table"
if TYPE_CHECKING:
    Schema: TypeAlias = Any
else:
    Schema = pa.Schema

_TEXT: Final = pa.string()
_TEXTS: Final = pa.list_(_TEXT)
_AGENCIES: Final = pa.list_(pa.struct([("code", _TEXT), ("id", _TEXT), ("name", _TEXT)]))
_DATELINE: Final = pa.struct(
    [
        ("text", _TEXT),
        ("cities", _TEXTS),
        ("region", _TEXT),
        ("date", pa.struct([("text", _TEXT), ("iso", _TEXT)])),
        ("agencies", _AGENCIES),
    ]
)
_AGE: Final = pa.struct([("text", _TEXT), ("seconds", pa.int64()), ("time", _TEXT)])
_TEASER: Final = pa.struct(
    [("section", _TEXT), ("headline", _TEXT), ("dateline", _DATELINE), ("body", _TEXTS), ("age", _AGE)]
)
_AT_A_TIME: Final = 500
"""So many rows become a table at once, since as Python's objects they take much memory."""
_TEXT_KINDS: Final = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
SCHEMA: Final[Schema] = pa.schema(
    [
        ("source", _TEXT),
        ("index", pa.int32()),
        ("headline", _TEXT),
        ("byline", _TEXT),
        ("standfirst", _TEXTS),
        ("dateline", _DATELINE),
        ("body", _TEXTS),
        ("crossheads", pa.list_(pa.int32())),
        ("signoff", pa.struct([("text", _TEXT), ("agencies", _AGENCIES)])),
        ("teasers", pa.list_(_TEASER)),
        ("notes", _TEXTS),
        ("meta", _TEXT),
    ]
)
"""The columns of a table of dispatches: those of the JSON result, in its order. ``meta`` is JSON."""


def parse_batch(
    batch: Batch, *, column: str = "text", source: str | None = None, now: datetime | None = None, strict: bool = False
) -> "pa.Table":
    r"""Parses a column of texts.

    Args:
        batch: a table or a record batch.
        column: the column with the texts, of any string type; a null has no dispatches.
        source: the column that says what each text is called; without it, and where that is null, the number of its row
            does.
        now: the moment the texts were saved.
        strict: whether only what names an agency or a date is a dateline.

    Returns:
        A table with a row for each dispatch, in the order of the texts, and the columns of `SCHEMA`.

    Raises:
        KeyError: there is no such column.
        TypeError: the column holds no texts.

    >>> table = pa.table({"text": ["Brug dicht\nUTRECHT (ANP) - De brug is dicht.", None]})
    >>> found = parse_batch(table)
    >>> found.num_rows, found["source"].to_pylist(), found["headline"].to_pylist()
    (1, ['0'], ['Brug dicht'])
    """
    texts = _texts(batch, column)
    names = range(len(texts)) if source is None else _column(batch, source).to_pylist()
    found = (
        dispatch
        for number, (name, text) in enumerate(zip(names, texts, strict=True))
        if text is not None
        for dispatch in parse(text, now=now, source=str(number if name is None else name), strict=strict)
    )
    return to_table(found)


def to_table(dispatches: Iterable[Dispatch]) -> "pa.Table":
    """Dispatches as a table."""
    left = iter(dispatches)
    tables = [SCHEMA.empty_table()]
    while some := list(itertools.islice(left, _AT_A_TIME)):
        tables.append(_table(some))
    return pa.concat_tables(tables)


def _table(dispatches: list[Dispatch]) -> "pa.Table":
    rows = msgspec.to_builtins(dispatches)
    for row in rows:
        meta = row.get("meta")
        row["meta"] = msgspec.json.encode(meta).decode() if meta is not None else None
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _texts(batch: Batch, column: str) -> list[str | None]:
    values = _column(batch, column)
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    # A column in which all is null has a type of its own in some engines.
    if not any(is_kind(kind) for is_kind in _TEXT_KINDS):
        raise TypeError(f"column {column!r} holds {values.type}, not texts")
    return list(values.to_pylist())


def _column(batch: Batch, name: str) -> Any:  # noqa: ANN401  # pyarrow has no types
    if name not in batch.schema.names:
        raise KeyError(f"no column {name!r}; there are {', '.join(batch.schema.names)}")
    return batch.column(name)
