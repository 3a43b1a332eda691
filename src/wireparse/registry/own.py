"""Agencies of the user's own, from a TOML file.

[[agency]]
id = "kustpost"
name = "De Kustpost"
codes = ["KP", "Kustpost"]
country = "Netherlands"      # optional, as is the next
languages = ["nl"]
"""

import tomllib
from pathlib import Path
from typing import Any, Final

from wireparse.errors import WireparseError
from wireparse.patterns import re_pattern
from wireparse.registry import agencies
from wireparse.registry.tables import AgencyRecord

_AT_LINE: Final = re_pattern(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_HEADER: Final = re_pattern(r"\s*\[\[\s*agency\s*\]\]")
_TEXTS: Final = ("id", "name", "country")
_LISTS: Final = ("codes", "languages")


class AgencyFileError(WireparseError):
    """What is wrong in a file of agencies, and in which line."""

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        self.where = f"{path}:{line}" if line else path
        self.reason = reason
        super().__init__(f"{self.where}: {reason}")


def add_agencies(path: str) -> tuple[AgencyRecord, ...]:
    """Adds the agencies of a file to the registry, and returns them; their codes go before those that it has.

    Call it before the first text is parsed: what was looked up is remembered.

    Raises:
        AgencyFileError: the file cannot be read, or something in it is not as it should be.
    """
    found = tuple(read_agencies(path))
    agencies.add(found)
    return found


def read_agencies(path: str) -> list[AgencyRecord]:
    """The agencies in a file.

    Raises:
        AgencyFileError: likewise.
    """
    try:
        text = Path(path).read_text("utf-8")
    except OSError as error:
        raise AgencyFileError(path, None, error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        raise AgencyFileError(path, None, f"not UTF-8 at offset {error.start}") from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        raise AgencyFileError(path, line, _AT_LINE.sub("", str(error))) from None
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    entries = content.get("agency")
    if set(content) - {"agency"} or not isinstance(entries, list) or not entries:
        raise AgencyFileError(path, 1, "a file of agencies is made of [[agency]] tables and nothing else")
    lines += [1] * len(entries)
    return [_record(entry, path, text.splitlines(), lines[i]) for i, entry in enumerate(entries)]


def _record(entry: Any, path: str, lines: list[str], first: int) -> AgencyRecord:  # noqa: ANN401 - what TOML holds
    """One agency, or what is wrong with it."""

    def fail(reason: str, key: str = "") -> AgencyFileError:
        table = enumerate(lines[first:], first + 1) if key else ()
        where = next((number for number, line in table if line.lstrip().startswith(key)), first)
        return AgencyFileError(path, where, reason)

    if not isinstance(entry, dict):
        raise fail("an agency is a table: [[agency]]")
    if unknown := sorted(set(entry) - {*_TEXTS, *_LISTS}):
        raise fail(f"no agency has a {unknown[0]!r}; it has {', '.join((*_TEXTS, *_LISTS))}", unknown[0])
    for key in ("id", "name", "codes"):
        if key not in entry:
            raise fail(f"the agency has no {key!r}")
    for key in _TEXTS:
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip()):
            raise fail(f"{key!r} is a text that is not empty", key)
    for key in _LISTS:
        values = entry.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise fail(f"{key!r} is a list of texts", key)
    if not entry["codes"]:
        raise fail("'codes' names at least one code", "codes")
    country, languages = entry.get("country", ""), tuple(entry.get("languages", ()))
    return AgencyRecord(entry["id"], entry["name"], country, languages, tuple(entry["codes"]), ())
