"""Rule: one row of a rule table."""

from typing import NamedTuple

from wireparse.tokens import Kind


class Rule(NamedTuple):
    """A rule: what it is called, what it looks for, and two texts that show where it ends.

    The engine reads ``name`` and ``pattern``; the rest is for people and for the test that walks all tables: a token of
    the rule is in ``tokenize(sample)``, and none is in ``tokenize(near_miss)``.
    """

    name: str
    pattern: str
    """A regular expression; for rules that look things up, the name of the list in the registry."""
    kinds: tuple[Kind, ...]
    """What its tokens can be."""
    sample: str
    near_miss: str
    why: str
    needs: str = ""
    """A character without which the pattern cannot match: most lines have none, and cost one look."""
