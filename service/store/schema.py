"""The tables. Times are UTC in ISO 8601. Rows of ``readings``, ``failures``, ``sightings``, ``decisions`` and ``audit``
are added and never changed; only ``purge`` takes any away, and no decision.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
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
    Column("kind", String(20)),
    Column("value", Text),
    Column("by", Text, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("note", Text),
    Column("version", Integer),
    Column("reading_id", _Id),
    Column("over_kind", String(20)),
    Column("over_value", Text),
    Column("over_raw", Text),
    Column("over_confidence", Float),
    Column("before_id", _Id),
    Column("key_id", String(16)),
    Column("audit", Boolean),
    Column("seconds", Float),
    Index(None, "sha256", "field", "id"),
    Index(None, "audit"),
    sqlite_autoincrement=True,
)
"""What people decided about a field of a document, whatever engine reads the document later.

``kind`` null: the decision ``before_id`` is taken back. ``over_…``: the reading it was made over, which may have been
purged since. ``before_id``: the decision that stood until then. ``version``: of the review that it made. ``audit``: it
was a confident cell, shown to measure what slips through. ``seconds`` that the person looked at the cell."""

reviews = Table(
    "reviews",
    metadata,
    Column("sha256", _HASH, ForeignKey("documents.sha256"), primary_key=True),
    Column("reading_id", _Id, ForeignKey("readings.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("read_version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("authority", Text),
    Column("year", Integer),
    Column("turn", BigInteger, nullable=False),
    Column("to_review", Integer, nullable=False),
    Column("decided", Integer, nullable=False),
    Column("failing", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_at", _TIME),
    Index(None, "is_open", "turn", "sha256"),
    Index(None, "reading_id"),
)
"""How the review of a document stands, by its latest reading. Follows from readings and decisions: may be made again.

``version`` goes up with every decision and new reading; ``read_version``: that of the reading. ``authority``, ``year``:
after decisions. ``turn``: smaller comes first. ``failing``: identities that fail and that nobody confirmed."""

cells = Table(
    "cells",
    metadata,
    Column("sha256", _HASH, ForeignKey("reviews.sha256"), primary_key=True),
    Column("field", String(200), primary_key=True),
    Column("turn", BigInteger, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("view", Text, nullable=False),
    Index(None, "is_open", "turn", "sha256", "rank"),
)
"""The cells of a review that are to be looked at, or were, as they are shown (JSON). ``turn``: of the review;
``rank``: of the cell in it."""

sessions = Table(
    "sessions",
    metadata,
    Column("hash", _HASH, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key_id", String(16)),
    Column("created_at", _TIME, nullable=False),
    Column("expires_at", _TIME, nullable=False),
)
"""Reviewers who are signed in, by the hash of what their browser holds."""

replies = Table(
    "replies",
    metadata,
    Column("hash", _HASH, primary_key=True),
    Column("asked", _HASH, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", _TIME, nullable=False),
    Index(None, "at"),
)
"""Answers to requests that may be sent again, by the hash of who asked under which key; ``asked``: hash of what."""

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
