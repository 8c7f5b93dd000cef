"""What an annual report says, as data; collected by `report`, put into words by `report_paper`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.desk.figures import Figure, Page
from handlers.desk.surveys import View


@dataclass(frozen=True)
class Category:
    """The cases of a category filed in the year, and what became of them until now.

    `due` is how many periods of the organ ended or ran out, `in_time` how many it kept.
    """

    name: str
    filed: int
    accepted: int
    agreed: int
    ended: int
    due: int
    in_time: int


@dataclass(frozen=True)
class Share:
    """A part of a base; nothing is said of a base of none."""

    part: int
    base: int


@dataclass(frozen=True)
class Content:
    """The report of a year. `more` are the figures besides those of the page."""

    title: str
    is_city: bool
    is_over: bool
    drawn_on: date
    page: Page
    more: Mapping[str, Figure]
    categories: Sequence[Category]
    surveys: Sequence[View]
    shares: Mapping[str, Share]

    def figure(self, key: str) -> Figure | None:
        """Return a figure; None when it is not this organ's to have."""
        if key == "people":
            return self.page.people
        found = (one for one in (*self.page.figures, *self.more.values()) if one.key == key)
        return next(found, None)
