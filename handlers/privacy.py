"""A person's rights over what we hold about them: see, copy, correct, erase (PIPL 44–50).

What can't be erased yet is named with its reason. A correction is an officer's to check.
"""

from handlers import offers, retention
from handlers.actions import write
from handlers.escalation import handing_over
from handlers.escalation.handing_over import Matter
from handlers.filing.form import ABROAD
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, FileRef, Kind, Part, Reply, Style
from storage import audit, belongings, files
from storage.belongings import Holdings
from storage.identity import id_of

VERB = "privacy"
AWAITS = "correction"
REASON = "correction"


def hear_correction(talk: Talk) -> list[Reply] | None:
    """Hand what should be corrected to an officer, when we have just asked for it."""
    if not talk.state.pop(AWAITS, False) or not talk.turn.text or _command(talk):
        return None
    question = talk.say("privacy.correct_question", said=talk.turn.text)
    _note(talk, "personal.correction_asked")
    return [handing_over.hand_over(talk, Matter(question, REASON))]


def answer(talk: Talk) -> list[Reply] | None:
    """Reply to the privacy button and command, and to the wishes below it."""
    if _command(talk) != VERB:
        return None
    wish = talk.action.args if talk.action else ()
    match wish:
        case ("copy",):
            return [_copy(talk)]
        case ("correct",):
            talk.state[AWAITS] = True
            return [offers.say(talk, "privacy.correct_ask", kind=Kind.MENU)]
        case ("erase",):
            buttons = (_button(talk, "erase_yes", "erase", "yes"), _button(talk, "erase_no"))
            return [offers.say(talk, "privacy.erase_ask", kind=Kind.MENU, buttons=buttons)]
        case ("erase", "yes"):
            return [_erase(talk)]
    return [_overview(talk)]


def _command(talk: Talk) -> str | None:
    if talk.action:
        return talk.action.verb
    return talk.services.knowledge.scope.command(talk.turn.text)


def _overview(talk: Talk) -> Reply:
    held = belongings.holdings(talk.session, person_id=talk.person_id)
    lines = _lines(talk, held)
    parts = (
        Part(style=Style.TEXT, text=talk.say("privacy.notice")),
        Part(style=Style.TEXT, text=talk.say("privacy.held" if lines else "privacy.nothing")),
        *(Part(style=Style.TEXT, text=line) for line in lines),
        Part(style=Style.NOTE, text=talk.say("privacy.law")),
    )
    buttons = tuple(_button(talk, wish, wish) for wish in ("copy", "correct", "erase"))
    return Reply(kind=Kind.MENU, parts=parts, buttons=buttons)


def _lines(talk: Talk, held: Holdings) -> list[str]:
    since = offers.moment(talk, held.since.astimezone(LOCAL).date())
    lines = [talk.say("privacy.since", day=since, count=held.messages)] if held.messages else []
    counts = {
        "question_open": held.questions_open,
        "question_closed": held.questions_closed,
        "draft": held.drafts,
        "reminder": held.reminders,
        "self_check": held.self_checks,
    }
    lines += [talk.say(f"privacy.{key}", count=count) for key, count in counts.items() if count]
    return lines + [talk.say("privacy.case", number=number) for number in held.cases]


def _copy(talk: Talk) -> Reply:
    name = talk.say("privacy.copy_name")
    kept = files.keep(
        talk.session,
        owner=f"person:{talk.person_id}",
        name=name,
        media_type="text/plain",
        content=_everything(talk).encode(),
        at=talk.turn.at,
        person_id=talk.person_id,
    )
    _note(talk, "personal.copied")
    reply = offers.say(talk, "privacy.copied", kind=Kind.NOTICE)
    file = FileRef(id=id_of(kept), name=name, media_type=kept.media_type)
    return reply.model_copy(update={"files": (file,)})


def _everything(talk: Talk) -> str:
    session, person_id = talk.session, talk.person_id
    lines = [talk.say("privacy.copy_heading", day=f"{talk.today:%Y-%m-%d}"), ""]
    lines += _lines(talk, belongings.holdings(session, person_id=person_id))
    names = talk.services.wording.below("privacy.copy_")
    statuses = talk.services.wording.below("progress.status.")
    said = [
        f"{one.at.astimezone(LOCAL):%Y-%m-%d %H:%M} {names.get(one.author, names['you'])}: "
        f"{one.body if isinstance(one.body, str) else Reply.model_validate(one.body).text}"
        for one in belongings.conversation(session, person_id=person_id)
    ]
    asked = [
        f"{one.at.astimezone(LOCAL):%Y-%m-%d %H:%M} {statuses.get(one.status, '')} {one.text}"
        for one in belongings.questions(session, person_id=person_id)
    ]
    sections = {"said": said, "questions": asked, "cases": _cases(talk)}
    for name, found in sections.items():
        lines += ["", f"== {talk.say(f'privacy.copy_{name}')} ==", *(found or [names["empty"]])]
    return "\n".join(lines) + "\n"


def _cases(talk: Talk) -> list[str]:
    statuses = talk.services.wording.below("progress.status.")
    labels = talk.services.wording.below("filing.label_")
    # What a case holds stays off servers abroad (PIPL Art. 36).
    is_abroad = talk.turn.channel in ABROAD
    lines = []
    for one in belongings.filed(talk.session, person_id=talk.person_id):
        day = one.at.astimezone(LOCAL)
        lines.append(f"{one.number} {day:%Y-%m-%d} {statuses.get(one.status, '')}")
        if is_abroad:
            lines.append(talk.say("privacy.copy_elsewhere"))
        else:
            lines += [f"  {labels.get(key, key)}: {text}" for key, text in one.application.items()]
    return lines


def _erase(talk: Talk) -> Reply:
    held = belongings.holdings(talk.session, person_id=talk.person_id)
    belongings.erase(talk.session, person_id=talk.person_id)
    talk.state.clear()
    _note(talk, "personal.erased")
    says = []
    if held.questions_open:
        says.append(talk.say("privacy.kept_questions", count=held.questions_open))
    if held.cases:
        says.append(talk.say("privacy.kept_cases", numbers=", ".join(held.cases)))
    if not says:
        retention.forget_later(talk.session, person_id=talk.person_id, at=talk.turn.at)
    first = talk.say("privacy.erased" if says else "privacy.erased_all")
    parts = tuple(Part(style=Style.TEXT, text=text) for text in (first, *says))
    return Reply(kind=Kind.NOTICE, parts=parts)


def _button(talk: Talk, words: str, *wish: str) -> Button:
    return Button(label=talk.say(f"privacy.{words}"), action=write(VERB, *wish))


def _note(talk: Talk, action: str) -> None:
    mark = f"person:{talk.person_id}"
    audit.record(talk.session, actor=mark, action=action, subject=mark, at=talk.turn.at)
