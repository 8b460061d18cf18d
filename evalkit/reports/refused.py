"""What a notebook says when its file cannot be shown."""


class Refused(Exception):  # noqa: N818 - not a program's error: what the reader of a notebook is told
    """A dossier, a folder or a table cannot be shown. A notebook prints its sentences and nothing else."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()
