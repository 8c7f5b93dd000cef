"""What was kept from the classifiers, and the shipped examples beside it."""

from functools import cache
from pathlib import Path

from knowledge.files import ENTRIES, read_yaml, yaml_files
from knowledge.teach import EXAMPLES, NOT_URGENT

KEPT = Path(__file__).parent / "data"
ASKS = Path(__file__).parents[1] / "asks"
# The numbers of which one must be in the text, by kind of danger.
NUMBERS = {
    "fire": ("119",),
    "gas": ("119",),
    "violence": ("110",),
    "domestic": ("110",),
    "suicide": ("12356", "110", "120"),
    "poisoning": ("120",),
    "injury": ("120", "119"),
    "traffic": ("122", "120"),
    "missing": ("110",),
}


@cache
def kept(name: str) -> dict[str, list[str]]:
    """The examples of a file kept for tests, by class."""
    rows: dict[str, list[str]] = read_yaml(KEPT / f"{name}.yaml")
    return rows


def taught(name: str) -> dict[str, list[str]]:
    """The examples of a file the classifiers learn from, by class."""
    rows: dict[str, list[str]] = read_yaml(EXAMPLES / f"{name}.yaml")
    return rows


def dangers() -> list[tuple[str, str]]:
    """Texts of danger going on, each with its kind."""
    return [
        (said, kind)
        for kind, texts in kept("danger").items()
        if kind != NOT_URGENT
        for said in texts
    ]


@cache
def asked() -> tuple[str, ...]:
    """Every wording of the asks: legal questions the classifiers never saw."""
    return tuple(said for path in yaml_files(ASKS) for said in read_yaml(path).get("finds", ()))


@cache
def phrased() -> tuple[str, ...]:
    """Every indexed wording of the entries."""
    return tuple(said for path in yaml_files(ENTRIES) for said in read_yaml(path)["phrasings"])
