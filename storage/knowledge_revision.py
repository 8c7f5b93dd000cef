"""One number that says whether what the bot may say has changed; read before every turn."""

from sqlmodel import Session, col, select, update

from storage.knowledge_tables import KnowledgeRevision

ONLY = 1


def number(session: Session) -> int:
    """Return how often the knowledge was changed."""
    query = select(KnowledgeRevision.number).where(KnowledgeRevision.id == ONLY)
    return session.exec(query).one()


def count(session: Session) -> None:
    """Tell every process that something has changed, once this transaction is committed."""
    change = update(KnowledgeRevision).where(col(KnowledgeRevision.id) == ONLY)
    session.execute(change.values(number=KnowledgeRevision.number + 1))
