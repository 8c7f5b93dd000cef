"""Check prompt rules and self-checks against the law they cite and the lists they choose from.

The same promises as for entries: the cited article holds, every figure stands in it, and
what a rule names exists.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.check import HALF_WIDTH, PROMISES, WORKING_DAY_LAWS
from knowledge.figures import unsupported
from knowledge.problems import Problem
from knowledge.prompt_schema import BeforeDate, CheckQuestion, LawTakesEffect, Prompt, SelfCheck
from knowledge.prompts import LICENCE_EXPIRY, PromptBook
from knowledge.schema import Cite
from knowledge.selfcheck import SelfChecks
from knowledge.statutes import Statutes
from knowledge.trades import of_check
from knowledge.vocabulary import Vocabulary

# A rule is read against the law again after this time; a month later it is a problem.
READ_AGAIN = timedelta(days=365)

Found = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class GuidanceChecker:
    """What rules are checked against: the law on a day, the lists, the entries."""

    statutes: Statutes
    vocabulary: Vocabulary
    districts: Container[str]
    entries: Container[str]
    today: date

    def check(self, book: PromptBook, checks: SelfChecks) -> list[Problem]:
        """Return every problem, by file and key."""
        found = [*book.problems, *checks.problems]
        for rule in book.prompts.values():
            file = f"prompts/{rule.domain}.yaml"
            problems = (*self._who(rule, book), *self._rule(rule))
            found += [Problem(file, f"{rule.id} {key}", text) for key, text in problems]
        for check in checks.checks.values():
            file = f"selfchecks/{check.id}.yaml"
            found += [Problem(file, key, text) for key, text in self._check(check, book)]
        return sorted(found)

    def _who(self, rule: Prompt, book: PromptBook) -> Found:
        lists: tuple[tuple[str, Iterable[str], Container[str]], ...] = (
            ("who.industries", rule.who.industries, self.vocabulary.industries),
            ("who.licences", rule.who.licences, book.licences),
            ("who.districts", rule.who.districts, self.districts),
            ("organ", (rule.organ,), self.vocabulary.organs),
            ("overlooked_after", rule.overlooked_after, self.entries),
        )
        for key, names, known in lists:
            yield from ((key, f"unknown: {name}") for name in names if name not in known)
        if isinstance(rule.when, BeforeDate):
            if rule.when.date not in book.dates:
                yield "when.date", f"unknown: {rule.when.date}"
            if rule.when.of and rule.when.of not in book.licences:
                yield "when.of", f"unknown licence: {rule.when.of}"
            if rule.when.of and rule.when.date != LICENCE_EXPIRY:
                yield "when.of", f"only {LICENCE_EXPIRY} is of a licence"

    def _rule(self, rule: Prompt) -> Found:
        on = rule.when.day if isinstance(rule.when, LawTakesEffect) else self.today
        day = max(on, self.today)
        yield from self._cites(rule.cites, day)
        yield from self._texts(rule.texts(), rule.cites, day)
        if self.today > rule.reviewed + READ_AGAIN:
            yield "reviewed", "more than a year ago: read it against the law again"

    def _check(self, check: SelfCheck, book: PromptBook) -> Found:
        if not set(of_check(check, book)) & set(self.vocabulary.industries):
            yield "industry", f"names no trade we know: {check.industry}"
        seen: set[str] = set()
        for n, question in enumerate(check.questions):
            place = f"questions[{n}]"
            if question.id in seen:
                yield f"{place}.id", "used twice"
            seen.add(question.id)
            for key, text in self._question(question, book):
                yield f"{place}.{key}", text

    def _question(self, question: CheckQuestion, book: PromptBook) -> Found:
        yield from self._cites(question.cites, self.today)
        yield from self._texts(question.texts(), question.cites, self.today)
        if question.entry and question.entry not in self.entries:
            yield "entry", f"no such entry: {question.entry}"
        for rule_id in question.prompts:
            if rule_id not in book.prompts:
                yield "prompts", f"no such rule: {rule_id}"

    def _cites(self, cites: Iterable[Cite], day: date) -> Found:
        for n, cite in enumerate(cites):
            if problem := self._cite(cite, day):
                yield f"cites[{n}]", problem

    def _cite(self, cite: Cite, day: date) -> str:
        register = self.statutes.register
        title = register.resolve(cite.law)
        if title is None:
            return f"not in the laws register: {cite.law}"
        if title != cite.law:
            return f"write the full title: {title}"
        law = register.on(title, day)
        if law is None:
            return f"not in force on {day}: {title}"
        if not law.may_cite(cite.article, cite.suffix):
            return f"no such article in the current text: {title} {cite.article}{cite.suffix}"
        if self.statutes.article(title, cite.article, cite.suffix, on=day) is None:
            return f"no text to open: {title} {cite.article}{cite.suffix}"
        return ""

    def _texts(self, texts: Iterable[tuple[str, str]], cites: Iterable[Cite], day: date) -> Found:
        register, sources, is_working = self.statutes.register, [], False
        for cite in cites:
            title = register.resolve(cite.law) or cite.law
            article = self.statutes.article(title, cite.article, cite.suffix, on=day)
            sources += [article.text] if article else []
            is_working |= title in WORKING_DAY_LAWS
        for key, said in texts:
            for figure in unsupported(said, "\n".join(sources), days_are_working_days=is_working):
                yield key, f"{figure} stands in no cited article"
            if wrong := HALF_WIDTH.search(said) or PROMISES.search(said):
                yield key, f"half-width punctuation, promise or vague word: 「{wrong[0]}」"
