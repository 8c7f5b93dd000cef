"""The rules of filing together: eligibility, competence, fields. Read once, pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.competence import Competence, load_competence
from knowledge.eligibility import Eligibility, load_eligibility
from knowledge.files import RULES, read_yaml

FOLDER = RULES / "mediation"
_STOPS = "。.！!～~ "
Kind = Literal[
    "choice", "text", "day", "money", "parties", "name", "phone", "id_number", "credit_code",
    "people", "files",
]  # fmt: skip


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldRule(_Model):
    """How one field of an application is asked and read."""

    kind: Kind
    says: tuple[str, ...] = Field(min_length=1)
    least: int = 1
    most: int = 300
    optional: bool = False
    extra: bool = False
    who: tuple[str, ...] = ()
    path: Literal["", "mediation", "settlement"] = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class MediationRules:
    """Everything that filing goes by."""

    eligibility: Eligibility
    competence: Competence
    fields: Mapping[str, FieldRule]
    consent_version: str
    sensitive: str
    sensitive_categories: frozenset[str]
    minor_categories: frozenset[str]
    slugs: Mapping[str, str]
    question: str
    demand: str
    wish: str
    about: str
    commands: Mapping[str, str]

    def asks(self, said: str) -> bool:
        """Whether a message asks something instead of answering."""
        return bool(re.search(self.question, said.strip()))

    def wishes(self, said: str) -> bool:
        """Whether a message wants a dispute mediated, and does not only ask about mediation."""
        return bool(re.search(self.wish, said)) and not re.search(self.about, said)

    def demands(self, said: str) -> bool:
        """Whether a message wants something of the other side, though it sounds like a question."""
        return bool(re.search(self.demand, said))

    def command(self, said: str) -> str:
        """Return the command of filling in a form that a message is, or nothing."""
        plain = said.strip().rstrip(_STOPS)
        found = (name for name in ("skip", "done", "submit") if self._is(name, plain))
        return next(found, "")

    def to_change(self, said: str) -> str:
        """Return the field somebody wants to change, e.g. for 「修改诉求」, or nothing."""
        wish = re.fullmatch(self.commands["change"], said.strip().rstrip(_STOPS))
        if wish is None:
            return ""
        found = (key for key, rule in self.fields.items() if wish[1] in rule.says)
        return next(found, "")

    def _is(self, name: str, plain: str) -> bool:
        return bool(re.fullmatch(self.commands[name], plain))


def load_mediation(local_rules: Path | None = None) -> MediationRules:
    """Read the rules as they are shipped, with the city's own table of competence."""
    content = read_yaml(FOLDER / "fields.yaml")
    return MediationRules(
        eligibility=load_eligibility(),
        competence=load_competence(local_rules / "competence.yaml" if local_rules else None),
        fields={key: FieldRule.model_validate(value) for key, value in content["fields"].items()},
        consent_version=str(content["consent_version"]),
        sensitive=str(content["sensitive"]),
        sensitive_categories=frozenset(content["sensitive_categories"]),
        minor_categories=frozenset(content["minor_categories"]),
        slugs=dict(content["slugs"]),
        question=str(content["question"]),
        demand=str(content["demand"]),
        wish=str(content["wish"]),
        about=str(content["about"]),
        commands=dict(content["commands"]),
    )
