"""Answer a question about the law from the curated knowledge base (Art. 8(4) 辅导).

Decides between answering, asking which topic was meant, and saying honestly that we
don't know. How sure is sure enough is decided in knowledge/.
"""

from handlers import offers, quoting
from handlers.actions import write
from handlers.answering import entry_button, entry_reply, follow_reply, follow_text, follow_up
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from knowledge.base import Finding
from knowledge.policy import Verdict
from knowledge.schema import Entry
from storage import answers, escalations

MISSES_BEFORE_OFFICER = 2
MOST_NEAR = 2


def answer(talk: Talk) -> list[Reply] | None:
    """Reply from the knowledge base to a question, a follow-up or an entry's button."""
    if talk.action:
        return _tapped(talk)
    kind = talk.services.knowledge.followups.kind_of(talk.turn.text)
    choices = _pending(talk)
    if kind and choices:
        return [_which_one(talk, choices)]
    if kind and (current := _current(talk)):
        return [follow_reply(talk, current, follow_text(talk, current, kind))]
    return _asked(talk)


def _pending(talk: Talk) -> list[Entry]:
    """The entries we asked to choose from, as long as nothing else was answered since."""
    entries = talk.services.knowledge.entries
    return [entries[str(one)] for one in talk.state.get("choices", ()) if str(one) in entries]


def _current(talk: Talk) -> Entry | None:
    return talk.services.knowledge.entries.get(str(talk.state.get("entry", "")))


def _tapped(talk: Talk) -> list[Reply] | None:
    assert talk.action is not None  # noqa: S101  # asked above
    match talk.action.verb, talk.action.args:
        case "entry", (key,):
            entry = talk.services.knowledge.by_key(key)
            return [entry_reply(talk, entry, confidence=1.0)] if entry else [_old(talk)]
        case "follow", (key, place):
            entry = talk.services.knowledge.by_key(key)
            up = follow_up(entry, place) if entry else None
            return [follow_reply(talk, entry, up.answer)] if entry and up else [_old(talk)]
        case "none", _:
            talk.state.pop("choices", None)
            return [_missed(talk, "answer.again")]
    return [_old(talk)]


def _old(talk: Talk) -> Reply:
    return offers.say(talk, "decline.old_button", kind=Kind.DECLINE, buttons=offers.menu(talk))


def _asked(talk: Talk) -> list[Reply]:
    found = talk.services.knowledge.find(talk.turn.text, talk.today)
    talk.state["asked"] = talk.turn.text
    talk.state.pop("choices", None)
    match found.verdict:
        case Verdict.SURE:
            return [_sure(talk, found)]
        case Verdict.TORN:
            return [_torn(talk, found)]
    answers.log(
        talk.session,
        turn_id=talk.turn_id,
        person_id=talk.person_id,
        entry_id="",
        verdict=found.verdict,
        confidence=found.confidence,
        at=talk.turn.at,
    )
    if (waiting := offers.waiting(talk)) is not None:
        escalations.add_to(talk.session, escalation=waiting, text=talk.turn.text)
        return [offers.say(talk, "human.added", kind=Kind.HANDOVER)]
    return [_missed(talk, "lost.unknown", found)]


def _sure(talk: Talk, found: Finding) -> Reply:
    base = talk.services.knowledge
    entry = base.entries[found.entry_ids[0]]
    beside = [base.entries[one.entry_id] for one in base.policy.beside(found.candidates)]
    reply = entry_reply(talk, entry, confidence=found.confidence, beside=beside)
    extra: list[Button] = []
    if base.disputes.sounds_like_one(talk.turn.text):
        talk.state["story"] = talk.turn.text
        extra.append(Button(label=talk.say("filing.apply"), action=write("mediate")))
    if any(phrase in talk.turn.text for phrase in entry.hand_over_when):
        note = Part(style=Style.NOTE, text=talk.say("human.offer"))
        reply = reply.model_copy(update={"parts": (*reply.parts, note)})
    return reply.model_copy(update={"buttons": (*reply.buttons, *extra)})


def _torn(talk: Talk, found: Finding) -> Reply:
    base = talk.services.knowledge
    choices = [base.entries[c.entry_id] for c in base.policy.choices(found.candidates)]
    answers.log(
        talk.session,
        turn_id=talk.turn_id,
        person_id=talk.person_id,
        entry_id=choices[0].id,
        verdict=Kind.CLARIFY,
        confidence=found.confidence,
        at=talk.turn.at,
    )
    return _which_one(talk, choices).model_copy(
        update={"entry": choices[0].id, "confidence": found.confidence}
    )


def _which_one(talk: Talk, choices: list[Entry]) -> Reply:
    talk.state["choices"] = [entry.id for entry in choices]
    key = "answer.which_one" if len(choices) > 1 else "answer.this_one"
    none = Button(label=talk.say("answer.none_of_these"), action=write("none"))
    return Reply(
        kind=Kind.CLARIFY,
        parts=(Part(style=Style.TEXT, text=talk.say(key)),),
        buttons=(*map(entry_button, choices), none, offers.human(talk)),
    )


def _missed(talk: Talk, key: str, found: Finding | None = None) -> Reply:
    misses = int(talk.state.get("misses", 0)) + 1
    talk.state["misses"] = misses
    if misses >= MISSES_BEFORE_OFFICER:
        key = "lost.again"
    asked = str(talk.state.get("asked", ""))
    if found is not None and found.verdict is Verdict.UNSURE:
        return _with_nearest(talk, offers.officer(talk, key), found)
    reply = offers.officer(talk, key, kind=Kind.DECLINE if found else Kind.HANDOVER)
    return quoting.beside(talk, reply, asked)


def _with_nearest(talk: Talk, reply: Reply, found: Finding) -> Reply:
    base = talk.services.knowledge
    near = [base.entries[c.entry_id] for c in base.policy.choices(found.candidates)[:MOST_NEAR]]
    note = Part(style=Style.NOTE, text=talk.say("answer.look_here"))
    buttons = (*reply.buttons[:1], *map(entry_button, near), *reply.buttons[1:])
    return reply.model_copy(update={"parts": (*reply.parts, note), "buttons": buttons})
