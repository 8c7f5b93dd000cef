"""One form for everything that can be wrong with a curated file.

Checks never raise on bad content: they return problems, so that an editor sees
all of them at once and not the first one only.
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """Something an editor must mend: where it is and what to do about it."""

    file: str
    key: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.text}"
