"""What starting costs, as multiples of a bare ``python -c pass``, interleaved in one run.

``python benchmarks/startup.py [ARTICLE]``: the article is audited offline, cold, each time in
a process of its own; without one, an example of ours is taken. Read the ratios: seconds are
the machine's. Limits: version 4x, audit 60x.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 9
LIMITS = {"--version": 4.0, "audit, cold": 60.0}


def main(arguments: list[str]) -> int:
    """Print medians and ratios; returns 1 when a ratio is above its limit."""
    article = arguments[0] if arguments else str(ROOT / "examples" / "ar_bracket_notes.txt")
    program = [sys.executable, "-m", "sourcecheck"]
    script = Path(sys.executable).with_name("sourcecheck")
    started = [str(script)] if script.exists() else program
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "bench.db")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "--version": [*started, "--version"],
            "--help": [*started, "--help"],
            "extract, cold": [*started, "extract", article],
            "audit, cold": [*started, "audit", article, "--offline", "--db", store],
        }
        times = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(_seconds(command))
    return _told({name: statistics.median(each) for name, each in times.items()})


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def _told(medians: dict[str, float]) -> int:
    bare = medians["python -c pass"]
    slow = 0
    for name, seconds in medians.items():
        ratio = seconds / bare
        limit = LIMITS.get(name)
        slow += bool(limit and ratio > limit)
        told = f"  (limit {limit:.0f}x)" if limit else ""
        print(f"{name:<16} {seconds * 1000:8.1f} ms  {ratio:5.1f}x{told}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
