"""The navigation of the desk: one list, shown in this order, filtered by role."""

from collections.abc import Set
from dataclasses import dataclass

from storage.lifecycle import Role

DESK = "/desk"


@dataclass(frozen=True)
class Place:
    """An item of the navigation: where it leads, its words, and who sees it.

    `below` are further paths that belong to it. No `roles` means everybody at the desk.
    Hiding is for the eye: what a page shows is decided where `access.require` is asked.
    """

    path: str
    words: str
    below: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()

    def holds(self, path: str) -> bool:
        """Whether a page belongs here."""
        starts = self.below if self.path == DESK else (f"{self.path}/", *self.below)
        return path == self.path or path.startswith(starts)


# Each area of the desk adds its line.
PLACES: tuple[Place, ...] = (
    Place(
        DESK,
        "desk.page.queue",
        below=(f"{DESK}/questions/",),
        roles=frozenset({Role.OFFICER, Role.LEAD, Role.SUPERVISOR, Role.EDITOR}),
    ),
    Place(
        f"{DESK}/cases",
        "desk.page.cases",
        roles=frozenset({Role.MEDIATOR, Role.LEAD, Role.SUPERVISOR}),
    ),
    Place(
        f"{DESK}/settlements",
        "casework.settle.heading",
        roles=frozenset({Role.MEDIATOR, Role.LEAD, Role.LEGAL_REVIEWER, Role.SUPERVISOR}),
    ),
    Place(
        f"{DESK}/referrals",
        "casework.page.referrals",
        roles=frozenset({Role.OFFICER, Role.LEAD, Role.SUPERVISOR}),
    ),
    Place(
        f"{DESK}/guidance",
        "guiding.heading",
        roles=frozenset({Role.OFFICER, Role.LEAD, Role.SUPERVISOR, Role.EDITOR}),
    ),
    Place(
        f"{DESK}/knowledge",
        "editing.page",
        below=(f"{DESK}/switches",),
        roles=frozenset({Role.EDITOR, Role.LEGAL_REVIEWER}),
    ),
    Place(
        f"{DESK}/ratings",
        "supervising.ratings.heading",
        roles=frozenset({Role.LEAD, Role.SUPERVISOR}),
    ),
    Place(
        f"{DESK}/figures",
        "supervising.figures",
        below=(f"{DESK}/surveys",),
        roles=frozenset({Role.SUPERVISOR}),
    ),
    Place(f"{DESK}/replies", "desk.page.replies", roles=frozenset({Role.OFFICER, Role.LEAD})),
    Place(f"{DESK}/roster", "admin.roster.page", roles=frozenset({Role.LEAD, Role.ADMIN})),
    Place(f"{DESK}/admin", "admin.page", roles=frozenset({Role.ADMIN})),
    Place(f"{DESK}/audit", "admin.audit.page", roles=frozenset({Role.SUPERVISOR, Role.ADMIN})),
)


def visible(roles: Set[Role]) -> tuple[Place, ...]:
    """Return the navigation of an officer with these roles."""
    return tuple(place for place in PLACES if not place.roles or place.roles & roles)
