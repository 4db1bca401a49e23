"""Readings and failures: found by content, engine and settings, so that nothing is read twice."""

from __future__ import annotations

import zlib

from sqlalchemy import Connection, func, insert, select

from gouji.models.result import Report
from gouji.service.store.records import EngineKey, Failure, now
from gouji.service.store.rows import add_once
from gouji.service.store.schema import failures, readings


def find_reading(connection: Connection, sha256: str, key: EngineKey) -> int | None:
    """The id of the reading of a content by this engine, if there is one."""
    found = select(readings.c.id).where(
        readings.c.sha256 == sha256, readings.c.engine == key.engine, readings.c.settings == key.settings
    )
    return connection.scalar(found.order_by(readings.c.id.desc()).limit(1))


def add_reading(
    connection: Connection, sha256: str, key: EngineKey, report: Report, content: bytes | None = None
) -> int:
    """Keep a reading of a document that is there; its id. One that is there already is not written again.

    ``content``: the JSON of the report, where it is at hand: it is dear to make.
    """
    values = {
        "sha256": sha256, "engine": key.engine, "settings": key.settings, "form": report.form.version,
        "result": zlib.compress(content or report.to_json(indent=None).encode()), "to_review": len(report.review),
        "read_at": now(),
    }  # fmt: skip
    add_once(connection, readings, values)
    reading = find_reading(connection, sha256, key)
    assert reading is not None
    return reading


def latest_reading(connection: Connection, sha256: str) -> int | None:
    """The id of the latest reading of a content, by whatever engine."""
    latest: int | None = connection.scalar(select(func.max(readings.c.id)).where(readings.c.sha256 == sha256))
    return latest


def unpack(result: bytes) -> Report:
    """The report of a stored result."""
    return Report.model_validate_json(zlib.decompress(result))


def find_failure(connection: Connection, sha256: str, key: EngineKey) -> int | None:
    """The id of the latest failure of this engine at a content, unless somebody asked to try again."""
    found = select(failures.c.id).where(
        failures.c.sha256 == sha256,
        failures.c.engine == key.engine,
        failures.c.settings == key.settings,
        failures.c.superseded.is_(False),
    )
    return connection.scalar(found.order_by(failures.c.id.desc()).limit(1))


def add_failure(connection: Connection, sha256: str | None, key: EngineKey, failure: Failure) -> int:
    """Keep a failure; its id."""
    values = {
        "sha256": sha256, "engine": key.engine, "settings": key.settings, "code": failure.code,
        "message": failure.message, "attempts": failure.attempts, "failed_at": now(), "superseded": False,
    }  # fmt: skip
    added: int = connection.scalar(insert(failures).values(**values).returning(failures.c.id))
    return added


def reading_of(connection: Connection, reading: int) -> Report:
    """The reading of that id, which is there."""
    return unpack(connection.scalars(select(readings.c.result).where(readings.c.id == reading)).one())
