"""Streams made of pieces: the ground of all streams that wireparse makes itself."""

import io
import select
from abc import abstractmethod
from typing import Any, Final

from wireparse.errors import BrokenInputError

BUFFER: Final = 1 << 17


class PieceStream(io.RawIOBase):
    """A stream of pieces, however long each happens to be.

    Every buffer is filled, so that a look at the first bytes sees them all; and an error is held back until what came
    before it has been handed out.
    """

    def __init__(self) -> None:
        self._ready = memoryview(b"")
        self._error: Exception | None = None
        self._ended = False

    @abstractmethod
    def piece(self) -> bytes:
        """The next piece; nothing at the end.

        Raises:
            BrokenInputError: the input ends too early or is damaged.
            OSError: it cannot be read.
        """

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any writable buffer
        """Read on, until the buffer is full or the stream ends."""
        view = memoryview(buffer)
        filled = 0
        while filled < len(view) and (self._ready or self._more()):
            part = self._ready[: len(view) - filled]
            view[filled : filled + len(part)] = part
            filled += len(part)
            self._ready = self._ready[len(part) :]
        if self._error and not filled:
            raise self._error
        return filled

    def _more(self) -> bool:
        if self._ended or self._error:
            return False
        try:
            self._ready = memoryview(self.piece())
        except (BrokenInputError, OSError) as error:
            self._error = error
        else:
            self._ended = not self._ready
        return bool(self._ready)


class _Filled(PieceStream):
    def __init__(self, raw: io.FileIO) -> None:
        super().__init__()
        self._raw = raw
        self._taken = 0

    def tell(self) -> int:
        """The bytes that came so far, since a pipe does not know."""
        return self._taken

    def piece(self) -> bytes:
        while (data := self._raw.read(BUFFER)) is None:  # whoever made the pipe does not want to wait; we do
            select.select([self._raw], [], [])
        self._taken += len(data)
        return data


class _OnePiece(PieceStream):
    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    def piece(self) -> bytes:
        data, self._data = self._data, b""
        return data


def in_one_piece(data: bytes) -> io.BufferedReader:
    """What was read at once, as the stream that it was in."""
    return io.BufferedReader(_OnePiece(data), BUFFER)


def filled(raw: io.FileIO) -> io.BufferedReader:
    """A file that may come in drips, as a pipe does, read so that a buffer is full before it is looked at."""
    return io.BufferedReader(_Filled(raw), BUFFER)
