"""Numbers of papers: agreements, settlements, referrals; one series a year each, without gaps."""

from enum import StrEnum

from sqlmodel import Session

from storage.case_tables import PaperCounter
from storage.once import add_once


class Series(StrEnum):
    """The letters a paper's number begins with."""

    AGREEMENT = "LY-XY"
    SETTLEMENT = "LY-HJ"
    REFERRAL = "LY-YS"


def next_number(session: Session, *, series: Series, year: int) -> str:
    """Return the next number of a series, e.g. LY-XY-2026-000007; taken when committed."""
    add_once(session, PaperCounter(series=series, year=year, last=0))
    counter = session.get_one(
        PaperCounter, (series.value, year), with_for_update=True, populate_existing=True
    )
    counter.last += 1
    session.flush()
    return f"{series}-{year}-{counter.last:06d}"
