"""Check every entry against its form, its neighbours and the law it cites.

Everything a machine can see is checked here, and all problems come at once; what
an answer *means* is read by a person (docs/writing-answers.md).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.check_wordings import repeated_phrasings
from knowledge.figures import figures, unsupported
from knowledge.problems import Problem
from knowledge.schema import Cite, Entry
from knowledge.statutes import Statutes
from knowledge.vocabulary import Vocabulary

# Laws whose 日 are working days: 处罚法 85, 强制法 69, 许可法 82, 复议法 88.
WORKING_DAY_LAWS = frozenset(
    "中华人民共和国" + name for name in ("行政处罚法", "行政强制法", "行政许可法", "行政复议法")
)
CERTAIN_HOTLINES = frozenset(
    [
        "110",
        "119",
        "120",
        "122",
        "12345",
        "12315",
        "12333",
        "12348",
        "12329",
        "12366",
        "12350",
        "12393",
        "12305",
        "12328",
        "12338",
        "12355",
        "12356",
        "95598",
    ]
)
LENIENCY = "是否适用由执法机关认定"
PROMISES = re.compile(
    r"肯定|一定不会|不会被?罚|保证不|绝对不|百分之百|包您|其他法律|有关部门依法处理"
)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]|[“”‘’！]")


@dataclass
class Report:
    """What a check found, and how many figures could be read beside their article."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    figures_checked: int = 0
    figures_without_text: int = 0

    @property
    def share_verified(self) -> float:
        """Share of figures verified against text, from 0 to 1."""
        every = self.figures_checked + self.figures_without_text
        return self.figures_checked / every if every else 1.0


Rule = Callable[[Entry], Iterable[tuple[str, str]]]


class Checker:
    """Hold what entries are checked against: the statutes, the vocabulary, the day."""

    def __init__(self, statutes: Statutes, vocabulary: Vocabulary, *, today: date) -> None:
        """Take the law texts and word lists; the day decides which version holds."""
        self._statutes = statutes
        self._vocabulary = vocabulary
        self._today = today
        self._rules: tuple[Rule, ...] = (self._words, self._cites, self._style, self._phrasings)

    def check(self, entries: Mapping[str, Entry]) -> Report:
        """Return every problem of every entry, by file and key."""
        report = Report()
        for entry in entries.values():
            file = f"entries/{entry.id}.yaml"
            for rule in self._rules:
                report.problems += [Problem(file, key, text) for key, text in rule(entry)]
            self._figures(entry, report)
            self._review(entry, report)
            report.problems += [
                Problem(file, "related", f"no such entry: {other}")
                for other in entry.related
                if other not in entries or other == entry.id
            ]
        report.problems += repeated_phrasings(entries)
        report.problems.sort()
        return report

    def _words(self, entry: Entry) -> Iterable[tuple[str, str]]:
        known = self._vocabulary
        if entry.organ not in known.organs:
            yield "organ", f"unknown organ: {entry.organ}"
        for trade in entry.industries:
            if trade not in known.industries:
                yield "industries", f"unknown trade: {trade}"
        for topic in entry.topics:
            if topic not in known.topics:
                yield "topics", f"unknown topic: {topic}"
        for number in entry.hotline:
            if number not in CERTAIN_HOTLINES:
                yield "hotline", f"not a certain hotline: {number}"

    def _day_of(self, entry: Entry) -> date:
        return max(self._today, entry.effective_from or self._today)

    def _cites(self, entry: Entry) -> Iterable[tuple[str, str]]:
        register = self._statutes.register
        for n, cite in enumerate(entry.cites):
            key, title = f"cites[{n}]", register.resolve(cite.law)
            if title is None:
                yield key, f"not in the laws register: {cite.law}"
                continue
            if title != cite.law:
                yield key, f"write the full title: {title}"
            law = register.on(title, self._day_of(entry))
            if law is None:
                newest = register.versions[title][-1]
                yield key, f"not in force: {title} {newest.replaced_by or newest.note}"
                continue
            if not law.may_cite(cite.article, cite.suffix):
                yield (
                    key,
                    f"no such article in the current text: {title} {cite.article}{cite.suffix}",
                )
                continue
            if law.region != cite.region:
                yield key, f"region must be {law.region or 'absent'}"
            yield from ((key, text) for text in self._paragraphs(entry, cite))

    def _paragraphs(self, entry: Entry, cite: Cite) -> Iterable[str]:
        article = self._statutes.article(
            cite.law, cite.article, cite.suffix, on=self._day_of(entry)
        )
        if article is None or (cite.paragraph is None and cite.item is None):
            return
        paragraphs = article.paragraphs
        if cite.paragraph and cite.paragraph > len(paragraphs):
            yield f"article {cite.article} has {len(paragraphs)} paragraphs, not {cite.paragraph}"
            return
        scope = paragraphs[cite.paragraph - 1] if cite.paragraph else article.text
        items = re.findall(r"(?m)^\s*[（(][一二三四五六七八九十]+[)）]", scope)
        if cite.item and cite.item > len(items):
            yield f"article {cite.article} has {len(items)} items there, not {cite.item}"

    def _style(self, entry: Entry) -> Iterable[tuple[str, str]]:
        for key, text in (("title", entry.title), *entry.texts()):
            if found := HALF_WIDTH.search(text):
                yield key, f"half-width or excited punctuation near 「{found[0]}」"
            if found := PROMISES.search(text):
                yield key, f"promises or vague words: 「{found[0]}」"
        if entry.answer.leniency and LENIENCY not in entry.answer.leniency:
            yield "answer.leniency", f"must say 「{LENIENCY}」"
        for n, step in enumerate(entry.answer.steps):
            if step.endswith("。"):
                yield f"answer.steps[{n}]", "ends without 。"
        if not entry.answer.short.endswith("。"):
            yield "answer.short", "ends with 。"

    def _phrasings(self, entry: Entry) -> Iterable[tuple[str, str]]:
        for n, phrasing in enumerate(entry.phrasings):
            if len(phrasing) < 4:
                yield f"phrasings[{n}]", f"too short to mean one thing: {phrasing}"

    def _figures(self, entry: Entry, report: Report) -> None:
        texts, missing = [], False
        for cite in entry.cites:
            article = self._statutes.article(
                cite.law, cite.article, cite.suffix, on=self._day_of(entry)
            )
            texts += [article.text] if article else []
            missing |= article is None
        working = any(cite.law in WORKING_DAY_LAWS for cite in entry.cites)
        for key, said in entry.texts():
            wrong = unsupported(said, "\n".join(texts), days_are_working_days=working)
            report.figures_checked += len(figures(said)) - (len(wrong) if missing else 0)
            if missing:
                report.figures_without_text += len(wrong)
                continue
            report.problems += [
                Problem(f"entries/{entry.id}.yaml", key, f"{figure} stands in no cited article")
                for figure in wrong
            ]

    def _review(self, entry: Entry, report: Report) -> None:
        late = (self._today - entry.reviewed.again_by).days
        if late > 0:
            found = Problem(f"entries/{entry.id}.yaml", "reviewed.again_by", f"{late} days late")
            (report.problems if late > 30 else report.warnings).append(found)
