"""A subscription being talked over: what is known, what is asked next. Pure.

The drawing is docs/diagrams/prompting.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handlers.prompting.facts import merged
from knowledge.dates import Said
from knowledge.prompt_calendar import DateKey, Facts
from knowledge.prompts import LICENCE_EXPIRY
from knowledge.trades import Told

OPEN, INDUSTRY, AUDIENCE, DATE, CONFIRM = "open", "industry", "audience", "date", "confirm"
PERSONAL = "-"  # somebody who runs nothing: no trade


@dataclass(frozen=True)
class Draft:
    """What was told so far. `asking` are things whose day must still be told."""

    at: str = OPEN
    industries: tuple[str, ...] = ()
    audience: str = ""
    district: str = ""
    licences: tuple[str, ...] = ()
    dates: tuple[tuple[str, str, str], ...] = ()
    asking: tuple[tuple[str, str], ...] = ()
    months_only: tuple[tuple[str, str], ...] = ()
    hour: int = 0

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> "Draft | None":
        """Read a draft from the dialogue state; None when there is none."""
        if not state:
            return None
        pairs = {
            name: tuple(map(tuple, state[name])) for name in ("dates", "asking", "months_only")
        }
        lists = {name: tuple(state[name]) for name in ("industries", "licences")}
        return cls(**{**state, **pairs, **lists})

    @classmethod
    def of(cls, facts: Facts, hour: int) -> "Draft":
        """Return what a subscriber told before, to be changed."""
        return cls(
            industries=facts.industries,
            audience=facts.audience,
            district=facts.district,
            licences=facts.licences,
            dates=tuple((name, of, day.isoformat()) for (name, of), day in facts.dates.items()),
            hour=hour,
        )

    def as_state(self) -> dict[str, Any]:
        """Return the draft as the dialogue keeps it."""
        return dict(vars(self))

    def told(self, said: Told, *, district: str, known_dates: Collection[DateKey]) -> "Draft":
        """Take what a message told; papers that rules count down to are asked their day."""
        draft = replace(
            self,
            industries=merged(self.industries, said.industries),
            audience=said.audience or self.audience,
            district=district or self.district,
            licences=merged(self.licences, said.licences),
        )
        for key, day in said.dates:
            draft = draft.dated(key, day)
        have = {(name, of) for name, of, _ in draft.dates} | set(draft.asking)
        owed = [(LICENCE_EXPIRY, licence) for licence in said.licences]
        more = [key for key in owed if key not in have and key in known_dates]
        return replace(draft, asking=(*draft.asking, *more)).next()

    def dated(self, key: DateKey, day: Said) -> "Draft":
        """Take the day of one paper; one that can't be used is asked for again."""
        asking = tuple(one for one in self.asking if one != key)
        months = tuple(one for one in self.months_only if one != key)
        if day.on is None or day.trouble is not None:
            return replace(self, asking=(key, *asking))
        if day.is_month_only:
            months = (*months, key)
        dates = tuple(one for one in self.dates if one[:2] != key)
        dates = (*dates, (*key, day.on.isoformat()))
        return replace(self, asking=asking, dates=dates, months_only=months)

    def skipped(self) -> "Draft":
        """Leave the paper that is asked about without a day."""
        return replace(self, asking=self.asking[1:]).next()

    def next(self) -> "Draft":
        """Go to the first thing that is missing."""
        if not self.industries:
            return replace(self, at=INDUSTRY)
        if not self.audience:
            return replace(self, at=AUDIENCE)
        return replace(self, at=DATE if self.asking else CONFIRM)

    def facts(self, *, off: Collection[str] = (), done: Collection[str] = ()) -> Facts:
        """Return what the calendar needs; the trade of who has none is left out."""
        return Facts(
            industries=tuple(name for name in self.industries if name != PERSONAL),
            audience=self.audience,
            district=self.district,
            licences=self.licences,
            dates={(name, of): date.fromisoformat(day) for name, of, day in self.dates},
            off=frozenset(off),
            done=frozenset(done),
        )
