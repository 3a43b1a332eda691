r"""wireparse turns raw news-agency text into structured stories.

>>> from wireparse import parse
>>> [story] = parse("Brug dicht\nUTRECHT (ANP) - De brug blijft een week dicht.")
>>> story.headline, story.dateline.cities, story.body
('Brug dicht', ['UTRECHT'], ['De brug blijft een week dicht.'])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wireparse.errors import NotTextError, SourceError, WireparseError
    from wireparse.model import Age, Agency, Dateline, DatelineDate, Dispatch, Signoff, Teaser
    from wireparse.parser import parse
    from wireparse.tokenizer import tokenize
    from wireparse.tokens import Kind, Token

__all__ = [
    "Age",
    "Agency",
    "Dateline",
    "DatelineDate",
    "Dispatch",
    "Kind",
    "NotTextError",
    "Signoff",
    "SourceError",
    "Teaser",
    "Token",
    "WireparseError",
    "parse",
    "tokenize",
]

# The command's --version and --help must not wait for the grammar.
_MODULES: Final = {"parse": "parser", "tokenize": "tokenizer", "Kind": "tokens", "Token": "tokens"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = _MODULES.get(name, "errors" if name.endswith("Error") else "model")
    value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
