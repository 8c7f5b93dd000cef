"""What an answer is besides words: an act of guidance on record, and one more point.

The point is something people overlook after asking about the same thing; never twice to
a person, never after a bad rating, never to who wants nothing unasked.
"""

from collections.abc import Iterator

from handlers.talk import Talk
from handlers.turn import Part, Style
from knowledge import citing
from knowledge.prompt_schema import Prompt
from knowledge.schema import Entry
from storage import guidance, ratings, subscriptions
from storage.guidance import Act, Mode

LOWEST_CONTENT = 3


def counselled(talk: Talk, entry: Entry, answer_id: int) -> None:
    """Record that an answer was given: mode, organ, basis, and the version it was."""
    act = Act(
        key=f"answer:{answer_id}",
        mode=Mode.COUNSELLING,
        person_id=talk.person_id,
        subject=entry.id,
        organ=entry.organ,
        basis=citing.listing(entry.cites),
        version=talk.services.live.edition(entry),
        answer_id=answer_id,
    )
    guidance.record(talk.session, act, at=talk.turn.at)


def overlooked(talk: Talk, entry: Entry) -> Iterator[Part]:
    """Say one overlooked point of the same topic, or nothing."""
    rules = talk.services.knowledge.prompts.overlooked_after(entry.id)
    if not rules or not _is_welcome(talk):
        return
    for rule in rules:
        if guidance.record(talk.session, _act(talk, rule), at=talk.turn.at) is not None:
            basis = talk.say("answer.basis", cites=citing.listing(rule.cites))
            yield Part(style=Style.TEXT, text=talk.say("prompting.overlooked", text=rule.text))
            yield Part(style=Style.BASIS, text=basis)
            return


def _is_welcome(talk: Talk) -> bool:
    if subscriptions.wants_nothing(talk.session, person_id=talk.person_id):
        return False
    score = ratings.last_score(talk.session, person_id=talk.person_id)
    return score is None or score >= LOWEST_CONTENT


def _act(talk: Talk, rule: Prompt) -> Act:
    return Act(
        key=f"overlooked:{talk.person_id}:{rule.id}",
        mode=Mode.PROMPTING,
        person_id=talk.person_id,
        subject=rule.id,
        organ=rule.organ,
        basis=citing.listing(rule.cites),
        version=rule.reviewed.isoformat(),
    )
