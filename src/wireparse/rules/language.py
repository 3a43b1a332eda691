"""Which language a text is in; asked only where several agencies share a code.

>>> guess_language("Der Rat hat die Brücke nicht für den Verkehr geöffnet, und das ist gut.", frozenset({"de", "en"}))
'de'
>>> guess_language("Η γέφυρα του λιμανιού", frozenset({"el", "en"})), guess_language("ANP", frozenset({"nl", "fr"}))
('el', None)
"""

from typing import Final

from wireparse.patterns import regex_pattern

_WORDS: Final = {
    "nl": "de het een van en in is dat op te voor met niet zijn aan door ook bij",
    "en": "the of and to in a is that for on with was by it as at from said",
    "de": "der die das und ist nicht für den dem mit auf von sich ein eine im zu des",
    "fr": "le la les des et est une dans pour que qui sur par au du pas avec plus",
    "es": "el la los las de que y en un una por con para del se su más no",
    "ca": "el la els les de que i en un una per amb del al es ha més dels",
    "pt": "o a os as de que e em um uma por com para do da não se ao no",
    "it": "il la di che e un una per in con del della non è sono al da nel",
    "ro": "și de la în a că pentru cu din pe o un care nu este al ale au",
    "tr": "ve bir bu için ile de da olarak olan daha çok en gibi kadar sonra ise",
    "az": "və bir bu üçün ilə də da olan daha çox ki edib olub isə görə",
    "pl": "i w na z że do się nie jest o jak po od za przez dla to są",
    "sv": "och i att det som en på är av för med till den inte har om ett",
    "id": "yang di dan untuk dengan pada dari dalam ini itu tidak akan oleh ke",
    "vi": "và của là có cho các một được trong với không đã này để sẽ tại từ những khi",
    "fa": "و در به از که این را با است برای آن یک تا بر هم می شد شده کرد",
    "ar": "في من على إلى أن عن مع التي الذي هذا هذه كان بعد قال بين خلال أجل لمدة",
    "sw": "ya na wa kwa ni katika za la kuwa hiyo huo wao pia",
}  # fmt: skip
_LISTS: Final = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SCRIPTS: Final = (
    ("el", regex_pattern(r"\p{Greek}")),
    ("ka", regex_pattern(r"\p{Georgian}")),
    ("ja", regex_pattern(r"[\p{Hiragana}\p{Katakana}]")),
    ("ko", regex_pattern(r"\p{Hangul}")),
    ("my", regex_pattern(r"\p{Myanmar}")),
    ("fa", regex_pattern(r"[پچژگی]")),
    ("ar", regex_pattern(r"\p{Arabic}")),
    ("ru", regex_pattern(r"\p{Cyrillic}")),
    ("zh-Hant", regex_pattern(r"\p{Han}")),
    ("zh", regex_pattern(r"\p{Han}")),
)
HEAD: Final = 160
"""So many characters tell it."""
_SURE: Final = 3
"""So many different small words, and more than of any other language, make sure."""


def guess_language(text: str, among: frozenset[str]) -> str | None:
    """Which of some languages a text is in, by its small words or by its script; None when neither says."""
    head = text[:HEAD]
    plain = head.isascii()
    # Other letters take long to fold, and most words are small as they stand.
    found, most, second = _by_words((head.casefold() if plain else head).split(), among)
    if most < _SURE and not plain:
        found, most, second = _by_words(head.casefold().split(), among)
    if most >= _SURE:
        return found if most > second else None
    if plain:
        return None
    scripts = ((language, pattern) for language, pattern in _SCRIPTS if language in among)
    return next((language for language, pattern in scripts if len(pattern.findall(head)) > 0.3 * len(head)), None)


def _by_words(words: list[str], among: frozenset[str]) -> tuple[str, int, int]:
    """The language of the most small words, how many these are, and how many another one has."""
    found, most, second = "", 0, 0
    for language in among:
        count = len(_LISTS[language].intersection(words)) if language in _LISTS else 0
        if count > most:
            found, most, second = language, count, most
        elif count > second:
            second = count
    return found, most, second
