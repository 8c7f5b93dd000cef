"""What the README says is true."""

from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_both_tables(name: str) -> None:
    field = Settings.model_fields[name]

    assert f"| `{field.validation_alias}` | {field.description} |" in README
    assert f"`{field.validation_alias}`" in CHINESE


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_both_commands_are_in_both_files(command: str) -> None:
    assert command in README
    assert command in CHINESE


def test_every_page_the_readme_links_to_is_there() -> None:
    links = [part.split(")")[0] for part in README.split("](")[1:]]

    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_every_decision_names_the_test_that_would_notice() -> None:
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert "The test that would notice:" in text
        assert "Status: " in text
