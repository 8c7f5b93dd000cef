"""Somebody who fills in a request, answering whatever step is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers import router
from handlers.turn import Attachment, Reply, Turn
from tests.house import House

# A claim to wages, told the way people tell it.
STORY = "我老公在涧西区饭店打工，老板欠俩月工资八千多不给，想要回来"
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(400)
PDF = b"%PDF-1.7\n1 0 obj\n" + bytes(400)
PROGRAM = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(400)

# What is said at a step; with a mark before it, the button of that name is pressed.
USUAL: Mapping[str, str] = {
    "offered": "!申请调解",
    "q.proceedings": "!都没有",
    "q.grave": "!都没有",
    "q.reported": "!报过",
    "q.employment": "!还在",
    "q.negotiated": "!谈过没谈成",
    "q.sides": "!有个人",
    "q.together": "!都愿意",
    "q.report": "!10日以内",
    "q.school_kind": "!中小学或中职",
    "q.school_time": "!是",
    "q.kind": "!都不是",
    "q.land_kind": "!地归谁、界线在哪",
    "q.discretion": "!是，嫌罚得重",
    "q.remedy": "!都没有",
    "consent": "!同意并继续",
    "sensitive": "!同意使用",
    "minor": "!已满14周岁",
    "category": "!其他",
    "district": "!涧西区",
    "act": "洛涧市监罚决〔2026〕12号",
    "organ_named": "涧西区市场监督管理局",
    "received": "11月10日",
    "discretion": "初次违法，当天就下架改正了",
    "claim": "赔偿3000元",
    "other_party": "某某公司",
    "applicant_kind": "!我本人",
    "applicant": "李四",
    "contact": "王五",
    "agent": "赵六",
    "power": "!特别授权",
    "phone": "13800000000",
    "credit_code": "91110000600037341L",
    "evidence": "跳过",
    "online": "!同意线上办理",
    "more": "!不用了，看汇总",
}
ON_TELEGRAM = {"consent": "!同意，在这里继续"}


@dataclass
class Applicant:
    """One person on one channel."""

    house: House
    channel: str = "web"
    who: str = "applicant"

    def says(self, text: str) -> Reply:
        """Say something."""
        return self.house.say(text, who=self.who, channel=self.channel)

    def taps(self, action: str) -> Reply:
        """Press a button by what it carries, whether it was offered or not."""
        return self.house.say(action=action, who=self.who, channel=self.channel)

    def presses(self, reply: Reply, label: str) -> Reply:
        """Press a button below a reply."""
        return self.house.press(reply, label, who=self.who, channel=self.channel)

    def gives(self, name: str, content: bytes) -> Reply:
        """Send a file."""
        return self.house.give(name, content, who=self.who, channel=self.channel)

    def hears(self, text: str = "", *, file: Attachment | None = None) -> list[Reply]:
        """Say something and return every reply to it."""
        number = f"all{self.house.now.timestamp()}{text}"
        turn = Turn(self.channel, self.who, number, self.house.now, text, file=file)
        return [reply for _, reply in router.receive(turn, self.house.services).replies]

    def tells(self, story: str) -> Reply:
        """Begin a request with a story."""
        self.says("申请调解")
        return self.says(story)

    def answers(self, reply: Reply, said: str) -> Reply:
        """Answer a step as `USUAL` writes it."""
        return self.presses(reply, said[1:]) if said.startswith("!") else self.says(said)

    def goes_on(self, reply: Reply, until: str = "summary", **special: str) -> Reply:
        """Answer step after step until one is asked; `special` answers go before the usual."""
        usual = {**USUAL, **(ON_TELEGRAM if self.channel == "telegram" else {})}
        known = usual | {key.replace("__", "."): value for key, value in special.items()}
        for _ in range(60):
            step = reply.facts.get("step", "")
            if step == until:
                return reply
            assert step in known, f"no answer to {step}: {reply.text}"
            reply = self.answers(reply, known[step])
        raise AssertionError(f"never came to {until}")
