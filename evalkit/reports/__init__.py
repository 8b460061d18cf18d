"""From a dossier to its report: the page that a notebook shows, the strict runner, the export, the folder of files."""
