"""A case and everybody in it: both sides on their channels, officers at the desk, the clock."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from handlers import router, timers
from handlers.desk import case_moves, cases
from handlers.desk.access import Signed
from handlers.desk.cases import Detail
from handlers.services import Services
from handlers.turn import Reply, Turn
from storage import cases as stored
from storage import outbox, people
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house
from tests.house import button

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Luoyang
SECRET_PHONE = "13800001111"
SECRET_ID = "410303199001011234"
SECRET_ADDRESS = "涧西区某某路8号院"
TERMS = {
    "facts": "2026年11月1日办卡，三天后关门。",
    "dispute": "是否退还会费。",
    "liability": "被申请人承担退费责任。",
    "content": "被申请人退还2000元。",
    "manner": "转账。",
    "course": "因琐事争执，推搡一次，情节轻微。",
    "present": "调解员李某主持，双方到场。",
    "basis": "道路交通事故认定书。",
    "losses": "修车费3000元。",
    "items": "修车费3000元。",
}
NOTHING: Mapping[str, str] = {}
ROLES = frozenset({Role.MEDIATOR, Role.LEAD})


@dataclass
class CaseHouse:
    """One case as its people live through it. `ann` asks, `bob` is the other side."""

    services: Services
    ann: str = "web:ann"
    bob: str = "web:bob"
    now: datetime = MONDAY
    number: int = 0
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Sign two mediators in; the second is the organ's lead as well."""
        self.li = desk_house.officer(self.services, "li", at=self.now, roles={Role.MEDIATOR})
        self.chen = desk_house.officer(self.services, "chen", at=self.now, roles=ROLES)

    def __repr__(self) -> str:
        """Stay short where a failing test prints its arguments."""
        return "CaseHouse()"

    def file(self, category: str, **more: str) -> int:
        """File a request as the dialogue does."""
        application = {
            "category": category,
            "district": "涧西区",
            "facts": f"11月1日的事，我的电话{SECRET_PHONE}，身份证{SECRET_ID}。",
            "claim": "退还2000元",
            "other_party": "某健身公司",
            "applicant": "王小明",
            "phone": SECRET_PHONE,
            "id_number": SECRET_ID,
            "address": SECRET_ADDRESS,
        }
        channel, address = self.ann.split(":")
        with self.services.database.transaction() as session:
            person = people.meet(session, channel=channel, address=address, at=self.now)
            case = stored.file(
                session,
                person_id=id_of(person),
                category=category,
                district="涧西区",
                application={**application, **more},
                decide_by=self.now.date(),
                local_year=2026,
                at=self.now,
            )
            self.number = id_of(case)
        self.run_clock()
        return self.number

    def take_over(self, filed: Reply) -> None:
        """Go on with a case that was filed in conversation."""
        self.number = int(filed.facts["id"])
        self.now += timedelta(minutes=10)
        self.run_clock()

    def say(self, who: str, text: str = "", *, action: str = "") -> Reply:
        """Send a message or a button of one side and return the first reply."""
        self.now += timedelta(seconds=5)
        channel, address = who.split(":")
        turn = Turn(channel, address, f"case{next(self._ids)}", self.now, text, action)
        return router.receive(turn, self.services).replies[0][1]

    def press(self, who: str, reply: Reply, label: str) -> Reply:
        """Tap a button below a reply."""
        return self.say(who, action=button(reply, label).action)

    def file_of(self, who: str) -> Reply:
        """Look at the case as one side does."""
        return self.say(who, action=f"case:{self.number}")

    def act(
        self,
        act: str,
        form: Mapping[str, str] = NOTHING,
        *,
        by: Signed | None = None,
        seen: int = 0,
        **more: str,
    ) -> str:
        """Send a form of the case's page, from the page as it stands."""
        self.now += timedelta(seconds=5)
        signed = by or self.chen
        return case_moves.move(
            self.services,
            signed,
            case_id=self.number,
            act=act,
            fields={**form, **more},
            seen=seen or self.page(by=signed).seen,
            at=self.now,
        )

    def page(self, *, by: Signed | None = None) -> Detail:
        """Return the case's page as an officer sees it."""
        return cases.detail(self.services, by or self.chen, case_id=self.number, at=self.now)

    @property
    def status(self) -> str:
        """Where the case stands."""
        with self.services.database.reading() as session:
            return stored.get(session, case_id=self.number).status

    def letters(self, who: str) -> list[Reply]:
        """Return what was written to one side, oldest first."""
        channel, address = who.split(":")
        with self.services.database.reading() as session:
            person = people.find(session, channel=channel, address=address)
            rows = outbox.latest(session, person_id=id_of(person), limit=200) if person else []
            found = [Reply.model_validate(outbox.body_of(session, row)) for row in rows]
        return [one for one in found if "about" in one.facts]

    def letter(self, who: str, about: str) -> Reply:
        """Return the newest letter of a kind to one side; the failure names what there was."""
        found = [one for one in self.letters(who) if one.facts["about"] == about]
        assert found, f"no letter {about}, only {[x.facts['about'] for x in self.letters(who)]}"
        return found[-1]

    def run_clock(self) -> None:
        """Run every job that is due now."""
        while timers.run_next(self.services, at=self.now):
            continue

    def sleep(self, **length: float) -> None:
        """Let time pass, and the clock run."""
        self.now += timedelta(**length)
        self.run_clock()

    def accept(self) -> None:
        """Accept the case; the less loaded mediator gets it."""
        self.act("accept")

    def invite(self) -> Reply:
        """Invite the other side, who opens the link."""
        token = self.act("invite")
        assert re.fullmatch(r"[A-Za-z0-9_-]{32}", token)
        return self.say(self.bob, token)

    def mediate(self) -> None:
        """Go on until both sides are at the table."""
        self.accept()
        invited = self.invite()
        self.press(self.bob, invited, "同意调解")
        assert self.status == "in_mediation"

    def meet(self) -> None:
        """Agree on a time, meet, and write the minutes."""
        day = (self.now + timedelta(days=1)).date()
        self.act("schedule", day=day.isoformat(), time="10:00", place="调解室一")
        for who in (self.ann, self.bob):
            self.press(who, self.letter(who, "meeting"), "时间可以")
        self.sleep(days=1, hours=2)
        meeting = self.page().meetings[-1]
        assert meeting.status == "confirmed"
        self.act("hold", meeting=str(meeting.id), text="双方到场，陈述意见。")

    def agree(self, *, days: int = 10) -> None:
        """Draft an agreement that both confirm."""
        due = (self.now + timedelta(days=days)).date()
        self.draft(what1="退还2000元", side1="respondent", due1=due.isoformat())
        for who in (self.ann, self.bob):
            self.press(who, self.letter(who, "draft"), "确认协议")
        assert self.status == "agreed"

    def draft(self, **fields: str) -> None:
        """Put a draft on the table."""
        self.act("draft", {**TERMS, **fields})

    def perform(self, *, days: int = 10) -> None:
        """Issue the agreement, let the day pass, and hear that it was done."""
        self.act("issue")
        self.sleep(days=days + 4)
        visit = self.letter(self.ann, "visit")
        self.press(self.ann, visit, "对方已履行")
        self.act("perform")
        self.act("archive")
