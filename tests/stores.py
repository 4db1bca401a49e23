"""Fixtures: a store in SQLite, and the same in a real PostgreSQL where one is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgresql
import pytest
from sqlalchemy import create_engine, text

from gouji.service.store.connection import Store, open_store, sqlite_url


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    if postgresql.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgresql.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "gouji.db")
    url: str = request.getfixturevalue("postgresql_url")
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()
