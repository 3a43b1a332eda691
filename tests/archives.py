"""Archives for the tests, made in memory."""

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING or sys.version_info < (3, 14):
    from backports import zstd
    from backports.zstd import zipfile
else:
    import zipfile

    from compression import zstd

PAGES: Final = {
    "a.txt": "Brug dicht\nUTRECHT (ANP) - De brug is dicht, zegt de gemeente.\n",
    "sub/b.txt": "Ferry runs\nOSLO, March 4 (Reuters) - The ferry sails again after a week in the dock.\n",
    "ü/č d.txt": "Most\nPRAHA (ČTK) - Most zůstane týden uzavřen, řekl primátor.\n",
}
PACKERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "": bytes,
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}
ZIP_METHODS: Final = {
    "stored": zipfile.ZIP_STORED,
    "deflated": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
    "zstd": zipfile.ZIP_ZSTANDARD,
}


def json_lines(count: int, *, text: str = "Bridge {0} shut\nOSLO (NTB) - The bridge number {0} is shut.") -> bytes:
    return b"".join(json.dumps({"id": i, "text": text.format(i)}).encode() + b"\n" for i in range(count))


def tar(members: Mapping[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def zipped(members: Mapping[str, bytes | str], method: str = "deflated") -> bytes:
    stream = io.BytesIO()
    zip_to(stream, members, method)
    return stream.getvalue()


def zip_to(stream: IO[bytes], members: Mapping[str, bytes | str], method: str) -> None:
    with zipfile.ZipFile(stream, "w", ZIP_METHODS[method]) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
