"""An operator rotates the key of a real data folder and proves the audit chain."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import key_ring, wiring
from bot.cli_trust import events, keys
from bot.settings import BadSettings, Settings
from storage import audit, escalations, people
from storage.database import Database
from storage.identity import id_of
from tests.house import MONDAY

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder the commands use."""
    monkeypatch.setenv("LUOWEN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def opened() -> Database:
    return wiring.open_database(Settings(_env_file=None))


def fill() -> None:
    database = opened()
    with database.transaction() as session:
        person = people.meet(session, channel="web", address="a", at=MONDAY)
        escalations.open_one(
            session,
            person_id=id_of(person),
            question="我家的事",
            reason="asked",
            organ="",
            entry_id="",
            due_at=MONDAY,
            at=MONDAY,
        )
        audit.record(session, actor="system", action="filled", subject="test:1", at=MONDAY)
    database.close()


def question() -> str:
    database = opened()
    with database.reading() as session:
        found = escalations.question_of(session, escalations.get(session, escalation_id=1))
    database.close()
    return found


def test_operator_rotates_and_then_retires_the_key(folder: Path) -> None:
    fill()
    before = (folder / "secret.key").read_text()

    rotated = RUN.invoke(keys, ["rotate"])

    assert rotated.exit_code == 0, rotated.output
    assert "escalations.sealed_question: 1 sealed" in rotated.output
    assert (folder / "secret.key").read_text() != before
    assert before.strip() in (folder / "secret.key.old").read_text()
    for name in ("secret.key", "secret.key.old"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    retired = RUN.invoke(keys, ["retire"])
    assert retired.exit_code == 0, retired.output
    assert not (folder / "secret.key.old").exists()
    assert question() == "我家的事"


def test_operator_can_not_retire_a_key_that_is_still_needed(folder: Path) -> None:
    fill()
    key_ring.add(Settings(_env_file=None))  # and the power went

    refused = RUN.invoke(keys, ["retire"])

    assert refused.exit_code == 1
    assert question() == "我家的事"
    again = RUN.invoke(keys, ["rotate"])
    assert again.exit_code == 0
    assert len((folder / "secret.key.old").read_text().split()) == 1  # gone on with, not anew


def test_key_in_the_environment_is_only_the_operators_to_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    old, new = "an old secret of an operator, very long", "a new secret of an operator, very long"
    monkeypatch.setenv("LUOWEN_SECRET_KEY", old)
    fill()
    with pytest.raises(BadSettings, match="LUOWEN_SECRET_KEY"):
        key_ring.add(Settings(_env_file=None))

    (folder / "secret.key.old").write_text(old + "\n")
    monkeypatch.setenv("LUOWEN_SECRET_KEY", new)
    rotated = RUN.invoke(keys, ["rotate"])

    assert rotated.exit_code == 0, rotated.output
    assert RUN.invoke(keys, ["retire"]).exit_code == 0
    assert question() == "我家的事"


def test_operator_proves_the_chain_and_is_told_of_an_edited_row(folder: Path) -> None:
    fill()
    whole = RUN.invoke(events, [])
    database = opened()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("update audit_events set actor = 'officer:9'")
    database.close()

    broken = RUN.invoke(events, [])

    assert folder.exists()
    assert (whole.exit_code, "chain is whole" in whole.output) == (0, True)
    assert (broken.exit_code, "event 1: edited" in broken.output) == (1, True)
