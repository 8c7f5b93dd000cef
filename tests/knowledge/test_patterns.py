"""Kinds read from data: the first that is shown and not denied."""

from typing import Any

from knowledge.patterns import first_match, read_kinds

ROWS: dict[str, dict[str, Any]] = {
    "fire": {"say": "fire", "shows": ["着火"], "denies": ["罚"]},
    "any": {"say": "any", "shows": ["火"]},
    "none": {"say": "none"},
}


def test_first_kind_shown_and_not_denied_is_taken() -> None:
    kinds = read_kinds(ROWS)

    found = first_match(kinds, "着火了")
    denied = first_match(kinds, "着火罚吗")

    assert found is not None
    assert found.name == "fire"
    assert found.facts["say"] == "fire"
    assert denied is not None
    assert denied.name == "any"


def test_kind_without_patterns_is_never_shown() -> None:
    kinds = read_kinds(ROWS)

    assert first_match(kinds, "水") is None
    assert not kinds[2].matches("着火")
