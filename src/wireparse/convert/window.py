"""A window that moves along a stream: what stands in it depends on where it is, and never on how the bytes arrive."""

import io
import re
from typing import Final

from wireparse.errors import BrokenInputError

BUFFER: Final = 1 << 17


class Window:
    """Bytes of a stream, from a place on.

    Args:
        stream: the stream, at its start.
        limit: bytes that it may have; None for any number.
        seekable: whether what lies before a place need not be read.
    """

    def __init__(self, stream: io.BufferedReader, limit: int | None, *, seekable: bool = False) -> None:
        self._seekable = seekable
        self._stream = stream
        self._limit = limit
        self._data = b""
        self.offset = 0
        """Bytes before the window."""
        self.ended = False
        """Whether nothing comes behind it …"""
        self.broken: BrokenInputError | None = None
        """… and why, if it was not the end."""

    def read(self, size: int) -> bytes:
        """So many bytes from its start; fewer only before the end."""
        parts = [self._data]
        have = len(self._data)
        while have < size and not self.ended and (data := self._more(have)):
            parts.append(data)
            have += len(data)
        if len(parts) > 1:
            self._data = b"".join(parts)
        return self._data if have <= size else self._data[:size]

    def move(self, count: int) -> None:
        """Go on by so many bytes, which were read."""
        self._data = self._data[count:]
        self.offset += count

    def skip_to(self, offset: int) -> None:
        """Go on to a place without holding what comes before it."""
        if self._seekable and offset > self.offset + len(self._data):
            self._stream.seek(offset)
            self._data, self.offset = b"", offset
        while self.offset < offset and (data := self.read(min(BUFFER, offset - self.offset))):
            self.move(len(data))

    def skip_behind(self, wanted: re.Pattern[bytes]) -> None:
        """Go on to what stands behind the next match, which is a byte, or to the end."""
        while data := self.read(BUFFER):
            found = wanted.search(data)
            self.move(found.end() if found else len(data))
            if found:
                return

    def _more(self, have: int) -> bytes:
        try:
            data = self._stream.read1(BUFFER)
        except BrokenInputError as error:
            return self._break(error)
        except OSError as error:
            return self._break(BrokenInputError("unreadable", error.strerror or str(error)))
        self.ended = not data
        if self._limit is not None and self.offset + have + len(data) > self._limit:
            self._break(BrokenInputError("too-large", f"larger than {self._limit:,} bytes"))
            return data[: self._limit - self.offset - have]
        return data

    def _break(self, error: BrokenInputError) -> bytes:
        self.broken, self.ended = error, True
        return b""
