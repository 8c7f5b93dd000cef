"""What somebody's words do to a request: an answer, a wish to change, a way out, a question.

A question about something else is let through, and the open step is asked again after it.
"""

from handlers import offers
from handlers.filing import draft as filing
from handlers.filing import drawing, reading
from handlers.filing.buttons import resume, say
from handlers.filing.draft import MINOR, Draft
from handlers.filing.end import submit
from handlers.filing.form import Form
from handlers.filing.steps import PERSONAL, QUESTION
from handlers.turn import Reply
from knowledge import narrative
from knowledge.disputes import SETTLEMENT
from knowledge.identifiers import Wrong
from knowledge.mediation import FieldRule

SHORTEST_STORY = 8
WAYS_OUT = ("cancel", "save", "back")
# Steps that are answered by tapping; words there are a question or are asked to choose.
TAPPED_ONLY = frozenset(
    {filing.VERDICT, filing.CONSENT, filing.SENSITIVE, filing.GUARDIAN, filing.MORE, filing.SUMMARY}
)


def said(form: Form, command: str) -> list[Reply] | None:
    """Take what was said at the awaited step; None lets the rest of the service answer."""
    rules, text = form.steps.rules, form.talk.turn.text
    if command in WAYS_OUT:
        return [step_aside(form, command)]
    if command:
        return _let_through(form)
    if key := rules.to_change(text):
        return [change(form, key)]
    if form.draft.at in (filing.STORY, filing.OFFERED):
        return _story(form, text)
    rule = rules.fields.get(form.draft.at)
    wish = rules.command(text)
    if wish and (reply := _wish(form, rule, wish)) is not None:
        return [reply]
    if form.draft.at in TAPPED_ONLY or drawing.choices(form):
        return _chosen(form, text)
    assert rule is not None  # noqa: S101  # every other step is a field's
    return _filled(form, rule, text)


def _let_through(form: Form) -> list[Reply] | None:
    """Let the rest of the service answer, and ask the open step again after it."""
    form.talk.afterwards.append(drawing.show(form, note=form.talk.say("filing.go_on")))
    return None


def _story(form: Form, text: str) -> list[Reply] | None:
    if form.draft.at == filing.OFFERED:
        if reading.off_topic(form.talk, None, text):
            return _let_through(form)
        return [tell(form, f"{form.draft.story}\n{text}")]
    if len(text.strip()) < SHORTEST_STORY:
        note = form.talk.say("filing.wrong_text_short", least=SHORTEST_STORY)
        return [drawing.show(form, note=note)]
    return [tell(form, text)]


def tell(form: Form, story: str) -> Reply:
    """Take the story: sort it, and read off it whatever would be asked otherwise."""
    talk, knowledge = form.talk, form.talk.services.knowledge
    story = reading.clean(story)[: filing.LONGEST_STORY]
    found = knowledge.disputes.sort(story)
    told = narrative.read_story(story, today=talk.today)
    days = [day for _, day in told.days if day <= talk.today]
    yuan = told.amount
    about = "filing.money_about" if yuan and yuan.is_about else "filing.money_told"
    read = {
        "facts": story,
        "district": found.district,
        "other_party": "" if found.category == SETTLEMENT else told.other_party,
        "amount": talk.say(about, money=reading.money(talk, yuan.yuan)) if yuan else "",
        "happened": reading.worded_day(talk, min(days)) if days else "",
    }
    eligibility = form.steps.rules.eligibility
    form.stay(
        form.draft.telling(
            story,
            category=found.category,
            read=read,
            answers=_answers(form, found.category, story),
            rules=eligibility.version,
        )
    )
    return drawing.show(form)


def _answers(form: Form, category: str, story: str) -> dict[str, str]:
    knowledge = form.talk.services.knowledge
    return form.steps.rules.eligibility.read(
        category, story, today=form.talk.today, calendar=knowledge.calendar
    )


def _wish(form: Form, rule: FieldRule | None, wish: str) -> Reply | None:
    at = form.draft.at
    if wish == "submit":
        return submit(form) if at == filing.SUMMARY and _is_ready(form) else None
    if at == filing.MORE or (rule is not None and (rule.optional or rule.kind == "files")):
        return skip(form)
    if wish == "skip" and rule is not None and rule.kind != "text":
        return drawing.show(form, note=form.talk.say("filing.cannot_skip"))
    return None


def _is_ready(form: Form) -> bool:
    return form.steps.next(form.draft) == filing.SUMMARY


def skip(form: Form) -> Reply:
    """Go past the awaited step when it may be left out."""
    rule = form.steps.rules.fields.get(form.draft.at)
    may = form.draft.at == filing.MORE or (rule is not None and rule.optional)
    if not may:
        return drawing.show(form, note=form.talk.say("filing.cannot_skip"))
    form.go(form.draft.passing(form.draft.at))
    return drawing.show(form)


def _chosen(form: Form, text: str) -> list[Reply] | None:
    """Take words where buttons are offered: the words on one, or what a story would tell."""
    plain = text.strip()
    for value, label in drawing.choices(form):
        if plain in (value, label):
            return [take(form, value)]
    if form.draft.at.startswith(QUESTION):
        key = form.draft.at.removeprefix(QUESTION)
        if answer := _answers(form, form.draft.category, text).get(key):
            return [take(form, answer)]
    if reading.off_topic(form.talk, None, text):
        return _let_through(form)
    return [drawing.show(form, note=form.talk.say("filing.choose"))]


def _filled(form: Form, rule: FieldRule, text: str) -> list[Reply] | None:
    if reading.off_topic(form.talk, rule, text):
        return _let_through(form)
    try:
        value = reading.read(form.talk, rule, text)
    except Wrong as wrong:
        note = reading.complaint(form.talk, rule, wrong)
        return [drawing.show(form, note=note)]
    return [take(form, value)]


def pick(form: Form, place: str) -> Reply:
    """Take a tapped choice; one of an older question changes nothing."""
    offered = drawing.choices(form)
    if not place.isdigit() or int(place) >= len(offered):
        return drawing.show(form)
    return take(form, offered[int(place)][0])


def take(form: Form, value: str) -> Reply:
    """Put the answer where it belongs and go on."""
    draft, at = form.draft, form.draft.at
    if at.startswith(QUESTION):
        draft = draft.answering(at.removeprefix(QUESTION), value)
    elif at == MINOR:
        draft = draft.answering(MINOR, value)
    elif at == "category":
        draft = draft.sorting(value, _answers(form, value, draft.story))
    else:
        draft = _put(form, draft.filling(at, value))
    form.go(draft)
    return drawing.show(form)


def _put(form: Form, draft: Draft) -> Draft:
    """Let what one field says stand in others too: an amount in the claim, who applies."""
    if draft.at == "claim" and not draft.is_settlement:
        found = narrative.amount(draft.fields["claim"])
        if found is not None:
            return draft.filling("amount", reading.money(form.talk, found.yuan))
    if draft.at == "applicant_kind":
        who = draft.fields["applicant_kind"]
        fields = form.steps.rules.fields
        return draft.without(
            frozenset(key for key, rule in fields.items() if rule.who and who not in rule.who)
        )
    return draft


def change(form: Form, key: str) -> Reply:
    """Ask for one field again; before the consent only for what says nothing personal."""
    known = key in form.steps.rules.fields and form.steps.concerns(form.draft, key)
    early = key in ("category", "district")
    agreed = form.draft.agreed.get(PERSONAL) == form.steps.rules.consent_version
    if form.draft.has_begun and (key == "category" or (known and (early or agreed))):
        form.stay(form.draft.awaiting(key))
    return drawing.show(form)


def step_aside(form: Form, how: str) -> Reply:
    """Cancel, put aside, or go one step back."""
    talk = form.talk
    if how == "cancel":
        form.close()
        return say(talk, "cancelled", offers.menu(talk)[:2])
    if how == "save":
        form.put_aside()
        return aside(form, "saved")
    before = form.steps.before(form.draft)
    draft = form.draft.awaiting(before)
    if before == filing.OFFERED:
        draft = draft.offering_again()
    form.stay(draft)
    return drawing.show(form)


def aside(form: Form, key: str) -> Reply:
    """Say that the request is kept, with the way back to it."""
    return say(form.talk, key, (resume(form.talk), offers.human(form.talk)))
