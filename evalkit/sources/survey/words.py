"""Words met in answers and headings, in the form in which they are compared: no capital, no accent."""

from __future__ import annotations

import re
import unicodedata

from evalkit.sources.wording import fold
from evalkit.sources.yaml_tree import INVISIBLE

MISSING = (
    "n.c.", "nc", "n.r.", "nr", "n/a", "n.a.", "na", "nsp", "ne sait pas", "je ne sais pas", "ne se prononce pas",
    "sans réponse", "sans objet", "non concerné", "non renseigné", "no answer", "don't know", "not applicable", "-",
    "-99", "je ne sais pas ou je ne souhaite pas répondre", "I do not know or prefer not to answer",
)  # fmt: skip
"""What stands for no answer, unless the mapping gives its own list."""

YES = frozenset({"y", "o", "oui", "yes", "vrai", "true", "1", "x"})
NO = frozenset({"n", "non", "no", "faux", "false", "0"})

EXITS = {
    "lasting": ("emploi durable", "durable", "sortie durable", "sortie en emploi durable", "cdi", "fonction publique",
                "creation d'entreprise", "creation ou reprise d'entreprise", "lasting", "lasting employment"),
    "transition": ("emploi de transition", "transition", "sortie en emploi de transition", "transitional employment"),
    "positive": ("sortie positive", "positive", "autre siae", "embauche dans une autre siae", "retraite",
                 "depart a la retraite", "positive exit", "retirement"),
    "training": ("formation qualifiante", "entree en formation qualifiante", "qualifying training"),
    "other": ("autre", "autres", "autre sortie", "autres sorties", "other", "other exit"),
    "withdrawn": ("sortie retiree", "retiree", "retiree du constat", "sortie neutralisee", "neutralisee", "withdrawn"),
}  # fmt: skip
"""Names of the categories of exits that can be taken for nothing else; « CDD » says no category by itself."""

GENDERS = {
    "femmes": ("f", "femme", "femmes", "female", "woman", "women"),
    "hommes": ("h", "homme", "hommes", "male", "man", "men"),
}

TOTALS = re.compile(r"(?:sous-? ?|grand |sub-? ?)?(?:total|totaux)(?: [^ ]+){0,2}")
"""How a line of totals begins, in folded text."""

SUMMARIES = frozenset({"moyenne", "moyennes", "mediane", "somme", "ensemble", "average", "mean", "median", "sum"})
"""How another line that is no answer begins, unless it is an answer of the question: ``Satisfaction : moyenne``."""

SUBGROUPS = re.compile(r"\b(?:sexe|genre|gender|sex|tranches? d'age|classes? d'age|age group|femme ?/ ?homme)\b")

_IDENTIFYING = re.compile(
    r"\b(?:nom|noms|prenom|prenoms|name|firstname|lastname|surname|civilite|mail|e-?mail|courriel|tel|telephone|phone"
    r"|mobile|portable|adresse|address|ip|ipaddr|ip ?address|token|jeton|invitation|id|ident|identifiants?|uuid"
    r"|matricule|nir|numero|dossier|naissance|ne le|nee le|birth|birthdate|dob|ddn|refurl|commentaires?|comments?"
    r"|verbatim|remarques?|precisez|preciser|specify|gps|latitude|longitude|user ?name|submitted by|referente?s?"
    r"|conseillere?s?|conseiller|cip|accompagnat\w+|tut(?:eur|rice|or)s?|encadrante?s?|prescripteurs?|enquet\w+"
    r"|interviewer|enumerator|signature|photo|salarie|beneficiaire|personne|stagiaire)\b"
)
"""Headings of columns that name someone or hold free text, in folded text."""
_FREE = ("[other]", "/other", " other", "[autre]", "/autre", " autre", "(autre)", "(other)")
"""How the heading of what is written beside « autre » ends, in folded text, where an underscore is a space."""


def clean(text: str) -> str:
    """Return a heading or an answer on one line, without invisible characters nor LibreOffice's or LimeSurvey's guard.

    LimeSurvey writes ``'=`` where an answer starts like a formula.
    """
    shown = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    shown = " ".join(shown.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ").split())
    return shown[1:] if re.match(r"'[=+\-@]", shown) else shown


def squeezed(text: str) -> str:
    """Return a code without what exports change in it: ``C1.I4``, ``C1, I4``, ``g/C1_I4`` and ``C1[I4]`` are one."""
    last = re.sub(r"^(\w+), ?(?=\w)", r"\1.", text.rsplit("/", 1)[-1]).partition(" ")[0]
    return re.sub(r"[^a-z0-9]", "", last.casefold())


def is_identifying(heading: str) -> bool:
    """Tell whether a column's heading says that it names someone or holds free text."""
    words = re.sub(r"[\[\]()/:;,?!.]", " ", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)))
    return bool(_IDENTIFYING.search(" ".join(words.split()))) or fold(heading).endswith(_FREE)


def gender_of(answer: str) -> str | None:
    """Return the name of the subgroup that an answer means, where it is a gender."""
    return next((name for name, words in GENDERS.items() if fold(answer) in words), None)


def category_of(answer: str) -> str | None:
    """Return the category of exits that a word names by itself, or None."""
    folded = fold(answer)
    return next((code for code, words in EXITS.items() if folded in words), None)
