"""Time things so that figures can be repeated: warm up, several rounds, medians with spread."""

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROUNDS = 3
# A slow system is asked fewer questions a round, in seconds.
LONGEST_ROUND = 8.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def queries(
    ask: Callable[[str], object], asked: Sequence[str], share: float = 0.95
) -> dict[str, Any]:
    """Ask every question in several rounds; milliseconds, each the median of the rounds.

    The spread is the lowest and the highest median of a round. Where a machine is shared,
    processor time says more than the clock on the wall: both are given.
    """
    began = time.perf_counter()
    for question in asked[:20]:
        ask(question)
    each = (time.perf_counter() - began) / min(len(asked), 20)
    asked = asked[: max(int(LONGEST_ROUND / each), 20)]
    both = [[_milliseconds(ask, question) for question in asked] for _ in range(ROUNDS)]
    rounds = [[wall for wall, _ in one] for one in both]
    work = [cpu for one in both for _, cpu in one]
    middles = [statistics.median(one) for one in rounds]
    high = statistics.median(percentile(one, share) for one in rounds)
    return {
        "p50_ms": round(statistics.median(middles), 3),
        "spread_ms": [round(min(middles), 3), round(max(middles), 3)],
        f"p{share * 100:.0f}_ms": round(high, 3),
        "cpu_p50_ms": round(statistics.median(work), 3),
        f"cpu_p{share * 100:.0f}_ms": round(percentile(work, share), 3),
        "questions": len(asked),
    }


def _milliseconds(ask: Callable[[str], object], question: str) -> tuple[float, float]:
    """Return what a clock on the wall says, and how long the processor worked for us."""
    began, worked = time.perf_counter(), time.thread_time()
    ask(question)
    return (time.perf_counter() - began) * 1e3, (time.thread_time() - worked) * 1e3


def seconds(act: Callable[[], Any]) -> tuple[float, Any]:
    """Do something once and return how long it took, and what it made."""
    began = time.perf_counter()
    made = act()
    return round(time.perf_counter() - began, 3), made


def memory_mb() -> int:
    """Return the most memory this process ever held (its own, not what it was forked from)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def apart(module: str, *arguments: str) -> Any:
    """Run a module in a process of its own and return the JSON it prints last."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return json.loads(done.stdout.strip().splitlines()[-1])
