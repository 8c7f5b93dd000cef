"""Files are sealed, numbered within their owner, and move with it."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from storage import files, filing_drafts, people
from storage.database import Database
from storage.errors import NotFound
from storage.file_tables import Consent, StoredFile
from storage.identity import id_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CONTENT = b"\xff\xd8\xff" + bytes(range(256))


def kept(database: Database, owner: str, *names: str) -> list[int]:
    with database.transaction() as session:
        return [
            id_of(
                files.keep(
                    session,
                    owner=owner,
                    name=name,
                    media_type="image/jpeg",
                    content=CONTENT,
                    at=NOW,
                )
            )
            for name in names
        ]


def test_file_comes_back_as_it_was_and_lies_sealed(database: Database) -> None:
    [number] = kept(database, "draft:1", "欠条.jpg")

    with database.reading() as session:
        file = files.get(session, file_id=number)
        assert files.content_of(session, number) == CONTENT
        assert files.name_of(session, file) == "欠条.jpg"
        assert (file.number, file.size) == (1, len(CONTENT))
        assert CONTENT not in file.sealed_content
        assert "欠条" not in file.sealed_name


def test_files_are_handed_over_and_numbered_on(database: Database) -> None:
    kept(database, "case:9", "先有.jpg")
    kept(database, "draft:1", "一.jpg", "二.jpg")

    with database.transaction() as session:
        moved = files.hand_over(session, from_owner="draft:1", to_owner="case:9")

    with database.reading() as session:
        listed = [
            (f.number, files.name_of(session, f)) for f in files.listing(session, owner="case:9")
        ]
    assert moved == 2
    assert listed == [(1, "先有.jpg"), (2, "一.jpg"), (3, "二.jpg")]


def test_unknown_file_is_not_found(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFound):
        files.content_of(session, 404)


def test_draft_belongs_to_both_persons_once_linked_and_ends_with_its_files(
    database: Database,
) -> None:
    with database.transaction() as session:
        here, there = (
            id_of(people.meet(session, channel=channel, address="x", at=NOW))
            for channel in ("telegram", "web")
        )
        draft = filing_drafts.begin(session, person_id=here, state={"story": "事"}, at=NOW)
        filing_drafts.link(session, draft, person_id=there)
        filing_drafts.agree(
            session, person_id=there, kind="personal", version="1",
            subject=filing_drafts.owner_of(draft), at=NOW,
        )  # fmt: skip
    owner = filing_drafts.owner_of(draft)
    kept(database, owner, "一.jpg")

    with database.transaction() as session:
        found = filing_drafts.of_person(session, person_id=there)
        assert found is not None
        assert filing_drafts.state_of(session, found) == {"story": "事"}
        assert filing_drafts.people_of(found) == {here, there}
        filing_drafts.file_consents(session, from_subject=owner, to_subject="case:1")
        filing_drafts.end(session, found)

    with database.reading() as session:
        assert session.exec(select(StoredFile)).all() == []
        assert [one.subject for one in session.exec(select(Consent)).all()] == ["case:1"]
