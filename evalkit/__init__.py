"""evalkit: the four-step evaluation of partnerships between social-inclusion enterprises and companies."""

__version__ = "0.1.0"
