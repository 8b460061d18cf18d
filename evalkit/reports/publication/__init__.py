"""Public editions: what may go on a web site, decided over a whole batch, and what each edition leaves out."""

from evalkit.reports.publication.plan import Publication, plan_publication
from evalkit.reports.publication.public import PublicDossier, left_out_lines, published
from evalkit.reports.publication.side import SIDE_FILE, read_edition, save_public

__all__ = [
    "SIDE_FILE",
    "PublicDossier",
    "Publication",
    "left_out_lines",
    "plan_publication",
    "published",
    "read_edition",
    "save_public",
]
