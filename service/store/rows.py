"""Writing rows that may be there already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def add_once(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Insert a row unless one with the same key is there: who comes second finds what the first wrote."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
