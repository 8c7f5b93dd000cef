"""Everything a machine finds wrong with one draft, by the field an officer wrote it in.

The checks are those of `luowen kb check`; only here they run on one entry among the
others, and each problem gets a short code that the desk has words for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from knowledge.base import KnowledgeBase
from knowledge.check import Checker
from knowledge.check_wordings import SAME
from knowledge.schema import Entry

MOST_NEAR = 3
# pydantic's kinds of errors, as codes.
_FORMS = {
    "missing": "missing",
    "string_too_short": "short",
    "string_too_long": "long",
    "too_short": "few",
    "too_long": "many",
    "literal_error": "choice",
}
# What `check` says, as codes; the group is what it is about.
_SAID = (
    (re.compile(r"unknown \w+: (.*)"), "unknown"),
    (re.compile(r"not a certain hotline: (.*)"), "hotline"),
    (re.compile(r"not in the laws register: (.*)"), "no_law"),
    (re.compile(r"write the full title: (.*)"), "full_title"),
    (re.compile(r"not in force: (.*)"), "not_in_force"),
    (re.compile(r"no such article in the current text: (.*)"), "no_article"),
    (re.compile(r"region must be (.*)"), "region"),
    (re.compile(r"(article \d+ has \d+ (?:paragraphs|items)).*"), "no_paragraph"),
    (re.compile(r"half-width or excited punctuation near (.*)"), "punctuation"),
    (re.compile(r"promises or vague words: (.*)"), "promise"),
    (re.compile(r"must say (.*)"), "leniency"),
    (re.compile(r"ends without (.*)"), "step_stop"),
    (re.compile(r"ends with (.*)"), "short_stop"),
    (re.compile(r"too short to mean one thing: (.*)"), "vague"),
    (re.compile(r"(.*) stands in no cited article"), "figure"),
    (re.compile(r"(.*) days late"), "late"),
)
_PLACES = re.compile(r"\[\d+\]")
_INNER = ("answer", "reviewed")


@dataclass(frozen=True, order=True)
class Flaw:
    """Something to mend: the field, what is wrong as a code, and what it is about."""

    field: str
    code: str
    detail: str = ""


@dataclass(frozen=True)
class Near:
    """An entry that says nearly the same; how alike, to 100."""

    entry_id: str
    title: str
    likeness: int


def flaws(
    base: KnowledgeBase, entry_id: str, body: Mapping[str, Any], *, on: date
) -> tuple[Flaw, ...]:
    """Return what is wrong with a draft, each problem once; nothing when it may be published."""
    read = read_entry(entry_id, body)
    if not isinstance(read, Entry):
        return tuple(sorted(set(read)))
    alone = read.model_copy(update={"related": ()})
    report = Checker(base.statutes, base.vocabulary, today=on).check({entry_id: alone})
    found = {_flaw(one.key, one.text) for one in (*report.problems, *report.warnings)}
    if read.domain not in base.vocabulary.domains:
        found.add(Flaw("domain", "missing"))
    if read.risk is None:
        found.add(Flaw("risk", "missing"))
    return tuple(sorted(found | set(_claimed(base, read))))


def read_entry(entry_id: str, body: Mapping[str, Any]) -> Entry | list[Flaw]:
    """Return the entry, or what its form lacks."""
    try:
        return Entry.model_validate({**body, "id": entry_id})
    except ValidationError as error:
        return [_misshapen(item) for item in error.errors()]


def _misshapen(item: Mapping[str, Any]) -> Flaw:
    place = [str(part) for part in item["loc"] if part not in _INNER]
    context = item.get("ctx", {})
    limit = next((context[key] for key in ("min_length", "max_length") if key in context), "")
    code = _FORMS.get(item["type"], "form")
    is_empty = item.get("input") in ("", [], (), None)
    return Flaw(place[0] if place else "title", "missing" if is_empty else code, str(limit))


def _flaw(key: str, text: str) -> Flaw:
    field = _PLACES.sub("", key).rpartition(".")[2]
    for pattern, code in _SAID:
        if said := pattern.fullmatch(text):
            return Flaw(field, code, said[1].strip())
    return Flaw(field, "form", text)


def _claimed(base: KnowledgeBase, mine: Entry) -> Iterable[Flaw]:
    """Yield wordings that another entry claims: they can't both win."""
    others = [entry for entry in base.entries.values() if entry.id != mine.id]
    owners = [(said, entry) for entry in others for said in entry.phrasings]
    texts = [said for said, _ in owners]
    for said in mine.phrasings:
        best = process.extractOne(said, texts, scorer=fuzz.ratio, score_cutoff=SAME)
        if best is not None:
            yield Flaw("phrasings", "claimed", f"{said} → {owners[best[2]][1].title}")


def nearest(base: KnowledgeBase, entry_id: str, asked: str, *, on: date) -> tuple[Near, ...]:
    """Return the entries most like a question, best first; the draft's own is none."""
    found = base.find(asked, on).candidates
    rows = [
        Near(
            one.entry_id,
            base.entries[one.entry_id].title,
            round(100 * max(one.features["ratio"], one.features["characters"])),
        )
        for one in found
        if one.entry_id != entry_id
    ]
    return tuple(sorted(rows, key=lambda near: -near.likeness)[:MOST_NEAR])
