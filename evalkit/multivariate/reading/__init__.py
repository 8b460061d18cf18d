"""A table of rows to be studied, and the roles of its columns, from files that people write."""

from evalkit.multivariate.reading.proposal import propose_roles
from evalkit.multivariate.reading.roles import Roles
from evalkit.multivariate.reading.study import Study, read_study, study_of

__all__ = ["Roles", "Study", "propose_roles", "read_study", "study_of"]
