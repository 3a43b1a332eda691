from datetime import datetime

from wireparse.model import Dispatch


def parse(text: str, *, now: datetime | None = None, source: str = "-") -> list[Dispatch]:
    """Placeholder while the engine is written."""
    return [Dispatch(source, 0, None, None, [], None, [text], [], None, [], [])] if text.strip() else []
