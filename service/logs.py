"""Logs of the command line: a record is one line, as a refusal is, so that whoever reads lines is not confused."""

from __future__ import annotations

import logging

_FORMAT = "%(levelname)s %(name)s: %(message)s"
_BREAK = " ⏎ "


class OneLineFormatter(logging.Formatter):
    """A record with its traceback on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The text, its line breaks shown as a sign."""
        return _BREAK.join(super().format(record).splitlines())


def log_to_stderr() -> None:
    """Write warnings and worse to standard error, one line each, unless logging has been set up already."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLineFormatter(_FORMAT))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
