"""Put the figures of a year into the paper of the annual report (Art. 21), section by section.

Each figure stands with its base and what one more of it is, as on the page of figures.
No judgement is made: the last section only repeats what the figures show.
"""

from collections.abc import Callable, Sequence
from datetime import date

from handlers.desk import figures, times
from handlers.desk.figure_words import read_as
from handlers.desk.figures import Figure
from handlers.desk.report_content import Category, Content
from handlers.desk.surveys import Question, View
from handlers.documents import Paper, Section
from handlers.services import Services

# As many values of a figure as its page shows; the others are one line.
MOST_VALUES = 12
OVERALL = (
    "people", "answers", "topics", "questions", "question_reasons", "question_organs",
    "question_districts",
)  # fmt: skip
GUIDED = ("guidance", "guidance_organs", "visits", "broadcasts", "selfchecks", "selfcheck_points")
MEDIATED = (
    "cases", "case_categories", "case_organs", "case_districts", "endings", "performances",
    "case_visits", "settlements", "referrals",
)  # fmt: skip
RATED = ("answer_ratings", "question_ratings", "case_ratings", "rectifications")
# Whose something is needs no saying in an organ's own report.
OF_ORGANS = frozenset({"question_organs", "guidance_organs", "case_organs"})
_COLUMNS = ("category", "filed", "accepted", "agreed", "ended", "due", "in_time")
_SIGNED = ("sign_organ", "sign_day")


def paper(services: Services, content: Content) -> Paper:
    """Return the report to be corrected, completed and stamped by its organ."""
    say = services.wording.say
    sections = (_overall, _guided, _mediated, _rated, _known, _next)
    return Paper(
        title=say("report.title"),
        organ=content.title,
        rows=(
            (say("report.organ"), content.title),
            (say("report.period"), _period(services, content)),
            (say("report.drawn_on"), _day(services, content.drawn_on)),
        ),
        opening=(say("report.opening"),),
        sections=tuple(
            _told(services, content, n, make(services, content, say(f"report.heading.{n}")))
            for n, make in enumerate(sections, 1)
        ),
        signatures=tuple(say(f"report.{line}") for line in _SIGNED),
        notes=tuple(services.wording.below("report.note.").values()),
    )


def _told(services: Services, content: Content, n: int, section: Section) -> Section:
    """Begin an organ's section with what is on record for the whole city only."""
    say, known = services.wording.say, services.wording.below("report.city_only.")
    if content.is_city or str(n) not in known:
        return section
    lines = section.paragraphs
    if lines == (say("report.nothing"),):
        lines = (say("report.nothing_else"),)
    return Section(section.heading, (known[str(n)], *lines), section.table)


def _period(services: Services, content: Content) -> str:
    page = content.page
    key = "report.whole_year" if content.is_over else "report.until"
    return services.wording.say(
        key, first=_day(services, page.first), last=_day(services, page.last)
    )


def _day(services: Services, day: date) -> str:
    return services.wording.say("case.paper.date", year=day.year, month=day.month, day=day.day)


def _overall(services: Services, content: Content, heading: str) -> Section:
    lines = _lines(services, content, OVERALL)
    if not lines:
        return _empty(services, heading)
    speed = content.page.speed
    if speed.half_within is not None and speed.most_within is not None:
        lines.append(
            services.wording.say(
                "report.speed",
                base=services.wording.say("supervising.counts.matters", base=speed.base),
                half=times.span(services.wording, speed.half_within),
                most=times.span(services.wording, speed.most_within),
                percent=_percent(speed.in_time, 1),
            )
        )
    return Section(heading, tuple(lines), _months(services, content))


def _months(services: Services, content: Content) -> tuple[tuple[str, ...], ...]:
    """Return the year's months; the page's trend may begin in the year before."""
    say, trend = services.wording.say, content.page.trend
    keys = list(trend[0].counts)
    head = (say("supervising.month"), *(say(f"supervising.trend_of.{key}") for key in keys))
    rows = [
        (f"{one.first:%Y-%m}", *(str(one.counts[key]) for key in keys))
        for one in trend
        if one.first.year == content.page.first.year
    ]
    return (head, *rows)


def _guided(services: Services, content: Content, heading: str) -> Section:
    return _plain(services, heading, _lines(services, content, GUIDED))


def _mediated(services: Services, content: Content, heading: str) -> Section:
    lines = _lines(services, content, MEDIATED)
    if not content.categories:
        return _plain(services, heading, lines)
    say = services.wording.say
    counted = {key: sum(getattr(one, key) for one in content.categories) for key in _COLUMNS[1:]}
    whole = Category(say("report.total"), **counted)
    told = say(
        "report.mediated",
        **counted,
        accepted_percent=_percent(whole.accepted, whole.filed),
        agreed_percent=_percent(whole.agreed, whole.accepted),
        in_time_percent=_percent(whole.in_time, whole.due),
    )
    head = tuple(say(f"report.column.{key}") for key in _COLUMNS)
    rows = (_row(one) for one in (*content.categories, whole))
    return Section(heading, (told, *lines), (head, *rows))


def _row(one: Category) -> tuple[str, ...]:
    return (one.name, *(str(getattr(one, key)) for key in _COLUMNS[1:]))


def _rated(services: Services, content: Content, heading: str) -> Section:
    lines = _lines(services, content, RATED)
    for view in content.surveys:
        lines += _survey(services, view)
    return _plain(services, heading, lines)


def _survey(services: Services, view: View) -> list[str]:
    say = services.wording.say
    told = say("report.survey", title=view.title, invited=view.invited, answered=view.answered)
    return [told, *(_asked(services, one) for one in view.questions if one.choices and one.base)]


def _asked(services: Services, question: Question) -> str:
    say = services.wording.say
    values = [(label, count, count / question.base) for label, count in question.choices]
    return say(
        "report.figure",
        name=question.text,
        base=say("supervising.base_people", base=question.base),
        values=_too_few(services) if question.is_hidden else _values(services, values),
    )


def _known(services: Services, content: Content, heading: str) -> Section:
    lines = _lines(services, content, ("entries",))
    return _plain(services, heading, [*lines, *_shares(services, content, ("missed",))])


def _next(services: Services, content: Content, heading: str) -> Section:
    say = services.wording.say
    shown = _shares(services, content, tuple(content.shares))
    lines = [say("report.shows"), *shown] if shown else [say("report.shows_nothing")]
    return Section(heading, (*lines, say("report.problems"), say("report.measures")))


def _shares(services: Services, content: Content, keys: Sequence[str]) -> list[str]:
    found = ((key, content.shares[key]) for key in keys)
    return [
        services.wording.say(
            f"report.share.{key}",
            part=one.part,
            base=one.base,
            percent=_percent(one.part, one.base),
        )
        for key, one in found
        if one.base
    ]


def _lines(services: Services, content: Content, keys: Sequence[str]) -> list[str]:
    """Return every figure of a section, also those of nothing; none when all are."""
    asked = [content.figure(key) for key in keys if content.is_city or key not in OF_ORGANS]
    found = [one for one in asked if one is not None]
    return [_figure(services, one) for one in found] if any(one.base for one in found) else []


def _figure(services: Services, figure: Figure) -> str:
    say, label = services.wording.say, _label_of(services, figure)
    names = services.wording.below("supervising.figure.") | services.wording.below("report.name.")
    if not figure.base:
        return say("report.no_figure", name=names[figure.key])
    shown = [(label(line.value), line.count, line.share) for line in figure.lines[:MOST_VALUES]]
    rest = figure.lines[MOST_VALUES:]
    if rest:
        counts = sum(line.count for line in rest)
        shown.append((say("report.rest", count=len(rest)), counts, counts / figure.base))
    return say(
        "report.figure",
        name=names[figure.key],
        base=say(f"supervising.counts.{figure.counts}", base=figure.base),
        values=_too_few(services) if figure.is_hidden else _values(services, shown),
    )


def _label_of(services: Services, figure: Figure) -> Callable[[str], str]:
    words, none = read_as(services, figure.key), services.wording.say("supervising.none")
    return lambda value: words.get(value, value) or none


def _values(services: Services, values: Sequence[tuple[str, int, float]]) -> str:
    say = services.wording.say
    return say("report.between").join(
        say("report.value_line", label=label, count=count, percent=_percent(share, 1))
        for label, count, share in values
    )


def _too_few(services: Services) -> str:
    return services.wording.say("supervising.too_few", fewest=figures.FEWEST).rstrip("。")


def _percent(part: float, base: float) -> int:
    """Return a share as the page of figures rounds it; nothing of nothing is none."""
    return round(100 * part / base) if base else 0


def _plain(services: Services, heading: str, lines: Sequence[str]) -> Section:
    return Section(heading, tuple(lines)) if lines else _empty(services, heading)


def _empty(services: Services, heading: str) -> Section:
    return Section(heading, (services.wording.say("report.nothing"),))
