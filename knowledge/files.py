"""Read curated YAML files, and say on which line one is broken.

Owns where the curated folders are. Every other module of the package asks here,
so that tests can point it at a folder of their own.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from knowledge.problems import Problem

ROOT = Path(__file__).parent
ENTRIES = ROOT / "entries"
RULES = ROOT / "rules"
WORDING = ROOT / "wording"
LEXICON = ROOT / "lexicon"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BrokenFile(ValueError):
    """A curated file can't be read as YAML; `problem` names its line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_yaml(path: Path) -> Any:
    """Return the content of one YAML file.

    Raises:
        BrokenFile: not UTF-8 or not YAML; the message names the line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except UnicodeDecodeError as error:
        raise BrokenFile(Problem(str(path), "", f"not UTF-8 at byte {error.start}")) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}" if mark else "no line known"
        raise BrokenFile(Problem(str(path), line, error.problem or "not YAML")) from error


def read_ndjson(path: Path) -> list[Any]:
    """Return the rows of a file of one JSON object a line, all at once: each alone takes longer."""
    rows = path.read_text(encoding="utf-8").strip().replace("\n", ",")
    return list(json.loads(f"[{rows}]"))


def yaml_files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files below a folder in a stable order."""
    return iter(sorted(folder.rglob("*.yaml")))
