"""The page of guidance: prompts to a group with their counts, and the record (Art. 8).

Shows no person: neither recipients nor whom an answer was given to.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.desk import access
from handlers.desk.access import Signed
from handlers.desk.guidance import APPROVES, CORRECTS, DRAFTS
from handlers.services import Services
from knowledge.selfcheck import is_open
from storage import broadcasts, guidance, officers, selfchecks
from storage.guidance import Counts
from storage.guidance_tables import Broadcast
from storage.identity import id_of
from storage.lifecycle import BroadcastStatus, Role
from storage.tables import Message

READS = (Role.OFFICER, Role.LEAD, Role.SUPERVISOR, Role.EDITOR)
MOST_SHOWN = 50
MOST_POINTS = 15
COUNTED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Row:
    """A broadcast and what became of it."""

    id: int
    title: str
    text: str
    basis: str
    industry: str
    district: str
    status: str
    author: str
    approver: str
    previewed: int
    counts: Counts
    created_at: datetime
    may_approve: bool
    may_stop: bool


@dataclass(frozen=True)
class Recorded:
    """One act of guidance, without the person it was given to."""

    id: int
    mode: str
    organ: str
    subject: str
    basis: str
    version: str
    at: datetime
    outcome: str


@dataclass(frozen=True)
class Overview:
    """The page of guidance."""

    broadcasts: Sequence[Row]
    record: Sequence[Recorded]
    open_points: Sequence[tuple[str, str, int]]
    industries: Sequence[str]
    districts: Sequence[str]
    may_draft: bool
    may_correct: bool


def overview(services: Services, signed: Signed, *, at: datetime) -> Overview:
    """Return the newest broadcasts and acts of guidance the officer may see."""
    access.require(signed, *READS)
    base = services.knowledge
    since = f"{at - COUNTED_FOR:%Y-%m}"
    with services.database.reading() as session:
        points = _open_points(services, selfchecks.tallies(session, since=since))
        found = broadcasts.latest(session, limit=MOST_SHOWN, organ=signed.organ)
        acts = guidance.latest(session, limit=MOST_SHOWN, organ=signed.organ)
        counts = guidance.counts(session, broadcast_ids=[id_of(row) for row in found])
        hands = {row.author_id for row in found} | {row.approver_id or 0 for row in found}
        names = officers.logins(session, officer_ids=hands)
        rows = [_row(signed, row, counts.get(id_of(row), Counts()), names) for row in found]
        record = [
            Recorded(
                id_of(act), act.mode, act.organ, _subject(services, act.subject), act.basis,
                act.version, act.at, _outcome(act.read_at, message),
            )
            for act, message in acts
        ]  # fmt: skip
    return Overview(
        rows,
        record,
        points,
        base.vocabulary.industries,
        sorted(signed.districts) or list(base.disputes.districts),
        may_draft=not signed.roles.isdisjoint(DRAFTS),
        may_correct=not signed.roles.isdisjoint(CORRECTS),
    )


def _open_points(
    services: Services, tallies: Sequence[tuple[str, str, str, int]]
) -> list[tuple[str, str, int]]:
    """Return what self-checks most often find open: trade, question, how often."""
    found: Counter[tuple[str, str]] = Counter()
    checks = services.knowledge.selfchecks.checks
    for check_id, question_id, given, count in tallies:
        check = checks.get(check_id)
        for question in check.questions if check else ():
            if check and question.id == question_id and is_open(question, given):
                found[check.industry, question.ask] += count
    return [(trade, ask, count) for (trade, ask), count in found.most_common(MOST_POINTS)]


def _subject(services: Services, subject: str) -> str:
    """Return what an act was about, in words where we have them."""
    entry = services.knowledge.entries.get(subject)
    rule = services.knowledge.prompts.prompts.get(subject)
    return rule.title if rule else entry.title if entry else subject


def _outcome(read_at: datetime | None, message: Message | None) -> str:
    if read_at is not None:
        return "read"
    if message is None:
        return "in_chat"
    if message.sent_at is not None:
        return "delivered"
    return "failed" if message.given_up_at is not None else "queued"


def _row(signed: Signed, row: Broadcast, counts: Counts, names: Mapping[int, str]) -> Row:
    is_draft = row.status == BroadcastStatus.DRAFTED
    leads = not signed.roles.isdisjoint(APPROVES)
    return Row(
        id_of(row), row.title, row.text, row.basis, row.industry, row.district, row.status,
        names.get(row.author_id, ""), names.get(row.approver_id or 0, ""), row.previewed,
        counts, row.created_at,
        may_approve=is_draft and leads and row.author_id != signed.officer_id,
        may_stop=row.status == BroadcastStatus.APPROVED,
    )  # fmt: skip
