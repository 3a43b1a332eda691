"""The agencies that a sign-off names."""

from functools import lru_cache
from typing import Final

import regex

from wireparse.patterns import regex_pattern
from wireparse.rules.elements import code_spans, is_agency

_FIELD: Final = regex_pattern(r"[^()（）\[\]【】/,;©ⓒ=<>\n]+")
_FILLER: Final = regex_pattern(
    r"^(?:\(c\)|with(?: inputs?| files?)?(?: from)?|avec|con(?: información de)?|mit|met|med|z|source|bron|quelle|fuente|this report by)\s",
    regex.IGNORECASE,
)


@lru_cache(maxsize=1024)
def agencies_in(printed: str) -> tuple[str, ...]:
    """The agency codes in a sign-off, as printed, in order.

    >>> agencies_in("/ritzau/AFP"), agencies_in("(Reporting by Nora Ellis)")
    (('ritzau', 'AFP'), ())
    """
    found: list[str] = []
    for field in _FIELD.findall(printed):
        text = _FILLER.sub("", field.strip(" .-–—")).strip()
        if not text:
            continue
        if is_agency(text):
            found.append(text)
            continue
        spans, sign = code_spans(text)
        if sign != "X":
            found += [text[a:b] for a, b in spans if is_agency(text[a:b])]
        elif is_agency(first := text.split()[0]) and len(text) < 40 and text.split()[-1].islower():
            found.append(first)
    return tuple(found)
