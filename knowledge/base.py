"""The knowledge base: ask it a question, an entry, an article. One per process, read only."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter

from knowledge import compiled, text
from knowledge.curated import Curated
from knowledge.deadlines import Calendar, load_calendar
from knowledge.disputes import Disputes, load_disputes
from knowledge.files import ENTRIES, LEXICON, read_yaml, yaml_files
from knowledge.followup import Followups, load_followups
from knowledge.local_rules import load_local_rules
from knowledge.match import Matcher, Question, Ranking
from knowledge.mediation import MediationRules, load_mediation
from knowledge.periods import Periods, load_periods
from knowledge.policy import Policy, Verdict, load_policy
from knowledge.problems import Problem
from knowledge.prompts import PROMPTS, PromptBook, load_prompts
from knowledge.register import load_register
from knowledge.remedies import Remedies, load_remedies
from knowledge.schema import Entry
from knowledge.scope import LEGAL, Scope, load_scope
from knowledge.selfcheck import SelfChecks, load_selfchecks
from knowledge.statute_search import StatuteSearch
from knowledge.statutes import Article, Statutes, load_statutes
from knowledge.store import Store, opened
from knowledge.vocabulary import ORGANS, TOPICS, Vocabulary, load_vocabulary

# How many sets of answers are kept indexed: today's, and those of a day somebody looks ahead to.
MOST_DAYS = 2
# From which chance on a question is about the law. On the development sets every question off
# topic that got so far has less (0.35 at most), and 99 of 100 legal questions have more.
ABOUT_LAW = 0.5
SYNONYMS = LEXICON / "synonyms.yaml"

_SYNONYMS = TypeAdapter(dict[str, tuple[str, ...]])
_PROMPTS = TypeAdapter(PromptBook)
_VOCABULARY = TypeAdapter(Vocabulary)


@dataclass(frozen=True)
class Finding:
    """What was found for a question: how sure, and the candidates best first."""

    verdict: Verdict
    confidence: float
    candidates: Ranking
    question: Question

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The candidates' entries, best first."""
        return self.candidates.entry_ids


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
    local_rules: Path | None = None
    made_from: str = ""
    store: Store | None = None

    def find(self, said: str, on: date) -> Finding:
        """Return what the base knows about a question, as the law stands on a day."""
        matcher = self.matcher(on)
        question = matcher.read(said)
        candidates = matcher.rank(question)
        verdict, confidence = self.policy.judge(question, candidates)
        return Finding(verdict, confidence, candidates, question)

    def matcher(self, on: date) -> Matcher:
        """Return the index of the entries that hold on a day."""
        known = self._days.get(on)
        if known is None:
            holding = tuple(entry for entry in self.entries.values() if entry.holds_on(on))
            known = next((one for one in self._days.values() if one.entries == holding), None)
            if known is None:
                known = compiled.matcher(
                    holding,
                    self._synonyms,
                    self.policy.weights,
                    made_from=self.made_from,
                    store=self.store,
                )
            while len(self._days) >= MOST_DAYS:  # answers change on a few days of a year
                self._days.pop(next(iter(self._days)), None)
            self._days[on] = known
        return known

    @cached_property
    def _days(self) -> dict[date, Matcher]:
        return {}

    @cached_property
    def _synonyms(self) -> dict[str, tuple[str, ...]]:
        return opened(self.store, "synonyms", [SYNONYMS], _SYNONYMS, load_synonyms)

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
    def periods(self) -> Periods:
        """How long each step of a mediation may take; read when first asked for."""
        return load_periods()

    @cached_property
    def mediation(self) -> MediationRules:
        """What filing a request goes by (Art. 11–15); read when first asked for."""
        return load_mediation(self.local_rules)

    @cached_property
    def remedies(self) -> Remedies:
        """What remains open after a mediation, and what agreements are worth."""
        return load_remedies()

    def articles_about(self, said: str, on: date) -> list[Article]:
        """Return the articles that speak most of a question, none if it is not about the law."""
        if self.scope.intents.read(said).chances[LEGAL] < ABOUT_LAW:
            return []
        return self.search.find(said, on=on)

    @cached_property
    def search(self) -> StatuteSearch:
        """Search over the text of all articles; built when first asked for."""
        entries = Curated(self.matcher, self.policy, self.made_from)
        return StatuteSearch(self.statutes, entries, self.store)

    @cached_property
    def prompts(self) -> PromptBook:
        """What people are told in time (Art. 8(3)); read when first asked for."""
        return opened(self.store, "prompts", list(yaml_files(PROMPTS)), _PROMPTS, load_prompts)

    @cached_property
    def selfchecks(self) -> SelfChecks:
        """The self-checks of the trades (Art. 9); read when first asked for."""
        return load_selfchecks()

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
        for said, meant in read_yaml(SYNONYMS).items()
    }


def load_base(
    *, entries: Path = ENTRIES, local_rules: Path | None = None, cache: Path | None = None
) -> KnowledgeBase:
    """Read everything as it is shipped, with the local rules an agency imported.

    What is compiled from it is kept in the folder `cache`, if given, and opened from
    there as long as nothing changed.
    """
    store = Store(cache) if cache else None
    loaded = compiled.entries(entries, store)
    register, statutes = load_local_rules(load_register(), local_rules)
    return KnowledgeBase(
        entries=loaded.entries,
        problems=loaded.problems,
        statutes=load_statutes(register, extra=statutes),
        vocabulary=opened(store, "vocabulary", [ORGANS, TOPICS], _VOCABULARY, load_vocabulary),
        policy=load_policy(),
        scope=load_scope(),
        followups=load_followups(),
        disputes=load_disputes(),
        calendar=load_calendar(),
        local_rules=local_rules,
        made_from=loaded.made_from,
        store=store,
    )
