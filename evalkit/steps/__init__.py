"""The four steps: one file each, from a dossier to named results. Draws nothing, words nothing."""
