"""Files to dossiers."""

from evalkit.sources.dossier import parse_dossier, read_dossier

__all__ = ["parse_dossier", "read_dossier"]
