"""An answer officers write themselves: a question nobody has curated, and what its form holds."""

from collections.abc import Mapping

from handlers.desk import approving, editing, editing_pages, entry_starts, moves, question
from handlers.desk.access import Signed
from handlers.services import Services
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON

ASKED = "牡丹文化节期间汉服租赁摊位要交保洁押金吗"
IN_OTHER_WORDS = "牡丹文化节租汉服的摊子，保洁押金交不交"
SAID = "不用交保洁押金。依据《行政处罚法》第四条，没有依据的收费可以拒绝。"
FIELDS: Mapping[str, str] = {
    "title": "牡丹文化节汉服租赁摊位的保洁押金",
    "domain": "city-appearance",
    "organ": "城市管理",
    "audience": "经营者",
    "mode": "辅导",
    "risk": "低",
    "phrasings": "\n".join(
        (
            "牡丹文化节期间汉服租赁摊位要交保洁押金吗",
            "汉服租赁摊 保洁押金",
            "牡丹节摆摊租汉服收我保洁押金合法吗",
            "文化节汉服摊位的保洁押金退不退",
            "俺在牡丹园门口租汉服，叫交保洁押金",
            "汉服摊位保洁押金是谁收的",
        )
    ),
    "short": "汉服租赁摊位不用交保洁押金。",
    "steps": "先问清收费单位和依据\n没有依据的可以拒绝",
    "consequence": "",
    "leniency": "",
    "where": "",
    "cites": "《行政处罚法》第四条",
    "hotline": "12345",
    "tags": "汉服、保洁押金",
    "sources": "国家法律法规数据库文本",
    "again_by": "2027-05-20",
}


def answered(services: Services, signed: Signed) -> int:
    """An officer has answered the question; return its number."""
    number = desk.hand_over(services, ASKED)
    seen = question.detail(services, signed, escalation_id=number, at=NOON).version
    desk.work(services, signed, NOON, moves.answer, number, text=SAID, version=seen)
    return number


def seen(services: Services, signed: Signed, version_id: int) -> int:
    """The version of the page an officer has open."""
    return editing_pages.show(services, signed, version_id, at=NOON).version


def submitted(
    services: Services, signed: Signed, fields: Mapping[str, str] = FIELDS, *, number: int = 0
) -> int:
    """An officer drafts from an answered question and submits; return the version."""
    found = entry_starts.from_question(
        services, signed, number or answered(services, signed), at=NOON
    )
    stamp = seen(services, signed, found)
    editing.submit(services, signed, found, fields, seen=stamp, at=NOON)
    return found


def agree(services: Services, signed: Signed, version_id: int, *, agrees: bool = True) -> None:
    """An officer decides on what waits."""
    stamp = seen(services, signed, version_id)
    approving.review(
        services, signed, version_id, agrees=agrees, reason="核对过", seen=stamp, at=NOON
    )
