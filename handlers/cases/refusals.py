"""What a case refuses besides an illegal move, as a tree. `key` names the words.

DeskRefusal
├── BadTime           a meeting outside working hours, or in the past
├── BadFields         an agreement or a proposal lacks what the law asks for
└── StatutoryPeriod   no office may lengthen what the law fixed
"""

from handlers.desk.refusals import DeskRefusal


class BadTime(DeskRefusal):
    """A meeting lies in working hours and ahead."""

    key = "bad_time"


class BadFields(DeskRefusal):
    """Something the law asks for is missing or too long; `field` names it."""

    key = "bad_fields"


class StatutoryPeriod(DeskRefusal):
    """The law fixed this period and gives nobody the power to lengthen it."""

    key = "statutory_period"
