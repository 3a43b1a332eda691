"""Readers turn bytes into sources: a name and a text, with what is known about them."""

from wireparse.errors import NotTextError, SourceError
from wireparse.readers.decode import Decoded, Known, check_encoding, decode
from wireparse.readers.sources import STDIN, Form, ReadOptions, Source, is_json_lines, read_sources, source_name

__all__ = [
    "STDIN",
    "Decoded",
    "Form",
    "Known",
    "NotTextError",
    "ReadOptions",
    "Source",
    "SourceError",
    "check_encoding",
    "decode",
    "is_json_lines",
    "read_sources",
    "source_name",
]
