"""Entries and their index: read from disk when nothing changed, else made anew and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.evidence import Evidence
from knowledge.files import LEXICON, RULES, yaml_files
from knowledge.loader import load_entries
from knowledge.match import Matcher
from knowledge.problems import Problem
from knowledge.schema import Entry
from knowledge.store import Store, Stored, fingerprint

_ENTRIES = TypeAdapter(list[Entry])
# What is learnt from the index, and so is no part of it.
_LEARNT = {"ranker.json", "policy.yaml", "disputes_model.json", "intents_model.json", "README.md"}


@dataclass(frozen=True)
class Loaded:
    """The entries by id, what is wrong with the other files, and what all was made from."""

    entries: Mapping[str, Entry]
    problems: tuple[Problem, ...]
    made_from: str


def entries(folder: Path, store: Store | None) -> Loaded:
    """Return the entries below a folder."""
    if store is None:
        found, problems = load_entries(folder)
        return Loaded(found, tuple(problems), "")
    paths = list(yaml_files(folder))
    made_from = fingerprint(paths, *(path.relative_to(folder).as_posix() for path in paths))
    kept = store.read("entries", made_from)
    if kept is not None:
        rows = _ENTRIES.validate_json(kept.whole())
        problems = [Problem(*row) for row in kept.facts]
        return Loaded({one.id: one for one in rows}, tuple(problems), made_from)
    found, problems = load_entries(folder)
    facts = [[one.file, one.key, one.text] for one in problems]
    written = _ENTRIES.dump_json(list(found.values()))
    store.write("entries", made_from, Stored.of_bytes(written, facts))
    return Loaded(found, tuple(problems), made_from)


def fingerprint_of(*made_from: str) -> str:
    """Return what changes when an index would, that was made from this and our words."""
    lexicon = sorted(one for one in LEXICON.iterdir() if one.is_file() and one.name not in _LEARNT)
    return fingerprint([*lexicon, RULES / "mentions.json"], *made_from)


def matcher(
    found: Sequence[Entry],
    synonyms: Mapping[str, tuple[str, ...]],
    weights: Mapping[str, float],
    *,
    made_from: str,
    store: Store | None,
) -> Matcher:
    """Return the index of some of the entries that were made from these files."""
    if store is None:
        return Matcher(found, synonyms, weights)
    key = fingerprint_of(made_from, *(entry.id for entry in found))
    kept = store.read("matcher", key)
    if kept is not None:
        evidence = Evidence.opened(kept.arrays)
        return Matcher(found, synonyms, weights, evidence=evidence, bares=kept.facts)
    made = Matcher(found, synonyms, weights)
    store.write("matcher", key, Stored(list(made.bares), made.evidence.arrays()))
    return made
