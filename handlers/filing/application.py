"""Turn a filled-in draft into the application an organ reads: labels for choices, in order."""

from handlers.filing.draft import FIELDS, MINOR
from handlers.filing.form import Form
from handlers.talk import Talk
from storage import files

EARLIER = "proceedings"


def application(form: Form) -> dict[str, str]:
    """Return every field that has a value, in the order it is read."""
    draft = form.draft
    found = {
        **{key: worded(form.talk, key, value) for key, value in draft.fields.items()},
        "category": form.steps.competent_category(draft),
        "evidence": evidence(form),
        "earlier": _answer(form, EARLIER),
        "answers": _answers(form),
        "subject": form.steps.rules.eligibility.subject(draft.answers),
        "organ_called": organ_called(form),
    }
    concerned = {key for key in found if key not in form.steps.rules.fields}
    concerned |= {key for key in form.steps.rules.fields if form.steps.concerns(draft, key)}
    return {key: found[key] for key in FIELDS if key in concerned and found.get(key)}


def worded(talk: Talk, key: str, value: str) -> str:
    """Return a field's value in words: what was picked by its label."""
    label = f"filing.choice_{key}_{value}"
    known = talk.services.wording.keys()
    return talk.say(label) if label in known else value


def evidence(form: Form) -> str:
    """Return the list of evidence: what was written, then the files by number."""
    kept = files.listing(form.talk.session, owner=form.owner)
    lines = [
        form.talk.say(
            "filing.file_line",
            number=file.number,
            name=files.name_of(form.talk.session, file),
            size=size(form.talk, file.size),
        )
        for file in kept
    ]
    return "\n".join(filter(None, [form.draft.fields.get("evidence", ""), *lines]))


def size(talk: Talk, count: int) -> str:
    """Return a file's size as people read it."""
    if count < 1024 * 1024:
        return talk.say("filing.kilobytes", count=max(1, round(count / 1024)))
    return talk.say("filing.megabytes", count=f"{count / 1024 / 1024:.1f}")


def organ_called(form: Form) -> str:
    """Return what the competent office is called."""
    draft, talk = form.draft, form.talk
    if draft.is_settlement:
        return draft.fields.get("organ_named", talk.say("filing.acting_organ"))
    return form.steps.competent(draft, talk.services.knowledge.disputes.districts).called


def organ(form: Form) -> str:
    """Return the field of competence whose desk the request goes to; empty when unknown."""
    draft = form.draft
    if draft.is_settlement:
        return form.steps.rules.competence.of_name(draft.fields.get("organ_named", ""))
    return form.steps.competent(draft, form.talk.services.knowledge.disputes.districts).organ


def _answer(form: Form, key: str) -> str:
    question = form.steps.rules.eligibility.questions.get(key)
    return question.choices.get(form.draft.answers.get(key, ""), "") if question else ""


def _answers(form: Form) -> str:
    draft = form.draft
    asked = form.steps.rules.eligibility.concerning(draft.category, draft.story)
    lines = [
        form.talk.say("filing.answered", ask=question.ask, answer=_answer(form, key))
        for key, question in asked.items()
        if key != EARLIER and _answer(form, key)
    ]
    if minor := draft.answers.get(MINOR):
        ask, answer = form.talk.say("filing.ask_minor"), form.talk.say(f"filing.minor_{minor}")
        lines.append(form.talk.say("filing.answered", ask=ask, answer=answer))
    return "\n".join(lines)
