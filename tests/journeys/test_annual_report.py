"""The draft of the annual report (Art. 21): its figures are the page's, whoever's it is."""

from datetime import UTC, date, datetime

import pytest

from handlers.desk import figures, report
from handlers.desk.access import Signed
from handlers.desk.figure_words import read_as
from handlers.desk.figures import Page
from handlers.desk.refusals import NotAllowed
from handlers.services import Services
from storage import audit, guidance, people
from storage.database import Database
from storage.errors import NotFound
from storage.guidance import Act, Mode
from storage.guidance_tables import SelfCheckTally
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes import report_house as house
from tests.fakes.case_house import SECRET_ADDRESS, SECRET_ID, SECRET_PHONE
from tests.fakes.desk_house import NOON
from tests.house import shipped_knowledge, shipped_wording

NEXT_YEAR = datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
PARTS = (
    "一、总体情况",
    "二、行政指导",
    "三、行政调解与和解",
    "四、群众评价与整改",
    "五、知识维护",
    "六、问题与下一步",
)


@pytest.fixture
def services(database: Database) -> Services:
    """The service, on each database."""
    return Services(shipped_knowledge(), shipped_wording(), database, "http://127.0.0.1:8080")


@pytest.fixture
def chief(services: Services) -> Signed:
    """Supervises for the city."""
    return desk.officer(services, "chief", roles={Role.OFFICER, Role.SUPERVISOR})


def shown(services: Services, page: Page) -> list[str]:
    """How every line of the page of figures reads in the report."""
    told = []
    for figure in (*page.figures, *([page.people] if page.people else [])):
        words = read_as(services, figure.key)
        told += [
            f"{words.get(line.value, line.value) or '（未注明）'}{line.count}（{line.share:.0%}）"
            for line in figure.lines
        ]
    return told


def test_report_of_a_year_says_what_the_page_of_figures_says(
    services: Services, chief: Signed
) -> None:
    at = house.a_year(services, chief)
    page = figures.overview(services, chief, first=date(2026, 1, 1), last=at.date())

    made = report.draft(services, chief, year=2026, at=at)

    text = house.lines_of(made.content)
    assert [part for part in PARTS if part not in text] == []
    assert [line for line in shown(services, page) if line not in text] == []
    assert "答复评价（按次计，共5次）：有用4（80%）；没用1（20%）。" in text
    assert "转人工评价（按件计，共2件）：不足5份，不显示，以免认出个人。" in text
    assert "首次答复用时（按工作时间，按件计，共3件）" in text
    assert "行政指导方式（按次计，共" in text
    assert "提交调解申请3件；其中受理1件（占提交的33%），达成协议1件（占受理的100%）" in text
    assert "调解协议履行（按件计，共1件）：已履行1（100%）" in text
    assert "违法线索移送（按件计，共1件）：处理中1（100%）" in text
    assert "知识条目（按次计，共1次）：发布1（100%）" in text
    assert "满意度调查「窗口服务」" in text
    assert "总体满意吗（共5人作答）：非常满意5（100%）" in text
    assert "行政争议和解：本年度无记录。" in text
    assert "首次答复超过内部时限1件，占已答复3件的33%。" in text
    assert "自查作答：本年度无记录。" in text


def test_table_of_mediation_counts_by_hand_and_adds_up(services: Services, chief: Signed) -> None:
    at = house.a_year(services, chief)

    made = report.draft(services, chief, year=2026, at=at)

    (_, months, categories) = house.tables_of(made.content)
    assert categories == [
        ["类别", "提交", "受理", "达成协议", "其他方式结束", "应守期限", "按期"],
        ["其他", "2", "0", "0", "1", "2", "1"],
        ["消费者权益投诉", "1", "1", "1", "0", "2", "2"],
        ["合计", "3", "1", "1", "1", "4", "3"],
    ]
    assert [row[0] for row in months[1:]] == [f"2026-{month:02d}" for month in range(1, 13)]


def test_year_that_is_not_over_says_so_and_a_past_one_is_whole(
    services: Services, chief: Signed
) -> None:
    this = report.draft(services, chief, year=2026, at=NOON)
    past = report.draft(services, chief, year=2026, at=NEXT_YEAR)

    assert house.tables_of(this.content)[0][1][1] == (
        "2026年1月1日起，截至2026年11月23日，本年度尚未结束"
    )
    assert house.tables_of(past.content)[0][1][1] == "2026年1月1日至2026年12月31日"
    assert past.name == "服务型行政执法工作专项报告（草稿）2026年 洛阳市.docx"


def test_empty_year_says_that_there_is_nothing(services: Services, chief: Signed) -> None:
    house.a_year(services, chief)

    made = report.draft(services, chief, year=2025, at=NEXT_YEAR)

    text = house.lines_of(made.content)
    assert text.count("本年度无记录。") == 5
    assert "本年度没有可提示的统计数字。" in text


def test_organs_report_holds_its_own_and_nothing_of_others(
    services: Services, chief: Signed
) -> None:
    at = house.a_year(services, chief)
    own = desk.officer(services, "market", roles={Role.SUPERVISOR}, organ="市场监管")

    text = house.lines_of(report.draft(services, own, year=2026, at=at).content)

    assert "转人工办理状态（按件计，共1件）：已答复1（100%）。" in text
    assert "转人工责任部门" not in text
    assert "咨询结果（" not in text
    assert "服务人数、咨询结果和咨询领域的记录不区分部门，列入全市的报告。" in text
    assert "转人工评价（按件计，共1件）：不足5份" in text
    assert text == house.lines_of(
        report.draft(services, chief, year=2026, organ="市场监管", at=at).content
    )


@pytest.mark.parametrize("organ", ["", "税务", "没有的机关"])
def test_report_of_another_organ_is_not_found(services: Services, organ: str) -> None:
    own = desk.officer(services, "market", roles={Role.SUPERVISOR}, organ="市场监管")

    with pytest.raises(NotFound):
        report.draft(services, own, year=2026, organ=organ, at=NOON)


@pytest.mark.parametrize(("year", "organ"), [(2027, ""), (2021, ""), (0, ""), (2026, "没有的机关")])
def test_report_of_no_year_or_no_organ_is_not_found(
    services: Services, chief: Signed, year: int, organ: str
) -> None:
    with pytest.raises(NotFound):
        report.draft(services, chief, year=year, organ=organ, at=NOON)


def test_who_may_not_see_figures_gets_no_report(services: Services) -> None:
    li = desk.officer(services, "li", roles={Role.OFFICER, Role.ADMIN, Role.LEAD})

    with pytest.raises(NotAllowed):
        report.draft(services, li, year=2026, at=NOON)


def test_report_names_nobody_and_its_download_is_on_record(
    services: Services, chief: Signed
) -> None:
    at = house.a_year(services, chief)

    made = report.draft(services, chief, year=2026, organ="", at=at)

    text = house.lines_of(made.content) + str(house.tables_of(made.content))
    private = (
        SECRET_PHONE,
        SECRET_ID,
        SECRET_ADDRESS,
        "王小明",
        "冷库",
        "健身",
        "chief",
        "无证经营",
    )
    assert [word for word in private if word in text] == []
    with services.database.reading() as session:
        (newest, *_) = audit.latest(session, limit=1)
        assert (newest.action, newest.subject) == ("figures.exported", "report:2026")
        assert newest.actor == f"officer:{chief.officer_id}"


def test_organs_five_bad_ratings_are_told_with_what_is_overdue(
    services: Services, chief: Signed
) -> None:
    for one in range(5):
        house.answered_and_graded(services, chief, organ="市场监管", who=f"g{one}", grade=1)
    own = desk.officer(services, "market", roles={Role.SUPERVISOR}, organ="市场监管")

    text = house.lines_of(report.draft(services, own, year=2026, at=NEXT_YEAR).content)

    assert "转人工评价（按件计，共5件）：非常不满意5（100%）。" in text
    assert "差评整改（按件计，共5件）：待核实5（100%）。" in text
    assert "差评整改超过内部时限5件，占5件的100%。" in text


def test_self_checks_are_counted_from_five_on_and_return_visits_by_what_they_were(
    services: Services, chief: Signed
) -> None:
    check = services.knowledge.selfchecks.checks["catering"]
    first, second = (question.id for question in check.questions[:2])
    with services.database.transaction() as session:
        for month, question, answer, count in (
            ("2026-11", first, "yes", 3), ("2026-12", first, "yes", 4),
            ("2026-11", second, "yes", 4), ("2025-12", second, "yes", 9),
        ):  # fmt: skip
            place = {"check_id": check.id, "question_id": question, "answer": answer}
            session.add(SelfCheckTally(month=month, count=count, **place))
        person_id = id_of(people.meet(session, channel="web", address="a1", at=NOON))
        for subject in ("rectification:1", "food/some-entry", "food/another"):
            act = Act(subject, Mode.RETURN_VISIT, person_id, subject)
            guidance.record(session, act, at=NOON)

    text = house.lines_of(report.draft(services, chief, year=2026, at=NEXT_YEAR).content)

    assert f"自查作答（按次计，共7次）：{check.industry}7（100%）。" in text
    assert "行政指导回访（按次计，共3次）：" in text
    assert "差评回访1（33%）" in text
    assert "答复更正2（67%）" in text
    assert "行政指导方式（按次计，共3次）：回访3（100%）。" in text
