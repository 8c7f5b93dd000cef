"""How fast a channel may be used by all processes together: one locked row a channel.

A message gets the moment it may leave at, a slot; slots of a lane lie `gap` apart. Who
waits for its slot keeps the rate exactly, whatever the number of processes.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from storage.guidance_tables import Lane
from storage.once import add_once

# How far ahead what can wait may take slots: the rest of the lane is for replies.
AHEAD = timedelta(milliseconds=200)
# How much of the rate that was not used may be made up for.
CATCH_UP = timedelta(milliseconds=200)
# Further ahead than replies ever queue: the clock was put back, and the row is wrong.
TOO_FAR = timedelta(minutes=1)


def locked(session: Session, *, name: str, at: datetime) -> Lane:
    """Return the lane of a channel, nobody else's until the transaction ends."""
    query = select(Lane).where(Lane.name == name).with_for_update()
    lane = session.exec(query).first()
    if lane is None:
        add_once(session, Lane(name=name, free_at=at))
        lane = session.exec(query).one()
    if lane.free_at > at + TOO_FAR:
        lane.free_at = at
    return lane


def room(lane: Lane, *, at: datetime, gap: timedelta) -> int:
    """Return how many slots of the next moment are free for what can wait."""
    return max(0, int((at + AHEAD - max(lane.free_at, at - CATCH_UP)) / gap))


def take(lane: Lane, *, at: datetime, gap: timedelta) -> datetime:
    """Take the next slot, however far ahead it is: a reply is waited for."""
    slot = max(lane.free_at, at - CATCH_UP)
    lane.free_at = slot + gap
    return slot
