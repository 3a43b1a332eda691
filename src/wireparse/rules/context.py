"""Rules that look at where a line stands; `items.py` and `story.py` apply them."""

from typing import Final

from wireparse.rules.rule import Rule
from wireparse.tokens import Kind

HEADLINE_REPEAT: Final = Rule(
    "headline-repeat",
    "the same title again",
    (Kind.HEADLINE,),
    sample="Brug blijft een week dicht\nBrug blijft een week dicht\nUTRECHT (ANP) - De brug is dicht.",
    near_miss="Brug blijft een week dicht\nPont vaart een week langer\nUTRECHT (ANP) - De brug is dicht.",
    why="saved pages print the title of the page and the headline",
)
PAGE_TITLE: Final = Rule(
    "page-title",
    "the headline, a sign, the name of the site",
    (Kind.NOTE,),
    sample="Brug blijft een week dicht | De Kustpost\nBrug blijft een week dicht\nUTRECHT (ANP) - De brug is dicht.",
    near_miss="Brug blijft een week dicht: pont vaart langer\nUTRECHT (ANP) - De brug is dicht.",
    why="the title of the page names the site behind the headline",
)
BYLINE_AGENCY: Final = Rule(
    "byline-agency",
    "an agency alone, right below the headline",
    (Kind.BYLINE,),
    sample="Hallan el lugar donde nació el faro\nNotimex\nMéxico, DF. El faro nació aquí, dicen los vecinos.",
    near_miss="Hallan el lugar donde nació el faro\nMADRID (EFE).- El faro nació aquí.\nEFE",
    why="papers name the agency where others name a reporter",
)
BYLINE_NAME: Final = Rule(
    "byline-name",
    "a name or a desk alone, right below the headline",
    (Kind.BYLINE,),
    sample="Ejidatarios continúan su protesta en la mina\nRAQUEL OLLA\nMADRID (EFE).- Los ejidatarios siguen.",
    near_miss="Ejidatarios continúan su protesta\nMADRID (EFE).- Los ejidatarios siguen.\nRaquel Olla\nElla sigue.",
    why="papers leave out the word for `by`",
)
LIST_TITLE: Final = Rule(
    "list-title",
    "the title right above a list that nothing else precedes",
    (Kind.SECTION, Kind.NOTE),
    sample="Verkeer en vervoer\nBrug dicht\nDe brug is dicht.\n1u geleden\nPont vaart\nDe pont vaart.\n2u geleden",
    near_miss="Verkeer en vervoer staan stil\nUTRECHT (ANP) - De brug is dicht.",
    why="on a page that only lists items the title of the list is the section",
)
BEFORE_LIST: Final = Rule(
    "before-list",
    "titles above the title of a list",
    (Kind.NOTE,),
    sample="Zoek op naam\nVerkeer en vervoer\nBrug dicht\nDe brug is.\n1u geleden\nPont vaart\nHij vaart.\n2u geleden",
    near_miss="Brug dicht\nUTRECHT (ANP) - De brug is dicht.",
    why="menus above the title of a list page",
)
BEFORE_STORY: Final = Rule(
    "before-story",
    "a heading above the story alone",
    (Kind.NOTE,),
    sample="En direct\nUn phare loue sa lampe\nLe phare prête sa lampe.\nElle pèse quarante kilos.",
    near_miss="En direct\nUn phare loue sa lampe\nil y a 1 heure\nUn pont ferme\nil y a 2 heures",
    why="a button of the menu has the words of a heading; a list has ages, or one paragraph an item",
)
BUTTON: Final = Rule(
    "button",
    "the words of a heading, again and again between an item and its age",
    (Kind.NOTE,),
    sample="Net binnen\nTIEL (ANP) - Open.\nLees meer\n1 uur geleden\nOSS (ANP) - Dicht.\nLees meer\n2 uur geleden",
    near_miss="Net binnen\nTIEL (ANP) - Open.\n1 uur geleden\nLees meer\nOSS (ANP) - Dicht.\n2 uur geleden",
    why="`Lees meer` is a heading above links, and the link to an item as well",
)
RANK: Final = Rule(
    "rank",
    "numbers from 1 on, each on a line of its own, in a list",
    (Kind.NOTE,),
    sample="Meest gelezen\n1\nGeit wordt burgemeester\n2\nBakker wint prijs\n3\nBrug weer open",
    near_miss="Meest gelezen\nGeit wordt burgemeester\nBakker wint prijs\n1984\nBrug weer open",
    why="the ranks of a list of most read stand above their headlines",
)
NOW: Final = Rule(
    "heading-now",
    "a word for now, right above another age",
    (Kind.SECTION,),
    sample="Lige nu\n5 min. siden\nBroen er åben igen\n1 time siden\nFanø får en postrute",
    near_miss="Seneste nyt\nLige nu\nBroen er åben igen\n1 time siden\nFanø får en postrute",
    why="`Lige nu` is the age of an item, and the heading of a list too",
)
RUBRIC: Final = Rule(
    "rubric",
    "the name of a section inside a list",
    (Kind.SECTION, Kind.NOTE),
    sample="Net binnen\nBrug dicht\n1 uur geleden\nSport\nBaan open\n2 uur geleden",
    near_miss="Brug dicht\nUTRECHT (ANP) - De brug is dicht.\nSport\nDe baan is open.",
    why="a name of a section that stands above a single item is its section",
)
CREDIT_BEFORE: Final = Rule(
    "credit-before-headline",
    "an agency in front of the headlines of a list",
    (Kind.NOTE,),
    sample="Meer nieuws\nANP Brug dicht\nDe brug is dicht.\n1 uur geleden\nANP Pont vaart\nHij vaart.\n2 uur geleden",
    near_miss="Meer nieuws\nANP staakt\nHet staakt.\n1 uur geleden\nPont vaart\nHij vaart.\n2 uur geleden",
    why="list pages print the picture's credit before the headline",
)
AGE_SOURCE: Final = Rule(
    "age-source",
    "what stands in a row with an age",
    (Kind.NOTE,),
    sample="Meer nieuws\nBrug dicht\nANP · 1 uur geleden",
    near_miss="Meer nieuws\nANP · 8 reacties",
    why="source and counters beside an age",
)
RULES: Final = (
    HEADLINE_REPEAT,
    PAGE_TITLE,
    BYLINE_AGENCY,
    BYLINE_NAME,
    LIST_TITLE,
    BEFORE_LIST,
    BEFORE_STORY,
    BUTTON,
    RANK,
    NOW,
    RUBRIC,
    CREDIT_BEFORE,
    AGE_SOURCE,
)
