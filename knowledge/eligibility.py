"""Decide what stands between a dispute and its mediation (Art. 12, 13, 15): rules as data.

Pure: category, story and answers in, a verdict with reasons and articles out. A verdict
never replaces the organ's decision; it tells a person why, and which way is open.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from knowledge import narrative
from knowledge.deadlines import Calendar
from knowledge.files import RULES, read_yaml
from knowledge.schema import Cite

FILE = RULES / "mediation" / "eligibility.yaml"
SAID = "said"
Answers = Mapping[str, str]


class Outcome(StrEnum):
    """What a rule, or all of them, mean for a request; later ones weigh more."""

    OPEN = "open"
    WARNED = "warned"
    DOUBTFUL = "doubtful"
    CLOSED = "closed"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dated(_Model):
    """Answer a question by a day that stands near certain words."""

    near: str
    days: int = Field(ge=1)
    within: str
    over: str


class Question(_Model):
    """Something the rules have to know, asked as buttons where the story leaves it open."""

    ask: str
    choices: dict[str, str]
    signs: dict[str, str] = Field(default_factory=dict)
    categories: tuple[str, ...] = ()
    asked_if: str = ""
    dated: Dated | None = None

    def concerns(self, category: str, said: str) -> bool:
        """Whether the question has a place in a story of this category."""
        if self.categories and category not in self.categories:
            return False
        return not self.asked_if or bool(re.search(self.asked_if, said))


class Rule(_Model):
    """What follows when all of `when` holds, and nothing of `but_when` does."""

    id: str
    when: dict[str, str | tuple[str, ...]]
    outcome: Outcome
    why: str
    way: str
    cites: tuple[Cite, ...] = Field(min_length=1)
    categories: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    but_when: dict[str, str] = Field(default_factory=dict)
    unless: tuple[str, ...] = ()

    def applies(self, category: str, said: str, answers: Answers, before: frozenset[str]) -> bool:
        """Whether the rule speaks of this dispute; `before` are the rules that applied so far."""
        if category in self.but or (self.categories and category not in self.categories):
            return False
        if before & set(self.unless) or _all(self.but_when, said, answers, empty=False):
            return False
        return _all(self.when, said, answers, empty=True)


def _all(
    conditions: Mapping[str, str | tuple[str, ...]], said: str, answers: Answers, *, empty: bool
) -> bool:
    if not conditions:
        return empty
    return all(
        bool(re.search(str(wanted), said))
        if key == SAID
        else answers.get(key) in ((wanted,) if isinstance(wanted, str) else wanted)
        for key, wanted in conditions.items()
    )


@dataclass(frozen=True)
class Verdict:
    """What all rules together mean, with every rule that applied, the gravest first."""

    outcome: Outcome
    rules: tuple[Rule, ...]

    @property
    def stops(self) -> bool:
        """Whether a person has to be told before the request can go on, if it can."""
        return self.outcome in (Outcome.CLOSED, Outcome.DOUBTFUL)


@dataclass(frozen=True)
class Eligibility:
    """Every question and rule; `version` changes with any of them."""

    questions: Mapping[str, Question]
    rules: tuple[Rule, ...]
    subjects: Mapping[str, Mapping[str, str]]
    version: str

    def subject(self, answers: Answers) -> str:
        """Return the kind of dispute that has periods of its own, or nothing."""
        found = (names.get(answers.get(key, ""), "") for key, names in self.subjects.items())
        return next(filter(None, found), "")

    def concerning(self, category: str, said: str) -> dict[str, Question]:
        """Return the questions that have a place in this story, in the order they are asked."""
        return {
            key: question
            for key, question in self.questions.items()
            if question.concerns(category, said)
        }

    def read(self, category: str, said: str, *, today: date, calendar: Calendar) -> dict[str, str]:
        """Return the answers that the story itself gives."""
        found = {
            key: self._told(question, said, today, calendar)
            for key, question in self.concerning(category, said).items()
        }
        return {key: answer for key, answer in found.items() if answer}

    def _told(self, question: Question, said: str, today: date, calendar: Calendar) -> str:
        dated = question.dated
        if dated is not None:
            day = narrative.day_near(said, dated.near, today=today)
            if day is not None:
                last = calendar.after_days(day, dated.days)
                return dated.within if last >= today else dated.over
        for answer, sign in question.signs.items():
            if re.search(sign, said):
                return answer
        return ""

    def judge(self, category: str, said: str, answers: Answers) -> Verdict:
        """Return what the rules say; unanswered questions count for nothing."""
        applied: list[Rule] = []
        for rule in self.rules:
            before = frozenset(one.id for one in applied)
            if rule.applies(category, said, answers, before):
                applied.append(rule)
        applied.sort(key=lambda rule: -self._weights[rule.outcome])
        outcome = applied[0].outcome if applied else Outcome.OPEN
        return Verdict(outcome, tuple(applied))

    @cached_property
    def _weights(self) -> dict[Outcome, int]:
        return {outcome: weight for weight, outcome in enumerate(Outcome)}


def load_eligibility() -> Eligibility:
    """Read the rules as they are shipped."""
    rows = read_yaml(FILE)
    return Eligibility(
        questions={
            key: Question.model_validate(content) for key, content in rows["questions"].items()
        },
        rules=tuple(Rule.model_validate(row) for row in rows["rules"]),
        subjects=rows["subjects"],
        version=hashlib.blake2s(FILE.read_bytes(), digest_size=4).hexdigest(),
    )
