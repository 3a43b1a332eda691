"""What can go wrong. One base class, so that one ``except`` catches everything that wireparse raises on purpose."""


class WireparseError(Exception):
    """The base of all errors of this package."""


class NotTextError(WireparseError):
    """Bytes that are no text, or not text in the encoding asked for; the message says why."""


class SourceError(WireparseError):
    """A source that could not be read, and why.

    Readers *yield* it in place of the source, so that one bad source never stops the others; raise it to make it fatal.

    >>> str(SourceError("page.txt", "No such file or directory"))
    'page.txt: No such file or directory'
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class BrokenInputError(WireparseError):
    """Input that ends too early, is damaged, or is made to do harm; what was read before it holds.

    >>> str(BrokenInputError("truncated", "the gzip data is cut off"))
    'the gzip data is cut off'
    """

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        """A word for programs: truncated, damaged, bomb, too-large, link, encrypted, unsupported."""
        self.reason = reason


class MissingExtraError(WireparseError, ImportError):
    """Something needs a package that an extra of wireparse installs.

    >>> str(MissingExtraError("Parquet output", "parquet"))
    "Parquet output needs: pip install 'wireparse[parquet]'"
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs: pip install 'wireparse[{extra}]'")
