"""Answers that are known to name no one: only these are ever shown, in a message or in a proposed mapping.

How often an answer is given says nothing of it: the same adviser's name may fill a whole column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import get_args

from evalkit.model.dossier import Dossier
from evalkit.model.personal import personal_kind
from evalkit.model.vocabulary import StakeholderGroup
from evalkit.sources.shown import SHOWN
from evalkit.sources.survey.words import GENDERS, MISSING, NO, YES, category_of
from evalkit.sources.wording import fold

_LABEL_WORDS = """
abandon absolument acceptable accord agree aide aides alternance always amelioration ameliore amelioree an annee
annees annuel ans answer apprentissage apres atelier ateliers aucun aucune aucunement augmentation augmente autant
autre autres avant average avis bac bad baisse beaucoup beneficiaire beneficiaires beneficiaries benevole benevoles
bep better binaire bonne bonnes brevet bts budget cap cdd cddi cdi certain certaine certainement chantier chantiers
chaque choix chomage collectivite collectivites complet completely completement concerne concernee conge constat
contract contrat contrats conventionnelle correct correcte creation customers daily deces defavorable definitely deld
demandeur demandeurs demandeuse demenagement demission depart desaccord difficile difficilement difficult diminue
diminution diplome diplomes direction disagree dissatisfied durable duree dynamique dynamiques easy egal eleve elevee
embauche emploi emplois employee employees employment encadrants endettement enormement entierement entreprise
entreprises equipe equipes esat essai essentiel essentielle etti etudiant etudiante excellent excellente exit
extremely extremement facile facilement faiblement fair false faux favorable female feminin femme femmes financeur
financeurs fixed fois formation formations fortement frequemment frequent frequently funders geiq habitants
habituellement handicap handicape hausse hebdomadaire heure heures high homme hommes iae identique important
importante impossible improbable inacceptable inactif inactive inactivite inadapte inadaptee inchange indecis indecise
independant indifferent indifferente indispensable infra insatisfaisant insatisfaisante insatisfait insatisfaite
insatisfaits insertion insuffisamment insuffisant insuffisante interim interimaire intermediaire inutile jamais jour
jours know lasting legerement less licenciement likely logement longue low maintien mal maladie male masculin
maternite mauvais mauvaise maybe mecontent mecontente mediocre medium meilleur meilleure mensuel mieux mobilite
moderately moins mois month monthly moyennement necessaire neither nettement neutral neutre never niveau non none
numerique occasionally occasionnellement often once opinion option other oui pareil parfaitement parfois partenaire
partenaires partiel partiellement partly partner partners passable per periode permanent permis pertinent pertinente
peu plusieurs pmsmp poor positive positives possible poste prefer presque prioritaire probable probablement probably
professionnalisation progresse prononce publique qpv qualifiante quasiment quelquefois quotidiennement rarely rarement
recherche regulierement renouvellement renseigne renseignee reponse reponses reprise residents resigned retired
retiree retirement retraite rqth rsa rupture sais saisonnier sait salarie salariee salariees salaries same
satisfaisant satisfaisante satisfait satisfaite satisfaits satisfied secondaire seldom semaine semaines senior seniors
siae slightly sociaux sometimes somewhat sortie sorties souhaite souvent stable stage strongly structure student
suffisamment suffisant suffisante surement suspension systematiquement temporaire temporary temps titulaire totalement
totally toujours tout toute toutes training transition transitional transport transports travail travailleur
travailleurs trimestre trop twice unemployed unemployment unimportant unlikely unsatisfied useful useless usually
utile volunteer volunteers vrai vraiment week weekly withdrawn woman women work worse year yearly years yes
"""
_LABELS = frozenset(_LABEL_WORDS.split())
"""Words of scales, frequencies, ages, contracts and exits, in folded text: none is a usual first name or surname."""

_LINK_WORDS = """
a age ages all and assez at au aux avec between bien c ce chez conseil d dans day days de des don du en entre est et
etre fait fin fonction from full h hors il j je jeune jeunes l la le les man men more n ne ni nor not old on or ou
over par parcours partie pas peut plein plus plutot pour publics qu que s sans se si sur t term than the time times to
tous tres un under une vers very
"""
_LINKS = frozenset(_LINK_WORDS.split())
"""Words that link the others: they make no label by themselves."""

_WHOLE = frozenset({
    "bon", "tres bon", "assez bon", "plutot bon", "bien", "tres bien", "assez bien", "plutot bien", "moins bien",
    "pas bien", "moyen", "moyenne", "faible", "tres faible", "assez faible", "fort", "tres fort", "assez fort", "forte",
    "pas du tout", "un peu", "pas", "plus", "en partie", "du tout", "ni l'un ni l'autre", "autre", "not at all",
    "plutot", "plutot oui", "plutot non",
    "f", "h", "m", "man", "men", "aci", "ei", "ai", "eiti", "ass", "aah", "th", "cui", "pec", "-oth-",
    "fonction publique", "jeunes", "rien", "pire", "good", "very good", "fairly good", "sante",
    "full time", "part time", "peut etre", "tous",
    *(word for words in GENDERS.values() for word in words),
})  # fmt: skip
"""Labels made of words that may be someone's name elsewhere, or of links: shown only as they are."""

_SIGNS = re.compile(r"[\w '·\-–—/.,:;()\[\]=+<>≤≥%&!?€]*")
_CODE = re.compile(r"(?:a|ao|sq|opt|option|choix|choice)[ -]?0*\d{1,2}")
"""Codes of answers in LimeSurvey and Kobo."""
_NUMBER = re.compile(r"(?:100|\d{1,2})(?:[.,]\d)?(?: ?%)?|[<>] ?\d{1,2}|\d{1,2} ?(?:[-–] ?\d{1,2}|\+)")
"""A mark, a percentage, or a band of ages. A longer number may be a telephone's, a file's or a person's."""
_ENDINGS = re.compile(r"(?:\((?:e|es|s|ve|ne|le)\)|[·.](?:e|es|s)\b)+")
"""Of both genders, or of one and several: ``satisfait(e)s``."""
_PART = re.compile(r"\d{1,3}|(?:a|ao|sq)0*\d{1,2}")
MOST_NUMBERS = 2
"""In a label: the mark and a bound, or the two ends of a band; more would make a date."""

_KNOWN = frozenset(map(fold, MISSING)) | YES | NO | _WHOLE


def own_words(dossier: Dossier) -> frozenset[str]:
    """Return what a dossier itself calls its partners, groups, subgroups and perimeters, in folded text."""
    return frozenset(fold(each) for each in _names(dossier) if each)


def _names(dossier: Dossier) -> Iterator[str | None]:
    yield from get_args(StakeholderGroup)
    for partner in dossier.partners:
        yield from (partner.code, partner.name)
    yield from (each.name for each in dossier.stakeholders)
    for measure in dossier.measures:
        yield from (measure.respondent, measure.subgroup)
    yield from (each.perimeter for each in dossier.exits)


def names_no_one(answer: str, own: Collection[str] = ()) -> bool:
    """Tell whether an answer is known to name no one, so that it may be shown however rare or common it is.

    Parameters
    ----------
    answer : str
        As the file of answers says it.
    own : collection of str
        Words of the dossier (`own_words`).
    """
    if len(answer) > SHOWN or personal_kind(answer):
        return False
    folded = fold(answer)
    known = folded in _KNOWN or folded in own or category_of(answer) is not None
    return known or bool(_CODE.fullmatch(folded) or _NUMBER.fullmatch(folded)) or _is_label(folded)


def _is_label(folded: str) -> bool:
    """Tell whether an answer is made of the words of labels only: ``4 - plutôt d'accord``, ``de 18 à 25 ans``."""
    parts = re.findall(r"\w+", _ENDINGS.sub("", folded))
    words = [each for each in parts if not _PART.fullmatch(each)]
    if not _SIGNS.fullmatch(folded) or len(parts) - len(words) > MOST_NUMBERS:
        return False
    if " ".join(words) in _WHOLE:
        return len(words[-1]) > 1
    labels = all(each in _LABELS or each in _LINKS for each in words) and any(each in _LABELS for each in words)
    # A letter at the end would be an initial.
    return labels and (len(parts[-1]) > 1 or parts[-1].isdigit())
