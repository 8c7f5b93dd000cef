"""Tell which organ a request belongs to (Art. 13): category, kind, district and level as a table.

A suggestion that an officer may correct by transfer. The city's own table, where there is
one, is read before the shipped one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.files import RULES, read_yaml

FILE = RULES / "mediation" / "competence.yaml"


class Row(BaseModel):
    """One line of the table; what is empty fits everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organ: str
    called: str
    level: str
    category: str = ""
    district: str = ""
    when: dict[str, str] = Field(default_factory=dict)

    def fits(self, category: str, district: str, answers: Mapping[str, str]) -> bool:
        """Whether a request falls under this line."""
        if self.category not in ("", category) or self.district not in ("", district):
            return False
        return all(answers.get(key) == wanted for key, wanted in self.when.items())


@dataclass(frozen=True)
class Competent:
    """Who is competent: a field of competence, how the office is called, its level."""

    organ: str
    called: str
    level: str


@dataclass(frozen=True)
class Competence:
    """The table."""

    rows: tuple[Row, ...]
    names: Mapping[str, str]

    def of_name(self, name: str) -> str:
        """Return the field of competence of an office by its name; empty when it can't be told."""
        found = (organ for organ, sign in self.names.items() if re.search(sign, name))
        return next(found, "")

    def find(self, category: str, district: str, answers: Mapping[str, str]) -> Competent:
        """Return who is competent; the last line of the shipped table fits everything."""
        row = next(one for one in self.rows if one.fits(category, district, answers))
        return Competent(row.organ, row.called.format(district=district), row.level)


def load_competence(own: Path | None = None) -> Competence:
    """Read the shipped table, with the rows of the city's `own` file before it.

    Raises:
        pydantic.ValidationError: a row is not of this form.
    """
    shipped = read_yaml(FILE)
    rows = [Row.model_validate(row) for row in shipped["rows"]]
    if own is not None and own.is_file():
        rows = [*map(Row.model_validate, read_yaml(own)["rows"]), *rows]
    return Competence(tuple(rows), shipped["named"])
