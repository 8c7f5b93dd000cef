"""The shape of a prompt rule (提示) and of a self-check: who, when, what, on which law.

Decides which keys and values a file may have. When a prompt is due for somebody is in
`prompt_calendar`; whether what it says is true is for `check_guidance`.
"""

import datetime
import re
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from knowledge.schema import Cite, Risk

Audience = Literal["企业", "个体工商户", "个人", "any"]
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")


def _month_day(text: str) -> str:
    found = _MONTH_DAY.fullmatch(text)
    if found is None:
        raise ValueError("must be MM-DD")
    datetime.date(2028, int(found[1]), int(found[2]))  # a leap year: 02-29 is a day
    return text


def _latest_first(days: tuple[int, ...]) -> tuple[int, ...]:
    if list(days) != sorted(set(days), reverse=True):
        raise ValueError("must be different numbers, largest first")
    return days


def _as_text(value: object) -> object:
    return value.isoformat()[5:] if isinstance(value, datetime.date) else value


MonthDay = Annotated[str, BeforeValidator(_as_text), AfterValidator(_month_day)]
Days = Annotated[
    tuple[Annotated[int, Field(ge=0, le=730)], ...],
    Field(min_length=1, max_length=6),
    AfterValidator(_latest_first),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=200)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=34)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Who(_Model):
    """Whom a rule is for; an empty list means everybody."""

    industries: tuple[str, ...] = ()
    audience: Audience = "any"
    licences: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()


class Yearly(_Model):
    """A period of every year with an end, such as the annual report's."""

    kind: Literal["yearly", "season"]
    start: MonthDay = Field(alias="from")
    until: MonthDay
    at: tuple[MonthDay, ...] = Field(min_length=1, max_length=8)


class BeforeDate(_Model):
    """Some days before a date of the person's own, such as a licence's expiry."""

    kind: Literal["before_date"]
    date: str
    of: str = ""
    days: Days


class LawTakesEffect(_Model):
    """Some days before a law starts to hold, and on the day."""

    kind: Literal["law_takes_effect"]
    day: datetime.date = Field(alias="on")
    days: Days


When = Annotated[Yearly | BeforeDate | LawTakesEffect, Field(discriminator="kind")]


class Prompt(_Model):
    """One thing people easily overlook, told in time."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", max_length=80)]
    title: Title
    who: Who
    when: When
    text: Text
    consequence: str = Field(default="", max_length=200)
    how: str = Field(default="", max_length=200)
    cites: tuple[Cite, ...] = Field(min_length=1, max_length=8)
    organ: str
    overlooked_after: tuple[str, ...] = ()
    reviewed: datetime.date

    @property
    def domain(self) -> str:
        """What comes before the slash of the id."""
        return self.id.split("/", 1)[0]

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every sentence a person may read, with the key it stands under."""
        parts = (("text", self.text), ("consequence", self.consequence), ("how", self.how))
        return tuple((key, said) for key, said in parts if said)


class CheckQuestion(_Model):
    """One question of a self-check, and what an answer that isn't good means."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=40)]
    ask: Annotated[str, StringConstraints(min_length=4, max_length=80)]
    good: Literal["是", "否"]
    level: Risk
    cause: str = Field(default="", max_length=160)
    consequence: str = Field(default="", max_length=240)
    fix: Text
    within: str = Field(default="", max_length=60)
    cites: tuple[Cite, ...] = Field(min_length=1, max_length=8)
    entry: str = ""
    prompts: tuple[str, ...] = ()

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every sentence that may hold a figure of the law."""
        parts = (
            ("ask", self.ask),
            ("cause", self.cause),
            ("consequence", self.consequence),
            ("fix", self.fix),
        )
        return tuple((key, said) for key, said in parts if said)


class SelfCheck(_Model):
    """The self-check of a trade (Art. 9)."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=40)]
    industry: str
    says: tuple[str, ...] = ()
    questions: tuple[CheckQuestion, ...] = Field(min_length=8, max_length=15)
    title: str = ""
    reviewed: datetime.date | None = None
