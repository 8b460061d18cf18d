"""What leaves for others' programs: one Common Impact Data Standard document per dossier, tidy tables of them all."""

from evalkit.reports.exchange.cids import cids_document, export_cids
from evalkit.reports.exchange.shown import Case, shown_case, shown_cases
from evalkit.reports.exchange.tidy import export_tidy

__all__ = ["Case", "cids_document", "export_cids", "export_tidy", "shown_case", "shown_cases"]
