"""Writers turn dispatches into bytes, one at a time, so that any number fits in memory."""

from enum import StrEnum

from wireparse.writers.base import Sink, Writer
from wireparse.writers.csv import COLUMNS, CsvWriter, csv_rows, defused
from wireparse.writers.json import JsonLinesWriter, JsonWriter, encode_json
from wireparse.writers.schema import json_schema

__all__ = [
    "COLUMNS",
    "CsvWriter",
    "Format",
    "JsonLinesWriter",
    "JsonWriter",
    "Sink",
    "Writer",
    "csv_rows",
    "defused",
    "encode_json",
    "json_schema",
    "make_writer",
]


class Format(StrEnum):
    """What dispatches are written as."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def make_writer(form: Format, stream: Sink, *, csv_raw: bool = False, csv_bom: bool = False) -> Writer:
    """The writer of a format."""
    match form:
        case Format.JSON:
            return JsonWriter(stream)
        case Format.JSONL:
            return JsonLinesWriter(stream)
        case Format.CSV:
            return CsvWriter(stream, raw=csv_raw, bom=csv_bom)
