"""The draft of an organ's annual report (Art. 21): what it counts, who may have it, the trace.

Every figure is that of the page of figures for the year's days, or counted beside it from
the same records. How it reads is for `report_paper`; an officer writes the judgement.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers import documents
from handlers.desk import access, figures, report_paper, surveys
from handlers.desk.access import Signed
from handlers.desk.figures import Figure, Page, drawn
from handlers.desk.report_content import Category, Content, Share
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge.selfcheck import is_open
from storage import audit, organs, report_figures, selfchecks
from storage.case_lifecycle import CaseAct
from storage.database import Session
from storage.errors import NotFound
from storage.figures import Counts, Period, counted
from storage.lifecycle import EntryStatus
from storage.missed import UNANSWERED
from storage.report_figures import CasePeriod

YEARS = 5
ENDED = (
    CaseAct.REFUSE, CaseAct.DECLINE, CaseAct.LAPSE,
    CaseAct.TERMINATE, CaseAct.LEAVE, CaseAct.WITHDRAW,
)  # fmt: skip
PERFORMED = (CaseAct.PERFORM, CaseAct.FAIL)
_ACTS = (CaseAct.ACCEPT, CaseAct.AGREE, *ENDED, *PERFORMED, CaseAct.VISIT)
# The periods an organ has to keep; the others are a side's.
_PERIODS = ("decide", "mediate", "again")
_KEPT = (EntryStatus.PUBLISHED, EntryStatus.RETIRED)


@dataclass(frozen=True)
class Draft:
    """A draft to be saved."""

    name: str
    content: bytes


def years(*, at: datetime) -> Sequence[int]:
    """Return the years there are reports of, this one first."""
    this = at.astimezone(LOCAL).year
    return range(this, this - YEARS, -1)


def draft(
    services: Services, signed: Signed, *, year: int, organ: str | None = None, at: datetime
) -> Draft:
    """Return the draft of a year, and note who took it.

    Without an `organ` it is the officer's own, for the city that of all ("").

    Raises:
        NotAllowed: the officer may not see figures.
        NotFound: the organ is not theirs or none, or the year is not one of `years`.
    """
    organ = signed.organ if organ is None else organ
    access.require(signed, *figures.WORKS)
    access.must_see(signed, organ)
    is_known = not organ or organ in services.knowledge.vocabulary.organs
    if year not in years(at=at) or not is_known:
        raise NotFound(f"report {year} of {organ}")
    content = collect(services, signed, year=year, organ=organ, at=at)
    written = documents.write(report_paper.paper(services, content))
    with services.database.transaction() as session:
        audit.record(
            session,
            actor=f"officer:{signed.officer_id}",
            action="figures.exported",
            subject=f"report:{year}",
            at=at,
            detail={"organ": organ},
        )
    name = services.wording.say("report.file_name", year=year, organ=content.title)
    return Draft(name, written)


def collect(services: Services, signed: Signed, *, year: int, organ: str, at: datetime) -> Content:
    """Return everything the report of a year says, up to today when it is not over."""
    today = at.astimezone(LOCAL).date()
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    page = figures.overview(services, signed, first=first, last=last, organ=organ)
    period = figures.period_of(first, last)
    with services.database.reading() as session:
        acts = report_figures.case_acts(session, period, organ=organ, acts=_ACTS)
        periods = report_figures.case_periods(session, period, organ=organ, kinds=_PERIODS)
        categories = _categories(page, acts, periods, today)
        more = {
            **_measured(session, period, organ),
            **_of_cases(acts),
            **(
                _ratings(session, period, organ)
                if organ
                else _self_checks(services, session, first, last)
            ),
        }
        late = report_figures.late_rectifications(session, period, organ=organ, at=at)
        asked = [] if organ else report_figures.surveys_opened(session, period)
        title = organs.title_of(session, organ=organ) if organ else ""
    return Content(
        title=title or services.wording.say("report.city"),
        is_city=not organ,
        is_over=today > last,
        drawn_on=today,
        page=page,
        more=more,
        categories=categories,
        surveys=[surveys.show(services, signed, number) for number in asked],
        shares=_shares(page, more["rectifications"], categories, late),
    )


def _measured(session: Session, period: Period, organ: str) -> dict[str, Figure]:
    found = {
        key: drawn(
            key,
            measure.counts,
            counted(session, measure, period, organ=organ),
            # It follows bad ratings: what hides those hides this.
            fewest=figures.FEWEST if key == "rectifications" else 0,
        )
        for key, measure in report_figures.REPORTED.items()
    }
    referred = report_figures.referrals(session, period, organ=organ)
    visited = report_figures.visits(session, period, organ=organ)
    kept = report_figures.entries(session, period, organ=organ, moves=_KEPT)
    return found | {
        "referrals": drawn("referrals", Counts.MATTERS, referred),
        "visits": drawn("visits", Counts.EVENTS, visited),
        "entries": drawn("entries", Counts.EVENTS, kept),
    }


def _of_cases(acts: Mapping[str, Mapping[str, int]]) -> dict[str, Figure]:
    total: Counter[str] = Counter()
    for done in acts.values():
        total.update(done)
    return {
        key: drawn(key, Counts.MATTERS, {act: total[act] for act in chosen if total[act]})
        for key, chosen in (
            ("endings", ENDED),
            ("performances", PERFORMED),
            ("case_visits", (CaseAct.VISIT,)),
        )
    }


def _ratings(session: Session, period: Period, organ: str) -> dict[str, Figure]:
    """Return an organ's ratings of matters; the page of figures has them for the city only."""
    found = {
        key: report_figures.ratings(session, period, key=key, organ=organ)
        for key in report_figures.RATED
    }
    return {
        key: drawn(key, Counts.MATTERS, counts, fewest=figures.FEWEST)
        for key, counts in found.items()
    }


def _self_checks(
    services: Services, session: Session, first: date, last: date
) -> dict[str, Figure]:
    """Return how often self-checks' questions were answered, and left something open, by trade."""
    checks = services.knowledge.selfchecks.checks
    given: Counter[str] = Counter()
    points: Counter[str] = Counter()
    rows = selfchecks.tallies(session, since=f"{first:%Y-%m}", until=f"{last:%Y-%m}")
    for check_id, question_id, answer, count in rows:
        check = checks.get(check_id)
        for question in check.questions if check else ():
            if check and question.id == question_id:
                given[check.industry] += count
                points[check.industry] += count if is_open(question, answer) else 0
    return {
        "selfchecks": drawn("selfchecks", Counts.EVENTS, dict(given.most_common())),
        "selfcheck_points": drawn("selfcheck_points", Counts.EVENTS, dict((+points).most_common())),
    }


def _categories(
    page: Page,
    acts: Mapping[str, Mapping[str, int]],
    periods: Sequence[CasePeriod],
    today: date,
) -> Sequence[Category]:
    filed = next(one for one in page.figures if one.key == "case_categories")
    due, kept = _kept(periods, today)
    return [
        Category(
            name=line.value,
            filed=line.count,
            accepted=acts.get(line.value, {}).get(CaseAct.ACCEPT, 0),
            agreed=acts.get(line.value, {}).get(CaseAct.AGREE, 0),
            ended=sum(acts.get(line.value, {}).get(act, 0) for act in ENDED),
            due=due[line.value],
            in_time=kept[line.value],
        )
        for line in filed.lines
    ]


def _kept(periods: Sequence[CasePeriod], today: date) -> tuple[Counter[str], Counter[str]]:
    """Return how many periods have ended or run out by category, and how many were kept."""
    due: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for one in periods:
        met_on = one.met_at.astimezone(LOCAL).date() if one.met_at else None
        if met_on is None and (one.is_paused or one.due_on >= today):
            continue
        due[one.category] += 1
        kept[one.category] += met_on is not None and met_on <= one.due_on
    return due, kept


def _shares(
    page: Page, rectified: Figure, categories: Sequence[Category], late: int
) -> dict[str, Share]:
    """Return what the figures show that somebody should say something about."""
    speed = page.speed
    answers = next((one for one in page.figures if one.key == "answers"), None)
    missed = sum(line.count for line in answers.lines if line.value in UNANSWERED) if answers else 0
    due = sum(one.due for one in categories)
    return {
        "answers_late": Share(speed.base - round(speed.in_time * speed.base), speed.base),
        "periods_late": Share(due - sum(one.in_time for one in categories), due),
        "rectifications_late": Share(late, 0 if rectified.is_hidden else rectified.base),
        "missed": Share(missed, answers.base if answers else 0),
    }
