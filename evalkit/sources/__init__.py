"""Files to dossiers, and dossiers to files."""

from evalkit.sources.blank import blank_dossier
from evalkit.sources.dossier import parse_dossier, read_dossier
from evalkit.sources.write import write_dossier

__all__ = ["blank_dossier", "parse_dossier", "read_dossier", "write_dossier"]
