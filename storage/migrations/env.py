"""Run migrations on the engine the service already has; alembic's own config file is not used."""

from alembic import context
from sqlalchemy import Engine
from sqlmodel import SQLModel

from storage import tables  # noqa: F401  # fills the metadata

engine: Engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
