"""A story finds its category and its district; a clear one is right."""

import pytest

from knowledge.disputes import OTHER, Disputes, load_disputes
from tests.knowledge.examples import kept


@pytest.fixture(scope="module")
def disputes() -> Disputes:
    return load_disputes()


def stories() -> list[tuple[str, str]]:
    return [(said, category) for category, texts in kept("disputes").items() for said in texts]


def test_story_finds_its_category_92_times_in_100(disputes: Disputes) -> None:
    wrong = [
        (said, category, found)
        for said, category in stories()
        if (found := disputes.sort(said).category) != category
    ]

    assert len(wrong) <= 0.08 * len(stories()), wrong


def test_category_said_to_be_clear_is_right_95_times_in_100(disputes: Disputes) -> None:
    clear = [
        (disputes.sort(said).category == category, said)
        for said, category in stories()
        if disputes.sounds_like_one(said)
    ]

    assert len(clear) >= 0.3 * len(stories())
    assert sum(is_right for is_right, _ in clear) >= 0.95 * len(clear)


def test_every_class_of_the_model_may_be_chosen_or_ends_the_request(disputes: Disputes) -> None:
    assert {*disputes.categories, "not_mediable", "admin_dispute_settlement"} == {
        *disputes.model.classes
    }
    assert len(disputes.categories) == 8


def test_suggestion_names_the_words_it_rests_on(disputes: Disputes) -> None:
    found = disputes.sort("饭店老板欠我两个月工资不给")

    assert found.category == "劳动争议"
    assert any("工资" in word for word in found.reasons)
    assert 0 < found.confidence <= 1


def test_text_that_says_nothing_of_a_dispute_is_other_without_confidence(
    disputes: Disputes,
) -> None:
    found = disputes.sort("")

    assert found.category == OTHER
    assert found.confidence == 0.0


@pytest.mark.parametrize(
    ("said", "district"),
    [
        ("我在涧西区上班", "涧西区"),
        ("偃师市的鞋厂", "偃师区"),
        ("孟津县送庄的地", "孟津区"),
        ("原来吉利区的厂", "孟津区"),
        ("瀍河区租的房", "瀍河回族区"),
        ("廛河那边的学校", "瀍河回族区"),
        ("我是新安的", "新安县"),
        ("宜阳乡下盖房", "宜阳县"),
        ("老城开饭店", "老城区"),
        ("西工那家健身房", "西工区"),
        ("先在伊川干活后来去嵩县", "伊川县"),
        ("新安裝的空調壞了", ""),
        ("刚新安装的门", ""),
        ("重新安排岗位", ""),
        ("老城墙根下的摊", ""),
        ("阳台适宜阳光照", ""),
        ("买了辆吉利汽车", ""),
        ("在河西工业园打工", ""),
        ("东西工人拿走了", ""),
        ("被一个老城管推了", ""),
        ("郑州的房东", ""),
    ],
)
def test_district_is_known_by_old_and_new_names_and_never_by_lookalikes(
    disputes: Disputes, said: str, district: str
) -> None:
    assert disputes.district(said) == district
