"""`make bench`: measure everything in one run, print it, and keep it beside this file.

`--no-million` skips what takes longest: a million entries, and publishing at ten thousand.
"""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import growth, peers, questions, timing

HERE = Path(__file__).parent


def measured(*, million: bool) -> dict[str, Any]:
    """Return all figures; every part in a process of its own, one after the other."""
    sizes = (*growth.SIZES, *((growth.MILLION,) if million else ()))
    parts = ["speed", "turns", "cold", "publish", *(("publish_ten_thousand",) if million else ())]
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load_before": round(os.getloadavg()[0], 1),
        "versions": peers.versions(),
        "statutes": timing.apart("benchmarks.statutes"),
        **{part: timing.apart("benchmarks.curated", part) for part in parts},
        "growth": [
            timing.apart("benchmarks.growth", system, str(size))
            for size in sizes
            for system in growth.SYSTEMS
        ],
    }


def page(found: dict[str, Any]) -> str:
    """Return the figures as one page of tables."""
    lines = [
        "# What `make bench` measured last",
        "",
        f"{found['made_at']}, {found['machine']}, load {found['load_before']} before it began. "
        "Compare figures of one run only: all of one table were taken in the same run, on the same "
        "questions. Times are medians of three rounds, the spread is the lowest and highest median.",
        "",
        "Versions: " + ", ".join(f"{name} {one}" for name, one in found["versions"].items()) + ".",
    ]
    for title, rows in _tables(found):
        lines += ["", f"## {title}", "", *_table(rows)]
    return "\n".join(lines) + "\n"


def _tables(found: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    published = [found[part] for part in ("publish", "publish_ten_thousand") if part in found]
    return [
        ("Statutes: 24 thousand articles, 381 lay questions (development part)", found["statutes"]),
        ("Curated answers: a thousand entries", found["speed"]),
        ("A whole message: router, transaction, outbox, on SQLite", [found["turns"]]),
        ("From starting a process to its first answer, seconds", found["cold"]),
        ("Publishing one changed entry, milliseconds", published),
        (
            "Growth: short entries, characters and pairs; real ones as far as there are",
            found["growth"],
        ),
    ]


def _table(rows: list[dict[str, Any]]) -> list[str]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = [name.replace("_", " ") for name in names]
    body = [[_cell(row.get(name, "")) for name in names] for row in rows]
    return [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *body)]


def _cell(value: object) -> str:
    return " – ".join(map(str, value)) if isinstance(value, list) else str(value)


def main() -> int:
    """Measure, print and keep; 1 when the questions are not at hand."""
    if not questions.EVAL.is_dir():
        print(f"no development questions in {questions.EVAL}: set LUOWEN_EVAL", file=sys.stderr)
        return 1
    questions.shipped().search.find("先建好索引", on=questions.ON)
    found = measured(million="--no-million" not in sys.argv[1:])
    (HERE / "results.json").write_text(
        json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    (HERE / "README.md").write_text(page(found), encoding="utf-8")
    print(page(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
