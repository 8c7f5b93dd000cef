"""Check wordings against each other: two entries can't claim one, and asks copy none."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from knowledge.files import BrokenFile, read_yaml, yaml_files
from knowledge.problems import Problem
from knowledge.schema import Entry

SAME = 92
NEAR_COPY = 85


def repeated_phrasings(entries: Mapping[str, Entry]) -> list[Problem]:
    """Return wordings that two entries claim: they can't both win."""
    owners = [(said, entry) for entry in entries.values() for said in entry.phrasings]
    texts = [re.sub(r"[\s，。？、,.?!]", "", said) for said, _ in owners]
    problems = []
    for n, text in enumerate(texts):
        close = process.extract(text, texts[n + 1 :], scorer=fuzz.ratio, score_cutoff=SAME, limit=5)
        for _, _, offset in close:
            (said, mine), (_, other) = owners[n], owners[n + 1 + offset]
            if mine.id != other.id and not _take_turns(mine, other):
                text_ = f"also found in {other.id}: {said}"
                problems.append(Problem(f"entries/{mine.id}.yaml", "phrasings", text_))
    return problems


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
            finds: Sequence[str] = read_yaml(path)["finds"]
        except (BrokenFile, KeyError, TypeError) as error:
            problems.append(Problem(f"asks/{ask_id}.yaml", "finds", str(error)))
            continue
        if len(finds) < 3:
            problems.append(Problem(f"asks/{ask_id}.yaml", "finds", "fewer than three"))
        for said in finds:
            copy = process.extractOne(
                said, entry.phrasings, scorer=fuzz.ratio, score_cutoff=NEAR_COPY
            )
            if copy:
                text = f"near copy of a phrasing: {said} ~ {copy[0]}"
                problems.append(Problem(f"asks/{ask_id}.yaml", "finds", text))
    missing = sorted(set(entries) - seen)
    return problems + [Problem(f"asks/{one}.yaml", "", "missing") for one in missing]
