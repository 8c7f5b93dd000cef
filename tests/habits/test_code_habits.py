"""What a reviewer would otherwise have to remember about the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "knowledge", "storage")
HAN = re.compile(r"[\u4e00-\u9fff]")
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "versions" not in path.parts
)
LONGEST_MODULE = 250
LONGER_BY_DECISION = {"storage/tables.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def docstrings(tree: ast.AST) -> set[int]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body
            if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
                found.add(id(body[0].value))
    return found


def strings(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = docstrings(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in documentation:
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_one_idea_long(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= LONGEST_MODULE or name_of(path) in LONGER_BY_DECISION


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in MODULES
        if path.is_relative_to(ROOT / "bot") or path.is_relative_to(ROOT / "handlers")
    ],
    ids=name_of,
)
def test_words_for_people_live_in_knowledge(path: Path) -> None:
    chinese = [(line, text) for line, text in strings(path) if HAN.search(text)]

    assert chinese == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if not path.is_relative_to(ROOT / "bot")], ids=name_of
)
def test_time_is_passed_in_below_bot(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert not re.search(r"datetime\.now\(|date\.today\(|time\.time\(", source)


@pytest.mark.parametrize("package", PACKAGES)
def test_package_marker_holds_only_a_docstring(package: str) -> None:
    for marker in (ROOT / package).rglob("__init__.py"):
        tree = ast.parse(marker.read_text(encoding="utf-8"))
        assert len(tree.body) == 1
        assert ast.get_docstring(tree)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_file_names_no_address_and_hashes_everything(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")
