"""Suggest answers to a question: curated entries, what officers answered before, articles.

Nothing here is sent by itself: an officer takes a text over, edits it and sends it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from handlers.desk import access, masking, queue
from handlers.desk.access import Signed
from handlers.desk.queue import SEES
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import citing, handing_over
from knowledge.schema import Entry
from storage import escalation_queue, escalations
from storage.database import Session

SHOWN = 3
# How many answers of officers are looked through.
LOOKED_AT = 300
LONGEST_ARTICLE = 400


@dataclass(frozen=True)
class Suggestion:
    """A text to start an answer from. `source` is entry, officer or article."""

    source: str
    title: str
    text: str
    likeness: int


def for_question(
    services: Services, signed: Signed, *, escalation_id: int, at: datetime
) -> tuple[Suggestion, ...]:
    """Return the best suggestion of each source, then the next best, three in all.

    Raises:
        NotAllowed: the officer's roles have nothing to do with questions.
        NotFound: there is none with this id for them.
    """
    access.require(signed, *SEES)
    with services.database.reading() as session:
        found = escalations.get(session, escalation_id=escalation_id)
        access.must_see(signed, found.organ, found.district)
        asked, entry_id = escalations.question_of(session, found), found.entry_id
        past = _past(services, session, signed, asked, but=escalation_id)
    on = at.astimezone(LOCAL).date()
    entries = _entries(services, asked, entry_id, on)
    return _mixed([entries, past, _articles(services, asked, on)])


def _mixed(sources: list[list[Suggestion]]) -> tuple[Suggestion, ...]:
    """Return the best of each source before the second best of any."""
    deepest = max(map(len, sources))
    rounds = [source[n] for n in range(deepest) for source in sources if n < len(source)]
    return tuple(rounds[:SHOWN])


def _entries(services: Services, asked: str, entry_id: str, on: date) -> list[Suggestion]:
    found = services.knowledge.find(asked, on)
    sure = {found.entry_ids[0]: round(found.confidence * 100)} if found.entry_ids else {}
    ids = dict.fromkeys(filter(None, (entry_id, *found.entry_ids)))
    entries = (services.knowledge.entries.get(one) for one in ids)
    return [
        Suggestion("entry", entry.title, _text(services, entry), sure.get(entry.id, 0))
        for entry in entries
        if entry is not None
    ][:SHOWN]


def _text(services: Services, entry: Entry) -> str:
    answer = entry.answer
    steps = [f"{n}. {step}" for n, step in enumerate(answer.steps, start=1)]
    basis = services.wording.say("answer.basis", cites=citing.listing(entry.cites))
    return "\n".join(filter(None, (answer.short, *steps, answer.consequence, basis)))


def _past(
    services: Services, session: Session, signed: Signed, asked: str, *, but: int
) -> list[Suggestion]:
    """Return what officers answered to questions like this one."""
    events = escalation_queue.answered_lately(session, queue.sight(signed), size=LOOKED_AT)
    rows = [event for event in events if event.escalation_id != but]
    questions = [
        escalations.question_of(session, escalations.get(session, escalation_id=row.escalation_id))
        for row in rows
    ]
    return [
        Suggestion(
            "officer",
            services.wording.say("queue.suggest.past", question=_short(questions[place])),
            masking.numbers(escalations.note_of(session, rows[place])),
            round(likeness * 100),
        )
        for place, likeness in handing_over.nearest(asked, questions, limit=SHOWN)
    ]


def _short(question: str) -> str:
    return masking.numbers(" ".join(question.split()))[:40]


def _articles(services: Services, asked: str, on: date) -> list[Suggestion]:
    found = services.knowledge.search.find(asked, on=on, limit=SHOWN)
    return [
        Suggestion(
            "article",
            f"{citing.short_title(one.law.title)}{citing.article_label(one.number, one.suffix)}",
            one.text[:LONGEST_ARTICLE],
            0,
        )
        for one in found
    ]
