"""Words that speak for a dateline or against it."""

from typing import Final

from wireparse.patterns import regex_pattern

LABELS: Final = frozenset(
    "update updated video live foto foto's fotos photo photos opinie opinion advertorial adv advertentie ingezonden "
    "slot premium plus pdf vrij free nieuw new exclusive exclusief podcast audio interview analyse analysis column "
    "commentaar comment kommentar red redactie breaking urgent flash eil spoiler sponsored nsfw correctie correction "
    "isl eng ger ned fra esp ita bel usa sued süd nord ost west oder updated: gallery galerie quiz liveblog".split()
)
"""What sites print in parentheses where an agency stands: `(VIDEO) - `."""
STOP_WORDS: Final = frozenset(
    "update updates breaking news nieuws video foto opinie opinion question answer q a nato navo otan onu vn un eu fbi "
    "cia who opec nasa fifa uefa unicef unesco note nota pilobolus analysis analyse interview exclusive live liveblog "
    "correction rectificatie correctie editorial comment commentaar review recensie goalkeepers defenders midfielders "
    "forwards summary samenvatting spoiler warning waarschuwing attention achtung let op urgent alert flash today "
    "background factbox timeline preview roundup wrapup column voetbal tennis sport weather weer verkeer headlines"
    " advertisement advertentie publicidad anzeige noot quote citaat vraag antwoord film boek muziek tv radio".split()
)
"""What stands in capitals before a dash and is no place."""
ROUTE_WORDS: Final = frozenset("in nach naar to en v.v. per via retour takes dauert duurt za do за".split())
"""What follows the second end of a route: `Hamburg - Basel in sechs Stunden`."""
LOCATIVES: Final = (
    "in te bij uit naar bei aus nach from near at à en em w z we v ve på fra från till til в из под у на između kod "
    "pored pranë".split()
)
"""Words that a place follows, and rarely anything else that is written with a capital."""
REPORTS: Final = frozenset(
    "said says told announced reported according officials police sagte sagt teilte teilt erklärte berichtete "
    "meldete Angaben Polizei zei zegt meldde meldt maakte aldus politie gemeente déclaré annoncé indiqué selon "
    "police dijo informó anunció señaló según aseguró policía disse anunciou informou segundo polícia detto "
    "annunciato reso secondo polizia sagde oplyser politiet meddelte sade uppger polisen meddelade sa opplyser "
    "politi powiedział poinformował poinformowała podał policja řekl uvedl oznámil policie заявил заявила сообщил "
    "сообщили сообщила сообщает полиция".split()
)
"""Words of those who report: who said it, and who told the press."""
SPEAKS_OF_SOMEONE: Final = regex_pattern(
    r"(?:She|He|Her|His|I|My|It|It's|That|This|Sie|Er|Ihr|Ihre|Sein|Seine|Ich|Es|Zij|Ze|Hij|Haar|Zijn|Ik|Het is"
    r"|Dat|Elle|Il|Sa|Son|Je|C['’]est|Ella|Él|Su|Yo|Es|Ela|Ele|Eu|Lei|Lui|Io|È|Hun|Han|Hon|Hendes|Jeg|Jag|Ona|On|Ja|To|Она|Он|Я|Это)\b"
)
"""How a text goes on that is about a person or a thing: `Victoria. She runs the shop …`."""
TAKES_UP: Final = regex_pattern(
    r"(?:Das (?:ist|war|klingt|heißt)|Dieser Name|Dieses Wort|Ein Wort|Der Name|Die(?:se)? Stadt|Eine Stadt"
    r"|Ce (?:seul )?(?:mot|nom)|Cette ville|La ville|Une ville|Un nom"
    r"|Bara (?:namnet|ordet)|Namnet|Staden|En stad|Byen|Navnet|En by|De stad|Een stad|De naam|Alleen de naam"
    r"|Miasto|To miasto|Sama nazwa|La ciudad|Una ciudad|Esa ciudad|Ese nombre|La città|Una città|Quel nome|Un nome"
    r"|A cidade|Uma cidade|The (?:very )?(?:name|word)|The city|A city|This city|That city"
    r"|Город|Этот город|Само слово|Місто|Град)\b"
)
"""What takes the place up again: `Marseille. Ce seul mot …` opens an essay."""
