"""Each entry is found by wordings that are not indexed: the entry is among the three best.

`asks/_known_misses.yaml` lists the wordings that don't find theirs yet. A repaired miss
fails here until it is taken off the list, so the list can only shrink; the ceiling below
falls with it.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.asks import Kept
from knowledge.files import read_yaml, yaml_files
from tests.house import shipped_knowledge

FOLDER = Path(__file__).parent / "asks"
MISSES = FOLDER / "_known_misses.yaml"
TODAY = date(2026, 11, 23)
CHOICES = 3
MOST_MISSES = 423


def asks() -> Iterator[tuple[str, str]]:
    for path in yaml_files(FOLDER):
        if not path.name.startswith("_"):
            entry_id = path.relative_to(FOLDER).with_suffix("").as_posix()
            lists = read_yaml(path)
            yield from ((entry_id, said) for kept in Kept for said in lists.get(kept, ()))


def known_misses() -> set[tuple[str, str]]:
    listed = read_yaml(MISSES) or {}
    return {(entry_id, said) for entry_id, found in listed.items() for said in found}


KNOWN = known_misses()
ASKS = [
    pytest.param(
        entry_id,
        said,
        marks=[pytest.mark.xfail(reason="known miss", raises=AssertionError, strict=True)]
        if (entry_id, said) in KNOWN
        else [],
        id=f"{entry_id}: {said}",
    )
    for entry_id, said in asks()
]


@pytest.mark.parametrize(("entry_id", "said"), ASKS)
def test_wording_finds_its_entry(entry_id: str, said: str) -> None:
    base = shipped_knowledge()
    entry = base.entries[entry_id]
    day = entry.effective_from if not entry.holds_on(TODAY) and entry.effective_from else TODAY

    found = base.find(said, day).entry_ids[:CHOICES]

    assert entry_id in found


def test_list_of_misses_only_shrinks_and_names_only_asks_there_are() -> None:
    assert len(KNOWN) <= MOST_MISSES
    assert KNOWN - set(asks()) == set()
