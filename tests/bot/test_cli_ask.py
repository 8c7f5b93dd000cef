"""`luowen ask` reads nothing it needs for no answer, and finds its empty database ready."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import asking
from bot.settings import Settings
from knowledge.store import Store
from storage.database import Database
from storage.sealing import Sealer
from tests.house import INDEX

# Each takes as long as a good part of the answer, and only other commands and turns need it.
NOT_NEEDED = (
    "aiohttp", "alembic", "cn2an", "docx", "jieba", "openpyxl", "rich.progress", "telegram",
)  # fmt: skip
ASK = """
import atexit, sys
atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))
sys.argv = ["luowen", "ask", "过期食品没卖出去也罚吗"]
from bot.__main__ import main
main()
"""


def test_answer_loads_no_library_it_does_not_need() -> None:
    environment = {**os.environ, "LUOWEN_DATA_DIR": str(INDEX.parent)}
    for _ in range(2):  # the first finds nothing compiled, or something old
        done = subprocess.run(
            [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
        )

    assert done.stdout.startswith("[answer ")
    assert set(NOT_NEEDED) & set(done.stderr.split()) == set()


@pytest.mark.parametrize("time", ["first", "second"])
def test_empty_database_has_the_newest_schema(time: str, tmp_path: Path) -> None:
    settings, store = Settings.model_validate({"LUOWEN_DATA_DIR": tmp_path}), Store(tmp_path)
    path = tmp_path / f"{time}.db"
    if time == "second":
        asking.put_empty(tmp_path / "first.db", store, settings)

    asking.put_empty(path, store, settings)
    database = Database(f"sqlite:///{path}", sealer=Sealer("seals nothing"))
    is_current = database.is_current()
    database.close()

    assert is_current
    assert len(list(tmp_path.glob("empty-*.index"))) == 1


def test_empty_database_is_not_migrated_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, store = Settings.model_validate({"LUOWEN_DATA_DIR": tmp_path}), Store(tmp_path)
    asking.put_empty(tmp_path / "first.db", store, settings)
    monkeypatch.setattr("bot.wiring.open_database", lambda *_, **__: pytest.fail("made anew"))

    asking.put_empty(tmp_path / "second.db", store, settings)

    assert (tmp_path / "second.db").read_bytes() == (tmp_path / "first.db").read_bytes()
