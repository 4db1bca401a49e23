"""A store opened: its database, brought to the tables of this version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from gouji.models.errors import ConfigurationError

_BUSY_SECONDS = 30
_READ_ONLY = "gouji_read_only"
_MIGRATION_LOCK = 4702111  # any number: two processes must not bring the same PostgreSQL up to date at once


@dataclass(frozen=True, slots=True)
class Store:
    """A database with the tables of :mod:`gouji.service.store.schema`."""

    engine: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes: all of it lasts once this ends, or nothing of it happened."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A connection that only reads, and sees one state of everything; it holds up nobody who writes."""
        with self.engine.connect().execution_options(**{_READ_ONLY: True}) as connection:
            yield connection

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the store at a URL of SQLAlchemy, ``sqlite:///…`` or ``postgresql://…``, and bring its tables up to date.

    Raises:
        ConfigurationError: it cannot be reached, or was written by a newer version.
    """
    try:
        engine = _engine(url)
        with engine.begin() as connection:
            _migrate(connection)
    except CommandError:
        raise ConfigurationError("数据库是更新版本的勾稽写的，这个版本不能用。请升级勾稽") from None
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise ConfigurationError("GOUJI_STORE 应是 sqlite:///文件 或 postgresql://用户@主机/库名") from None
    except DBAPIError as error:
        raise ConfigurationError(f"数据库打不开：{make_url(url).render_as_string()}（{_reason(error)}）") from None
    return Store(engine)


def sqlite_url(file: Path) -> str:
    """The URL of a database in a file."""
    return f"sqlite:///{file.resolve()}"


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise ArgumentError("nothing in memory lasts")
        engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, pool_pre_ping=True)


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401  (whatever the driver has)
    connection.isolation_level = None  # the driver begins too late; _begin_sqlite does it
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Whoever will write takes the lock at once: asking for it in the middle can only fail."""
    reads = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _reason(error: SQLAlchemyError) -> str:
    return " ".join(str(getattr(error, "orig", error)).split())[:200]
