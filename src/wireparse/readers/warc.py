"""Web archives, WARC and WET: the records of plain text in them.

A text is a ``conversion``, as WET files have them, or a ``resource`` or ``response`` whose content is plain text. What
is about the crawl is passed over; all else, such as pages in HTML, is counted, and told of at the end.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from email.message import Message
from typing import TYPE_CHECKING, Final, Literal

from wireparse.errors import BrokenInputError, MissingExtraError
from wireparse.readers.decode import check_encoding
from wireparse.readers.jsonl import RecordError, RecordText

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

SIGNATURE: Final = b"WARC/1."
_PLAIN: Final = "text/plain"
_TEXTS: Final = frozenset({"conversion", "resource", "response"})
_ABOUT: Final = frozenset({"warcinfo", "request", "metadata", "revisit"})
"""Records about a crawl, not of a page …"""
_DNS: Final = "text/dns"
"""… and the type of one more."""
_HEAD: Final = 1 << 15
"""In so many bytes is the header of a response."""
_Decoding = Literal["all", "content", "transfer", "none"]
_DECODINGS: Final[tuple[_Decoding, ...]] = ("all", "content", "transfer", "none")
"""How a payload may be packed. Crawlers unpack it and leave the headers that say it is packed."""
_WEB: Final = {"ascii": "cp1252", "iso8859-1": "cp1252"}
"""Encodings that mean another one on the web."""
_SHOWN: Final = 3
_BROKEN: Final = "the web archive is cut off or damaged"


def warc_texts(
    stream: io.BufferedReader, keep: Sequence[str], *, first: int = 0, most: int, limit: int | None = None
) -> Iterator[RecordText | RecordError]:
    """The texts of an archive, from a record on; numbers count all its records from 0.

    Args:
        stream: the archive, unpacked, from its start.
        keep: headers of a record that come along.
        first: the record to begin with; those before it are read too, and counted.
        most: bytes that a record may have.
        limit: bytes that the archive may have; None for any number.

    Raises:
        BrokenInputError: the archive breaks off or is damaged; or, at its end, records held something else than plain
            text; or fastwarc is missing.
    """
    try:
        from fastwarc.warc import ArchiveIterator  # noqa: PLC0415  # an extra
    except ImportError:
        raise BrokenInputError("unsupported", str(MissingExtraError("A web archive", "warc"))) from None
    source = _Unfailing(stream, limit)
    others: Counter[str] = Counter()
    broken: Exception | None = None
    number = -1
    try:
        records = ArchiveIterator(source, parse_http=False, stream_detect=False, fsspec_args=False)  # type: ignore[arg-type]  # all that it calls
        for number, record in enumerate(records):
            content = _Content(record)
            if not content.is_text:
                others.update([content.kind] if content.kind else [])
            elif number >= first:
                data = content.data(most)
                if data is None:
                    yield RecordError(number, f"a record is larger than {most:,} bytes", "too-large")
                else:
                    kept = {name: record.headers[name] for name in keep if name in record.headers}
                    yield RecordText(number, data, content.encoding, kept or None)
            content.check()
    except OSError as error:  # all that fastwarc raises
        broken = BrokenInputError("damaged", f"{_BROKEN}: {error}")
    except BrokenInputError as error:
        broken = error
    _complain(source.error or broken, number, others)


def _complain(broken: Exception | None, number: int, others: Counter[str]) -> None:
    """Tells all that is wrong in one sentence: an archive is one failure."""
    if broken is not None and not isinstance(broken, BrokenInputError):
        raise broken
    kinds = ", ".join(f"{kind}: {count:,}" for kind, count in others.most_common(_SHOWN))
    more = ", …" if len(others) > _SHOWN else ""
    aside = f"records that are no plain text were passed over ({kinds}{more}); WET files hold the texts of pages"
    if broken is not None:
        where = f", at record {number}" if number >= 0 else ""
        raise BrokenInputError(broken.kind, f"{broken.reason}{where}" + (f"; {aside}" if others else ""))
    if others:
        raise BrokenInputError("unsupported", aside)


class _Unfailing:
    """A stream with what fastwarc calls, none of which may raise: it would end the process."""

    def __init__(self, stream: io.BufferedReader, limit: int | None) -> None:
        self._stream = stream
        self._limit = limit
        self._count = 0
        self.error: Exception | None = None
        """Why the stream ended where it did, if not by itself."""

    def tell(self) -> int:
        """How many bytes were read."""
        return self._count

    def read(self, size: int) -> bytes:
        """Read on."""
        if self.error:
            return b""
        try:
            data = self._stream.read1(size)
        except Exception as error:  # noqa: BLE001  # it is raised later
            self.error = error
            return b""
        self._count += len(data)
        if self._limit is not None and self._count > self._limit:
            self.error = BrokenInputError("too-large", f"larger than {self._limit:,} bytes")
            return b""
        return data


class _Content:
    """What a record holds.

    Raises:
        BrokenInputError: nobody knows where it ends.
    """

    def __init__(self, record: "WarcRecord") -> None:
        self._record = record
        self._size = record.content_length
        if not self._size and record.headers.get("Content-Length") != "0":
            raise BrokenInputError("damaged", f"{_BROKEN}: a record does not tell its length")
        self._head = b""
        self._have = 0
        self.kind = str(record.record_type)
        """Its type, such as ``text/html``; empty for what is about a crawl."""
        self.encoding: str | None = None
        if self.kind in _TEXTS:
            self._head = record.reader.read(_HEAD)
            self._find_type()
        elif self.kind in _ABOUT:
            self.kind = ""

    @property
    def is_text(self) -> bool:
        """Whether it is plain text."""
        return self.kind == _PLAIN

    def data(self, most: int) -> bytes | None:
        """The text; None if it has more bytes than that."""
        if self._size > most:
            return None
        data = self._head + self._record.reader.read(self._size - len(self._head))
        self._have = len(data)
        data = _payload(data, most) if self._record.is_http else data
        return data if len(data) <= most else None

    def check(self) -> None:
        """Reads to the end of the record.

        Raises:
            BrokenInputError: it ends too early.
        """
        have = max(self._have, len(self._head)) + self._record.reader.consume()
        if have < self._size:
            raise BrokenInputError("truncated", "the web archive is cut off")

    def _find_type(self) -> None:
        declared = self._record.headers.get("Content-Type")
        if self._record.is_http:
            http = _unpacked(self._head, "none")
            declared = http.http_headers.get("Content-Type") if http else None
        header = Message()
        header["Content-Type"] = declared or "of no type"
        self.kind = header.get_content_type() if declared else "no type"
        self.kind = "" if self.kind == _DNS else self.kind
        self.encoding = _encoding(header.get_content_charset())


def _unpacked(block: bytes, decoding: _Decoding) -> "WarcRecord | None":
    """A response in a record of its own, so that nothing in it can disturb the reading of the next ones."""
    from fastwarc.warc import WarcRecord  # noqa: PLC0415  # an extra

    record = WarcRecord()
    record.set_bytes_content(block)
    record.is_http = True
    try:
        record.parse_http(auto_decode=decoding)
    except OSError:
        return None
    return record


def _payload(block: bytes, most: int) -> bytes:
    """What a response holds, unpacked; a byte more than `most` at the most."""
    for decoding in _DECODINGS:
        record = _unpacked(block, decoding)
        if record:
            try:
                return bytes(record.reader.read(most + 1))
            except OSError:
                continue
    return block


def _encoding(name: object) -> str | None:
    try:
        found = check_encoding(str(name))
    except (LookupError, ValueError):
        return None
    return _WEB.get(found, found)
