"""The papers of a case: the agreement, the letter that ends it; kept once for each side.

Identity numbers are left blank to be written at the signing: no side's stand in a paper
the other gets.
"""

from datetime import date, datetime

from handlers import documents
from handlers.cases import sides
from handlers.documents import Paper, Section
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import FileRef, Kind, Part, Reply, Style
from storage import agreements, cases, files, officers, organs
from storage.case_lifecycle import Hand
from storage.case_tables import Agreement, Case
from storage.database import Session
from storage.file_tables import StoredFile
from storage.identity import id_of


def owner_of(case: Case) -> str:
    """Return where the papers made for a case are kept."""
    return f"case:{id_of(case)}:papers"


def keep_agreement(
    services: Services, session: Session, case: Case, found: Agreement, *, at: datetime
) -> None:
    """Make the paper both sides sign, and keep it for each."""
    content = documents.write(agreement_paper(services, session, case, found, at=at))
    name = services.wording.say("case.paper.agreement_name", number=found.number)
    _keep(session, case, name=name, content=content, at=at)


def keep_ending(
    services: Services, session: Session, case: Case, *, reason: str, at: datetime
) -> None:
    """Make the letter that says why a mediation ended and what is open, and keep it for each."""
    content = documents.write(ending_paper(services, session, case, reason=reason, at=at))
    name = services.wording.say("case.paper.ending_name", number=case.number)
    _keep(session, case, name=name, content=content, at=at)


def _keep(session: Session, case: Case, *, name: str, content: bytes, at: datetime) -> None:
    for person_id in sides.known(case).values():
        files.keep(
            session,
            owner=owner_of(case),
            name=name,
            media_type=documents.MEDIA_TYPE,
            content=content,
            at=at,
            person_id=person_id,
        )


def of_side(session: Session, case: Case, person_id: int) -> list[StoredFile]:
    """Return the papers one side may fetch."""
    return [
        file for file in files.listing(session, owner=owner_of(case)) if file.person_id == person_id
    ]


def offer(services: Services, session: Session, case: Case, side: Hand, *, person_id: int) -> Reply:
    """Hand a side its papers, and name the evidence it has given."""
    say = services.wording.say
    made = of_side(session, case, person_id)
    given = [
        file
        for file in files.listing(session, owner=f"case:{id_of(case)}")
        if file.person_id == person_id
    ]
    parts = [Part(style=Style.LEAD, text=say("case.paper.lead" if made else "case.paper.none"))]
    if given:
        names = say("case.paper.comma").join(files.name_of(session, file) for file in given)
        parts.append(Part(style=Style.TEXT, text=say("case.paper.evidence", names=names)))
    refs = tuple(
        FileRef(id=id_of(file), name=files.name_of(session, file), media_type=file.media_type)
        for file in made
    )
    facts = {"case": case.number, "side": side.value}
    return Reply(kind=Kind.NOTICE, parts=tuple(parts), files=refs, facts=facts)


def agreement_paper(
    services: Services, session: Session, case: Case, found: Agreement, *, at: datetime
) -> Paper:
    """Return the agreement with every content the law asks for, ready to be signed."""
    say = services.wording.say
    fields = agreements.fields_of(session, found)
    sections = [
        Section(
            say("case.paper.section", n=say(f"case.paper.n.{n}"), name=_name(services, key)),
            (text,),
        )
        for n, (key, text) in enumerate(fields.items(), 1)
    ]
    duties = tuple(duty_lines(services, session, found))
    if duties:
        n = say(f"case.paper.n.{len(sections) + 1}")
        heading = say("case.paper.section", n=n, name=say("case.agreement.duties"))
        sections.append(Section(heading, duties))
    worth = services.knowledge.remedies.worth(category=case.category)
    return Paper(
        title=say("case.paper.agreement"),
        number=found.number or "",
        organ=_organ(services, session, case),
        rows=_parties(services, session, case),
        opening=(say("case.paper.agreement_opening", category=case.category, number=case.number),),
        sections=tuple(sections),
        signatures=_signatures(services, at),
        notes=(say("case.paper.worth"), *worth),
    )


def ending_paper(
    services: Services, session: Session, case: Case, *, reason: str, at: datetime
) -> Paper:
    """Return the letter that a mediation has ended: why, and what remains open by when."""
    say = services.wording.say
    left = services.knowledge.remedies.lines(category=case.category)
    return Paper(
        title=say("case.paper.ending"),
        number=case.number,
        organ=_organ(services, session, case),
        rows=_parties(services, session, case),
        opening=(say("case.paper.ending_opening", category=case.category, reason=reason),),
        sections=(Section(say("case.paper.ending_left"), left),),
        signatures=(say("case.paper.stamp"), _date(services, at)),
    )


def duty_lines(services: Services, session: Session, found: Agreement) -> list[str]:
    """Return what each side promised to do, and by when."""
    say = services.wording.say
    return [
        say(
            "case.agreement.duty_line",
            side=say(f"case.side.{duty.side}"),
            day=_on(services, duty.due_on),
            what=agreements.what_of(session, duty),
        )
        for duty in agreements.duties(session, agreement_id=id_of(found))
    ]


def _name(services: Services, key: str) -> str:
    return services.wording.say(f"case.agreement.{key}")


def _organ(services: Services, session: Session, case: Case) -> str:
    if not case.organ:
        return services.wording.say("case.paper.organ")
    return organs.title_of(session, organ=case.organ)


def _parties(services: Services, session: Session, case: Case) -> tuple[tuple[str, str], ...]:
    say = services.wording.say
    written = cases.application_of(session, case)
    blank = say("case.paper.blank")
    mediator = ""
    if case.mediator_id is not None:
        officer = officers.get(session, officer_id=case.mediator_id)
        mediator = officer.name or officer.login
    return (
        (say("case.side.applicant"), written.get("applicant", "")),
        (say("case.paper.identity"), blank),
        (say("case.side.respondent"), written.get("other_party", "")),
        (say("case.paper.identity"), blank),
        (say("case.paper.case"), case.number),
        (say("case.side.mediator"), mediator),
    )


def _signatures(services: Services, at: datetime) -> tuple[str, ...]:
    say = services.wording.say
    lines = ("sign_applicant", "sign_respondent", "sign_mediator", "stamp")
    return (*(say(f"case.paper.{line}") for line in lines), _date(services, at))


def _date(services: Services, at: datetime) -> str:
    return _on(services, at.astimezone(LOCAL).date())


def _on(services: Services, day: date) -> str:
    return services.wording.say("case.paper.date", year=day.year, month=day.month, day=day.day)
