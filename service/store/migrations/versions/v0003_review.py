"""Review: what stands open, what decisions were made over, who is signed in, answers that may be asked for again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make and add them."""
    _widen_decisions()
    op.create_table(
        "reviews",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reading_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("read_version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("to_review", sa.Integer(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("failing", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name=op.f("fk_reviews_sha256")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_reviews_reading_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_is_open_turn_sha256"), "reviews", ["is_open", "turn", "sha256"], unique=False)
    op.create_index(op.f("ix_reviews_reading_id"), "reviews", ["reading_id"], unique=False)
    op.create_table(
        "cells",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["reviews.sha256"], name=op.f("fk_cells_sha256")),
        sa.PrimaryKeyConstraint("sha256", "field", name=op.f("pk_cells")),
    )
    op.create_index(
        op.f("ix_cells_is_open_turn_sha256_rank"), "cells", ["is_open", "turn", "sha256", "rank"], unique=False
    )
    _make_sessions()


def _widen_decisions() -> None:
    with op.batch_alter_table("decisions", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("kind", existing_type=sa.String(length=20), nullable=True)
        table.add_column(sa.Column("version", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reading_id", _ID, nullable=True))
        table.add_column(sa.Column("over_kind", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("over_value", sa.Text(), nullable=True))
        table.add_column(sa.Column("over_raw", sa.Text(), nullable=True))
        table.add_column(sa.Column("over_confidence", sa.Float(), nullable=True))
        table.add_column(sa.Column("before_id", _ID, nullable=True))
        table.add_column(sa.Column("key_id", sa.String(length=16), nullable=True))
        table.add_column(sa.Column("audit", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("seconds", sa.Float(), nullable=True))
    op.create_index(op.f("ix_decisions_audit"), "decisions", ["audit"], unique=False)


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
    )
    op.create_table(
        "replies",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_replies")),
    )
    op.create_index(op.f("ix_replies_at"), "replies", ["at"], unique=False)
