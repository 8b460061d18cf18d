"""The user's own workbook, given back with what was found in it marked on its cells.

A marked cell has a colour and a comment; a first sheet lists everything and links to the cells. All the rest of the
file is as it was: its parts are copied as they are, and the few that must change are changed in place, never written
anew by a library that would forget charts, images or the conversation in a comment.
"""

from evalkit.sources.returned.marks import SEVERITIES, Mark, Severity
from evalkit.sources.returned.stamp import is_as_returned, is_returned
from evalkit.sources.returned.writer import write_returned

__all__ = ["SEVERITIES", "Mark", "Severity", "is_as_returned", "is_returned", "write_returned"]
