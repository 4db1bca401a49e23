"""Which Gouji this is."""

from importlib.metadata import version

VERSION = version("gouji")
