"""``python -m evalkit``: the command line where the ``evalkit`` program is not on the path."""

from evalkit.cli import main

main()
