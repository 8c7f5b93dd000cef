"""Which step of a request comes next, which come before, and what a rule change undoes. Pure."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from handlers.filing.draft import (
    CONSENT,
    GUARDIAN,
    MINOR,
    MORE,
    OFFERED,
    SENSITIVE,
    STORY,
    SUMMARY,
    VERDICT,
    WITHOUT_FIELD,
    Draft,
)
from knowledge.competence import Competent
from knowledge.disputes import OTHER
from knowledge.eligibility import Outcome, Verdict
from knowledge.mediation import FieldRule, MediationRules

QUESTION = "q."
PERSONAL, ABROAD = "personal", "abroad"
UNDER = "under"


@dataclass(frozen=True)
class Steps:
    """The way through one request, by the rules; `is_abroad` where a channel's servers are."""

    rules: MediationRules
    is_abroad: bool = False

    def next(self, draft: Draft) -> str:
        """Return the step whose answer is missing first; the summary when none is."""
        return next(self._missing(draft))

    def _missing(self, draft: Draft) -> Iterator[str]:
        if not draft.story:
            yield STORY
        if OFFERED not in draft.passed:
            yield OFFERED
        if not draft.category and not draft.is_settlement:
            yield "category"
        yield from self._eligibility(draft)
        yield from self._consents(draft)
        yield from (key for key in self.fields(draft) if not self._is_done(draft, key))
        if MORE not in draft.passed and self.extras(draft):
            yield MORE
        yield SUMMARY

    def _eligibility(self, draft: Draft) -> Iterator[str]:
        verdict = self.verdict(draft)
        if verdict.outcome is Outcome.CLOSED:
            yield VERDICT
        questions = self.rules.eligibility.concerning(draft.category, draft.story)
        yield from (f"{QUESTION}{key}" for key in questions if key not in draft.answers)
        if verdict.stops and VERDICT not in draft.passed:
            yield VERDICT

    def _consents(self, draft: Draft) -> Iterator[str]:
        version = self.rules.consent_version
        if draft.agreed.get(PERSONAL) != version:
            yield CONSENT
        if self.is_abroad and draft.agreed.get(ABROAD) != version:
            yield CONSENT
        if self.is_sensitive(draft) and draft.agreed.get(SENSITIVE) not in (version, ""):
            yield SENSITIVE
        if draft.category in self.rules.minor_categories:
            if MINOR not in draft.answers:
                yield MINOR
            if draft.answers.get(MINOR) == UNDER and draft.agreed.get(GUARDIAN) != version:
                yield GUARDIAN

    def is_sensitive(self, draft: Draft) -> bool:
        """Whether the request tells of somebody's body or health (PIPL Art. 28, 29)."""
        if draft.category in self.rules.sensitive_categories:
            return True
        return bool(re.search(self.rules.sensitive, draft.story + draft.fields.get("facts", "")))

    def _is_done(self, draft: Draft, key: str) -> bool:
        value = draft.fields.get(key, "")
        return len(value) >= self.rules.fields[key].least if value else key in draft.passed

    def verdict(self, draft: Draft) -> Verdict:
        """Return what the rules say of the request so far."""
        story = f"{draft.story}\n{draft.fields.get('facts', '')}"
        return self.rules.eligibility.judge(draft.category, story, draft.answers)

    def fields(self, draft: Draft, *, extra: bool = False) -> dict[str, FieldRule]:
        """Return the fields this request asks for, in order; with `extra` only the offered ones."""
        return {
            key: rule
            for key, rule in self.rules.fields.items()
            if rule.extra is extra and self.concerns(draft, key)
        }

    def concerns(self, draft: Draft, key: str) -> bool:
        """Whether a request has this field at all."""
        rule = self.rules.fields[key]
        path = "settlement" if draft.is_settlement else "mediation"
        if rule.path not in ("", path) or (key == "category" and draft.is_settlement):
            return False
        return not rule.who or draft.fields.get("applicant_kind") in rule.who

    def extras(self, draft: Draft) -> list[str]:
        """Return the offered fields that nobody has filled in yet."""
        return [key for key in self.fields(draft, extra=True) if not draft.fields.get(key)]

    def asked(self, draft: Draft) -> list[str]:
        """Return the steps this request walks: what the story told is not among them."""
        questions = self.rules.eligibility.concerning(draft.category, draft.story)
        fields = [key for key in self.fields(draft) if key not in draft.told]
        return [*(f"{QUESTION}{key}" for key in questions), *fields, MORE]

    def knows(self, step: str) -> bool:
        """Whether a step that was awaited once is one of today's."""
        questions = self.rules.eligibility.questions
        is_asked = step.removeprefix(QUESTION) in questions if QUESTION in step else False
        return is_asked or step in WITHOUT_FIELD or step in self.rules.fields

    def place(self, draft: Draft) -> tuple[int, int] | None:
        """Return how far the request is and how far it goes; None off the common way."""
        fields = [key for key in self.fields(draft) if key not in draft.told]
        return (fields.index(draft.at) + 1, len(fields)) if draft.at in fields else None

    def before(self, draft: Draft) -> str:
        """Return the step before the awaited one; the offer before the first."""
        asked = [*self.asked(draft), SUMMARY]
        if draft.at not in asked:
            return MORE if draft.at in self.fields(draft, extra=True) else OFFERED
        place = asked.index(draft.at)
        return asked[place - 1] if place else OFFERED

    def adjusted(self, draft: Draft) -> Draft:
        """Return a draft that was kept under older rules as the rules of today would have it.

        Answers to questions that are no longer asked so are forgotten and asked again;
        what was filled in stays.
        """
        if draft.rules in ("", self.rules.eligibility.version):
            return draft
        questions = self.rules.eligibility.questions
        answers = {
            key: answer
            for key, answer in draft.answers.items()
            if key == MINOR or (key in questions and answer in questions[key].choices)
        }
        kept = draft.without(frozenset(draft.fields) - frozenset(self.rules.fields))
        passed = tuple(step for step in kept.passed if step not in (VERDICT, MORE))
        return replace(kept, answers=answers, passed=passed, rules=self.rules.eligibility.version)

    def competent_category(self, draft: Draft) -> str:
        """Return the category a request is filed under; empty for a settlement."""
        return "" if draft.is_settlement else draft.fields.get("category", "") or OTHER

    def competent(self, draft: Draft, districts: Container[str]) -> Competent:
        """Return who is competent for a request, as far as its district is known."""
        district = draft.fields.get("district", "")
        known = district if district in districts else ""
        category = self.competent_category(draft)
        return self.rules.competence.find(category, known, draft.answers)
