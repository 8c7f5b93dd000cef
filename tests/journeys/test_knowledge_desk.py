"""What an officer answers once, the bot answers ever after: draft, approve, asked again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from handlers.desk import approving, editing, editing_pages, entry_pages, entry_starts, switching
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, NotAllowed, NotReady, SameOfficer
from handlers.services import Services
from handlers.turn import Kind, Reply
from storage import answers, entry_drafts, entry_versions, people
from storage.database import Database
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import EntryStatus as Status
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes import entry_house as house
from tests.fakes.desk_house import NOON
from tests.house import shipped_knowledge, shipped_wording

LATER = NOON + timedelta(hours=1)
SHIPPED = "food/expired-food-on-shelf"
SHIPPED_ASKED = "过期食品没卖出去也罚吗"


@pytest.fixture
def services(database: Database) -> Services:
    """The service, on each database."""
    return another(database)


def another(database: Database) -> Services:
    """Another process on the same database."""
    return Services(shipped_knowledge(), shipped_wording(), database)


@pytest.fixture
def li(services: Services) -> Signed:
    """Answers questions, and writes."""
    return desk.officer(services, "li", roles={Role.OFFICER, Role.EDITOR})


@pytest.fixture
def wang(services: Services) -> Signed:
    """Another editor."""
    return desk.officer(services, "wang", roles={Role.EDITOR})


@pytest.fixture
def lawyer(services: Services) -> Signed:
    """Reviews what is of high risk."""
    return desk.officer(services, "fa", roles={Role.LEGAL_REVIEWER})


def asked(services: Services, said: str, *, minutes: int = 0, who: str = "b1") -> Reply:
    at = LATER + timedelta(minutes=minutes)
    return desk.write(services, said, at=at, address=who).replies[0][1]


def test_what_an_officer_answered_is_answered_by_the_bot_once_another_approved(
    services: Services, li: Signed, wang: Signed
) -> None:
    before = asked(services, house.IN_OTHER_WORDS)
    number = house.submitted(services, li)
    house.agree(services, wang, number)

    reply = asked(services, house.IN_OTHER_WORDS, minutes=1)

    assert before.kind is not Kind.ANSWER
    assert (reply.kind, reply.parts[0].text) == (Kind.ANSWER, house.FIELDS["short"])
    with services.database.reading() as session:
        person = people.find(session, channel="web", address="b1")
        assert person is not None
        row = answers.last_of(session, person_id=id_of(person))
        assert row is not None
        assert (row.entry_id, row.entry_version) == (reply.entry, "v1")


def test_other_processes_answer_with_it_at_once_and_so_does_a_restarted_one(
    services: Services, database: Database, li: Signed, wang: Signed
) -> None:
    neighbour = another(database)
    assert asked(neighbour, house.IN_OTHER_WORDS).kind is not Kind.ANSWER
    number = house.submitted(services, li)
    house.agree(services, wang, number)

    from_neighbour = asked(neighbour, house.IN_OTHER_WORDS, minutes=1)
    from_restarted = asked(another(database), house.IN_OTHER_WORDS, minutes=2)

    assert from_neighbour.entry == from_restarted.entry != ""


def test_nobody_approves_what_they_wrote_in(services: Services, li: Signed, wang: Signed) -> None:
    number = entry_starts.from_question(services, li, house.answered(services, li), at=NOON)
    stamp = house.seen(services, wang, number)
    editing.save(services, wang, number, house.FIELDS, seen=stamp, at=NOON)
    stamp = house.seen(services, li, number)
    editing.submit(services, li, number, house.FIELDS, seen=stamp, at=NOON)

    for writer in (li, wang):
        assert "review" not in editing_pages.show(services, writer, number, at=NOON).may
        with pytest.raises(SameOfficer):
            house.agree(services, writer, number)


def test_high_risk_needs_legal_review_by_a_third_person(
    services: Services, li: Signed, wang: Signed, lawyer: Signed
) -> None:
    number = house.submitted(services, li, {**house.FIELDS, "risk": "高"})
    with pytest.raises(NotAllowed):
        house.agree(services, lawyer, number)
    house.agree(services, wang, number)

    assert asked(services, house.IN_OTHER_WORDS).kind is not Kind.ANSWER
    with pytest.raises(NotAllowed):
        house.agree(services, wang, number)
    house.agree(services, lawyer, number)

    assert asked(services, house.IN_OTHER_WORDS, minutes=1).kind is Kind.ANSWER


def test_lower_grade_does_not_slip_a_high_risk_entry_past_legal_review(
    services: Services, li: Signed, wang: Signed
) -> None:
    entry_id = next(e.id for e in services.shipped.entries.values() if e.risk == "高")
    number = entry_starts.revise(services, li, entry_id, at=NOON)
    fields = dict(editing_pages.show(services, li, number, at=NOON).fields) | {"risk": "低"}
    editing.submit(services, li, number, fields, seen=house.seen(services, li, number), at=NOON)

    house.agree(services, wang, number)

    assert editing_pages.show(services, li, number, at=NOON).row.status == Status.LEGAL_REVIEW


def test_draft_the_machine_finds_fault_with_is_kept_and_not_submitted(
    services: Services, li: Signed
) -> None:
    number = entry_starts.from_question(services, li, house.answered(services, li), at=NOON)
    fields = {
        **house.FIELDS,
        "consequence": "处77万元罚款",
        "cites": "《行政处罚法》第九百条",
        "phrasings": SHIPPED_ASKED,
    }

    with pytest.raises(NotReady):
        editing.submit(services, li, number, fields, seen=house.seen(services, li, number), at=NOON)

    view = editing_pages.show(services, li, number, at=NOON)
    assert (view.row.status, view.fields["consequence"]) == (Status.DRAFT, "处77万元罚款")
    assert {"phrasings"} == set(view.flaws)
    fields = {**fields, "phrasings": house.FIELDS["phrasings"]}
    editing.save(services, li, number, fields, seen=view.version, at=NOON)
    flaws = editing_pages.show(services, li, number, at=NOON).flaws
    assert flaws["cites"][0].code == "no_article"
    fields |= {
        "cites": house.FIELDS["cites"],
        "phrasings": f"{fields['phrasings']}\n{services.shipped.entries[SHIPPED].phrasings[1]}",
    }
    editing.save(services, li, number, fields, seen=house.seen(services, li, number), at=NOON)
    flaws = editing_pages.show(services, li, number, at=NOON).flaws
    assert flaws["consequence"][0].code == "figure"
    assert flaws["phrasings"][0].code == "claimed"


def test_stale_page_overwrites_nothing(services: Services, li: Signed, wang: Signed) -> None:
    number = entry_starts.from_question(services, li, house.answered(services, li), at=NOON)
    stamp = house.seen(services, li, number)
    editing.save(services, wang, number, house.FIELDS, seen=stamp, at=NOON)

    for act in (editing.save, editing.submit):
        with pytest.raises(ChangedMeanwhile):
            act(services, li, number, {**house.FIELDS, "title": "旧"}, seen=stamp, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        editing.drop(services, li, number, seen=stamp, at=NOON)

    assert editing_pages.show(services, li, number, at=NOON).fields["title"] != "旧"


def test_what_is_sent_back_is_written_anew_and_every_version_is_kept(
    services: Services, li: Signed, wang: Signed
) -> None:
    first = house.submitted(services, li)
    house.agree(services, wang, first, agrees=False)
    entry_id = editing_pages.show(services, li, first, at=NOON).row.entry_id
    second = entry_starts.revise(services, li, entry_id, at=NOON)
    fields = {**house.FIELDS, "short": "汉服摊位不用交任何保洁押金。"}
    editing.submit(services, li, second, fields, seen=house.seen(services, li, second), at=NOON)
    house.agree(services, wang, second)

    view = entry_pages.entry(services, wang, entry_id, at=NOON)

    assert [(row.number, row.status) for row in view.versions] == [
        (2, Status.PUBLISHED),
        (1, Status.SENT_BACK),
    ]
    assert asked(services, house.IN_OTHER_WORDS).parts[0].text == fields["short"]


def test_new_version_of_a_shipped_entry_takes_its_place_and_shows_what_changed(
    services: Services, li: Signed, wang: Signed, lawyer: Signed
) -> None:
    number = entry_starts.revise(services, li, SHIPPED, at=NOON)
    fields = dict(editing_pages.show(services, li, number, at=NOON).fields)
    fields["short"] = "有风险，摆着待售就可能被认定为经营。"
    editing.submit(services, li, number, fields, seen=house.seen(services, li, number), at=NOON)
    view = editing_pages.show(services, wang, number, at=NOON)
    house.agree(services, wang, number)
    if editing_pages.show(services, wang, number, at=NOON).row.status == Status.LEGAL_REVIEW:
        house.agree(services, lawyer, number)

    assert [change.field for change in view.changes] == ["short"]
    assert "correct" in editing_pages.show(services, wang, number, at=NOON).may
    reply = asked(services, SHIPPED_ASKED)
    assert (reply.entry, reply.parts[0].text) == (SHIPPED, fields["short"])


def test_retired_entry_answers_nobody_any_more_not_even_its_button(
    services: Services, database: Database, li: Signed
) -> None:
    before = asked(services, SHIPPED_ASKED)
    approving.retire(services, li, SHIPPED, reason="条例已修改", at=LATER)

    after = asked(services, SHIPPED_ASKED, minutes=1)
    elsewhere = asked(another(database), SHIPPED_ASKED, minutes=2)

    assert before.entry == SHIPPED
    assert SHIPPED not in (after.entry, elsewhere.entry)
    with database.reading() as session:
        (row,) = entry_versions.of_entry(session, entry_id=SHIPPED)
        assert (row.status, row.number) == (Status.RETIRED, 1)


def test_organs_editor_sees_and_switches_nothing_of_others(services: Services, li: Signed) -> None:
    number = house.submitted(services, li)
    other = desk.officer(services, "zhao", roles={Role.EDITOR}, organ="税务")

    assert entry_pages.listing(services, other, statuses=entry_versions.OPEN, at=NOON) == []
    for forged in (number, 404):
        with pytest.raises(NotFound):
            editing_pages.show(services, other, forged, at=NOON)
        with pytest.raises(NotFound):
            approving.review(services, other, forged, agrees=True, reason="", seen=2, at=NOON)
    with pytest.raises(NotFound):
        approving.retire(services, other, SHIPPED, reason="不喜欢", at=NOON)
    for kind, target in (("entry", SHIPPED), ("domain", "food"), ("bot", ""), ("x", "y")):
        with pytest.raises(NotFound):
            switching.turn_off(services, other, kind=kind, target=target, reason="试", at=NOON)


def test_entry_written_for_another_release_breaks_nothing(
    services: Services, database: Database, li: Signed
) -> None:
    with database.transaction() as session:
        for entry_id, body in (("food/desk-90", {"title": "坏"}), ("gone-domain/desk-91", {})):
            found = entry_drafts.begin(
                session,
                entry_id=entry_id,
                body=body,
                organ="",
                source="editor",
                author_id=li.officer_id,
                at=NOON,
            )
            assert found is not None
            for to in (Status.IN_REVIEW, Status.PUBLISHED):
                entry_drafts.move(session, found, to=to, by="officer:1", at=NOON)

    assert asked(services, SHIPPED_ASKED).entry == SHIPPED


def test_of_two_editors_who_approve_at_once_one_is_told(
    services: Services, li: Signed, wang: Signed
) -> None:
    other = desk.officer(services, "sun", roles={Role.EDITOR})
    number = house.submitted(services, li)
    stamp = house.seen(services, wang, number)
    barrier = Barrier(2)

    def approve(signed: Signed) -> bool:
        barrier.wait()
        try:
            approving.review(services, signed, number, agrees=True, reason="", seen=stamp, at=NOON)
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(2) as hands:
        done = list(hands.map(approve, (wang, other)))

    assert sorted(done) == [False, True]
    assert editing_pages.show(services, li, number, at=NOON).row.status == Status.PUBLISHED
