"""Submit a request: number, organ, day, files and application in one transaction.

Either everything is there afterwards or nothing is: a crash leaves the draft as it was,
and the same tap files it then.
"""

from datetime import date

from handlers import documents, offers
from handlers.actions import write
from handlers.cases import doing
from handlers.filing.application import application, organ, organ_called
from handlers.filing.form import Form
from handlers.filing.paper import paper
from handlers.talk import LOCAL
from handlers.turn import Button, FileRef, Kind, Part, Reply, Style
from knowledge.periods import reckon
from storage import cases, files, filing_drafts, outbox, people, settlements
from storage.file_tables import StoredFile
from storage.identity import id_of


def submit(form: Form) -> Reply:
    """File the request, and tell number, organ, day and what comes next."""
    talk = form.talk
    written = application(form)
    due, basis = _decided_by(form, written)
    number, owner, facts = _file(form, written, due)
    linked = filing_drafts.people_of(form.row) - {talk.person_id}
    files.hand_over(talk.session, from_owner=form.owner, to_owner=owner, person_id=talk.person_id)
    filing_drafts.file_consents(talk.session, from_subject=form.owner, to_subject=owner)
    kept = _keep_paper(form, owner, number, written)
    form.close()
    for person_id in sorted(linked):
        _tell_linked(form, person_id, number, due)
    said = talk.say(
        "filing.filed",
        number=number,
        organ=organ_called(form),
        due=offers.moment(talk, due),
        rule=talk.say("filing.by_law", basis=basis) if basis else talk.say("filing.by_default"),
    )
    parts = (
        Part(style=Style.LEAD, text=said),
        *(Part(style=Style.TEXT, text=text) for text in _next_steps(form)),
    )
    return Reply(
        kind=Kind.FLOW, parts=parts, buttons=_buttons(form, facts), files=(kept,), facts=facts
    )


def _decided_by(form: Form, written: dict[str, str]) -> tuple[date, str]:
    """Return the day by which acceptance is decided, and the articles that say so, if any."""
    knowledge, today = form.talk.services.knowledge, form.talk.today
    rule = knowledge.periods.rule(
        "decide", category=written.get("category", ""), subject=written.get("subject", "")
    )
    if rule is None:
        return knowledge.calendar.after_working_days(today, 1), ""
    account = reckon(knowledge.calendar, start=today, count=rule.count, unit=rule.unit)
    return account.last_day, rule.basis


def _file(form: Form, written: dict[str, str], due: date) -> tuple[str, str, dict[str, str]]:
    talk, at = form.talk, form.talk.turn.at
    year = at.astimezone(LOCAL).year
    if form.draft.is_settlement:
        settlement = settlements.file(
            talk.session,
            person_id=talk.person_id,
            organ=organ(form),
            fields=written,
            decide_by=due,
            local_year=year,
            at=at,
        )
        facts = {"settlement": settlement.number}
        return settlement.number, f"settlement:{id_of(settlement)}", facts
    case = cases.file(
        talk.session,
        person_id=talk.person_id,
        category=written["category"],
        district=written.get("district", ""),
        application=written,
        decide_by=due,
        local_year=year,
        at=at,
        organ=organ(form),
    )
    doing.begin(talk.services, talk.session, case_id=id_of(case))
    return case.number, f"case:{id_of(case)}", {"case": case.number, "id": str(id_of(case))}


def _keep_paper(form: Form, owner: str, number: str, written: dict[str, str]) -> FileRef:
    """Make the printable application and keep it with the case, apart from the evidence."""
    talk = form.talk
    kind = "settlement" if form.draft.is_settlement else "mediation"
    drawn = paper(talk, kind, number=number, day=talk.today, fields=written)
    kept: StoredFile = files.keep(
        talk.session,
        owner=f"{owner}:papers",
        name=talk.say(f"filing.paper_{kind}_file", number=number),
        media_type=documents.MEDIA_TYPE,
        content=documents.write(drawn),
        at=talk.turn.at,
        person_id=talk.person_id,
    )
    name = files.name_of(talk.session, kept)
    return FileRef(id=id_of(kept), name=name, media_type=documents.MEDIA_TYPE)


def _tell_linked(form: Form, person_id: int, number: str, due: date) -> None:
    """Tell the same human on the channel where the request began; no personal data in it."""
    talk = form.talk
    said = talk.say("filing.filed_elsewhere", number=number, due=offers.moment(talk, due))
    reply = Reply(kind=Kind.NOTICE, parts=(Part(style=Style.TEXT, text=said),))
    outbox.put(
        talk.session,
        person_id=person_id,
        channel=people.channels(talk.session, person_ids=[person_id])[person_id],
        key=f"filed:{number}:{person_id}",
        body=reply.model_dump(mode="json"),
        at=talk.turn.at,
    )


def _next_steps(form: Form) -> list[str]:
    """Return what to prepare and what happens next, by category where it differs."""
    talk, known = form.talk, form.talk.services.wording.keys()
    if form.draft.is_settlement:
        return [talk.say("filing.next_settlement")]
    slug = talk.services.knowledge.mediation.slugs.get(form.draft.category, "")
    special = f"filing.prepare_{slug}"
    prepare = talk.say(special if special in known else "filing.prepare")
    return [talk.say("filing.next"), prepare, talk.say("filing.add_files")]


def _buttons(form: Form, facts: dict[str, str]) -> tuple[Button, ...]:
    talk = form.talk
    status = Button(label=talk.say("home.progress"), action=write("status"))
    if "id" not in facts:
        return (status,)
    return (Button(label=talk.say("filing.open_case"), action=write("case", facts["id"])), status)
