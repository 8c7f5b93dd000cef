"""Keep a subscription: what it brings within a year, and when somebody must look."""

from datetime import datetime

from handlers.prompting import delivery, plan
from handlers.prompting.draft import Draft
from handlers.prompting.facts import facts_of, wanted_of
from handlers.talk import Talk
from knowledge.prompt_calendar import Facts, Occurrence
from storage import subscriptions


def facts_with(talk: Talk, draft: Draft) -> Facts:
    """Return the draft as facts, with what the person didn't want before."""
    row = subscriptions.of_person(talk.session, person_id=talk.person_id)
    if row is None:
        return draft.facts()
    before = facts_of(subscriptions.wanted_by(talk.session, [row])[row.id or 0])
    return draft.facts(off=before.off, done=before.done)


def coming(talk: Talk, facts: Facts) -> list[Occurrence]:
    """Return what would come within a year, had the person subscribed today."""
    return plan.wanted(
        talk.services.knowledge.prompts.prompts.values(),
        facts,
        since=talk.today,
        today=talk.today,
        known=(),
        calendar=talk.services.knowledge.calendar,
    )


def keep(talk: Talk, facts: Facts, hour: int) -> datetime | None:
    """Write what a person wants, and see to it that somebody looks when it is due."""
    due_at = plan.next_moment(
        coming(talk, facts), talk.turn.at, hour, talk.services.knowledge.calendar
    )
    subscriptions.keep(
        talk.session,
        person_id=talk.person_id,
        wanted=wanted_of(facts),
        hour=hour,
        next_due_at=due_at,
        at=talk.turn.at,
    )
    if due_at is not None:
        delivery.wake(talk.session, due_at=due_at, at=talk.turn.at)
    return due_at
