"""The self-checks of the trades (Art. 9, first form), and what a set of answers means.

Pure: answers in, risk points out. Nothing here knows whose answers they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from knowledge.files import ROOT, BrokenFile, read_yaml, yaml_files
from knowledge.problems import Problem
from knowledge.prompt_schema import CheckQuestion, SelfCheck
from knowledge.text import bare, normalise

SELFCHECKS = ROOT / "selfchecks"
LEVELS = ("高", "中", "低")
YES, NO, UNSURE = "yes", "no", "unsure"
ANSWERS = (YES, NO, UNSURE)
_GOOD = {"是": YES, "否": NO}


@dataclass(frozen=True)
class SelfChecks:
    """Every self-check by id, and what is wrong with the files of others."""

    checks: Mapping[str, SelfCheck]
    problems: tuple[Problem, ...] = ()

    def named_in(self, said: str) -> SelfCheck | None:
        """Return the self-check whose trade a person names; the longest word decides."""
        plain = bare(normalise(said))
        found = [
            (len(word), check.id)
            for check in self.checks.values()
            for word in (check.industry, *check.says)
            if word in plain
        ]
        return self.checks[max(found)[1]] if found else None


def is_open(question: CheckQuestion, answer: str) -> bool:
    """Whether an answer leaves something to put right; not knowing does, too."""
    return answer != _GOOD[question.good]


def open_points(check: SelfCheck, answers: Mapping[str, str]) -> Sequence[CheckQuestion]:
    """Return what is to be put right, highest risk first, in the order of the questions."""
    found = [q for q in check.questions if q.id in answers and is_open(q, answers[q.id])]
    return sorted(found, key=lambda question: LEVELS.index(question.level))


def load_selfchecks(folder: Path = SELFCHECKS) -> SelfChecks:
    """Read the self-checks as they are shipped."""
    checks: dict[str, SelfCheck] = {}
    problems: list[Problem] = []
    for path in yaml_files(folder):
        try:
            content = read_yaml(path)
            check = SelfCheck.model_validate(content)
        except BrokenFile as error:
            problems.append(error.problem)
        except ValidationError as error:
            problems += [
                Problem(str(path), ".".join(map(str, item["loc"])), item["msg"])
                for item in error.errors()
            ]
        else:
            if check.id != path.stem:
                problems.append(Problem(str(path), "id", f"must be {path.stem}"))
            checks[check.id] = check
    return SelfChecks(checks, tuple(problems))
