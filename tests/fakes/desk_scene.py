"""A desk in the middle of a working day, for the eye: organs, officers, questions in every state."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers import router
from handlers.desk import canned_replies, moves, question
from handlers.desk.access import Signed
from handlers.services import Services
from handlers.turn import Turn
from storage import escalations, officers, organs
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house as desk

ORGAN = "市场监管"
QUESTIONS = (
    ("xiao", "隔壁说洛阳下个月要收餐饮排烟费，真的吗"),
    ("chen", "我在涧西区开面馆，食品经营许可证快到期了，电话13812345678，找市监局怎么延续"),
    ("ma", "市监局上周来店里说营业执照没挂好，我没看懂要我改什么"),
    ("liu", "干了两个月老板一直不发工资怎么办"),
    ("zhou", "转让的店营业执照一直没过户，现在市监局找我"),
    ("wu", "网上买的保健品吃了没用，商家不给退"),
)


@dataclass(frozen=True)
class Scene:
    """Who works there, and the questions by the person who asked."""

    li: Signed
    zhao: Signed
    city: Signed
    numbers: dict[str, int]


def set_up(services: Services, *, at: datetime) -> Scene:
    """Fill the desk; `at` is now, everything lies a little before."""
    city = desk.officer(services, "sun", at=at, roles=tuple(Role))
    with services.database.transaction() as session:
        group = organs.add_group(session, organ=ORGAN, name="市场监管咨询组")
        assert group is not None
        group_id = id_of(group)
    li, zhao = (desk.officer(services, login, at=at, organ=ORGAN) for login in ("li", "zhao"))
    _join(services, (li, zhao), group_id)
    canned_replies.add(services, li, title="补材料", text="请您补充：门店地址、发生时间。", at=at)
    canned_replies.add(services, city, title="问候", text="您好，您的问题已收到。", at=at)
    numbers = {
        who: _asks(services, who, said, at=at - timedelta(hours=6 - n))
        for n, (who, said) in enumerate(QUESTIONS)
    }
    _work(services, li, zhao, numbers, at)
    return Scene(li, zhao, city, numbers)


def _join(services: Services, members: tuple[Signed, ...], group_id: int) -> None:
    with services.database.transaction() as session:
        for one in members:
            found = officers.get(session, officer_id=one.officer_id)
            post = replace(officers.post_of(found), group_id=group_id)
            officers.place(session, officer_id=one.officer_id, post=post)


def _asks(services: Services, who: str, said: str, *, at: datetime) -> int:
    for n, (text, action) in enumerate(((said, ""), ("", "human"))):
        moment = at + timedelta(seconds=20 * n)
        turn = Turn("web", who, f"{who}:{n}:{at.isoformat()}", moment, text, action)
        receipt = router.receive(turn, services)
    with services.database.reading() as session:
        (found, *_) = escalations.open_of(session, person_id=receipt.person_id)
        return id_of(found)


def _work(
    services: Services, li: Signed, zhao: Signed, numbers: dict[str, int], at: datetime
) -> None:
    def version(who: str) -> int:
        found = question.detail(services, li, escalation_id=numbers[who], at=at)
        return found.version

    desk.work(services, li, at, moves.take, numbers["chen"])
    desk.work(services, zhao, at, moves.note, numbers["chen"], text="上月同一家来问过，房东姓张。")
    desk.work(
        services,
        li,
        at,
        moves.ask_back,
        numbers["ma"],
        text="单子抬头写的是《责令改正通知书》还是《询问通知书》？",
        version=version("ma"),
    )
    desk.work(
        services,
        zhao,
        at,
        moves.answer,
        numbers["zhou"],
        text="请带双方身份证和转让协议到政务服务大厅办变更登记。",
        version=version("zhou"),
    )
