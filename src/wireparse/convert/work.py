"""What a worker does: a batch of texts in, what the target writes of it out."""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from wireparse.convert.codecs import Codec, Payload, make_codec
from wireparse.convert.cutter import NOT_TEXT
from wireparse.convert.parts import Chunk, Lines, Page, Part, Problem, aside, is_wide
from wireparse.convert.plan import SPECIAL
from wireparse.errors import NotTextError
from wireparse.model import Dispatch
from wireparse.parser import parse, parse_stretch
from wireparse.readers import decode
from wireparse.readers.decode import decode_declared
from wireparse.readers.jsonl import RecordError, RecordReader
from wireparse.readers.rejects import Reject
from wireparse.registry import agencies
from wireparse.registry.tables import AgencyRecord

PASSED_OVER: Final = frozenset({"link", SPECIAL})
"""What links are called, and what is neither file nor folder: nothing is lost with it, so it is named, no failure."""
_MEMBER: Final = "!/"
_RECORD: Final = "#"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How texts are parsed and encoded; it goes to every worker."""

    codec: Codec
    text_field: str = "text"
    keep: tuple[str, ...] = ()
    encoding: str | None = None
    now: datetime | None = None
    strict: bool = False
    agencies: tuple[AgencyRecord, ...] = ()
    """The user's own."""


class Counts(msgspec.Struct):
    """What was found."""

    sources: int = 0
    dispatches: int = 0
    teasers: int = 0
    datelines: int = 0
    failures: int = 0
    agencies: dict[str, int] = msgspec.field(default_factory=dict)
    """Agency id, or the code where nobody knows it -> how often it stands in a dateline."""

    def add(self, other: "Counts") -> None:
        """Count on."""
        self.sources += other.sources
        self.dispatches += other.dispatches
        self.teasers += other.teasers
        self.datelines += other.datelines
        self.failures += other.failures
        for name, count in other.agencies.items():
            self.agencies[name] = self.agencies.get(name, 0) + count


class Outcome(NamedTuple):
    """What became of a batch."""

    payload: Payload
    counts: Counts
    problems: list[Problem]
    chunk: bytes = b""
    """Dispatches whose index still counts from 0, in MessagePack, where the batch ends in a chunk."""
    first: bool = False
    """Whether that is the first chunk of its text."""


class Worker:
    """Parses batches; one in each process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._codec = make_codec(settings.codec)
        self._encoding = None if is_wide(settings.encoding) else settings.encoding  # such sources come transcoded
        self._records = RecordReader(settings.text_field, settings.keep, self._encoding)
        self._rows = RecordReader(settings.text_field, settings.keep)
        if settings.agencies:
            agencies.add(settings.agencies)

    def work(self, parts: tuple[Part, ...]) -> Outcome:
        """Parse the texts of a batch."""
        counts = Counts()
        problems: list[Problem] = []
        payload = self._codec.encode(self._dispatches(parts, counts, problems))
        last = parts[-1]
        chunk, first = b"", False
        if isinstance(last, Chunk):
            first = last.frame.first
            stretch = self._chunk(last, problems)
            _count(stretch, counts)
            counts.sources += first
            chunk = msgspec.msgpack.encode(stretch)
        counts.failures = sum(problem.kind not in PASSED_OVER for problem in problems)
        return Outcome(payload, counts, [aside(problem) for problem in problems], chunk, first)

    def _dispatches(self, parts: tuple[Part, ...], counts: Counts, problems: list[Problem]) -> Iterator[Dispatch]:
        """What is in all parts but a chunk, which is the last."""
        for part in parts:
            if isinstance(part, Problem):
                problems.append(part)
            elif not isinstance(part, Chunk):
                for parsed in self._parsed(part, problems):
                    _count(parsed, counts)
                    counts.sources += 1
                    yield from parsed

    def _parsed(self, part: Lines | Page, problems: list[Problem]) -> Iterator[list[Dispatch]]:
        """The dispatches of each source in a part."""
        if isinstance(part, Lines):
            yield from self._table(part, problems) if part.table else self._lines(part, problems)
        elif (whole := self._page(part, problems)) is not None:
            yield whole

    def _lines(self, part: Lines, problems: list[Problem]) -> Iterator[list[Dispatch]]:
        number, offset = part.number, 0
        for line in part.data.split(b"\n"):
            content = line if number or offset else line.removeprefix(b"\xef\xbb\xbf")
            if content and not content.isspace():
                parsed = (
                    self._again(content, problems)
                    if part.rejects
                    else self._record(part.address, number, content, problems, _offset(part, offset))
                )
                if parsed is not None:
                    yield parsed
                number += 1
            offset += len(line) + 1

    def _table(self, part: Lines, problems: list[Problem]) -> Iterator[list[Dispatch]]:
        for number, line in enumerate(part.data.splitlines(), part.number):
            parsed = self._record(part.address, number, line, problems, None, self._rows) if line else None
            if parsed is not None:
                yield parsed

    def _record(  # noqa: PLR0913, PLR0917 - one for each thing that is known of it
        self,
        address: str,
        number: int,
        line: bytes,
        problems: list[Problem],
        offset: int | None,
        reader: RecordReader | None = None,
    ) -> list[Dispatch] | None:
        record = (reader or self._records).read(number, line)
        if isinstance(record, RecordError):
            problems.append(Problem(address, "bad-record", record.reason, line, number, offset))
            return None
        return self._parse(record.text, f"{address}{_RECORD}{number}", record.kept)

    def _page(self, part: Page, problems: list[Problem]) -> list[Dispatch] | None:
        try:
            text = self._text(part)
        except NotTextError as error:
            offset = 0 if part.record is None else None
            problems.append(Problem(part.address, NOT_TEXT, str(error), part.data, part.record, offset))
            return None
        source = part.address if part.record is None else f"{part.address}{_RECORD}{part.record}"
        return self._parse(text, source, part.kept)

    def _chunk(self, part: Chunk, problems: list[Problem]) -> list[Dispatch]:
        try:
            asked = self._encoding
            text = decode(part.data, asked).text if asked else part.data.decode(part.encoding, "replace")
        except NotTextError as error:
            problems.append(Problem(part.address, NOT_TEXT, str(error), part.data, None, part.offset))
            return []
        now, strict = self._settings.now, self._settings.strict
        return parse_stretch(text, part.frame, now=now, source=part.address, strict=strict)

    def _text(self, part: Page) -> str:
        if part.record is not None:
            asked = self._settings.encoding  # such a text was not transcoded
            return (decode(part.data, asked) if asked else decode_declared(part.data, part.encoding)).text
        return decode(part.data, self._encoding).text

    def _parse(self, text: str, source: str, kept: dict[str, Any] | None = None) -> list[Dispatch]:
        parsed = parse(text, now=self._settings.now, source=source, strict=self._settings.strict)
        if kept:
            for dispatch in parsed:
                dispatch.meta = kept
        return parsed

    def _again(self, line: bytes, problems: list[Problem]) -> list[Dispatch] | None:
        """What a run put aside, tried once more."""
        try:
            reject = msgspec.json.decode(line, type=Reject)
            data = base64.b64decode(reject.data, validate=True)
        except (msgspec.DecodeError, binascii.Error, UnicodeDecodeError) as error:
            problems.append(Problem("rejects", "bad-record", f"no record of a rejects file: {error}", line))
            return None
        address = reject.source + (_MEMBER + reject.member if reject.member else "")
        if not data:
            problems.append(Problem(address, reject.kind, reject.message, b"", reject.record, reject.offset))
            return None
        if reject.record is not None and reject.kind != NOT_TEXT:
            return self._record(address, reject.record, data, problems, reject.offset)
        return self._page(Page(address, data, reject.record), problems)


def _offset(part: Lines, inside: int) -> int | None:
    """Bytes of the member before a record that begins so many bytes into a part."""
    return None if part.offset is None else part.offset + inside


def as_reject(problem: Problem) -> Reject:
    """A problem as it is put aside."""
    source, _, member = problem.address.partition(_MEMBER)
    data = base64.b64encode(problem.data).decode()
    return Reject(source, member or None, problem.record, problem.offset, problem.kind, problem.message, data)


def _count(dispatches: list[Dispatch], counts: Counts) -> None:
    agencies = counts.agencies
    for dispatch in dispatches:
        counts.dispatches += 1
        counts.teasers += len(dispatch.teasers)
        for dateline in (dispatch.dateline, *(teaser.dateline for teaser in dispatch.teasers)):
            if dateline:
                counts.datelines += 1
                for agency in dateline.agencies:
                    name = agency.id or agency.code
                    agencies[name] = agencies.get(name, 0) + 1


def summary(counts: Counts) -> dict[str, Any]:
    """The counts as they are printed, the commonest agencies first."""
    agencies = sorted(counts.agencies.items(), key=lambda item: (-item[1], item[0]))
    return {**msgspec.to_builtins(counts), "agencies": dict(agencies)}
