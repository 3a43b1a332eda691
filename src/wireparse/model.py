"""The result: what a dispatch is made of.

One definition serves as the Python type, the JSON encoding, its validation and its JSON Schema. Field names and their
order are the public contract; JSON objects have exactly these keys, in this order.
"""

from typing import Annotated, Any

from msgspec import Meta, Struct


class Agency(Struct, frozen=True, gc=False):
    """A news agency in a dateline or a sign-off."""

    code: Annotated[str, Meta(description="the code as printed, such as RTR")]
    id: Annotated[str | None, Meta(description="who that is, such as reuters; null when the registry does not know")]
    name: Annotated[
        str | None, Meta(description="its full name, such as Reuters; null when the registry does not know")
    ]


class DatelineDate(Struct, frozen=True, gc=False):
    """The date inside a dateline."""

    text: Annotated[str, Meta(description="as printed, such as Dec 24")]
    iso: Annotated[str | None, Meta(description="ISO 8601 (2025-12-24); null while the year is not known")]


class Dateline(Struct, gc=False):
    """Where, when and by whom a dispatch was filed."""

    text: Annotated[str, Meta(description="as printed, separator included, white space folded")]
    cities: Annotated[list[str], Meta(description="the places, as printed, in order")]
    region: Annotated[str | None, Meta(description="country, state or province printed after the city")]
    date: DatelineDate | None
    agencies: Annotated[list[Agency], Meta(description="the agencies, in order")]


class Age(Struct, frozen=True, gc=False):
    """How old a teaser says it is."""

    text: Annotated[str, Meta(description="as printed, such as 1 uur geleden or 10:31")]
    seconds: Annotated[int | None, Meta(description="the age in seconds; null for a stamp such as 10:31")]
    time: Annotated[
        str | None, Meta(description="ISO 8601 time of publication; null unless the page's own time is given")
    ]


class Signoff(Struct, gc=False):
    """The agency's or reporter's mark that closes the last paragraph."""

    text: Annotated[str, Meta(description="as printed, such as (PAP)")]
    agencies: Annotated[list[Agency], Meta(description="the agencies named in it, in order")]


class Teaser(Struct, gc=False):
    """A short item about another story."""

    section: Annotated[str | None, Meta(description="the heading above it")]
    headline: str | None
    dateline: Dateline | None
    body: Annotated[list[str], Meta(description="its paragraphs, dateline removed")]
    age: Age | None


class Dispatch(Struct, omit_defaults=True):
    """One story as an agency sent it, with all that the page around it holds."""

    source: Annotated[str, Meta(description="the input: a path, - for standard input, corpus.jsonl#17 for a record")]
    index: Annotated[int, Meta(description="0, 1, 2 … for the dispatches of one source")]
    headline: str | None
    byline: Annotated[str | None, Meta(description="who wrote it, the whole line as printed")]
    standfirst: Annotated[list[str], Meta(description="paragraphs between the headline and the one with the dateline")]
    dateline: Dateline | None
    body: Annotated[list[str], Meta(description="the paragraphs, dateline removed, crossheads among them")]
    crossheads: Annotated[list[int], Meta(description="which paragraphs of the body are crossheads, from 0")]
    signoff: Signoff | None
    teasers: list[Teaser]
    notes: Annotated[list[str], Meta(description="lines of the page that belong to no story")]
    meta: Annotated[dict[str, Any] | None, Meta(description="fields of the input record that were kept")] = None
