"""Hash passwords, compare them, turn weak ones down. The only home of argon2.

One hash takes a third of a second of CPU and 64 MB: nothing here is called on the
event loop or inside a transaction.
"""

from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from handlers.desk.refusals import WeakPassword

SHORTEST, LONGEST = 12, 256


@dataclass(frozen=True)
class Cost:
    """What one hash costs; tests take a cheap one."""

    rounds: int = 3
    memory_kib: int = 65536
    lanes: int = 4


USUAL = Cost()


def hashed(password: str, cost: Cost) -> str:
    """Return the password's hash with a new salt; it remembers what it cost."""
    return _hasher(cost).hash(_bytes(password))


def is_right(password: str, stored: str | None, cost: Cost) -> bool:
    """Whether the password has this hash; without a hash the same work is done for nothing."""
    if stored is None:
        hashed(password, cost)
        return False
    try:
        return _hasher(cost).verify(stored, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def check_new(new: str, *, login: str, stored: str | None, cost: Cost) -> None:
    """Let a new password pass.

    Raises:
        WeakPassword: too short, too long, the login, or the old password again.
    """
    is_weak = not SHORTEST <= len(new) <= LONGEST or new.strip().lower() == login
    if is_weak or is_right(new, stored, cost):
        raise WeakPassword(least=SHORTEST)


def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(
        time_cost=cost.rounds, memory_cost=cost.memory_kib, parallelism=cost.lanes
    )


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
