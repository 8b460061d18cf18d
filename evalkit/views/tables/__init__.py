"""The tables of the report, step by step: cells as the reader sees them, plain values for CSV beside them."""
