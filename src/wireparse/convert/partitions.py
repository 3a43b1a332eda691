"""By what a folder of Parquet files is divided, and what each of its folders is called.

The names are those of Hive, ``agency=anp/year=2025``, which query engines read as columns.
"""

import re
from enum import StrEnum
from typing import Final

from wireparse.model import Dispatch
from wireparse.registry.agencies import languages_by_id
from wireparse.rules.language import guess_language

NONE: Final = "__HIVE_DEFAULT_PARTITION__"
"""What Hive calls the folder of the rows that have no value."""
LONGEST: Final = 80
"""Bytes that a value may have in a name: file systems take 255, an escape is three, and the column stands before it."""
# Those that Hive escapes, and what file systems do not take; a letter of any script is left as it is.
_ESCAPED: Final = re.compile(r'[\x00-\x1f\x7f"#%\'*/:=?\\{\[\]^<>|]|[. ]\Z')


class Partition(StrEnum):
    """What a folder can be divided by."""

    AGENCY = "agency"
    """The id of the first agency of the dateline, or its code in capitals where nobody knows it."""
    YEAR = "year"
    """That of the date of the dateline, where it is known."""
    LANGUAGE = "language"
    """Of the languages of that agency the one that the text is in, or the first where that cannot be told."""


def folder_name(dispatch: Dispatch, by: tuple[Partition, ...]) -> str:
    r"""The folder that a dispatch belongs in.

    >>> from wireparse import parse
    >>> [story] = parse("Ferry runs\nOSLO, 4 March 2024 (XYZ) - The ferry sails again.")
    >>> folder_name(story, (Partition.AGENCY, Partition.YEAR, Partition.LANGUAGE))
    'agency=XYZ/year=2024/language=__HIVE_DEFAULT_PARTITION__'
    """
    return "/".join(f"{partition}={_escaped(_value(dispatch, partition))}" for partition in by)


def _value(dispatch: Dispatch, partition: Partition) -> str | None:
    dateline = dispatch.dateline
    if dateline is None:
        return None
    if partition is Partition.YEAR:
        return dateline.date.iso[:4] if dateline.date and dateline.date.iso else None
    agency = dateline.agencies[0] if dateline.agencies else None
    if agency is None:
        return None
    if partition is Partition.AGENCY:
        # In capitals, since some file systems take two spellings of a code for one folder.
        return agency.id or agency.code.upper()
    languages = languages_by_id(agency.id) if agency.id else ()
    if len(languages) > 1:
        text = " ".join(dispatch.body) or dispatch.headline or ""
        return guess_language(text, frozenset(languages)) or languages[0]
    return languages[0] if languages else None


def _escaped(value: str | None) -> str:
    if not value:
        return NONE
    cut = value.encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")
    return _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", cut)
