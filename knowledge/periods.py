"""How long each step of a mediation may take, and how its last day is counted.

The periods are data in `rules/mediation/deadlines.yaml`: by category of Art. 13, by kind
within 其他, and the service's own defaults for what no law fixes. Counting keeps account
of every day it passed over, so that a due date can be explained.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from knowledge.citing import listing
from knowledge.deadlines import Calendar
from knowledge.files import RULES, read_yaml
from knowledge.schema import Cite

FILE = RULES / "mediation" / "deadlines.yaml"
DAYS, WORKING = "days", "working"

Pause = tuple[date, date | None]


@dataclass(frozen=True)
class Rule:
    """One period. Without a basis it is the service's own and not a statutory one."""

    id: str
    kind: str
    starts: str
    count: int
    unit: str
    pauses: bool = False
    cite: Cite | None = None
    over: str = ""

    @property
    def basis(self) -> str:
        """The article, as it is cited; empty for a period of the service's own."""
        return listing([self.cite]) if self.cite else ""


@dataclass(frozen=True)
class Account:
    """The last day of a period, and the days that were passed over to reach it.

    `free` names holidays and weekends ("") with their days; `rolled` are the free days at
    the end of a period of natural days.
    """

    last_day: date
    free: tuple[tuple[str, int], ...] = ()
    made_up: tuple[date, ...] = ()
    paused: int = 0
    rolled: int = 0
    is_provisional: bool = False


@dataclass(frozen=True)
class Periods:
    """The rules, and what holidays are called."""

    rules: Mapping[str, Rule]
    holidays: Mapping[str, str]

    def starting(self, act: str, *, category: str, subject: str = "") -> tuple[Rule, ...]:
        """Return the periods that begin when something is done to a case of this sort."""
        kinds = {rule.kind for rule in self.rules.values()}
        found = (self.rule(kind, category=category, subject=subject) for kind in sorted(kinds))
        return tuple(rule for rule in found if rule is not None and rule.starts == act)

    def rule(self, kind: str, *, category: str, subject: str = "") -> Rule | None:
        """Return the period of one kind: the most special that there is."""
        for place in (subject, category, "usual"):
            if (rule := self.rules.get(f"{place}.{kind}")) is not None:
                return rule
        return None

    def named(self, rule_id: str) -> Rule | None:
        """Return a rule by its id; None when it was removed since."""
        return self.rules.get(rule_id)

    def holiday(self, occasion: str) -> str:
        """Return what a holiday is called here."""
        return self.holidays.get(occasion, occasion)


def reckon(
    calendar: Calendar, *, start: date, count: int, unit: str, pauses: tuple[Pause, ...] = ()
) -> Account:
    """Count a period: the first day and paused days aren't counted (民法典 201, 203).

    A pause holds from its first day to the day before counting goes on. Working days skip
    free days; natural days move off free days only at their end.
    """
    day, left, paused = start, count, 0
    free: dict[str, int] = {}
    made_up: list[date] = []
    while left > 0:
        day += timedelta(days=1)
        if _is_paused(day, pauses):
            paused += 1
        elif unit == WORKING and not calendar.is_working(day):
            occasion = calendar.occasion(day)
            free[occasion] = free.get(occasion, 0) + 1
        else:
            left -= 1
            if unit == WORKING and day.weekday() >= 5:
                made_up.append(day)
    rolled = 0
    while not calendar.is_working(day):
        day, rolled = day + timedelta(days=1), rolled + 1
    return Account(
        last_day=day,
        free=tuple(free.items()),
        made_up=tuple(made_up),
        paused=paused,
        rolled=rolled,
        is_provisional=calendar.is_provisional(day),
    )


def _is_paused(day: date, pauses: tuple[Pause, ...]) -> bool:
    return any(first <= day < until for first, until in pauses if until)


def load_periods() -> Periods:
    """Read the rules as they are shipped."""
    table: Mapping[str, Any] = read_yaml(FILE)
    places = {"usual": table["usual"], **table["categories"], **table["subjects"]}
    rules = {
        f"{place}.{kind}": _rule(place, kind, row)
        for place, kinds in places.items()
        for kind, row in kinds.items()
    }
    return Periods(rules, table["holidays"])


def _rule(place: str, kind: str, row: Mapping[str, Any]) -> Rule:
    cite = row.get("cite")
    return Rule(
        id=f"{place}.{kind}",
        kind=kind,
        starts=row["starts"],
        count=int(row["count"]),
        unit=row["unit"],
        pauses=bool(row.get("pauses", False)),
        cite=Cite.model_validate(cite) if cite else None,
        over=row.get("over", ""),
    )
