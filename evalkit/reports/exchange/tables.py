"""Every tidy table, in the order of the method: what the dossiers state, then what was measured and reviewed."""

from __future__ import annotations

from functools import lru_cache

from evalkit.reports.exchange.columns import Table
from evalkit.reports.exchange.entries import entry_tables
from evalkit.reports.exchange.measured import measured_tables
from evalkit.reports.exchange.reviewed import reviewed_tables


@lru_cache
def tables() -> tuple[Table, ...]:
    """Return every tidy table; each is written in every export, without rows where nothing fills it."""
    return (*entry_tables(), *measured_tables(), *reviewed_tables())
