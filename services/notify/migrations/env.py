"""Alembic environment: runs on the connection that `common.migrate` hands over."""

from alembic import context

from common.db import LIBRARY
from services.notify.model import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[Base.metadata, LIBRARY],
)
with context.begin_transaction():
    context.run_migrations()
