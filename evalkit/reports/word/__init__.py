"""The Word report: the page made plain, a reference document for its look, and what pandoc leaves to finish."""
