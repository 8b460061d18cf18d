"""Words that claim a cause, where only a comparison could."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from evalkit.errors import Path
from evalkit.model import Dossier
from evalkit.model.prospects import Prospects

WITHOUT_COMPARISON = ("description", "before_after")
_HAVE = r"(?:a|ont|avait|avaient|aura|auront|ayant)"
_CAUSING = r"(?:permis|entra[iî]né|provoqué|généré|engendré|causé|conduit|débouché|abouti)(?:e|s|es)?"
_CAUSES = re.compile(
    rf"""\b(?:
        impact(?:s|é|ée|és|ées|ed)? | gr[aâ]ce\s+(?:à|au|aux) | {_HAVE}\s+(?:ainsi\s+|donc\s+)?{_CAUSING} |
        (?:est|sont)\s+d[uû]e?s?\s+(?:à|au|aux) | du\s+fait\s+(?:de|du|des) | s['’]expliquent?\s+par |
        thanks\s+to | led\s+to | leads\s+to | caused | resulted\s+in | brought\s+about | because\s+of | due\s+to |
        generated
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)


def causal_word(text: str) -> str | None:
    """Return the first words of a text that claim a cause, as they are written, or None."""
    found = _CAUSES.search(unicodedata.normalize("NFC", text))
    return " ".join(found.group().split()) if found else None


def claims(dossier: Dossier) -> Iterator[tuple[Path, str]]:
    """Yield the evaluator's statements that no comparison backs, with their paths."""
    for i, finding in enumerate(dossier.findings):
        if finding.strength in WITHOUT_COMPARISON:
            yield ("findings", i, "label"), finding.label
    for i, effect in enumerate(dossier.effects):
        yield ("effects", i, "label"), effect.label
    for i, criterion in enumerate(dossier.criteria):
        if criterion.conclusion:
            yield ("criteria", i, "conclusion"), criterion.conclusion
    for i, coherence in enumerate((dossier.prospects or Prospects()).coherence):
        if coherence.comment:
            yield ("prospects", "coherence", i, "comment"), coherence.comment
