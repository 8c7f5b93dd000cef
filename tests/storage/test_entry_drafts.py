"""Versions of entries: one open at a time, none lost, the newest told to every process."""

from datetime import UTC, datetime

import pytest

from storage import entry_drafts, entry_versions, knowledge_revision, officers, switches
from storage.database import Database, Session
from storage.errors import IllegalMove, NotFound, Stale
from storage.identity import id_of
from storage.knowledge_tables import EntryVersion
from storage.lifecycle import ENTRY_MOVES
from storage.lifecycle import EntryStatus as Status

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ENTRY = "food/desk-1"


def author(session: Session) -> int:
    found = officers.by_login(session, login="li") or officers.add(
        session, login="li", password_hash="x", at=NOON
    )
    assert found is not None
    return id_of(found)


def begun(session: Session, entry_id: str = ENTRY, title: str = "一") -> EntryVersion | None:
    return entry_drafts.begin(
        session,
        entry_id=entry_id,
        body={"title": title},
        organ="税务",
        source="editor",
        author_id=author(session),
        at=NOON,
    )


def published(session: Session, entry_id: str = ENTRY) -> EntryVersion:
    found = begun(session, entry_id)
    assert found is not None
    for to in (Status.IN_REVIEW, Status.PUBLISHED):
        entry_drafts.move(session, found, to=to, by="officer:9", at=NOON, reason="好")
    return found


def test_entry_has_one_open_version_at_a_time(database: Database) -> None:
    with database.transaction() as session:
        assert begun(session) is not None

        assert begun(session) is None
        assert begun(session, "food/desk-2") is not None


def test_published_version_takes_the_place_of_the_one_before(database: Database) -> None:
    with database.transaction() as session:
        first, second = published(session), published(session)

        assert (first.status, second.status) == (Status.SUPERSEDED, Status.PUBLISHED)
        assert [one.number for one in entry_versions.live(session)] == [2]
        assert [one.number for one in entry_versions.of_entry(session, entry_id=ENTRY)] == [2, 1]


def test_every_change_of_what_may_be_said_is_counted_and_no_other(database: Database) -> None:
    with database.transaction() as session:
        start = knowledge_revision.number(session)
        begun(session, "food/desk-2")
        drafted = knowledge_revision.number(session)
        found = published(session)
        entry_drafts.move(session, found, to=Status.RETIRED, by="officer:9", at=NOON)
        switch = switches.turn_off(
            session, kind=switches.Kind.BOT, target="", reason="试", by="officer:9", at=NOON
        )
        assert switch is not None
        switches.lift(session, switch_id=id_of(switch), reason="好", by="officer:9", at=NOON)
        end = knowledge_revision.number(session)

    assert (drafted, end) == (start, start + 4)


def test_what_is_undone_counts_nothing(database: Database) -> None:
    with database.reading() as session:
        start = knowledge_revision.number(session)

    def undone() -> None:
        with database.transaction() as session:
            published(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()

    with database.reading() as session:
        assert knowledge_revision.number(session) == start
        assert entry_versions.live(session) == []


@pytest.mark.parametrize("start", Status)
@pytest.mark.parametrize("to", Status)
def test_only_the_arrows_of_the_table_are_walked(
    sqlite_database: Database, start: Status, to: Status
) -> None:
    with sqlite_database.transaction() as session:
        found = begun(session)
        assert found is not None
        found.status = start

        if to in ENTRY_MOVES[start]:
            entry_drafts.move(session, found, to=to, by="officer:9", at=NOON)
            assert found.status == to
        else:
            with pytest.raises(IllegalMove):
                entry_drafts.move(session, found, to=to, by="officer:9", at=NOON)
            assert found.status == start


def test_shipped_entry_is_written_down_when_it_is_taken_away(database: Database) -> None:
    with database.transaction() as session:
        entry_drafts.take_away(
            session,
            entry_id="food/shipped",
            body={"title": "旧"},
            organ="",
            officer_id=author(session),
            reason="已修改",
            at=NOON,
        )

        (row,) = entry_versions.live(session)

        assert (row.status, entry_versions.body_of(row)) == (Status.RETIRED, {"title": "旧"})
        (event,) = entry_versions.events_of(session, version_id=id_of(row))
        assert event.reason == "已修改"


def test_row_that_changed_or_never_was_is_not_held(database: Database) -> None:
    with database.transaction() as session:
        found = begun(session)
        assert found is not None
        with pytest.raises(Stale):
            entry_drafts.lock(session, version_id=id_of(found), seen=7)
        with pytest.raises(NotFound):
            entry_drafts.lock(session, version_id=404, seen=1)
        with pytest.raises(NotFound):
            entry_versions.get(session, version_id=404)


def test_what_is_reviewed_is_not_rewritten(database: Database) -> None:
    with database.transaction() as session:
        found = published(session)

        with pytest.raises(IllegalMove):
            entry_drafts.rewrite(
                session, found, entry_id=ENTRY, body={}, organ="", by="officer:1", at=NOON
            )


def test_one_target_is_switched_off_once_until_it_is_lifted(database: Database) -> None:
    def off(session: Session) -> bool:
        found = switches.turn_off(
            session, kind=switches.Kind.DOMAIN, target="food", reason="核", by="officer:1", at=NOON
        )
        return found is not None

    with database.transaction() as session:
        assert [off(session), off(session)] == [True, False]
        (row,) = switches.in_force(session)
        switches.lift(session, switch_id=id_of(row), reason="好", by="officer:1", at=NOON)
        with pytest.raises(NotFound):
            switches.lift(session, switch_id=id_of(row), reason="好", by="officer:1", at=NOON)
        assert off(session)
        assert [one.target for one in switches.lifted(session, limit=5)] == ["food"]
