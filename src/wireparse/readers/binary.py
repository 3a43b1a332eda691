"""Which bytes are no text, and what they are instead."""

from typing import Final

# Signatures that no text begins with, at offset 0.
_SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
    (b"%PDF-", "PDF document"),
    (b"PK\x03\x04", "ZIP archive"),
    (b"PK\x05\x06", "ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office document"),
    (b"\x7fELF", "ELF program"),
    (b"\xca\xfe\xba\xbe", "Java class or Mach-O program"),
    (b"\xcf\xfa\xed\xfe", "Mach-O program"),
    (b"SQLite format 3\x00", "SQLite database"),
)

# Signatures in plain letters: a story may well begin with "BMW" or "PARIS", but not with NUL bytes soon after.
_SIGNATURES_BEFORE_NUL: Final = (
    (b"BM", "BMP image"),
    (b"MZ", "Windows program"),
    (b"ID3", "MP3 audio"),
    (b"OggS", "Ogg media"),
    (b"fLaC", "FLAC audio"),
    (b"RIFF", "RIFF media"),
    (b"PAR1", "Parquet table"),
    (b"ARROW1", "Arrow table"),
    (b"Obj\x01", "Avro data"),
    (b"wOF2", "web font"),
)

_BZIP2_BLOCK: Final = b"1AY&SY"
_HEAD: Final = 512


def binary_type(data: bytes) -> str | None:
    r"""What kind of binary file begins like this; None when none is known to.

    >>> binary_type(b"\x89PNG\r\n\x1a\n\x00\x00"), binary_type(b"BMW roept auto's terug")
    ('PNG image', None)
    """
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data.startswith(b"BZh") and data[4:10] == _BZIP2_BLOCK:
        return "bzip2 data"
    head = data[:_HEAD]
    if b"\x00" not in head:
        return None
    if head[4:8] == b"ftyp":
        return "MP4 media"
    if head[257:262] == b"ustar":
        return "tar archive"
    return next((name for signature, name in _SIGNATURES_BEFORE_NUL if data.startswith(signature)), None)


def has_inner_nul(data: bytes) -> bool:
    """Whether there are NUL bytes before others, or no others; behind the last they are padding, as on a tape."""
    first = data.find(b"\x00")
    return first == 0 or 0 < first < len(data.rstrip(b"\x00"))


def looks_random(data: bytes) -> bool:
    """Whether bytes that are neither UTF-8 nor hold a NUL are compressed or encrypted, not an old code page.

    Random bytes are half above 0x7F and a tenth below 0x20. Wire copy has control characters too, but few of them.
    """
    high = len(data) - len(data.translate(None, _HIGH))
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return high > 0.3 * len(data) and controls > 0.05 * len(data)


_HIGH: Final = bytes(range(0x80, 0x100))
_CONTROLS: Final = bytes(code for code in range(0x20) if code not in b"\t\n\r\f")
