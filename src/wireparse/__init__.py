"""wireparse turns raw news-agency text into structured stories.

>>> from wireparse import parse
>>> [story] = parse("Brug dicht\\nUTRECHT (ANP) - De brug blijft een week dicht.")
>>> story.headline, story.dateline.cities, story.body
('Brug dicht', ['UTRECHT'], ['De brug blijft een week dicht.'])
"""

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
    "Signoff",
    "Teaser",
    "Token",
    "parse",
    "tokenize",
]
