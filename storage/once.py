"""Insert a row that somebody else may be inserting at the same moment.

A unique key does the safety work: who comes second is told so, and the transaction
goes on.
"""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel


def add_once(session: Session, row: SQLModel) -> bool:
    """Insert the row and return True, or False when its unique key is there already."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return False
    return True
