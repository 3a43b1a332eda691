"""How the registry reads its data files: on first use, into typed values, never at import."""

from pathlib import Path
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")

FOLDER: Final = Path(__file__).with_name("data")


def load(name: str, kind: type[T]) -> T:
    """The content of a data file, checked against the type that its reader expects."""
    return msgspec.json.decode((FOLDER / name).read_bytes(), type=kind)
