"""What is past its time is deleted, what is not stays, and no table is forgotten."""

from datetime import datetime, timedelta

from sqlmodel import SQLModel, select

from storage import (
    case_tables,
    cases,
    dialogues,
    escalations,
    files,
    filing_drafts,
    jobs,
    knowledge_tables,
    outbox,
    people,
    retention,
    turns,
)
from storage.case_lifecycle import CaseAct, Hand
from storage.database import Database, Session
from storage.identity import id_of
from storage.lifecycle import EscalationStatus
from storage.tables import Message, Person, TurnRecord
from tests.house import MONDAY

DAY = timedelta(days=1)
# Tables with a person's data that no rule names, and why that is right.
COVERED_OTHERWISE = {
    "answers": "counted for the annual report; an entry and a verdict, no words",
    "guidance": "the ledger of Art. 8, kept like case files; curated words only",
    "consents": "proof that we were allowed to; with the case file, or erased on request",
    "officers": "staff, not the public",
    "audit_heads": "the chain's own key",
    "settlements": "case files of Art. 15, kept for good until the archive rule is set",
    "settlement_events": "with settlements",
    "survey_answers": "under a code that names nobody; the salt is wiped on closing",
    "rectification_events": "with the rectification, part of the Art. 20 ledger",
}


def somebody(session: Session, at: datetime = MONDAY, address: str = "a1") -> int:
    return id_of(people.meet(session, channel="web", address=address, at=at))


def talk(session: Session, person_id: int, at: datetime) -> None:
    name = f"{person_id}:{at.isoformat()}"
    turn = turns.record(
        session, channel="web", message_id=name, person_id=person_id, text="话", action="", at=at
    )
    assert turn is not None
    sent = outbox.put(
        session,
        person_id=person_id,
        channel="web",
        key=name,
        body={"text": "答"},
        at=at,
        turn_id=id_of(turn),
    )
    assert sent is not None
    outbox.sent(session, message_id=id_of(sent), at=at)
    dialogues.lock(session, person_id=person_id, at=at)


def sweep(database: Database, *, days: float) -> dict[str, int]:
    with database.transaction() as session:
        return retention.run(session, at=MONDAY + days * DAY, limit=100)


def test_conversation_is_kept_half_a_year_and_then_only_counted(database: Database) -> None:
    with database.transaction() as session:
        talk(session, somebody(session), MONDAY)

    assert not any(sweep(database, days=180).values())
    done = sweep(database, days=180.1)

    assert (done["turns"], done["outbox"], done["dialogues"]) == (1, 1, 1)
    with database.reading() as session:
        turn = session.exec(select(TurnRecord)).one()
        assert turns.text_of(session, turn) == ""
        assert session.exec(select(Message)).all() == []


def test_message_that_was_never_delivered_is_not_deleted_unseen(database: Database) -> None:
    with database.transaction() as session:
        person = somebody(session)
        outbox.put(session, person_id=person, channel="web", key="k", body={}, at=MONDAY)

    assert sweep(database, days=400)["outbox"] == 0


def test_batch_takes_no_more_than_its_limit(database: Database) -> None:
    with database.transaction() as session:
        for n in range(5):
            talk(session, somebody(session, address=f"a{n}"), MONDAY)

    with database.transaction() as session:
        done = retention.run(session, at=MONDAY + 200 * DAY, limit=3)

    assert (done["turns"], done["outbox"]) == (3, 3)


def test_draft_nobody_finished_goes_with_its_files_after_a_month(database: Database) -> None:
    with database.transaction() as session:
        person = somebody(session)
        draft = filing_drafts.begin(session, person_id=person, state={"x": 1}, at=MONDAY)
        owner = f"draft:{id_of(draft)}"
        files.keep(session, owner=owner, name="a", media_type="text/plain", content=b"x", at=MONDAY)

    assert sweep(database, days=29)["filing_drafts"] == 0
    assert sweep(database, days=31)["filing_drafts"] == 1

    with database.reading() as session:
        assert files.listing(session, owner=owner) == []


def test_closed_question_keeps_its_history_without_words_after_a_year(database: Database) -> None:
    with database.transaction() as session:
        person = somebody(session)
        for n in range(2):
            found = escalations.open_one(
                session,
                person_id=person,
                question="我家的事",
                reason="asked",
                organ="",
                entry_id="",
                due_at=MONDAY,
                at=MONDAY + n * DAY,
            )
        escalations.change(
            session, found, kind="closed", by="officer:1", at=MONDAY, to=EscalationStatus.CLOSED
        )

    done = sweep(database, days=366)

    assert done["escalations"] == 1
    with database.reading() as session:
        assert escalations.question_of(session, session.get_one(type(found), found.id)) == ""
        still_open = escalations.open_of(session, person_id=person)
        assert [escalations.question_of(session, one) for one in still_open] == ["我家的事"]


def test_job_keeps_its_key_and_loses_its_words(database: Database) -> None:
    with database.transaction() as session:
        jobs.schedule(session, kind="k", key="k:1", payload={"said": "话"}, due_at=MONDAY)
        jobs.cancel(session, key="k:1", at=MONDAY)

    assert sweep(database, days=91)["jobs"] == 1

    with database.transaction() as session:
        assert not jobs.schedule(session, kind="k", key="k:1", payload={}, due_at=MONDAY)


def filed(session: Session, person: int, at: datetime) -> case_tables.Case:
    return cases.file(
        session,
        person_id=person,
        category="消费纠纷",
        district="涧西区",
        application={"applicant": "王小明"},
        decide_by=at.date(),
        local_year=at.year,
        at=at,
    )


def test_case_file_is_kept_ten_years_after_it_ended_and_then_goes_whole(
    database: Database,
) -> None:
    with database.transaction() as session:
        person = somebody(session)
        ended, going_on = filed(session, person, MONDAY), filed(session, person, MONDAY)
        owner = f"case:{id_of(ended)}"
        for name in (owner, f"{owner}:papers", f"{owner}0"):
            files.keep(
                session, owner=name, name="a", media_type="text/plain", content=b"x", at=MONDAY
            )
        cases.move(
            session,
            case_id=id_of(ended),
            act=CaseAct.WITHDRAW,
            hand=Hand.APPLICANT,
            by="person:1",
            at=MONDAY + DAY,
        )

    assert sweep(database, days=3650)["cases"] == 0
    assert sweep(database, days=3652)["cases"] == 1

    with database.reading() as session:
        assert [case.id for case in cases.of_person(session, person_id=person)] == [going_on.id]
        assert files.listing(session, owner=f"{owner}:papers") == []
        assert len(files.listing(session, owner=f"{owner}0")) == 1  # case 10's, not case 1's


def test_person_long_gone_is_forgotten_but_not_one_with_something_open(database: Database) -> None:
    with database.transaction() as session:
        gone, waits, files_case = (
            somebody(session, address=name) for name in ("gone", "waits", "files")
        )
        escalations.open_one(
            session,
            person_id=waits,
            question="等",
            reason="asked",
            organ="",
            entry_id="",
            due_at=MONDAY,
            at=MONDAY,
        )
        filed(session, files_case, MONDAY)

    assert sweep(database, days=731)["people"] == 1
    assert sweep(database, days=732)["people"] == 0

    with database.reading() as session:
        addresses = {one.id: one.address for one in session.exec(select(Person)).all()}
        assert addresses == {gone: f"gone:{gone}", waits: "waits", files_case: "files"}


def test_every_table_with_a_persons_data_has_a_rule_or_a_reason() -> None:
    assert knowledge_tables  # imported, as every module of tables is, to be in the metadata
    personal = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if any(
            column.name.startswith("sealed_")
            or any(key.column.table.name == "people" for key in column.foreign_keys)
            for column in table.columns
        )
    }
    with_cases = {
        table.name for table in SQLModel.metadata.sorted_tables if "case_id" in table.columns
    }
    named = {rule.name for rule in retention.RULES} | {"files"} | with_cases

    assert personal - named == set(COVERED_OTHERWISE) & personal
