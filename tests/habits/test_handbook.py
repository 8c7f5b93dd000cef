"""What the administrator's handbook says about keeping is what the service does."""

import re
from pathlib import Path

from storage import retention
from storage.lifecycle import Role
from tests.house import shipped_wording

HANDBOOK = Path(__file__).parents[2] / "docs" / "operations" / "admin-handbook.md"


def test_handbook_names_every_rule_with_its_days() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")

    told = {
        name: int(days)
        for days, name in re.findall(r"^\|[^|]+\|[^|\d]*(\d+)天 \|[^|]+\| `(\w+)` \|", text, re.M)
    }

    assert told == {rule.name: rule.days for rule in retention.RULES}


def test_handbook_explains_every_role_by_its_name() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    names = shipped_wording().below("admin.role.")

    assert set(names) == {role.value for role in Role}
    assert [name for name in names.values() if f"| {name} |" not in text] == []
