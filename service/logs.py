"""Logs: a record is one line, for people on the command line, as JSON where a service runs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

_FORMAT = "%(levelname)s %(name)s: %(message)s"
_BREAK = " ⏎ "


class OneLineFormatter(logging.Formatter):
    """A record with its traceback on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The text, its line breaks shown as a sign."""
        return _BREAK.join(super().format(record).splitlines())


class JsonFormatter(logging.Formatter):
    """A record as one JSON object; what came as ``extra={"fields": {…}}`` among its members."""

    def format(self, record: logging.LogRecord) -> str:
        """The object on one line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def log_as_json() -> None:
    """Write all from information up to standard error as JSON: for the service, once its setting up is done."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def log_to_stderr() -> None:
    """Write warnings and worse to standard error, one line each, unless logging has been set up already."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLineFormatter(_FORMAT))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
