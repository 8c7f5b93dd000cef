"""Hand a kept file to its owner, and to nobody else: others' files don't exist."""

from dataclasses import dataclass

from handlers.services import Services
from storage import files, filing_drafts, people
from storage.database import Session
from storage.errors import NotFound
from storage.file_tables import StoredFile
from storage.identity import id_of


@dataclass(frozen=True)
class Fetched:
    """A file as it leaves us."""

    name: str
    media_type: str
    content: bytes


def fetch(services: Services, *, channel: str, address: str, file_id: int) -> Fetched:
    """Return a person's own file.

    Raises:
        NotFound: there is no such file, or it is somebody else's.
    """
    with services.database.reading() as session:
        person = people.find(session, channel=channel, address=address)
        file = files.get(session, file_id=file_id)
        if person is None or not _is_own(session, file, id_of(person)):
            raise NotFound(f"file {file_id}")
        return Fetched(
            files.name_of(session, file), file.media_type, files.content_of(session, file_id)
        )


def _is_own(session: Session, file: StoredFile, person_id: int) -> bool:
    """Whether somebody gave the file, or goes on with the request it was given for."""
    if file.person_id == person_id:
        return True
    kind, _, number = file.owner.partition(":")
    if kind != "draft":
        return False
    draft = filing_drafts.find(session, draft_id=int(number))
    return draft is not None and person_id in filing_drafts.people_of(draft)
