"""An entry as an officer writes it: fields of a form, one line a wording, a step, an article.

Reads and writes the same shape as the files in `entries/`. Nothing is judged here: what
is wrong with a draft is for `entry_check`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any, get_args

from knowledge import citing
from knowledge.figures import number
from knowledge.register import Register
from knowledge.schema import MOST_PHRASINGS, Audience, Cite, Mode, Risk

MODES, RISKS = get_args(Mode), get_args(Risk)
AUDIENCES = (*get_args(Audience), "、".join(get_args(Audience)))
HIGH = RISKS[0]
# An answer of the desk is read against the law again after so long.
AGAIN_AFTER = timedelta(days=180)
MOST_STEPS, LONGEST_SHORT, LONGEST_STEP = 6, 120, 80
LONGEST_WORDING = 120
_ANSWER = ("short", "consequence", "leniency", "where")
# The fields of the form, in its order.
FIELDS = (
    "title", "domain", "organ", "audience", "mode", "risk", "phrasings", "short", "steps",
    "consequence", "leniency", "where", "cites", "hotline", "tags", "sources", "again_by",
)  # fmt: skip
# Whoever was told the old words should hear of a change in these.
SUBSTANCE = ("short", "steps", "consequence", "leniency", "cites")
_LIST = re.compile(r"[\s、，,；;]+")
_PLACE = re.compile(r"第([零〇一二三四五六七八九十百\d]+)款")
_ITEM = re.compile(r"第?[（(]?([零〇一二三四五六七八九十百\d]+)[)）]?项")
_INNER_MARKS = str.maketrans("〈〉", "《》")
_TITLE = re.compile(r"《[^《》]{2,60}》[^《》]{0,24}")

Body = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A field that reads otherwise: lines that went, and lines that came."""

    field: str
    went: tuple[str, ...]
    came: tuple[str, ...]


def first_body(
    question: str, wordings: Sequence[str], answer: str, *, register: Register, today: date
) -> Body:
    """Return the draft an editor starts from: what was asked, and what an officer answered."""
    sentences = [one.strip() for one in re.split(r"(?<=[。！？\n])", answer) if one.strip()]
    steps = [one.rstrip("。")[:LONGEST_STEP] for one in sentences[1 : MOST_STEPS + 1]]
    said = dict.fromkeys(" ".join(one.split())[:LONGEST_WORDING] for one in wordings)
    return {
        "title": " ".join(question.split())[:34],
        "mode": MODES[0],
        "audience": list(get_args(Audience)),
        "phrasings": [one for one in said if len(one) > 3][:MOST_PHRASINGS],
        "answer": {"short": "".join(sentences[:1])[:LONGEST_SHORT], "steps": steps},
        "cites": [read_cite(one, register, today) for one in _TITLE.findall(answer)][:8],
        "reviewed": {
            "date": today.isoformat(),
            "again_by": (today + AGAIN_AFTER).isoformat(),
            "sources": [],
        },
    }


def fields_of(entry_id: str, body: Mapping[str, Any], register: Register) -> dict[str, str]:
    """Return a draft as the text of each field."""
    answer, reviewed = body.get("answer", {}), body.get("reviewed", {})
    return {
        "title": str(body.get("title", "")),
        "domain": entry_id.split("/", 1)[0],
        "organ": str(body.get("organ", "")),
        "audience": "、".join(body.get("audience", ())),
        "mode": str(body.get("mode", "")),
        "risk": str(body.get("risk") or ""),
        "phrasings": "\n".join(body.get("phrasings", ())),
        **{name: str(answer.get(name, "")) for name in _ANSWER},
        "steps": "\n".join(answer.get("steps", ())),
        "cites": "\n".join(cite_line(cite, register) for cite in body.get("cites", ())),
        "hotline": "、".join(body.get("hotline", ())),
        "tags": "、".join(body.get("tags", ())),
        "sources": "\n".join(reviewed.get("sources", ())),
        "again_by": str(reviewed.get("again_by", "")),
    }


def body_of(
    fields: Mapping[str, str], old: Mapping[str, Any], *, register: Register, today: date
) -> Body:
    """Return the draft a form holds, with what the form has no field for kept from the old one."""
    said = {name: fields.get(name, "").replace("\r\n", "\n").strip() for name in FIELDS}
    return {
        **old,
        "title": said["title"],
        "organ": said["organ"],
        "audience": _LIST.split(said["audience"]) if said["audience"] else [],
        "mode": said["mode"],
        "risk": said["risk"] or None,
        "phrasings": _lines(said["phrasings"]),
        "answer": {**{name: said[name] for name in _ANSWER}, "steps": _lines(said["steps"])},
        "cites": [read_cite(line, register, today) for line in _lines(said["cites"])],
        "hotline": [one for one in _LIST.split(said["hotline"]) if one],
        "tags": [one for one in _LIST.split(said["tags"]) if one],
        "reviewed": {
            "date": today.isoformat(),
            "again_by": said["again_by"],
            "sources": _lines(said["sources"]),
        },
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def read_cite(line: str, register: Register, today: date) -> Body:
    """Return the article a line names; one that can't be read is kept as a law's name."""
    found = citing.reference_in(line.translate(_INNER_MARKS), register)
    if found is None or found.number is None:
        return {"law": line[:80], "article": 1}
    law = register.on(found.title, today)
    rest = line.split("条", 1)[-1]
    paragraph, item = _PLACE.search(rest), _ITEM.search(rest)
    return {
        "law": found.title,
        "article": found.number,
        **({"suffix": found.suffix} if found.suffix else {}),
        **({"paragraph": int(number(paragraph[1]))} if paragraph else {}),
        **({"item": int(number(item[1]))} if item else {}),
        **({"region": law.region} if law and law.region else {}),
    }


def cite_line(cite: Mapping[str, Any], register: Register) -> str:
    """Return an article as a line that `read_cite` reads again."""
    if cite["law"] not in register.versions:
        return str(cite["law"])
    return citing.listing([Cite.model_validate(cite)])


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what reads otherwise, in the order of the form."""
    return tuple(
        _change(name, old.get(name, ""), new.get(name, ""))
        for name in FIELDS
        if old.get(name, "") != new.get(name, "")
    )


def _change(field: str, old: str, new: str) -> Change:
    before, after = _lines(old), _lines(new)
    went: list[str] = []
    came: list[str] = []
    matched = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matched.get_opcodes():
        if kind != "equal":
            went += before[a:b]
            came += after[c:d]
    return Change(field, tuple(went), tuple(came))
