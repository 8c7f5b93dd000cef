"""Let people check themselves (Art. 9): one question at a time, and a report for them alone.

Stopped at any question and taken up again later; repeated, it is compared with the last
one. Nothing of it goes to anybody: only counts without a person leave.
"""

from collections.abc import Mapping

from handlers import offers
from handlers import selfcheck_drawing as drawing
from handlers.talk import Talk
from handlers.turn import Kind, Reply
from knowledge import trades
from knowledge.prompt_schema import SelfCheck
from knowledge.selfcheck import ANSWERS, NO, UNSURE, YES, open_points
from storage import selfchecks
from storage.guidance_tables import SelfCheckRun
from storage.identity import id_of

STATE = "selfcheck"
LETTERS: Mapping[str, str] = {"y": YES, "n": NO, "u": UNSURE}


def answer(talk: Talk) -> list[Reply] | None:
    """Reply to the buttons of self-checks, to the wish for one, and to answers in words."""
    if talk.action:
        reply = _tapped(talk)
    elif talk.services.knowledge.prompts.command(talk.turn.text) == "selfcheck":
        reply = _wished(talk)
    else:
        reply = _said(talk)
    return [reply] if reply else None


def _tapped(talk: Talk) -> Reply | None:
    assert talk.action is not None  # noqa: S101  # asked by the caller
    match talk.action.verb, talk.action.args:
        case "checks", _:
            return _offer(talk)
        case "check", (check_id,):
            check = talk.services.knowledge.selfchecks.checks.get(check_id)
            return _start(talk, check) if check else drawing.choice(talk)
        case "ck", (run, place, letter) if letter in LETTERS:
            return _answered(talk, run, place, LETTERS[letter])
        case "ck_at", (run, place):
            return _at(talk, run, place)
        case "ck_stop", (run,):
            talk.state.pop(STATE, None)
            return drawing.stopped(talk, run)
        case "ck_report", (run,):
            return _report_again(talk, run)
        case "ck" | "ck_at" | "ck_stop" | "ck_report" | "check", _:
            return drawing.choice(talk)
    return None


def _wished(talk: Talk) -> Reply:
    """Start the self-check of the trade that was named, else offer what there is."""
    said = talk.turn.text
    named = talk.services.knowledge.selfchecks.named_in(said)
    if named is None:
        told = trades.told(said, talk.services.knowledge.prompts, talk.today)
        checks, book = talk.services.knowledge.selfchecks, talk.services.knowledge.prompts
        found = (trades.check_for(name, checks, book) for name in told.industries)
        named = next(filter(None, found), None)
    if named is not None:
        return _start(talk, named)
    return _offer(talk)


def _offer(talk: Talk) -> Reply:
    begun = selfchecks.unfinished(talk.session, person_id=talk.person_id)
    last = selfchecks.last_finished(talk.session, person_id=talk.person_id)
    return drawing.choice(talk, begun=begun, last=last)


def _said(talk: Talk) -> Reply | None:
    """Take 是, 否, 不清楚 as the answer to the question that stands."""
    state = talk.state.get(STATE)
    given = drawing.answer_in_words(talk) if state else None
    if not state or given is None:
        return None
    return _answered(talk, str(state["run"]), str(state["place"]), given)


def _start(talk: Talk, check: SelfCheck) -> Reply:
    run = selfchecks.begin(
        talk.session,
        person_id=talk.person_id,
        check_id=check.id,
        version=drawing.version_of(check),
        at=talk.turn.at,
    )
    return _next(talk, check, run)


def _own(talk: Talk, run: str) -> tuple[SelfCheckRun, SelfCheck] | None:
    """Return a run that is the person's own and whose questions are still the same."""
    if not run.isdigit():
        return None
    row = selfchecks.of_person(talk.session, run_id=int(run), person_id=talk.person_id)
    check = row and talk.services.knowledge.selfchecks.checks.get(row.check_id)
    if not row or not check or row.version != drawing.version_of(check):
        return None
    return row, check


def _answered(talk: Talk, run: str, place: str, given: str) -> Reply:
    own = _own(talk, run)
    if own is None or own[0].finished_at is not None:
        return _gone(talk)
    row, check = own
    if not place.isdigit() or int(place) >= len(check.questions) or given not in ANSWERS:
        return _next(talk, check, row)
    answers = selfchecks.answers_of(talk.session, row)
    answers[check.questions[int(place)].id] = given
    selfchecks.answer(talk.session, row, answers=answers)
    return _next(talk, check, row)


def _at(talk: Talk, run: str, place: str) -> Reply:
    own = _own(talk, run)
    if own is None or own[0].finished_at is not None:
        return _gone(talk)
    if not place.isdigit() or int(place) >= len(own[1].questions):
        return _next(talk, own[1], own[0])
    return _ask(talk, own[1], own[0], int(place))


def _gone(talk: Talk) -> Reply:
    return offers.say(talk, "selfcheck.gone", kind=Kind.FLOW, buttons=(drawing.all_checks(talk),))


def _next(talk: Talk, check: SelfCheck, row: SelfCheckRun) -> Reply:
    """Ask the first question that has no answer, or report when there is none."""
    answers = selfchecks.answers_of(talk.session, row)
    for place, question in enumerate(check.questions):
        if question.id not in answers:
            return _ask(talk, check, row, place)
    talk.state.pop(STATE, None)
    selfchecks.finish(talk.session, row, month=f"{talk.today:%Y-%m}", at=talk.turn.at)
    return _report(talk, check, row)


def _ask(talk: Talk, check: SelfCheck, row: SelfCheckRun, place: int) -> Reply:
    talk.state[STATE] = {"run": id_of(row), "place": place}
    return drawing.question(talk, check, id_of(row), place)


def _report_again(talk: Talk, run: str) -> Reply:
    own = _own(talk, run)
    if own is None or own[0].finished_at is None:
        return _gone(talk)
    return _report(talk, own[1], own[0])


def _report(talk: Talk, check: SelfCheck, row: SelfCheckRun) -> Reply:
    points = open_points(check, selfchecks.answers_of(talk.session, row))
    last = selfchecks.before(talk.session, row)
    earlier = None
    if last is not None and last.finished_at is not None:
        before = open_points(check, selfchecks.answers_of(talk.session, last))
        earlier = drawing.Earlier(last.finished_at, tuple(before))
    return drawing.report(talk, check, points, earlier)
