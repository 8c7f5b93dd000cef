"""Every shipped rule and self-check holds against the law; what doesn't is told by file and line."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from knowledge.check_guidance import GuidanceChecker
from knowledge.problems import Problem
from knowledge.prompts import load_prompts
from knowledge.selfcheck import SelfChecks, load_selfchecks
from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
LISTS = {
    "_licences.yaml": "licences: [{name: 食品经营许可证, says: [食品证]}]\n",
    "_dates.yaml": "dates: [{name: licence_expiry, says: [到期], label: 到期日}]\n",
    "_trades.yaml": "trades: [{name: 餐饮, says: [饭店]}]\naudiences: []\n",
}
GOOD = """prompts:
  - id: food/licence
    title: 许可证到期前办延续
    who: {industries: [餐饮], audience: any, licences: [], districts: []}
    when: {kind: before_date, date: licence_expiry, of: 食品经营许可证, days: [60, 30]}
    text: 请在到期前申请延续。
    consequence: 未取得许可从事食品经营的，没收违法所得。
    cites: [{law: 中华人民共和国食品安全法, article: 122}]
    organ: 市场监管
    reviewed: 2026-11-23
"""


def checker(today: date = TODAY) -> GuidanceChecker:
    base = shipped_knowledge()
    return GuidanceChecker(
        base.statutes, base.vocabulary, base.disputes.districts, base.entries, today
    )


def checked(folder: Path, text: str, today: date = TODAY) -> list[Problem]:
    for name, content in LISTS.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "food.yaml").write_text(text, encoding="utf-8")
    return checker(today).check(load_prompts(folder), SelfChecks({}))


def test_every_shipped_rule_and_self_check_holds_against_the_law() -> None:
    base = shipped_knowledge()

    assert checker().check(base.prompts, base.selfchecks) == []


def test_there_are_rules_and_self_checks_enough_for_the_city() -> None:
    base = shipped_knowledge()
    rules = base.prompts.prompts.values()

    assert len(rules) >= 60
    assert len({rule.domain for rule in rules}) >= 20
    assert {rule.when.kind for rule in rules} == {
        "yearly", "season", "before_date", "law_takes_effect",
    }  # fmt: skip
    assert len(base.selfchecks.checks) >= 12
    assert min(Counter(c.id for c in base.selfchecks.checks.values()).values()) == 1
    assert set(base.prompts.trades) == set(base.vocabulary.industries)


def test_good_rule_has_no_problem(tmp_path: Path) -> None:
    assert checked(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("industries: [餐饮]", "industries: [养龙]"), "food/licence who.industries"),
        (("of: 食品经营许可证", "of: 没有的证"), "food/licence when.of"),
        (("date: licence_expiry, of: 食品经营许可证", "date: nothing"), "food/licence when.date"),
        (("organ: 市场监管", "organ: 天庭"), "food/licence organ"),
        (("article: 122", "article: 999"), "food/licence cites[0]"),
        (("law: 中华人民共和国食品安全法", "law: 食品安全法"), "food/licence cites[0]"),
        (("没收违法所得", "罚7万元"), "food/licence consequence"),
        (("districts: []", "districts: [天津]"), "food/licence who.districts"),
        (
            ("organ: 市场监管", "organ: 市场监管\n    overlooked_after: [food/nothing]"),
            "food/licence overlooked_after",
        ),
    ],
)
def test_wrong_rule_is_told_by_file_and_key(
    tmp_path: Path, change: tuple[str, str], key: str
) -> None:
    problems = checked(tmp_path, GOOD.replace(*change))

    assert [(problem.file, problem.key) for problem in problems] == [("prompts/food.yaml", key)]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("days: [60, 30]", "days: [30, 60]"), "when.before_date.days"),
        (("kind: before_date", "kind: sometimes"), "when"),
        (("title: 许可证到期前办延续", "title: 证"), "title"),
        (("    text: 请在到期前申请延续。\n", ""), "text"),
    ],
)
def test_malformed_rule_is_told_with_its_line(
    tmp_path: Path, change: tuple[str, str], key: str
) -> None:
    problems = checked(tmp_path, GOOD.replace(*change))

    assert [problem.key for problem in problems] == [f"line 2 prompts[0].{key}"]


def test_file_that_is_no_yaml_is_told_and_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("prompts: [", encoding="utf-8")

    problems = checked(tmp_path, GOOD)

    assert [Path(problem.file).name for problem in problems] == ["broken.yaml"]


def test_rule_nobody_read_for_a_year_is_a_problem(tmp_path: Path) -> None:
    [problem] = checked(tmp_path, GOOD, today=date(2028, 1, 1))

    assert problem.key == "food/licence reviewed"


def test_self_check_with_wrong_references_is_told(tmp_path: Path) -> None:
    shipped = Path("knowledge/selfchecks/catering.yaml").read_text(encoding="utf-8")
    (tmp_path / "catering.yaml").write_text(
        shipped.replace("entry: ", "entry: nowhere/", 1), encoding="utf-8"
    )

    [problem] = checker().check(shipped_knowledge().prompts, load_selfchecks(tmp_path))

    assert problem.file == "selfchecks/catering.yaml"
    assert problem.key.endswith(".entry")
