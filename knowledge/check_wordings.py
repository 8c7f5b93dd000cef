"""Check wordings against each other: two entries can't claim one, and asks copy none."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from knowledge.asks import Kept
from knowledge.files import BrokenFile, read_yaml, yaml_files
from knowledge.problems import Problem
from knowledge.schema import Entry

SAME = 92
NEAR_COPY = 85
# A wording of 40 characters that is 92 % alike differs in 3 places, which touch 6 pairs.
RAREST = 8


def repeated_phrasings(entries: Mapping[str, Entry]) -> list[Problem]:
    """Return wordings that two entries claim: they can't both win."""
    owners = [(said, entry) for entry in entries.values() for said in entry.phrasings]
    texts = [re.sub(r"[\s，。？、,.?!]", "", said) for said, _ in owners]
    problems = []
    for one, two in sorted(_worth_comparing(texts)):
        (said, mine), (_, other) = owners[one], owners[two]
        if mine.id == other.id or _take_turns(mine, other):
            continue
        if fuzz.ratio(texts[one], texts[two], score_cutoff=SAME):
            text = f"also found in {other.id}: {said}"
            problems.append(Problem(f"entries/{mine.id}.yaml", "phrasings", text))
    return problems


def _worth_comparing(texts: Sequence[str]) -> set[tuple[int, int]]:
    """Return the pairs that share one of their rarest character pairs; others can't be near."""
    pairs = [{text[n : n + 2] for n in range(len(text) - 1)} or {text} for text in texts]
    seen = Counter(pair for found in pairs for pair in found)
    buckets: dict[str, list[int]] = {}
    for place, found in enumerate(pairs):
        for pair in sorted(found, key=lambda one: (seen[one], one))[:RAREST]:
            buckets.setdefault(pair, []).append(place)
    return {
        (one, two)
        for bucket in buckets.values()
        for n, one in enumerate(bucket)
        for two in bucket[n + 1 :]
    }


def _take_turns(one: Entry, other: Entry) -> bool:
    """Two versions of one answer, of which only one holds on any day."""
    return (one.effective_until is not None and other.effective_from is not None) or (
        other.effective_until is not None and one.effective_from is not None
    )


def check_asks(entries: Mapping[str, Entry], folder: Path) -> list[Problem]:
    """Return what is wrong with the asks that mirror the entries: one file each, nothing copied."""
    problems, seen = [], set()
    for path in yaml_files(folder):
        if path.name.startswith("_"):
            continue
        ask_id = path.relative_to(folder).with_suffix("").as_posix()
        seen.add(ask_id)
        entry = entries.get(ask_id)
        if entry is None:
            problems.append(Problem(f"asks/{ask_id}.yaml", "", "mirrors no entry"))
            continue
        try:
            lists = read_yaml(path)
            finds: Sequence[str] = lists[Kept.PRACTISED]
            blind: Sequence[str] = lists.get(Kept.BLIND, ())
        except (BrokenFile, KeyError, TypeError) as error:
            problems.append(Problem(f"asks/{ask_id}.yaml", "finds", str(error)))
            continue
        if len(finds) < 3:
            problems.append(Problem(f"asks/{ask_id}.yaml", "finds", "fewer than three"))
        for said in (*finds, *blind):
            copy = process.extractOne(
                said, entry.phrasings, scorer=fuzz.ratio, score_cutoff=NEAR_COPY
            )
            if copy:
                text = f"near copy of a phrasing: {said} ~ {copy[0]}"
                problems.append(Problem(f"asks/{ask_id}.yaml", "finds", text))
    missing = sorted(set(entries) - seen)
    return problems + [Problem(f"asks/{one}.yaml", "", "missing") for one in missing]
