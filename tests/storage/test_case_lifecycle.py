"""The table of acts: every status is reached, every act is somebody's, nothing else is possible."""

import re
from pathlib import Path

import pytest

from storage import settlement_lifecycle
from storage.case_lifecycle import ACTS, ENDED, OPEN, CaseAct, Hand, may, target
from storage.errors import IllegalMove
from storage.lifecycle import CaseStatus

DIAGRAMS = Path(__file__).parents[2] / "docs" / "diagrams"
EVERYBODY = frozenset(Hand)


def test_every_act_has_a_line_and_a_hand() -> None:
    assert set(ACTS) == set(CaseAct)
    assert all(arrow.hands for arrow in ACTS.values())


def test_every_status_is_reached_from_filing() -> None:
    found = {CaseStatus.FILED}
    while True:
        more = {
            arrow.to for arrow in ACTS.values() if arrow.to is not None and found & arrow.starts
        }
        if more <= found:
            break
        found |= more

    assert found == set(CaseStatus)


def test_a_case_is_open_ended_or_archived() -> None:
    assert OPEN | ENDED | {CaseStatus.ARCHIVED} == set(CaseStatus)
    assert not OPEN & ENDED


@pytest.mark.parametrize("status", sorted(OPEN - {CaseStatus.AGREED, CaseStatus.PERFORMING}))
def test_applicant_withdraws_at_any_point_before_the_agreement(status: CaseStatus) -> None:
    applicant = frozenset({Hand.APPLICANT})

    assert may(CaseAct.WITHDRAW, status, applicant)
    assert may(CaseAct.TRANSFER, status, frozenset({Hand.CLERK}))


@pytest.mark.parametrize("act", sorted(CaseAct))
@pytest.mark.parametrize("status", sorted(CaseStatus))
def test_what_the_table_lacks_is_refused_and_what_it_has_is_not(
    act: CaseAct, status: CaseStatus
) -> None:
    for hand in Hand:
        arrow = ACTS[act]
        if status in arrow.starts and hand in arrow.hands:
            assert target(act, status, hand) == (arrow.to or status)
            assert may(act, status, frozenset({hand}))
        else:
            assert not may(act, status, frozenset({hand}))
            with pytest.raises(IllegalMove):
                target(act, status, hand)


def test_no_officer_speaks_for_a_side() -> None:
    for act in (CaseAct.WITHDRAW, CaseAct.CONFIRM, CaseAct.PASS_ON, CaseAct.SUPPLEMENT):
        assert ACTS[act].hands <= {Hand.APPLICANT, Hand.RESPONDENT}


def test_nothing_is_possible_after_the_archive() -> None:
    archived = {act for act in CaseAct if may(act, CaseStatus.ARCHIVED, EVERYBODY)}

    assert archived == set()


def drawn(page: str) -> set[tuple[str, str]]:
    """The arrows of a drawing, without its beginning and its end."""
    text = (DIAGRAMS / page).read_text(encoding="utf-8")
    arrows = re.findall(r"^ {4}(\w+) --> (\w+)", text, re.MULTILINE)
    return set(arrows)


def test_drawing_of_a_case_shows_every_arrow_and_no_other() -> None:
    known = {
        (start.value, arrow.to.value)
        for arrow in ACTS.values()
        for start in arrow.starts
        if arrow.to is not None
    }

    assert drawn("mediation-case.md") == known


def test_drawing_of_a_settlement_shows_every_arrow_and_no_other() -> None:
    known = {
        (start.value, to.value)
        for starts, to, _ in settlement_lifecycle.ACTS.values()
        for start in starts
    }

    assert drawn("settlement.md") == known
