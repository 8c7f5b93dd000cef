"""The settlement document: every content Art. 15 and practice ask for, kept for the applicant."""

from datetime import datetime

from handlers import documents
from handlers.documents import Paper, Section
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import FileRef
from storage import files, organs, settlements
from storage.case_tables import Settlement
from storage.database import Session
from storage.identity import id_of

# What the applicant tells, what the officer proposes, in the order of the paper.
TOLD = ("act", "received", "discretion", "claim")
PROPOSED = (
    "act_number",
    "basis",
    "range",
    "dispute",
    "proposal",
    "performance",
    "interest",
    "third_party",
)
OPINIONS = ("opinion", "approval")


def keep_paper(services: Services, session: Session, found: Settlement, *, at: datetime) -> None:
    """Make the settlement document and keep it for the applicant."""
    files.keep(
        session,
        owner=owner_of(found),
        name=services.wording.say("settlement.paper_name", number=found.number),
        media_type=documents.MEDIA_TYPE,
        content=documents.write(paper(services, session, found, at=at)),
        at=at,
        person_id=found.person_id,
    )


def paper(services: Services, session: Session, found: Settlement, *, at: datetime) -> Paper:
    """Return the settlement document with every content Art. 15 and practice ask for."""
    say, fields = services.wording.say, settlements.fields_of(session, found)
    day = at.astimezone(LOCAL)
    organ = organs.title_of(session, organ=found.organ) if found.organ else ""
    keys = [key for key in (*PROPOSED, *OPINIONS) if fields.get(key)]
    sections = tuple(
        Section(
            say(
                "case.paper.section",
                n=say(f"case.paper.n.{n}"),
                name=say(f"settlement.field.{key}"),
            ),
            (fields[key],),
        )
        for n, key in enumerate(keys, 1)
    )
    rows = (
        (say("settlement.applicant"), fields.get("applicant", "")),
        (say("case.paper.identity"), say("case.paper.blank")),
        (say("settlement.organ"), organ or fields.get("organ_named", "")),
        (say("settlement.field.act"), fields.get("act", "")),
    )
    signs = tuple(say(f"settlement.{key}") for key in ("sign_applicant", "sign_organ"))
    date = say("case.paper.date", year=day.year, month=day.month, day=day.day)
    return Paper(
        title=say("settlement.paper"),
        number=found.number,
        organ=organ,
        rows=rows,
        opening=(say("settlement.opening"),),
        sections=sections,
        signatures=(*signs, date),
        notes=services.knowledge.remedies.of_withdrawing(),
    )


def owner_of(found: Settlement) -> str:
    """Return where the papers of a settlement are kept."""
    return f"settlement:{id_of(found)}:papers"


def refs(session: Session, found: Settlement) -> tuple[FileRef, ...]:
    """Return the papers made for a settlement, for its applicant to fetch."""
    return tuple(
        FileRef(id=id_of(file), name=files.name_of(session, file), media_type=file.media_type)
        for file in files.listing(session, owner=owner_of(found))
    )
