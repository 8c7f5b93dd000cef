"""Every sentence that code asks for exists, and every sentence that exists is asked for."""

import re
from pathlib import Path

import pytest

from tests.house import shipped_wording

ROOT = Path(__file__).parents[2]
SOURCES = [
    *(ROOT / "bot").rglob("*.py"),
    *(ROOT / "handlers").rglob("*.py"),
    *(ROOT / "bot").rglob("*.html"),
]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
LITERALS = set(re.findall(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+\.?)["']""", CODE))
STARTS = set(re.findall(r"""f["']([a-z_.]*)\{""", CODE))
KEYS = sorted(shipped_wording().keys())
FILES = {key.split(".")[0] for key in KEYS}


@pytest.mark.parametrize("literal", sorted(x for x in LITERALS if x.split(".")[0] in FILES))
def test_sentence_that_code_asks_for_exists(literal: str) -> None:
    start = literal if literal.endswith("_") else literal.rstrip(".") + "."
    known = literal in KEYS or any(key.startswith(start) for key in KEYS)

    assert known or not is_wording(literal)


def is_wording(literal: str) -> bool:
    """Whether a dotted literal is a wording key and not, say, a file's name."""
    return not literal.endswith((".html", ".css", ".js", ".py", ".yaml", ".json", ".ico", ".svg"))


@pytest.mark.parametrize("key", KEYS)
def test_sentence_that_exists_is_asked_for(key: str) -> None:
    parts = key.split(".")
    prefixes = {".".join(parts[:n]) + "." for n in range(1, len(parts))}

    asked = key in LITERALS or prefixes & (LITERALS | STARTS) or said_by_name(key)

    assert asked


def said_by_name(key: str) -> bool:
    """Whether code names a key by its last part, as helpers of one file do."""
    return bool(re.search(rf"""["']{re.escape(key.split(".")[-1])}["']""", CODE))


@pytest.mark.parametrize("key", KEYS)
def test_sentence_is_written_in_one_style(key: str) -> None:
    text = shipped_wording().say(key)

    assert not re.search(r"[\u4e00-\u9fff][,;:?!]", text)
    assert "！" not in text
