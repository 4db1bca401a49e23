"""The tables of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "audit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("stopped_at", sa.String(length=32), nullable=True),
        sa.Column("purged_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index(op.f("ix_batches_kind_created_at"), "batches", ["kind", "created_at"], unique=False)
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_documents")),
    )
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name=op.f("fk_contents_sha256")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_contents")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name=op.f("fk_decisions_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_sha256_field_id"), "decisions", ["sha256", "field", "id"], unique=False)
    op.create_table(
        "failures",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("engine", sa.String(length=200), nullable=False),
        sa.Column("settings", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.String(length=32), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name=op.f("fk_failures_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failures")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_failures_sha256"), "failures", ["sha256"], unique=False)
    op.create_table(
        "readings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("engine", sa.String(length=200), nullable=False),
        sa.Column("settings", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("to_review", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name=op.f("fk_readings_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint(
            "sha256", "engine", "settings", "form", name=op.f("uq_readings_sha256_engine_settings_form")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sightings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name=op.f("fk_sightings_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        sa.UniqueConstraint("sha256", "place_hash", name=op.f("uq_sightings_sha256_place_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "items",
        sa.Column("id", _ID, nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("place_hash", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("reading_id", _ID, nullable=True),
        sa.Column("failure_id", _ID, nullable=True),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_items_batch_id")),
        sa.ForeignKeyConstraint(["failure_id"], ["failures.id"], name=op.f("fk_items_failure_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_items_reading_id")),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name=op.f("fk_items_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("batch_id", "place_hash", name=op.f("uq_items_batch_id_place_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_items_batch_id_state_id"), "items", ["batch_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_items_sha256"), "items", ["sha256"], unique=False)
