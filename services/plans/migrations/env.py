"""Run the plans service's migrations on the connection that `common.migrate` opened."""

from alembic import context

from common.db import LIBRARY
from services.plans.model import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[Base.metadata, LIBRARY],
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
