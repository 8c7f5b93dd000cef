"""An agency's own rules are imported whole, and what can't be parsed is said."""

from pathlib import Path

import docx
import pytest

from knowledge.local_rules import load_local_rules
from knowledge.register import load_register
from knowledge.rule_import import CannotImport, lines_of, parse
from knowledge.statutes import load_statutes

RULE = """某某市小摊点管理办法
（2024年3月1日公布）

第一章　总则
第一条　为了方便群众，制定本办法。
第二条　有下列情形之一的，可以设摊：
（一）早市；
（二）夜市。
摊位费由市场收取。
第二章　附则
第三条　本办法自2024年5月1日起施行。
"""


def test_chapters_articles_paragraphs_and_items_are_parsed() -> None:
    rule = parse(RULE.splitlines(), name="rule.txt", region="洛阳市")

    assert rule.title == "某某市小摊点管理办法"
    assert list(rule.articles) == ["1", "2", "3"]
    assert rule.articles["2"].split("\n")[1] == "（一）早市；"
    assert rule.chapters["3"] == "第二章　附则"
    assert (rule.version_on, rule.effective_on) == ("2024-03-01", "2024-05-01")
    assert rule.problems == []


def test_gap_a_double_and_a_missing_date_are_reported() -> None:
    broken = "某办法\n第一条　一。\n第三条　三。\n第三条　又三。\n"

    problems = [
        problem.text for problem in parse(broken.splitlines(), name="x", region="").problems
    ]

    assert "expected article 2 here" in problems
    assert "article appears twice" in problems
    assert "no article says from which day the rule holds" in problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_files_of_every_usual_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "rule.txt"
    file.write_bytes(RULE.encode(encoding))

    assert lines_of(file)[0].lstrip("\ufeff") == "某某市小摊点管理办法"


def test_word_files_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    for line in RULE.splitlines():
        document.add_paragraph(line)
    file = tmp_path / "rule.docx"
    document.save(str(file))

    assert len(parse(lines_of(file), name=file.name, region="").articles) == 3


def test_other_files_and_files_without_articles_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rule.pdf").write_bytes(b"%PDF")
    (tmp_path / "broken.docx").write_bytes(b"not a zip")

    with pytest.raises(CannotImport):
        lines_of(tmp_path / "rule.pdf")
    with pytest.raises(CannotImport):
        lines_of(tmp_path / "broken.docx")
    with pytest.raises(CannotImport):
        parse(["一封信", "没有条文"], name="letter.txt", region="")


def test_imported_rule_is_quoted_like_any_law(tmp_path: Path) -> None:
    rule = parse(RULE.splitlines(), name="rule.txt", region="洛阳市")
    (tmp_path / "rule.json").write_text(rule.as_json(), encoding="utf-8")

    from datetime import date

    register, texts = load_local_rules(load_register(), tmp_path)
    statutes = load_statutes(register, extra=texts)
    found = statutes.article("某某市小摊点管理办法", 2, on=date(2026, 11, 23))

    assert found is not None
    assert len(found.paragraphs) == 2
    assert statutes.article("某某市小摊点管理办法", 2, on=date(2024, 4, 1)) is None
