"""Sources by address, such as ``s3://bucket/2019/*.txt``: fsspec finds and reads them, whatever they lie on.

Its backends fail each in its own way; here all that they raise becomes one kind of error, with one line.
"""

import contextlib
import io
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from wireparse.errors import BrokenInputError, MissingExtraError, SourceError
from wireparse.patterns import re_pattern

_ADDRESS: Final = re_pattern(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)")
_PATTERN: Final = frozenset("*?[")
_MARK: Final = re_pattern(r"(?i)etag|md5|digest|checksum|crc|modified|mtime|updated|created|generation|version")
"""What backends call that by which another version of a file is known."""
_BUFFER: Final = 1 << 17


class RemoteFile(NamedTuple):
    """A file at an address."""

    address: str
    inside: str
    """Its path inside the folder that was named; of a file that was named, its name."""
    size: int | None
    mark: str
    """What changes when the file does, as far as the backend tells."""


def is_remote(path: str) -> bool:
    """Whether a path is an address.

    >>> is_remote("s3://bucket/a.txt"), is_remote("a:b"), is_remote("2019//a.txt")
    (True, False, False)
    """
    return _ADDRESS.match(path) is not None


def remote_files(address: str) -> list[RemoteFile]:
    """The file at an address, the files in and below a folder, or those that fit a pattern, sorted by name.

    Raises:
        SourceError: there is nothing, it cannot be reached, or a package is missing.
    """
    try:
        system, path = _system(address)
        found: dict[str, dict[str, Any]]
        try:
            info = system.info(path)
        except FileNotFoundError:
            found = system.glob(path, detail=True) if _PATTERN & set(path) else {}
            if not found:
                raise
        else:
            if info.get("type") != "directory":
                return [_file(address, path.rpartition("/")[2], info)]
            found = system.find(path, detail=True)
    except Exception as error:  # noqa: BLE001  # backends raise what they like
        raise SourceError(address, _reason(error)) from None
    start = len(path.rstrip("/")) + 1
    return [
        _file(system.unstrip_protocol(name), name[start:] if name.startswith(path) else name.rpartition("/")[2], info)
        for name, info in sorted(found.items())
        if info.get("type") != "directory"
    ]


def opened_remote(address: str, size: int | None = None) -> io.BufferedReader:
    """A file at an address, opened when it is read first.

    Args:
        address: where it is.
        size: how many bytes it has, where that is known.

    Reading it raises `BrokenInputError` where the backend fails, or there are fewer bytes.
    """
    return io.BufferedReader(_Remote(address, size), _BUFFER)


class _Remote(io.RawIOBase):
    """A file at an address, whose errors are ours."""

    def __init__(self, address: str, size: int | None) -> None:
        self._address = address
        self._size = size
        self._place = 0
        self._file: Any = None

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """As the backend has it: some servers send a file from its start only."""
        with _told():
            return bool(self._opened().seekable())

    def tell(self) -> int:
        """How far it was read."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        with _told():
            self._place = int(self._opened().seek(offset, whence))
        return self._place

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any writable buffer
        """Read on."""
        view = memoryview(buffer)
        with _told():
            data = self._read(len(view))
        if not data and self._size is not None and self._place < self._size:
            raise BrokenInputError("truncated", f"ends after {self._place:,} of {self._size:,} bytes")
        view[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        """Let the backend have it back."""
        if self._file is not None and not self.closed:
            with contextlib.suppress(Exception):  # it was only read
                self._file.close()
        super().close()

    def _read(self, size: int) -> bytes:
        try:
            return bytes(self._opened().read(size))
        except ValueError as error:
            if "range requests" not in str(error):
                raise
        # A web server that sends whole files only, and did not say so.
        self._file = self._open(block_size=0)
        left = self._place
        while left and (data := self._file.read(min(left, _BUFFER))):
            left -= len(data)
        return bytes(self._file.read(size))

    def _opened(self) -> Any:  # noqa: ANN401  # each backend has a class of its own
        if self._file is None:
            self._file = self._open()
        return self._file

    def _open(self, **options: int) -> Any:  # noqa: ANN401  # as above
        system, path = _system(self._address)
        return system.open(path, "rb", **options)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Makes whatever a backend raises an error of ours."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  # backends raise what they like
        raise BrokenInputError("unreadable", _reason(error)) from None


def _system(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  # an extra
    except ImportError:
        raise MissingExtraError("A source at an address", "remote") from None
    scheme = _ADDRESS.match(address)
    end = scheme.end() if scheme else 0
    system, path = url_to_fs(address[:end].lower() + address[end:])
    return system, str(path)


def _reason(error: Exception) -> str:
    """What a backend says, in one line."""
    cause = error.__cause__ if isinstance(error, FileNotFoundError) and error.__cause__ else error
    if type(cause) is FileNotFoundError:
        return "No such file or directory"
    said = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return " ".join(said.split()) or type(cause).__name__


def _file(address: str, inside: str, info: dict[str, Any]) -> RemoteFile:
    marks = sorted(f"{name}={value}" for name, value in info.items() if _MARK.search(name))
    return RemoteFile(address, inside, info.get("size"), " ".join(marks))
