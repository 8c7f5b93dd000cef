"""Settings an administrator changes while the service runs; absent means the default."""

from sqlmodel import Session

from storage.desk_tables import DeskSetting

TOTP_ROLES = "totp_roles"


def read(session: Session, *, name: str) -> str:
    """Return a setting, or nothing when it was never set."""
    found = session.get(DeskSetting, name)
    return found.value if found else ""


def write(session: Session, *, name: str, value: str) -> None:
    """Set a setting."""
    session.merge(DeskSetting(name=name, value=value))
    session.flush()


def read_list(session: Session, *, name: str) -> frozenset[str]:
    """Return a setting that is a comma-separated list."""
    return frozenset(filter(None, read(session, name=name).split(",")))
