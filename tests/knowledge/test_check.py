"""The check says everything that is wrong with an entry, with file and key."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.check import Checker
from knowledge.check_wordings import check_asks, repeated_phrasings
from knowledge.loader import load_entries, read_entry
from knowledge.schema import Entry
from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
GOOD: dict[str, Any] = {
    "title": "过期食品还能卖吗",
    "mode": "辅导",
    "audience": ["经营者"],
    "organ": "市场监管",
    "tags": ["过期"],
    "phrasings": [f"第{n}种完全不同的说法啊" * (n + 1) for n in range(6)],
    "answer": {
        "short": "不能卖，要下架。",
        "consequence": "货值不足1万元的，并处5万元以上10万元以下罚款。",
    },
    "cites": [{"law": "中华人民共和国食品安全法", "article": 124}],
    "reviewed": {"date": TODAY, "again_by": date(2027, 5, 1), "sources": ["文本"]},
}


def write(folder: Path, name: str, **changes: Any) -> Path:
    path = folder / "food" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump({**GOOD, **changes}, allow_unicode=True), encoding="utf-8")
    return path


def problems(folder: Path, **changes: Any) -> list[str]:
    write(folder, "one", **changes)
    entries, broken = load_entries(folder)
    base = shipped_knowledge()
    report = Checker(base.statutes, base.vocabulary, today=TODAY).check(entries)
    return [f"{one.key}: {one.text}" for one in [*broken, *report.problems]]


def test_good_entry_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"organ": "不存在局"}, "organ: unknown organ"),
        ({"industries": ["采珠"]}, "industries: unknown trade"),
        ({"topics": ["food-999"]}, "topics: unknown topic"),
        ({"hotline": ["12399"]}, "hotline: not a certain hotline"),
        ({"cites": [{"law": "不存在的法", "article": 1}]}, "not in the laws register"),
        ({"cites": [{"law": "食品安全法", "article": 124}]}, "write the full title"),
        ({"cites": [{"law": "中华人民共和国大气污染防治法", "article": 1}]}, "not in force"),
        ({"cites": [{"law": "中华人民共和国食品安全法", "article": 999}]}, "no such article"),
        (
            {"cites": [{"law": "中华人民共和国食品安全法", "article": 124, "paragraph": 9}]},
            "paragraphs, not 9",
        ),
        (
            {
                "cites": [
                    {"law": "中华人民共和国食品安全法", "article": 124, "paragraph": 1, "item": 40}
                ]
            },
            "items there, not 40",
        ),
        ({"answer": {"short": "可能处6万元罚款。"}}, "60000 money stands in no cited article"),
        ({"answer": {"short": "这种肯定不罚。"}}, "promises"),
        ({"answer": {"short": "不能卖,别再卖。"}}, "half-width"),
        ({"answer": {"short": "不能卖，要下架"}}, "ends with"),
        ({"answer": {"short": "不能卖，要下架。", "leniency": "可以不罚。"}}, "must say"),
        ({"related": ["food/nowhere"]}, "no such entry"),
        ({"unknown": 1}, "Extra inputs"),
        (
            {"reviewed": {"date": TODAY, "again_by": date(2026, 1, 1), "sources": ["x"]}},
            "days late",
        ),
    ],
)
def test_problem_is_named_with_its_key(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    assert any(said in one for one in problems(tmp_path, **changes))


def test_broken_yaml_names_its_line_and_hides_no_other_file(tmp_path: Path) -> None:
    write(tmp_path, "good")
    bad = tmp_path / "food" / "bad.yaml"
    bad.write_text("title: 好\nphrasings: [没有收尾\nmode: x\n", encoding="utf-8")

    entries, broken = load_entries(tmp_path)

    assert list(entries) == ["food/good"]
    assert "line" in broken[0].key


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"- a list", b"", b"id: x"],
    ids=["not text", "a list", "empty", "an id"],
)
def test_file_that_is_no_entry_is_a_problem_and_no_crash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)

    found = read_entry(path, "x")

    assert not isinstance(found, Entry)
    assert found


def test_wording_that_two_entries_claim_is_found(tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two")
    entries, _ = load_entries(tmp_path)

    assert len(repeated_phrasings(entries)) >= len(GOOD["phrasings"])


def test_asks_must_mirror_entries_and_copy_nothing(tmp_path: Path) -> None:
    entries, asks = tmp_path / "entries", tmp_path / "asks"
    entries.mkdir()
    (asks / "food").mkdir(parents=True)
    write(entries, "one")
    write(entries, "two")
    copied = yaml.safe_dump({"finds": [GOOD["phrasings"][3]]}, allow_unicode=True)
    (asks / "food" / "one.yaml").write_text(copied, encoding="utf-8")
    (asks / "food" / "gone.yaml").write_text("finds: [a, b, c]", encoding="utf-8")
    loaded, _ = load_entries(entries)

    said = [str(one) for one in check_asks(loaded, asks)]

    assert any("near copy" in one for one in said)
    assert any("fewer than three" in one for one in said)
    assert any("mirrors no entry" in one for one in said)
    assert any("two.yaml: missing" in one for one in said)
