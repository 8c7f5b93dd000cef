"""Keep files: evidence people give, papers we make. Content and names are encrypted.

Files are numbered within their owner, and a number is never given twice. They move with
their owner: the evidence of a draft becomes the evidence of the case.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, delete, select

from storage.errors import NotFound
from storage.file_tables import StoredFile
from storage.sealing import sealer


def keep(
    session: Session,
    *,
    owner: str,
    name: str,
    media_type: str,
    content: bytes,
    at: datetime,
    person_id: int | None = None,
) -> StoredFile:
    """Keep a file and give it the owner's next number. `person_id` is who gave it."""
    box = sealer(session)
    file = StoredFile(
        owner=owner,
        number=_last_number(session, owner) + 1,
        person_id=person_id,
        sealed_name=box.seal(name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sealed_content=box.seal_bytes(content),
        at=at,
    )
    session.add(file)
    session.flush()
    return file


def _last_number(session: Session, owner: str) -> int:
    query = select(func.max(StoredFile.number)).where(StoredFile.owner == owner)
    return session.exec(query).one() or 0


def listing(session: Session, *, owner: str) -> Sequence[StoredFile]:
    """Return an owner's files by number; their content is read only when asked for."""
    query = select(StoredFile).where(StoredFile.owner == owner)
    light = query.options(defer(StoredFile.sealed_content))  # type: ignore[arg-type]
    return session.exec(light.order_by(col(StoredFile.number))).all()


def get(session: Session, *, file_id: int) -> StoredFile:
    """Return one file.

    Raises:
        NotFound: no file has this id.
    """
    file = session.get(StoredFile, file_id)
    if file is None:
        raise NotFound(f"file {file_id}")
    return file


def content_of(session: Session, file_id: int) -> bytes:
    """Return a file's content.

    Raises:
        NotFound: no file has this id.
        CannotOpen: sealed with a key we don't have.
    """
    return sealer(session).open_bytes(get(session, file_id=file_id).sealed_content)


def name_of(session: Session, file: StoredFile) -> str:
    """Return what a file is called."""
    return sealer(session).open(file.sealed_name)


def hand_over(
    session: Session, *, from_owner: str, to_owner: str, person_id: int | None = None
) -> int:
    """Give all files of one owner to another, numbered on from the other's; return how many.

    With `person_id` they count as given by that person from now on: the same human's,
    on another channel.
    """
    start = _last_number(session, to_owner)
    moved = listing(session, owner=from_owner)
    for n, file in enumerate(moved, start + 1):
        file.owner, file.number = to_owner, n
        file.person_id = person_id or file.person_id
    session.flush()
    return len(moved)


def drop(session: Session, *, owner: str, file_id: int | None = None) -> None:
    """Delete an owner's files for good, or only the one with an id."""
    query = delete(StoredFile).where(col(StoredFile.owner) == owner)
    if file_id is not None:
        query = query.where(col(StoredFile.id) == file_id)
    session.exec(query)
    session.flush()
