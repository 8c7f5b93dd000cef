"""The knowledge base is complete, well formed, and has learnt nothing from the questions that judge it."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from handlers.filing.draft import FIELDS
from knowledge.base import short_key
from knowledge.check import Checker
from knowledge.check_wordings import check_asks
from knowledge.files import read_yaml, yaml_files
from knowledge.local_rules import SHIPPED, read_rule
from knowledge.rule_import import lines_of, parse
from storage.lifecycle import ESCALATION_MOVES, CaseStatus
from tests.house import shipped_knowledge, shipped_wording

ROOT = Path(__file__).parents[2]
ASKS = ROOT / "tests" / "asks"
JUDGES = ROOT.parent / "shared" / "eval"
TODAY = date(2026, 11, 23)
COPY = 92


def test_every_entry_holds_against_the_law_it_cites() -> None:
    base = shipped_knowledge()

    report = Checker(base.statutes, base.vocabulary, today=TODAY).check(base.entries)

    assert list(base.problems) == []
    assert report.problems == []
    assert report.share_verified >= 0.95


def test_every_entry_is_mirrored_by_asks_that_copy_nothing() -> None:
    assert check_asks(shipped_knowledge().entries, ASKS) == []


def test_every_domain_has_a_dozen_entries_and_every_topic_an_answer_or_a_reason() -> None:
    base = shipped_knowledge()
    answered = {topic for entry in base.entries.values() for topic in entry.topics}
    by_domain = Counter(entry.domain for entry in base.entries.values())

    assert {domain for domain in base.vocabulary.domains if by_domain[domain] < 12} == set()
    assert {
        topic.id
        for topic in base.vocabulary.topics.values()
        if topic.id not in answered and not topic.owed
    } == set()


def test_short_keys_on_buttons_never_collide() -> None:
    base = shipped_knowledge()
    names = [*base.entries, *base.statutes.register.versions]

    assert len({short_key(name) for name in names}) == len(names)


def test_entry_never_names_a_law_that_its_buttons_cannot_open() -> None:
    base = shipped_knowledge()
    closed = [
        (entry.id, cite.law, cite.article)
        for entry in base.entries.values()
        for cite in entry.cites
        if entry.holds_on(TODAY)
        and base.statutes.article(cite.law, cite.article, cite.suffix, on=TODAY) is None
    ]

    assert closed == []


def test_shipped_local_rules_are_what_the_importer_makes_of_their_text() -> None:
    for source in SHIPPED.glob("*.txt"):
        made = parse(lines_of(source), name=source.name, region="洛阳市")
        kept = read_rule(source.with_suffix(".json"))

        assert made.problems == []
        assert made.articles == kept.articles
        assert made.effective_on == kept.effective_on


def test_every_field_and_status_has_its_words() -> None:
    keys = shipped_wording().keys()
    asked = {f"filing.label_{field}" for field in FIELDS}
    statuses = {f"progress.status.{status}" for status in (*CaseStatus, *ESCALATION_MOVES)}

    assert asked - keys == set()
    assert {key for key in statuses if not key.endswith("closed")} - keys == set()


def judged_questions() -> list[str]:
    """The development questions, where they are at hand; never part of the repository."""
    rows = []
    for path in sorted(JUDGES.glob("*_dev.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.append(str(row.get("question") or row.get("text")))
    return rows


@pytest.mark.parametrize("folder", [ROOT / "knowledge" / "entries", ASKS], ids=["entries", "asks"])
def test_questions_that_judge_us_are_in_no_file(folder: Path) -> None:
    said: list[str] = []
    for path in yaml_files(folder):
        content = read_yaml(path)
        said += [*content.get("phrasings", ()), *content.get("finds", ())]

    copies = [
        (question, found[0])
        for question in judged_questions()
        if (found := process.extractOne(question, said, scorer=fuzz.ratio, score_cutoff=COPY))
    ]

    assert copies == []
