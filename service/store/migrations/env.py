"""Alembic's entry: runs the changes over the connection that the store gives."""

from __future__ import annotations

from alembic import context

from gouji.service.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
