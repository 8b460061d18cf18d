"""Files to dossiers."""

from evalkit.sources.blank import blank_dossier
from evalkit.sources.dossier import parse_dossier, read_dossier

__all__ = ["blank_dossier", "parse_dossier", "read_dossier"]
