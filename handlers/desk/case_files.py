"""Files of a case at the desk: fetched by who may read the case, and written down."""

from datetime import datetime

from handlers.desk import case_hands, history
from handlers.desk.access import Signed
from handlers.own_files import Fetched
from handlers.services import Services
from storage import audit, cases, files
from storage.errors import NotFound


def fetch(
    services: Services, signed: Signed, *, case_id: int, file_id: int, at: datetime
) -> Fetched:
    """Return a file of a case's index or of its papers.

    Raises:
        NotAllowed, NotFound: the case or the file is not this officer's to see.
    """
    with services.database.transaction() as session:
        case = cases.get(session, case_id=case_id)
        case_hands.must_read(signed, case)
        file = files.get(session, file_id=file_id)
        if file.owner not in (f"case:{case_id}", f"case:{case_id}:papers"):
            raise NotFound(f"file {file_id} of case {case_id}")
        audit.record(
            session,
            actor=history.mark(signed),
            action="file.read",
            subject=f"case:{case_id}",
            at=at,
            detail={"file": file_id},
        )
        name = files.name_of(session, file)
        return Fetched(name, file.media_type, files.content_of(session, file_id))
