"""Run migrations on the engine the service already has; alembic's own config file is not used."""

from alembic import context
from sqlalchemy import Engine
from sqlmodel import SQLModel

from storage import (  # noqa: F401  # fills the metadata
    case_tables,
    desk_tables,
    escalation_tables,
    file_tables,
    guidance_tables,
    knowledge_tables,
    satisfaction_tables,
    tables,
)

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
