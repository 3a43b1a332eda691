"""Patterns that are compiled when a text first needs them.

Most texts meet a few of the patterns of the rules; compiling all of them would take longer than reading a page.
"""

import re
from collections.abc import Callable
from typing import cast

import regex


class _Pattern:
    """Stands in for a compiled pattern. The first use of a method compiles it; from then on the method is an
    attribute of this object, and calling it costs what calling the pattern's own costs.
    """

    def __init__(self, compiled: Callable[[], object]) -> None:
        self._compiled = compiled

    def __getattr__(self, name: str) -> object:
        method: object = getattr(self._compiled(), name)
        setattr(self, name, method)
        return method


def regex_pattern(source: str, flags: int = 0) -> "regex.Pattern[str]":
    r"""A pattern of `regex`, for what needs properties of characters: ``\p{Lu}``.

    >>> regex_pattern(r"\p{Lu}+").match("OSLO (NTB)")[0]
    'OSLO'
    """
    return cast("regex.Pattern[str]", _Pattern(lambda: regex.compile(source, flags)))


def re_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    r"""A pattern of `re`, which is quicker where plain classes will do.

    >>> re_pattern(r"\d+").findall("12 mei 2025")
    ['12', '2025']
    """
    return cast("re.Pattern[str]", _Pattern(lambda: re.compile(source, flags)))
