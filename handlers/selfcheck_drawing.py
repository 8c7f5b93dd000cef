"""Draw a self-check: a question with its three answers, and the report by level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers import offers
from handlers.actions import write
from handlers.answering import entry_button
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from knowledge import citing, trades
from knowledge.prompt_schema import CheckQuestion, SelfCheck
from knowledge.prompts import rule_key
from knowledge.selfcheck import LEVELS
from storage.guidance_tables import SelfCheckRun
from storage.identity import id_of

MOST_ENTRIES = 3
LETTER_OF = {"yes": "y", "no": "n", "unsure": "u"}


@dataclass(frozen=True)
class Earlier:
    """The last self-check of the same trade: when, and what was open then."""

    at: datetime
    points: tuple[CheckQuestion, ...]


def version_of(check: SelfCheck) -> str:
    """Return what changes when the questions do: answers to others can't be compared."""
    return rule_key("|".join(question.id for question in check.questions))


def all_checks(talk: Talk) -> Button:
    """The button that shows every self-check."""
    return Button(label=talk.say("selfcheck.all"), action=write("checks"))


def choice(
    talk: Talk, *, begun: SelfCheckRun | None = None, last: SelfCheckRun | None = None
) -> Reply:
    """Offer the self-checks there are, to go on with one, and the last report."""
    checks = talk.services.knowledge.selfchecks.checks
    buttons = [
        Button(label=check.title or check.industry, action=write("check", check.id))
        for check in checks.values()
    ]
    if begun is not None and begun.check_id in checks:
        label = talk.say("selfcheck.go_on", name=checks[begun.check_id].industry)
        buttons.insert(0, Button(label=label, action=write("check", begun.check_id)))
    if last is not None and last.check_id in checks:
        label = talk.say("selfcheck.last_report", name=checks[last.check_id].industry)
        buttons.insert(0, Button(label=label, action=write("ck_report", id_of(last))))
    return offers.say(talk, "selfcheck.choose", kind=Kind.FLOW, buttons=tuple(buttons))


def question(talk: Talk, check: SelfCheck, run: int, place: int) -> Reply:
    """Ask one question; the first one says what becomes of the answers."""
    asked = check.questions[place]
    place_said = talk.say("selfcheck.place", at=place + 1, total=len(check.questions))
    parts = [
        Part(style=Style.LEAD, text=talk.say("selfcheck.ask", place=place_said, ask=asked.ask))
    ]
    if place == 0:
        parts.append(Part(style=Style.NOTE, text=talk.say("selfcheck.private")))
    buttons = [
        Button(label=talk.say(f"selfcheck.{given}"), action=write("ck", run, place, letter))
        for given, letter in LETTER_OF.items()
    ]
    if place:
        buttons.append(
            Button(label=talk.say("selfcheck.back"), action=write("ck_at", run, place - 1))
        )
    buttons.append(Button(label=talk.say("selfcheck.stop"), action=write("ck_stop", run)))
    return Reply(kind=Kind.FLOW, parts=tuple(parts), buttons=tuple(buttons))


def answer_in_words(talk: Talk) -> str | None:
    """Return which of the answers somebody typed, or None for anything else."""
    said = talk.turn.text.strip()
    for given in LETTER_OF:
        if said in talk.say(f"selfcheck.words_{given}").split():
            return given
    return None


def stopped(talk: Talk, run: str) -> Reply:
    """Say that it can be taken up again."""
    number = int(run) if run.isdigit() else 0
    go_on = Button(label=talk.say("selfcheck.resume"), action=write("ck_at", number, 99))
    return offers.say(talk, "selfcheck.stopped", kind=Kind.FLOW, buttons=(go_on,))


def report(
    talk: Talk, check: SelfCheck, points: Sequence[CheckQuestion], earlier: Earlier | None
) -> Reply:
    """Return the report: how many of which level, what changed, and every open point."""
    parts = [Part(style=Style.LEAD, text=_summary(talk, check, points))]
    if earlier is not None:
        parts.append(Part(style=Style.TEXT, text=_change(talk, points, earlier)))
    for point in points:
        parts += _point(talk, point)
    if promised := _prompts(talk, points):
        parts.append(Part(style=Style.TEXT, text=promised))
    parts.append(Part(style=Style.NOTE, text=talk.say("selfcheck.only_you")))
    return Reply(kind=Kind.FLOW, parts=tuple(parts), buttons=tuple(_after(talk, check, points)))


def _summary(talk: Talk, check: SelfCheck, points: Sequence[CheckQuestion]) -> str:
    total, name = len(check.questions), check.industry
    if not points:
        return talk.say("selfcheck.all_good", name=name, total=total)
    levels = [(level, sum(point.level == level for point in points)) for level in LEVELS]
    said = talk.say("prompting.and").join(
        talk.say("selfcheck.count", level=level, count=count) for level, count in levels if count
    )
    return talk.say("selfcheck.summary", name=name, total=total, count=len(points), levels=said)


def _change(talk: Talk, points: Sequence[CheckQuestion], earlier: Earlier) -> str:
    now, then = {one.id for one in points}, {one.id for one in earlier.points}
    return talk.say(
        "selfcheck.compared",
        day=offers.moment(talk, earlier.at.astimezone(LOCAL).date()),
        before=len(then),
        mended=len(then - now),
        new=len(now - then),
    )


def _point(talk: Talk, point: CheckQuestion) -> Iterator[Part]:
    level = talk.say("selfcheck.point", level=point.level, ask=point.ask)
    yield Part(style=Style.LEAD, text=level)
    for key in ("cause", "consequence", "fix", "within"):
        if text := getattr(point, key):
            yield Part(style=Style.TEXT, text=talk.say(f"selfcheck.part_{key}", text=text))
    yield Part(style=Style.BASIS, text=talk.say("answer.basis", cites=citing.listing(point.cites)))


def _prompts(talk: Talk, points: Sequence[CheckQuestion]) -> str:
    """Name the prompts that keep an eye on what is open."""
    known = talk.services.knowledge.prompts.prompts
    ids = dict.fromkeys(one for point in points for one in point.prompts if one in known)
    titles = talk.say("prompting.and").join(known[one].title for one in ids)
    return talk.say("selfcheck.can_remind", titles=titles) if titles else ""


def _after(talk: Talk, check: SelfCheck, points: Sequence[CheckQuestion]) -> Iterator[Button]:
    base = talk.services.knowledge
    ids = dict.fromkeys(point.entry for point in points if point.entry in base.entries)
    for entry_id in list(ids)[:MOST_ENTRIES]:
        yield entry_button(base.entries[entry_id])
    known = base.vocabulary.industries
    if of := [name for name in trades.of_check(check, base.prompts) if name in known]:
        place = known.index(of[0])
        yield Button(label=talk.say("selfcheck.remind_me"), action=write("pr_trade", place))
    yield Button(label=talk.say("selfcheck.again"), action=write("check", check.id))
    yield offers.human(talk)
