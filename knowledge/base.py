"""The knowledge base: ask it a question, an entry, an article. One per process, read only."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from knowledge import text
from knowledge.deadlines import Calendar, load_calendar
from knowledge.disputes import Disputes, load_disputes
from knowledge.files import ENTRIES, LEXICON, read_yaml
from knowledge.followup import Followups, load_followups
from knowledge.loader import load_entries
from knowledge.local_rules import load_local_rules
from knowledge.match import Candidate, Matcher, Question
from knowledge.policy import Policy, Verdict, load_policy
from knowledge.problems import Problem
from knowledge.register import load_register
from knowledge.schema import Entry
from knowledge.scope import Scope, load_scope
from knowledge.statute_search import StatuteSearch
from knowledge.statutes import Statutes, load_statutes
from knowledge.vocabulary import Vocabulary, load_vocabulary

# How many sets of answers are kept indexed: today's, and those of a day somebody looks ahead to.
MOST_DAYS = 2


@dataclass(frozen=True)
class Finding:
    """What was found for a question: how sure, and the candidates best first."""

    verdict: Verdict
    confidence: float
    candidates: tuple[Candidate, ...]
    question: Question

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The candidates' entries, best first."""
        return tuple(candidate.entry_id for candidate in self.candidates)


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything curated, ready to be asked."""

    entries: Mapping[str, Entry]
    problems: tuple[Problem, ...]
    statutes: Statutes
    vocabulary: Vocabulary
    policy: Policy
    scope: Scope
    followups: Followups
    disputes: Disputes
    calendar: Calendar

    def find(self, said: str, on: date) -> Finding:
        """Return what the base knows about a question, as the law stands on a day."""
        matcher = self.matcher(on)
        question = matcher.read(said)
        candidates = tuple(matcher.rank(question))
        verdict, confidence = self.policy.judge(question, candidates)
        return Finding(verdict, confidence, candidates, question)

    def matcher(self, on: date) -> Matcher:
        """Return the index of the entries that hold on a day."""
        holding = tuple(entry.id for entry in self.entries.values() if entry.holds_on(on))
        if holding not in self._matchers:
            if len(self._matchers) >= MOST_DAYS:  # answers change on a few days of a year
                self._matchers.pop(next(iter(self._matchers)))
            entries = [self.entries[entry_id] for entry_id in holding]
            self._matchers[holding] = Matcher(entries, self._synonyms, self.policy.weights)
        return self._matchers[holding]

    @cached_property
    def _matchers(self) -> dict[tuple[str, ...], Matcher]:
        return {}

    @cached_property
    def _synonyms(self) -> dict[str, tuple[str, ...]]:
        return load_synonyms()

    def by_key(self, key: str) -> Entry | None:
        """Return the entry with this short key, as buttons carry it."""
        entry_id = self._keys.get(key)
        return self.entries[entry_id] if entry_id else None

    def title_of(self, key: str) -> str | None:
        """Return the law title with this short key, as buttons carry it."""
        return self._law_keys.get(key)

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {short_key(entry_id): entry_id for entry_id in self.entries}

    @cached_property
    def _law_keys(self) -> dict[str, str]:
        return {short_key(title): title for title in self.statutes.register.versions}

    @cached_property
    def search(self) -> StatuteSearch:
        """Search over the text of all articles; built when first asked for."""
        return StatuteSearch(self.statutes)

    def in_domain(self, domain: str, on: date) -> list[Entry]:
        """Return the entries of a domain that hold on a day, by title."""
        found = [e for e in self.entries.values() if e.domain == domain and e.holds_on(on)]
        return sorted(found, key=lambda entry: entry.title)

    def in_industry(self, industry: str, on: date) -> list[Entry]:
        """Return the entries of a trade that hold on a day; reminders first."""
        found = [e for e in self.entries.values() if industry in e.industries and e.holds_on(on)]
        return sorted(found, key=lambda entry: (entry.mode != "提示", entry.title))


def short_key(name: str) -> str:
    """Return eight characters that stand for an entry id or a law's title on a button."""
    return hashlib.blake2s(name.encode(), digest_size=4).hexdigest()


def load_synonyms() -> dict[str, tuple[str, ...]]:
    """Read what people say and what the law calls it."""
    return {
        text.bare(text.normalise(str(said))): tuple(meant)
        for said, meant in read_yaml(LEXICON / "synonyms.yaml").items()
    }


def load_base(*, entries: Path = ENTRIES, local_rules: Path | None = None) -> KnowledgeBase:
    """Read everything as it is shipped, with the local rules an agency imported."""
    found, problems = load_entries(entries)
    register, statutes = load_local_rules(load_register(), local_rules)
    return KnowledgeBase(
        entries=found,
        problems=tuple(problems),
        statutes=load_statutes(register, extra=statutes),
        vocabulary=load_vocabulary(),
        policy=load_policy(),
        scope=load_scope(),
        followups=load_followups(),
        disputes=load_disputes(),
        calendar=load_calendar(),
    )
