"""Draw up a curated entry as a reply: answer first, law last, then what may be asked next."""

from collections.abc import Iterable, Sequence

from handlers import guiding, offers, switched
from handlers.actions import write
from handlers.talk import Talk
from handlers.turn import Button, CiteRef, Kind, Part, Reply, Role, Style
from knowledge import citing
from knowledge.base import short_key
from knowledge.schema import Cite, Entry, FollowKind, FollowUp
from storage import answers
from storage.identity import id_of

MOST_RELATED = 3


def entry_reply(
    talk: Talk, entry: Entry, *, confidence: float, beside: Sequence[Entry] = ()
) -> Reply:
    """Answer with an entry, log the answer, and make it what the talk is about.

    Entries `beside` it may have been meant just as well: they are the first of the related.
    """
    if talk.services.live.held.holds(entry):
        return switched.sorry(talk, entry_id=entry.id)
    answer_id = _log(talk, entry, confidence)
    talk.state |= {"entry": entry.id, "misses": 0}
    talk.state.pop("choices", None)
    return Reply(
        kind=Kind.ANSWER,
        parts=(*_parts(talk, entry), *guiding.overlooked(talk, entry)),
        buttons=(
            *article_buttons(entry.cites),
            *_follow_buttons(entry),
            *_related_buttons(talk, entry, beside),
            *offers.ratings(talk, answer_id),
            offers.human(talk),
        ),
        cites=references(entry.cites),
        entry=entry.id,
        confidence=confidence,
    )


def follow_reply(talk: Talk, entry: Entry, text: str) -> Reply:
    """Say one more thing about the entry just discussed, on the entry's own law."""
    if talk.services.live.held.holds(entry):
        return switched.sorry(talk, entry_id=entry.id)
    answer_id = _log(talk, entry, 1.0)
    parts = (
        Part(style=Style.NOTE, text=talk.say("answer.about_this", title=entry.title)),
        Part(style=Style.LEAD, text=text),
        Part(style=Style.BASIS, text=talk.say("answer.basis", cites=citing.listing(entry.cites))),
    )
    buttons = (*article_buttons(entry.cites), *offers.ratings(talk, answer_id), offers.human(talk))
    return Reply(
        kind=Kind.ANSWER,
        parts=parts,
        buttons=buttons,
        cites=references(entry.cites),
        entry=entry.id,
        confidence=1.0,
    )


def follow_text(talk: Talk, entry: Entry, kind: FollowKind) -> str:
    """Return what the entry says about a follow-up question, or that it says nothing.

    The consequence answers 罚多少 before any follow-up does: those may be about a side
    case. What is written for a kind is said with its own question, for the same reason.
    """
    written = "\n".join(
        talk.say("answer.follow_named", ask=up.ask, text=up.answer)
        for up in entry.follow_ups
        if up.kind is kind
    )
    if kind is FollowKind.PENALTY:
        return entry.answer.consequence or written or talk.say("answer.no_consequence")
    if kind is FollowKind.ORGAN:
        where = entry.answer.where
        organ = talk.services.knowledge.vocabulary.organ_in_words(entry.organ)
        return written or talk.say("answer.follow_organ", organ=organ, where=where)
    return written or talk.say("answer.follow_missing")


def article_buttons(cites: Iterable[Cite]) -> tuple[Button, ...]:
    """One button an article, opening its full text."""
    seen: dict[str, Button] = {}
    for cite in cites:
        action = write("law", short_key(cite.law), cite.article, citing.suffix_number(cite.suffix))
        place = citing.article_label(cite.article, cite.suffix)
        label = f"{citing.short_title(cite.law)}{place}"
        seen.setdefault(action, Button(label=label, action=action, role=Role.ARTICLE))
    return tuple(seen.values())


def references(cites: Iterable[Cite]) -> tuple[CiteRef, ...]:
    """Return the citations for machines, each article once."""
    found = {(c.law, c.article, c.suffix): None for c in cites}
    return tuple(CiteRef(law=law, article=article, suffix=suffix) for law, article, suffix in found)


def _log(talk: Talk, entry: Entry, confidence: float) -> int:
    answer = answers.log(
        talk.session,
        turn_id=talk.turn_id,
        person_id=talk.person_id,
        entry_id=entry.id,
        version=talk.services.live.edition(entry),
        verdict=Kind.ANSWER,
        confidence=confidence,
        at=talk.turn.at,
    )
    guiding.counselled(talk, entry, id_of(answer))
    return id_of(answer)


def _parts(talk: Talk, entry: Entry) -> Iterable[Part]:
    answer = entry.answer
    yield Part(style=Style.LEAD, text=answer.short)
    for step in answer.steps:
        yield Part(style=Style.STEP, text=step)
    if answer.consequence:
        text = talk.say("answer.consequence", text=answer.consequence)
        yield Part(style=Style.TEXT, text=text)
    if answer.leniency:
        yield Part(style=Style.TEXT, text=talk.say("answer.leniency", text=answer.leniency))
    yield Part(style=Style.TEXT, text=_who(talk, entry))
    yield Part(style=Style.BASIS, text=talk.say("answer.basis", cites=citing.listing(entry.cites)))
    if any(cite.region for cite in entry.cites):
        yield Part(style=Style.NOTE, text=talk.say("answer.outdated_local"))


def _who(talk: Talk, entry: Entry) -> str:
    called = talk.services.knowledge.vocabulary.organ_in_words(entry.organ)
    said = talk.say("answer.organ", organ=called)
    if entry.answer.where:
        said += talk.say("answer.where", text=entry.answer.where)
    if entry.hotline and not any(number in said for number in entry.hotline):
        said += talk.say("answer.hotline", numbers=talk.say("answer.and").join(entry.hotline))
    return said


def _follow_buttons(entry: Entry) -> Iterable[Button]:
    for n, up in enumerate(entry.follow_ups):
        action = write("follow", short_key(entry.id), n)
        yield Button(label=up.ask, action=action, role=Role.FOLLOW)


def follow_up(entry: Entry, place: str) -> FollowUp | None:
    """Return the follow-up a button names, or None when the entry has changed since."""
    if place.isdigit() and int(place) < len(entry.follow_ups):
        return entry.follow_ups[int(place)]
    return None


def _related_buttons(talk: Talk, entry: Entry, beside: Sequence[Entry]) -> Iterable[Button]:
    base = talk.services.knowledge
    found = {one.id: one for one in beside}
    for other in entry.related:
        if other in base.entries and base.entries[other].holds_on(talk.today):
            found.setdefault(other, base.entries[other])
    yield from map(entry_button, list(found.values())[:MOST_RELATED])


def entry_button(entry: Entry) -> Button:
    """A button that opens an entry."""
    return Button(label=entry.title, action=write("entry", short_key(entry.id)))
