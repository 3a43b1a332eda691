"""Named building blocks of patterns, so that a rule reads like what it matches.

Every repetition is possessive or bounded: no pattern made of these can backtrack over more than a few words.
"""

from typing import Final

APOSTROPHE: Final = r"['’‘ʼ`´]"
CAPITAL: Final = r"[\p{Lu}\p{Lt}\p{Lo}\p{Lm}\u10d0-\u10ff]"
"""A capital, or a letter of a script that has no case; Georgian has capitals, and does not use them."""
UNSEEN: Final = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\xad\ufeff"
"""What has no width: joiners, marks of direction, soft hyphens."""
TAIL: Final = rf"[\p{{L}}\p{{M}}\p{{N}}{UNSEEN}]*+(?:(?:{APOSTROPHE}|[‐‑.-])[\p{{L}}\p{{M}}\p{{N}}]++)*+"
"""What follows the first letter of a word: letters, inner apostrophes, hyphens and full stops."""
SHORTENED: Final = r"(?:(?i:st|ste|sta|sto|skt|sv|ft|mt|pt|pto|pte|gen|gral|pdte|cd|kr|hl)|\p{Lu})\."
"""Shortened words inside place names. Others lose their full stop to the separator: `Москва. 24 декабря.`"""
WORD: Final = rf"(?:(?:{SHORTENED})++(?:{CAPITAL}{TAIL})?|(?:{APOSTROPHE}\p{{L}}|[Øø]|{CAPITAL}){TAIL})"
"""A word of a name: `'s-HERTOGENBOSCH`, `D.C`, `ST.`, `L'AQUILA`, `München`."""
PARTICLE: Final = (
    r"(?:(?:d|l|dell|nell|all)['’](?!\p{Lu})\p{L}[\p{L}\p{M}]*+|"
    r"(?:a/d|A/D|a\.d\.|de|den|der|des|het|ter|ten|te|van|von|vom|la|le|las|les|los|el|al|il|lo|do|da|di|du|dos|das|del|della"
    r"|delle|dei|sur|sous|sul|op|am|an|im|in|ob|bei|aan|aux|au|auf|zu|zum|zur|onder|over|upon|on|by|of|at|and|the|en|und"
    r"|et|y|e|i|na|nad|pod|u|v|w|ve|og|och|ja|și|si|und|ali|და|és|та|и|і|й|на|у|в|über|vor|dem|het|bin|ibn|ben|san"
    r"|ev|o|a|as|os|em|no|el-[\p{L}]++|al-[\p{L}]++)(?![\p{L}\p{M}\p{N}'’]))"
)
"""Small words inside place names: `Rio de Janeiro`, `BERGEN op ZOOM`, `NEW YORK and CHICAGO`."""
RIVER: Final = r"(?:\s[abiov]\.\s?(?:[MNORH]\.|d\.(?:\s\p{Lu}\p{Ll}++)?+))?+"
"""`Frankfurt a. M.`, `Limburg a. d. Lahn`"""
OF: Final = r"(?:(?:d|l|dell|nell|all)['’](?=\p{Lu}))?+"
"""`Esterri d’Àneu`"""
NAME: Final = rf"{WORD}(?:\s++(?:{PARTICLE}\s++){{0,2}}+{OF}{WORD}){{0,6}}+{RIVER}"

DASH: Final = r"(?:[-‐‑‒–—―−─_~∙－]++|â€[“”\"]|â\x80[\x93\x94]|ÔÇ[ôö])"
"""A dash, or what a wrong decoding left of one."""

DIGIT: Final = r"[0-9０-９٠-٩۰-۹०-९০-৯૦-૯๐-๙၀-၉]"
DAY: Final = rf"{DIGIT}{{1,2}}(?!{DIGIT})"
YEAR: Final = rf"(?:{DIGIT}{{4}}\s?ه(?:ـ|(?!\p{{L}}))|{DIGIT}{{4}}|1\d\d|'?{DIGIT}{{2}})(?![\p{{L}}\p{{N}}:])"
"""A year, of other calendars too: `1447 هـ`, `114` of Taiwan."""
MONTH: Final = (
    r"(?P<month>(?:كانون|تشرين|Deireadh|Meán)\s\p{L}++|[\u0e01-\u0eff]{1,4}\.[\u0e01-\u0eff]{1,4}(?=[.\s])"
    r"|\p{L}[\p{L}\p{M}’'׳॰]{1,14}+)"
)
"""The name of a month, perhaps: of one word, of two, with a full stop inside as in Thai (`ธ.ค.`)."""
DATE_IN_WORDS: Final = (
    r"(?:"
    rf"(?:令和|平成|昭和|民國|民国){DIGIT}{{1,4}}年{DIGIT}{{1,2}}月{DIGIT}{{1,2}}日"
    # Dec. 24, 2025; gruodžio 24 d.; ኅዳር 3/2018 ዓ.ም
    rf"|{MONTH}\.?,?\s?{DAY}(?:st|nd|rd|th)?(?:\s?d\.)?(?:[,.]?\s{YEAR}|/{DIGIT}{{4}}(?:\sዓ[./]ም)?+)?"
    r")"
)
"""A date that opens with a word."""
DATE_IN_DIGITS: Final = (
    r"(?:"
    # 24 de diciembre de 2025; 12-nji noýabr; 12-ноя.
    rf"{DAY}(?:\.|º|°|st|nd|rd|th|\s?er|-(?:n?j[iy])?+)?,?\s?(?:(?i:de|of)\s|[dD]['’])?(?!(?:дугаар|дүгээр|сарын|tháng|thg)\s){MONTH}"
    rf"(?:[,.،]?\s(?:de\s|del\s)?{YEAR}\.?|-{DIGIT}{{4}})?"
    rf"|{DIGIT}{{4}}\.\s{MONTH}\s{DAY}\.(?:,\s\p{{L}}++)?"  # 2025. december 24., szerda
    rf"|{DIGIT}{{1,4}}年{DIGIT}{{1,2}}月{DIGIT}{{1,2}}日|{DIGIT}{{1,2}}月{DIGIT}{{1,2}}日|{DIGIT}{{1,2}}日"
    rf"|(?:{DIGIT}{{4}}년\s?)?{DIGIT}{{1,2}}월\s?{DIGIT}{{1,2}}일"
    # 24/12, 24.12.2025, 24 - 12
    rf"|{DIGIT}{{1,4}}(?P<mark>\s-\s(?=(?:0?[1-9]|1[0-2])\b(?!:))|[./-])"
    rf"{DIGIT}{{1,2}}(?:(?P=mark){DIGIT}{{2,4}})?(?!{DIGIT})"
    # 2025 оны 11 дүгээр сарын 12; 24 tháng 12 năm 2025
    rf"|(?:{DIGIT}{{4}}\sоны\s)?{DIGIT}{{1,2}}(?:\s?-?р|\s(?:дугаар|дүгээр))?\sсарын\s{DIGIT}{{1,2}}(?!{DIGIT})"
    rf"|{DAY}\s(?:tháng|thg)\s{DAY}(?:,?\s(?:năm\s)?{DIGIT}{{4}})?"
    r")"
)
