"""The tables. Times are UTC in ISO 8601. Rows of ``readings``, ``failures``, ``sightings``, ``decisions`` and ``audit``
are added and never changed; only ``purge`` takes any away.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Only INTEGER counts up by itself in SQLite, and only with `sqlite_autoincrement` is the id of a deleted row never
# given again: somebody may still hold it.
_Id = BigInteger().with_variant(Integer, "sqlite")
_TIME = String(32)
_HASH = String(64)

documents = Table(
    "documents",
    metadata,
    Column("sha256", _HASH, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("first_seen_at", _TIME, nullable=False),
)
"""Every content that was ever seen, once."""

contents = Table(
    "contents",
    metadata,
    Column("sha256", _HASH, ForeignKey("documents.sha256"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("stored_at", _TIME, nullable=False),
)
"""The bytes themselves, where nobody else keeps them: uploads."""

sightings = Table(
    "sightings",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("sha256", _HASH, ForeignKey("documents.sha256"), nullable=False),
    Column("place", Text, nullable=False),
    Column("place_hash", _HASH, nullable=False),
    Column("name", Text, nullable=False),
    Column("seen_at", _TIME, nullable=False),
    UniqueConstraint("sha256", "place_hash"),
    sqlite_autoincrement=True,
)
"""Where, and under which name, a content was found. ``place_hash``: a place may be longer than an index takes."""

readings = Table(
    "readings",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("sha256", _HASH, ForeignKey("documents.sha256"), nullable=False),
    Column("engine", String(200), nullable=False),
    Column("settings", _HASH, nullable=False),
    Column("form", String(20), nullable=False),
    Column("result", LargeBinary, nullable=False),
    Column("to_review", Integer, nullable=False),
    Column("read_at", _TIME, nullable=False),
    UniqueConstraint("sha256", "engine", "settings", "form"),
    sqlite_autoincrement=True,
)
"""Results, as compressed JSON of the contract, without decisions and under the name of the first sighting."""

failures = Table(
    "failures",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("sha256", _HASH, ForeignKey("documents.sha256")),
    Column("engine", String(200), nullable=False),
    Column("settings", _HASH, nullable=False),
    Column("code", String(40), nullable=False),
    Column("message", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failed_at", _TIME, nullable=False),
    Column("superseded", Boolean, nullable=False, default=False),
    Index(None, "sha256"),
    sqlite_autoincrement=True,
)
"""Why something could not be read; without a hash where its content could not even be had. ``superseded``: somebody
asked to try again."""

batches = Table(
    "batches",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("stopped_at", _TIME),
    Column("purged_at", _TIME),
    Column("owner", String(16)),
    Index(None, "kind", "created_at"),
)
"""Sets of files to be read: of a command (``folder``) or of a client (``job``; ``owner``: the key it came with)."""

items = Table(
    "items",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("batch_id", String(32), ForeignKey("batches.id"), nullable=False),
    Column("place_hash", _HASH, nullable=False),
    Column("place", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("container", Text, nullable=False),
    Column("member", Integer),
    Column("size", BigInteger),
    Column("mark", Text),
    Column("state", String(10), nullable=False),
    Column("sha256", _HASH, ForeignKey("documents.sha256")),
    Column("reading_id", _Id, ForeignKey("readings.id")),
    Column("failure_id", _Id, ForeignKey("failures.id")),
    Column("updated_at", _TIME, nullable=False),
    UniqueConstraint("batch_id", "place_hash"),
    Index(None, "batch_id", "state", "id"),
    Index(None, "sha256"),
    sqlite_autoincrement=True,
)
"""The files of a batch and what became of each. ``mark``: by which a change of the file shows without reading it."""

decisions = Table(
    "decisions",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("sha256", _HASH, ForeignKey("documents.sha256"), nullable=False),
    Column("field", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", Text),
    Column("by", Text, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("note", Text),
    Index(None, "sha256", "field", "id"),
    sqlite_autoincrement=True,
)
"""What people decided about a field of a document; the latest holds, whatever engine reads the document later."""

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("hash", _HASH, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("per_minute", Integer),
    Column("created_at", _TIME, nullable=False),
    Column("revoked_at", _TIME),
)
"""Keys of the service, by the part of them that is no secret."""

audit = Table(
    "audit",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("at", _TIME, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What was taken away, by whom and when."""
