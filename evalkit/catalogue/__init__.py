"""What the guide says once for all: method, typology, devices, SIAE and exits, and suggestions of indicators."""

from evalkit.catalogue.devices import Device, device, devices, indicator_suggestions, transversal
from evalkit.catalogue.method import principles, purposes, questions, stakes
from evalkit.catalogue.siae import exit_categories, exit_rates, siae_types
from evalkit.catalogue.typology import bridges, categories, models
from evalkit.catalogue.words import Words

__all__ = [
    "Device",
    "Words",
    "bridges",
    "categories",
    "device",
    "devices",
    "exit_categories",
    "exit_rates",
    "indicator_suggestions",
    "models",
    "principles",
    "purposes",
    "questions",
    "siae_types",
    "stakes",
    "transversal",
]
