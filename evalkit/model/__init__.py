"""The types of a dossier. Frozen; they know where they stand in the user's file and nothing of how it was read."""

from evalkit.model.dates import PartialDate
from evalkit.model.dossier import Dossier, first_with_code, json_schema
from evalkit.model.quantity import Quantity

__all__ = ["Dossier", "PartialDate", "Quantity", "first_with_code", "json_schema"]
