"""Short questions that mean the entry just discussed, and none that stand on their own."""

import pytest

from knowledge.followup import Followups, load_followups
from knowledge.schema import FollowKind
from tests.knowledge.examples import asked

SAID = {
    FollowKind.PENALTY: "罚多少|那罚多少钱啊|最高能罚多少|罚的重不重|会坐牢吗|有啥后果|怎么处罚呢|罚款标准是多少|咋罚|后果严重不",
    FollowKind.ORGAN: "哪个部门管|那归哪个局管呢|我该找谁|上哪儿投诉|电话是多少|谁来管|找哪个部门|打什么电话|去哪里举报",
    FollowKind.INDIVIDUAL: "那要是个人呢|个体户也一样吗|我是个体户呢|换成个人怎么罚|小摊呢",
    FollowKind.COMPANY: "公司呢|那企业呢|公司咋罚|换成单位呢|我们是公司呢",
    FollowKind.TIME: "多久|要几天|多少天能办好|最晚啥时候|几个工作日|有时间限制吗|期限是多久",
    FollowKind.MATERIALS: "要啥材料|要带什么东西|流程是啥|怎么办理|咋申请呢|网上能办吗|需要哪些手续",
    FollowKind.OBJECTION: "不服咋办|不服呢|觉得罚重了咋办|能复议不|怎么申诉|我不认|去哪申诉",
}


@pytest.fixture(scope="module")
def followups() -> Followups:
    return load_followups()


@pytest.mark.parametrize(
    ("said", "kind"), [(said, kind) for kind, row in SAID.items() for said in row.split("|")]
)
def test_short_question_is_understood_as_a_follow_up(
    followups: Followups, said: str, kind: FollowKind
) -> None:
    assert followups.kind_of(said) is kind


@pytest.mark.parametrize(
    "said",
    [
        "",
        "你好",
        "谢谢",
        "食品过期罚多少",
        "工资多久发",
        "转人工",
        "不罚了吧我要投诉超市",
        "办营业执照要啥材料",
    ],
)
def test_text_that_stands_on_its_own_is_no_follow_up(followups: Followups, said: str) -> None:
    assert followups.kind_of(said) is None


def test_question_with_a_subject_of_its_own_is_never_taken_for_a_follow_up(
    followups: Followups,
) -> None:
    assert [said for said in asked() if followups.kind_of(said)] == []
