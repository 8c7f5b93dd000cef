"""The rules of mediation say what the articles they cite say, category by category."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.check_rules import check_rules
from knowledge.competence import load_competence
from knowledge.disputes import NOT_MEDIABLE, SETTLEMENT
from knowledge.eligibility import Eligibility, Outcome
from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
LABOUR, TRAFFIC, SCHOOL = "劳动争议", "交通事故损害赔偿", "学生伤害事故"
POLICE, LAND, CONSUMER, OTHER = "治安管理", "土地权属", "消费者权益投诉", "其他"


def eligibility() -> Eligibility:
    return shipped_knowledge().mediation.eligibility


def answers(category: str, said: str, **given: str) -> dict[str, str]:
    calendar = shipped_knowledge().calendar
    return eligibility().read(category, said, today=TODAY, calendar=calendar) | given


def test_every_rule_rests_on_articles_in_force_whose_text_bears_it_out() -> None:
    base = shipped_knowledge()

    problems = check_rules(base.mediation, base.statutes, base.vocabulary, today=TODAY)

    assert problems == []


def test_rule_with_a_figure_its_article_lacks_is_reported() -> None:
    base = shipped_knowledge()
    late = next(rule for rule in eligibility().rules if rule.id == "traffic_late")
    wrong = late.model_copy(update={"why": "要在收到事故认定书之日起20日内提出。"})
    unasked = late.model_copy(update={"when": {"report": "never"}})
    rules = replace(base.mediation, eligibility=replace(eligibility(), rules=(wrong, unasked)))

    problems = check_rules(rules, base.statutes, base.vocabulary, today=TODAY)

    assert any("20 days" in problem.text for problem in problems)
    assert any("nobody is asked" in problem.text for problem in problems)


@pytest.mark.parametrize(
    ("category", "said", "given", "outcome", "rule"),
    [
        (TRAFFIC, "10月20日追尾，10月22日收到认定书", {}, Outcome.CLOSED, "traffic_late"),
        (TRAFFIC, "11月13日收到认定书，双方都愿意调解", {}, Outcome.OPEN, ""),
        (TRAFFIC, "追尾了，认定书还没下来", {}, Outcome.WARNED, "traffic_waiting"),
        (TRAFFIC, "追尾", {"together": "unwilling"}, Outcome.CLOSED, "traffic_unwilling"),
        (
            TRAFFIC,
            "人民调解没成",
            {"report": "over", "people_mediation": "within"},
            Outcome.OPEN,
            "",
        ),
        (TRAFFIC, "追尾，已经起诉了", {}, Outcome.CLOSED, "sued_traffic"),
        (SCHOOL, "体育课摔断胳膊，小学三年级，已经起诉了", {}, Outcome.CLOSED, "sued"),
        (SCHOOL, "幼儿园滑梯上摔的", {}, Outcome.DOUBTFUL, "not_a_school"),
        (SCHOOL, "初二放学路上被车撞", {}, Outcome.DOUBTFUL, "outside_school"),
        (POLICE, "邻居打我，报警了", {"grave": "unwilling"}, Outcome.CLOSED, "unwilling_police"),
        (POLICE, "对方雇人打我，报警了", {}, Outcome.DOUBTFUL, "grave_police"),
        (POLICE, "被打成轻伤二级", {}, Outcome.DOUBTFUL, "crime"),
        (LAND, "征地补偿款没给够", {}, Outcome.CLOSED, "compensation"),
        (LAND, "邻居占了我家宅基地", {}, Outcome.WARNED, "keep_the_land"),
        (LABOUR, "公司欠我工资", {}, Outcome.WARNED, "wage_arrears"),
        (LABOUR, "已经申请了仲裁，公司欠我工资", {}, Outcome.DOUBTFUL, "arbitrated_labour"),
        (LABOUR, "工伤没赔", {"employment": "over"}, Outcome.WARNED, "labour_late"),
        (CONSUMER, "进了一批货全是坏的", {}, Outcome.DOUBTFUL, "not_for_living"),
        (CONSUMER, "五年前办的卡", {"since": "over"}, Outcome.DOUBTFUL, "too_long_ago"),
        (CONSUMER, "办卡不退钱", {}, Outcome.OPEN, ""),
        (CONSUMER, "办卡不退钱，法院已经立案", {}, Outcome.DOUBTFUL, "elsewhere"),
        (OTHER, "医院手术失误，已经起诉了", {}, Outcome.CLOSED, "sued_medical"),
        (OTHER, "他借了我三万块钱不还", {}, Outcome.CLOSED, "private_debt"),
        (NOT_MEDIABLE, "离婚抚养权", {}, Outcome.CLOSED, "family"),
        (NOT_MEDIABLE, "别的事", {}, Outcome.DOUBTFUL, "outside"),
        (SETTLEMENT, "罚款", {"discretion": "fixed"}, Outcome.CLOSED, "fixed_act"),
        (SETTLEMENT, "根本没违法", {}, Outcome.DOUBTFUL, "disputed_facts"),
        (SETTLEMENT, "罚得太重", {"remedy": "none"}, Outcome.WARNED, "keep_the_periods"),
    ],
)
def test_dispute_is_judged_by_what_was_told_and_answered(
    category: str, said: str, given: dict[str, str], outcome: Outcome, rule: str
) -> None:
    verdict = eligibility().judge(category, said, answers(category, said, **given))

    assert verdict.outcome is outcome
    assert (verdict.rules[0].id if verdict.rules else "") == rule


@pytest.mark.parametrize(
    ("received", "answer"),
    [("11月13日", "within"), ("11月11日", "within"), ("11月10日", "over")],
    ids=["tenth-day", "last-day-a-saturday", "eleventh-day-a-working-day"],
)
def test_ten_days_are_counted_as_the_law_counts(received: str, answer: str) -> None:
    assert answers(TRAFFIC, f"{received}收到认定书")["report"] == answer


def test_only_what_the_story_leaves_open_is_asked() -> None:
    said = "小学三年级体育课摔断胳膊，没有起诉"

    asked = eligibility().concerning(SCHOOL, said).keys() - answers(SCHOOL, said).keys()

    assert asked == {"proceedings"}


def test_every_category_and_kind_has_a_competent_organ_in_every_district() -> None:
    base = shipped_knowledge()
    kinds = [{"kind": kind} for kind in eligibility().questions["kind"].choices]
    sides = [{"sides": side} for side in ("units", "person")]

    found = [
        base.mediation.competence.find(category, district, given)
        for category in base.disputes.categories
        for district in (*base.disputes.districts, "")
        for given in (*kinds, *sides, {})
    ]

    assert all(one.organ in base.vocabulary.organs and "{" not in one.called for one in found)


def test_land_of_a_person_goes_to_the_township_and_of_units_to_the_county() -> None:
    competence = shipped_knowledge().mediation.competence

    assert competence.find(LAND, "嵩县", {"sides": "person"}).organ == "乡镇街道"
    assert competence.find(LAND, "嵩县", {"sides": "units"}).organ == "自然资源和规划"


def test_citys_own_table_is_read_before_the_shipped_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    own = tmp_path_factory.mktemp("rules") / "competence.yaml"
    own.write_text(
        "rows:\n  - {category: 其他, district: 嵩县, level: 区县, organ: 信访, called: 嵩县矛调中心}\n",
        encoding="utf-8",
    )

    competence = load_competence(own)

    assert competence.find("其他", "嵩县", {}).called == "嵩县矛调中心"
    assert competence.find("其他", "汝阳县", {}).organ == "司法行政"
