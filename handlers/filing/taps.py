"""What the buttons of a request do; one that no longer fits shows where the request stands."""

from collections.abc import Callable, Mapping

from handlers.filing import continuing, drawing, summary, words
from handlers.filing import draft as filing
from handlers.filing.draft import Draft
from handlers.filing.end import submit
from handlers.filing.form import Form
from handlers.filing.steps import ABROAD, PERSONAL
from handlers.turn import Reply
from knowledge.eligibility import Outcome
from storage import files, filing_drafts, people

LONGEST_NUMBER = 16


def tapped(form: Form) -> Reply:
    """Do what the tapped button says."""
    action = form.talk.action
    assert action is not None  # noqa: S101  # asked by the caller
    what = action.verb.removeprefix("med_")
    if what in ("cancel", "save", "back"):
        return words.step_aside(form, what)
    if what == "drop":
        return _drop(form, action.args[0] if action.args else "")
    if what == "change":
        return words.change(form, action.args[0] if action.args else "")
    # A button of an earlier step is still on the screen; it must not answer this one.
    step = ACTS_AT.get(what) or (action.args[0] if action.args else "")
    if step != form.draft.at and what not in ANYWHERE:
        return drawing.show(form)
    if what == "pick":
        return words.pick(form, action.args[-1])
    act = ACTS.get(what)
    return act(form) if act else drawing.show(form)


def _drop(form: Form, number: str) -> Reply:
    """Delete a file sent by mistake; one of another request stays where it is."""
    if number.isdecimal() and len(number) < LONGEST_NUMBER:
        files.drop(form.talk.session, owner=form.owner, file_id=int(number))
    return drawing.show(form, note=form.talk.say("filing.file_dropped"))


def _apply(form: Form) -> Reply:
    return _gone_on(form, form.draft.passing(filing.OFFERED))


def _again(form: Form) -> Reply:
    return _gone_on(form, form.draft.asking_again().passing(filing.OFFERED))


def _insist(form: Form) -> Reply:
    if form.steps.verdict(form.draft).outcome is not Outcome.DOUBTFUL:
        return drawing.show(form)
    return _gone_on(form, form.draft.passing(filing.VERDICT))


def _agree(form: Form) -> Reply:
    """Record the consent; where servers are abroad, the choice to go on here too."""
    if form.steps.is_abroad and form.talk.services.web_only:
        return drawing.show(form)
    talk = form.talk
    people.consent(talk.session, person_id=talk.person_id, at=talk.turn.at)
    draft = _agreed(form, form.draft, PERSONAL)
    if form.steps.is_abroad:
        draft = _agreed(form, draft, ABROAD)
    return _gone_on(form, draft)


def _agreed(form: Form, draft: Draft, kind: str) -> Draft:
    version = form.steps.rules.consent_version
    filing_drafts.agree(
        form.talk.session,
        person_id=form.talk.person_id,
        kind=kind,
        version=version,
        subject=form.owner,
        at=form.talk.turn.at,
    )
    return draft.agreeing(kind, version)


def _yes(form: Form) -> Reply:
    """Record the separate consent, or the guardian's, whichever was asked for."""
    if form.draft.at not in (filing.SENSITIVE, filing.GUARDIAN):
        return drawing.show(form)
    return _gone_on(form, _agreed(form, form.draft, form.draft.at))


def _no(form: Form) -> Reply:
    if form.draft.at == filing.SENSITIVE:
        form.go(form.draft.agreeing(filing.SENSITIVE, ""))
        return drawing.show(form, note=form.talk.say("filing.sensitive_left_out"))
    form.put_aside()
    return words.aside(form, "guardian_needed")


def _enough(form: Form) -> Reply:
    if filing.OFFERED not in form.draft.passed:
        return drawing.show(form)
    return _gone_on(form, form.draft.passing(filing.MORE))


def _others(form: Form) -> Reply:
    return summary.everything(form)


def _submit(form: Form) -> Reply:
    if form.steps.next(form.draft) != filing.SUMMARY:
        return _gone_on(form, form.draft)
    return submit(form)


def _gone_on(form: Form, draft: Draft) -> Reply:
    form.go(draft)
    return drawing.show(form)


ACTS: Mapping[str, Callable[[Form], Reply]] = {
    "apply": _apply,
    "again": _again,
    "insist": _insist,
    "agree": _agree,
    "web": continuing.offer,
    "yes": _yes,
    "no": _no,
    "skip": words.skip,
    "enough": _enough,
    "others": _others,
    "submit": _submit,
}
# The step at which a button works; the others carry theirs, or work anywhere.
ACTS_AT = {
    "apply": filing.OFFERED,
    "insist": filing.VERDICT,
    "agree": filing.CONSENT,
    "others": filing.SUMMARY,
    "submit": filing.SUMMARY,
}
ANYWHERE = frozenset({"web", "enough", "again"})
