"""The figures of the report: one file each, from results to a picture with its words."""
