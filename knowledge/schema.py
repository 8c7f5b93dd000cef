"""The shape of a knowledge entry: one file, one question, one cited answer.

Decides which keys and values a file may have. Whether what it says is true is
for `check`, which reads the cited articles.
"""

import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]
Mode = Literal["辅导", "提示"]
Audience = Literal["经营者", "市民"]
Risk = Literal["高", "中", "低"]
# Shipped entries have about fifteen; what people really say is added at the desk.
MOST_PHRASINGS = 30


class FollowKind(StrEnum):
    """What a short follow-up question is after; the words people use are in the lexicon."""

    PENALTY = "罚多少"
    ORGAN = "哪个部门"
    INDIVIDUAL = "个人"
    COMPANY = "公司"
    TIME = "多久"
    MATERIALS = "材料"
    OBJECTION = "不服"
    OTHER = "其他"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cite(_Model):
    """One article an answer rests on, by the law's full official title."""

    law: str
    article: int = Field(ge=1)
    suffix: str = ""
    paragraph: int | None = Field(default=None, ge=1)
    item: int | None = Field(default=None, ge=1)
    region: Literal["", "河南省", "洛阳市"] = ""


class FollowUp(_Model):
    """What the same person asks next, and its answer."""

    kind: FollowKind
    ask: Annotated[str, StringConstraints(min_length=2, max_length=14)]
    answer: Annotated[str, StringConstraints(min_length=4, max_length=160)]


class Answer(_Model):
    """What a person reads, in the order it is read; figures in full."""

    short: Annotated[str, StringConstraints(min_length=6, max_length=120)]
    steps: tuple[Line, ...] = Field(default=(), max_length=6)
    consequence: str = Field(default="", max_length=320)
    leniency: str = Field(default="", max_length=160)
    where: str = Field(default="", max_length=120)


class Reviewed(_Model):
    """When an answer was last read against the law, and when it must be read again."""

    date: datetime.date
    again_by: datetime.date
    sources: tuple[str, ...] = Field(min_length=1)


class Entry(_Model):
    """One curated answer. `id` is its path below `entries/`, without the ending."""

    id: str
    title: Annotated[str, StringConstraints(min_length=4, max_length=34)]
    topics: tuple[str, ...] = ()
    mode: Mode
    audience: tuple[Audience, ...] = Field(min_length=1)
    industries: tuple[str, ...] = ()
    risk: Risk | None = None
    organ: str
    tags: tuple[str, ...] = Field(min_length=1, max_length=12)
    phrasings: tuple[str, ...] = Field(min_length=6, max_length=MOST_PHRASINGS)
    answer: Answer
    hotline: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = Field(min_length=1, max_length=8)
    follow_ups: tuple[FollowUp, ...] = ()
    related: tuple[str, ...] = ()
    hand_over_when: tuple[str, ...] = ()
    effective_from: datetime.date | None = None
    effective_until: datetime.date | None = None
    reviewed: Reviewed

    @property
    def domain(self) -> str:
        """The folder the entry lies in."""
        return self.id.split("/", 1)[0]

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the answer is the one to give on this day."""
        after_start = self.effective_from is None or self.effective_from <= day
        before_end = self.effective_until is None or day <= self.effective_until
        return after_start and before_end

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every sentence a person may read, with the key it stands under."""
        answer = self.answer
        parts = [("answer.short", answer.short)]
        parts += [(f"answer.steps[{n}]", step) for n, step in enumerate(answer.steps)]
        parts += [
            ("answer.consequence", answer.consequence),
            ("answer.leniency", answer.leniency),
            ("answer.where", answer.where),
        ]
        parts += [(f"follow_ups[{n}]", up.answer) for n, up in enumerate(self.follow_ups)]
        return tuple((key, text) for key, text in parts if text)
