"""Dispatches as the targets take them; this is done by the workers, so that the writing process has little to do."""

import io
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Final, Protocol

import msgspec

from wireparse.convert.partitions import Partition, folder_name
from wireparse.model import Dispatch
from wireparse.readers.compressed import Compression, deflated
from wireparse.writers.csv import CsvWriter, csv_rows
from wireparse.writers.json import encode_json

Payload = Any
"""Bytes for a file, rows for a database."""
LENGTH: Final = 8
"""Bytes of the length before a stream of Arrow."""
FOLDER: Final = "folder"
"""The column that says where a row of a divided table belongs; it is last, and in no file."""


class Kind(StrEnum):
    """What a run writes."""

    JSONL = "jsonl"
    CSV = "csv"
    SQLITE = "sqlite"
    PARQUET = "parquet"


class Codec(msgspec.Struct, frozen=True):
    """How dispatches are encoded."""

    kind: Kind
    compression: Compression | None = None
    csv_raw: bool = False
    csv_bom: bool = False
    partition_by: tuple[Partition, ...] = ()
    """By what a folder of Parquet files is divided, the first outermost; without it the target is a file."""


class Encoder(Protocol):
    """Encodes dispatches."""

    def encode(self, dispatches: Iterable[Dispatch]) -> Payload:
        """The dispatches, as the target takes them; each is encoded when it comes, and then let go."""


def make_codec(codec: Codec) -> Encoder:
    """The encoder of a target."""
    match codec.kind:
        case Kind.JSONL:
            return _JsonLines(codec)
        case Kind.CSV:
            return _Csv(codec)
        case Kind.SQLITE:
            return _Rows()
        case Kind.PARQUET:
            return _Arrow(codec)


class _JsonLines:
    def __init__(self, codec: Codec) -> None:
        self._compression = codec.compression

    def encode(self, dispatches: Iterable[Dispatch]) -> bytes:
        lines = [encode_json(dispatch) for dispatch in dispatches]
        lines.append(b"")
        return packed(b"\n".join(lines), self._compression)


class _Csv:
    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def encode(self, dispatches: Iterable[Dispatch]) -> bytes:
        stream = io.BytesIO()
        writer = CsvWriter(stream, raw=self._codec.csv_raw, header=False)
        for dispatch in dispatches:
            writer.write(dispatch)
        writer.close()
        return packed(stream.getvalue(), self._codec.compression)


class StoryRow(msgspec.Struct, array_like=True):
    """A story for a database: the cells of its row, and its agencies."""

    cells: tuple[str | int | None, ...]
    agencies: list[tuple[str, str | None, str | None]]


class _Rows:
    def encode(self, dispatches: Iterable[Dispatch]) -> list[StoryRow]:
        return [row for dispatch in dispatches for row in story_rows(dispatch)]


class _Arrow:
    """Arrow record batches, each a stream of its own behind its length."""

    def __init__(self, codec: Codec) -> None:
        import pyarrow as pa  # noqa: PLC0415  # an extra

        from wireparse import arrow  # noqa: PLC0415  # likewise

        pa.set_memory_pool(pa.system_memory_pool())  # the other ones keep memory that batches no longer need
        self._pa = pa
        self._arrow = arrow
        self._by = codec.partition_by

    def encode(self, dispatches: Iterable[Dispatch]) -> bytes:
        folders: list[str] = []
        table = self._arrow.to_table(self._noting(dispatches, folders) if self._by else dispatches)
        if not table.num_rows:
            return b""
        if self._by:
            table = table.append_column(FOLDER, self._pa.array(folders, self._pa.string()))
        sink = self._pa.BufferOutputStream()
        with self._pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        data: bytes = sink.getvalue().to_pybytes()
        return len(data).to_bytes(LENGTH, "big") + data

    def _noting(self, dispatches: Iterable[Dispatch], folders: list[str]) -> Iterator[Dispatch]:
        for dispatch in dispatches:
            folders.append(folder_name(dispatch, self._by))
            yield dispatch


def story_rows(dispatch: Dispatch) -> list[StoryRow]:
    """The rows of a dispatch and of its teasers: the columns of CSV, and the date in ISO 8601 behind them."""
    rows = []
    datelines = (dispatch.dateline, *(teaser.dateline for teaser in dispatch.teasers))
    for cells, dateline in zip(csv_rows(dispatch), datelines, strict=True):
        iso = dateline.date.iso if dateline and dateline.date else None
        agencies = [(agency.code, agency.id, agency.name) for agency in dateline.agencies] if dateline else []
        rows.append(StoryRow((cells[0], int(cells[1]), *(cell or None for cell in cells[2:]), iso), agencies))
    return rows


def packed(data: bytes, compression: Compression | None) -> bytes:
    """The data, compressed if that is asked for; nothing stays nothing."""
    return deflated(data, compression) if compression and data else data


def csv_header(codec: Codec) -> bytes:
    """What a CSV file begins with."""
    stream = io.BytesIO()
    CsvWriter(stream, raw=codec.csv_raw, bom=codec.csv_bom).close()
    return packed(stream.getvalue(), codec.compression)
