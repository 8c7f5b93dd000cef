"""The draft of a request: what was told, answered, agreed to and filled in.

Pure: every change returns a new draft and leaves the awaited step to `steps`. The
drawing is docs/diagrams/mediation-filing.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields
from typing import Any

from knowledge.disputes import NOT_MEDIABLE, OTHER, SETTLEMENT

# What an application may hold, in the order it is read; `rules/mediation/fields.yaml` says
# how each is asked. The last ones are filled in by the service.
FIELDS = (
    "category",
    "district",
    "applicant_kind",
    "applicant",
    "phone",
    "contact",
    "agent",
    "power",
    "id_number",
    "credit_code",
    "address",
    "others",
    "other_party",
    "other_contact",
    "organ_named",
    "act",
    "received",
    "discretion",
    "happened",
    "place",
    "facts",
    "claim",
    "amount",
    "evidence",
    "earlier",
    "answers",
    "online",
    "subject",
    "organ_called",
)
LONGEST_STORY = 2000

STORY, OFFERED, VERDICT = "story", "offered", "verdict"
CONSENT, SENSITIVE, MINOR, GUARDIAN = "consent", "sensitive", "minor", "guardian"
MORE, SUMMARY = "more", "summary"
WITHOUT_FIELD = frozenset(
    {STORY, OFFERED, VERDICT, CONSENT, SENSITIVE, MINOR, GUARDIAN, MORE, SUMMARY}
)


@dataclass(frozen=True)
class Draft:
    """A request being filled in. `at` is the step whose answer is awaited.

    `told` are the fields the story gave away, `passed` the steps somebody went past
    without an answer, `agreed` each kind of consent with the version agreed to, `rules`
    the version of the rules that the answers were asked by.
    """

    at: str = STORY
    story: str = ""
    sorted_as: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    agreed: dict[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    rules: str = ""

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "Draft":
        """Read a draft as it was kept, also by an older version that kept something else."""
        names = {one.name for one in dataclass_fields(cls)}
        known = {key: value for key, value in state.items() if key in names}
        lists = {key: tuple(known.get(key, ())) for key in ("told", "passed")}
        return cls(**{**known, **lists})

    def as_state(self) -> dict[str, Any]:
        """Return the draft as it is kept."""
        return {**vars(self), "told": list(self.told), "passed": list(self.passed)}

    @property
    def is_settlement(self) -> bool:
        """Whether this is a dispute about a discretionary act (Art. 15)."""
        return self.sorted_as == SETTLEMENT

    @property
    def category(self) -> str:
        """The category the rules go by; empty while nobody knows."""
        return self.sorted_as if self.sorted_as != OTHER else self.fields.get("category", "")

    @property
    def has_begun(self) -> bool:
        """Whether there is anything worth going on with."""
        return bool(self.story)

    def telling(
        self,
        story: str,
        *,
        category: str,
        read: Mapping[str, str],
        answers: Mapping[str, str],
        rules: str,
    ) -> "Draft":
        """Take the story: what it gave away is not asked again."""
        fields = {key: value for key, value in read.items() if value}
        if category not in (OTHER, NOT_MEDIABLE, SETTLEMENT):
            fields["category"] = category
        return replace(
            self,
            at=OFFERED,
            story=story,
            sorted_as=category,
            fields=fields,
            told=tuple(fields),
            answers=dict(answers),
            passed=(),
            rules=rules,
        )

    def sorting(self, category: str, answers: Mapping[str, str]) -> "Draft":
        """Take the category the person chose; what depends on it is asked anew."""
        fields = {**self.fields, "category": category}
        kept = tuple(step for step in self.passed if step != VERDICT)
        return replace(self, sorted_as=category, fields=fields, answers=dict(answers), passed=kept)

    def answering(self, question: str, answer: str) -> "Draft":
        """Take the answer to one question about eligibility."""
        kept = tuple(step for step in self.passed if step != VERDICT)
        return replace(self, answers={**self.answers, question: answer}, passed=kept)

    def asking_again(self) -> "Draft":
        """Forget the answers about eligibility, which the person says are wrong."""
        kept = tuple(step for step in self.passed if step != VERDICT)
        return replace(self, answers={}, passed=kept)

    def agreeing(self, kind: str, version: str) -> "Draft":
        """Note a consent, or with an empty version that it was refused."""
        return replace(self, agreed={**self.agreed, kind: version})

    def offering_again(self) -> "Draft":
        """Go back to how the story was understood."""
        return replace(self, passed=tuple(step for step in self.passed if step != OFFERED))

    def passing(self, step: str) -> "Draft":
        """Go past a step without an answer."""
        return self if step in self.passed else replace(self, passed=(*self.passed, step))

    def filling(self, key: str, value: str) -> "Draft":
        """Take the answer to one field."""
        passed = tuple(step for step in self.passed if step != key)
        return replace(self, fields={**self.fields, key: value}, passed=passed)

    def without(self, keys: frozenset[str]) -> "Draft":
        """Forget fields that no longer apply."""
        return replace(
            self, fields={key: value for key, value in self.fields.items() if key not in keys}
        )

    def awaiting(self, step: str) -> "Draft":
        """Wait for the answer to a step."""
        return replace(self, at=step)
