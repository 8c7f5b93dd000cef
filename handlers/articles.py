"""Open an article of a law: by its button, or by name as people write it."""

from datetime import date

from handlers import offers, quoting
from handlers.actions import write
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Role, Style
from knowledge import citing
from knowledge.base import short_key
from knowledge.citing import Reference
from knowledge.register import Law
from storage import answers

SHORT_QUESTION = 40


def answer(talk: Talk) -> list[Reply] | None:
    """Quote the article somebody tapped or named, with version, dates and source.

    A long message that mentions a law is a question about it, not a wish to read it.
    """
    register = talk.services.knowledge.statutes.register
    if talk.action:
        if talk.action.verb != "law":
            return None
        return [_show(talk, _tapped(talk))]
    if len(talk.turn.text) > SHORT_QUESTION:
        return None
    named = citing.reference_in(talk.turn.text, register)
    return [_show(talk, named)] if named else None


def _tapped(talk: Talk) -> Reference | None:
    assert talk.action is not None  # noqa: S101  # asked above
    match talk.action.args:
        case (key, number, suffix) if number.isdigit():
            title = talk.services.knowledge.title_of(key)
            return Reference(title, int(number), citing.suffix_of(suffix)) if title else None
    return None


def _show(talk: Talk, reference: Reference | None) -> Reply:
    if reference is None:
        return offers.say(talk, "statute.no_article", kind=Kind.STATUTE)
    statutes = talk.services.knowledge.statutes
    law = statutes.register.on(reference.title, talk.today)
    name = citing.short_title(reference.title)
    if law is None:
        return _not_in_force(talk, reference.title)
    if reference.number is None:
        key = "statute.which_article"
        return offers.say(talk, key, kind=Kind.STATUTE, law=name, count=law.articles)
    place = citing.article_label(reference.number, reference.suffix)
    found = statutes.article(reference.title, reference.number, reference.suffix, on=talk.today)
    if found is None:
        if not law.may_cite(reference.number, reference.suffix):
            return offers.say(talk, "statute.no_article", kind=Kind.STATUTE)
        return offers.say(talk, "statute.no_text", kind=Kind.STATUTE, law=name, article=place)
    answers.log(
        talk.session,
        turn_id=talk.turn_id,
        person_id=talk.person_id,
        entry_id="",
        verdict=Kind.STATUTE,
        confidence=1.0,
        at=talk.turn.at,
    )
    parts = (
        Part(style=Style.LEAD, text=talk.say("statute.heading", law=name, article=place)),
        *(Part(style=Style.QUOTE, text=paragraph) for paragraph in found.paragraphs),
        Part(style=Style.NOTE, text=quoting.facts(talk, law)),
    )
    return Reply(
        kind=Kind.STATUTE,
        parts=parts,
        buttons=_neighbours(law, reference),
        cites=(quoting.cite_of(found),),
    )


def _neighbours(law: Law, reference: Reference) -> tuple[Button, ...]:
    assert reference.number is not None  # noqa: S101  # an article is shown
    near = (n for n in (reference.number - 1, reference.number + 1) if law.may_cite(n))
    return tuple(
        Button(
            label=citing.article_label(n),
            action=write("law", short_key(law.title), n, 0),
            role=Role.ARTICLE,
        )
        for n in near
    )


def _not_in_force(talk: Talk, title: str) -> Reply:
    versions = talk.services.knowledge.statutes.register.versions.get(title, ())
    name = citing.short_title(title)
    starting = [law for law in versions if law.holds_from > talk.today.isoformat()]
    if starting:
        day = offers.moment(talk, date.fromisoformat(starting[0].holds_from))
        return offers.say(talk, "statute.future", kind=Kind.STATUTE, law=name, day=day)
    successor = next((law.replaced_by for law in versions if law.replaced_by), "")
    instead = talk.say("statute.instead", law=citing.short_title(successor)) if successor else ""
    return offers.say(talk, "statute.repealed", kind=Kind.STATUTE, law=name, instead=instead)
