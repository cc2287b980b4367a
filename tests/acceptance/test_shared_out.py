"""A long list is shared out over the processors: the verdicts are those of one process."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(
        not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
        reason="one processor: nothing is shared out",
    ),
]

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
LINKS = 2_600


@pytest.fixture(scope="module")
def farm():
    spec = importlib.util.spec_from_file_location("farm", BENCHMARKS / "farm.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["farm"] = module
    spec.loader.exec_module(module)
    with module.Farm(module.Plan(hosts=40, links=LINKS, seed=3), nginx=False) as made:
        yield made
    sys.modules.pop("farm")


@pytest.fixture(scope="module")
def listed(farm, tmp_path_factory):
    path = tmp_path_factory.mktemp("shared") / "list.txt"
    path.write_text("\n".join(farm.urls()), encoding="utf-8")
    return path


def command(listed, folder, jobs, *more):
    return [
        *(sys.executable, "-m", "sourcecheck", "check", f"@{listed}"),
        *("--allow-network", "127.0.0.0/8", "--pace", "0", "--per-host", "4"),
        *("--jobs", str(jobs), "-f", "jsonl", "--no-config", "--second-looks", "1000"),
        *("--db", str(folder / "a.db"), "--archive-dir", str(folder / "archive"), "--quiet"),
        *("--robots", "never", "--exit-zero", *more),
    ]


def states(listed, folder, jobs, *more):
    done = subprocess.run(
        command(listed, folder, jobs, *more), capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["url"]: (row["state"], row["final_url"], row["status"]) for row in rows}, rows


def test_helpers_come_to_the_same_verdicts_and_keep_the_same_records(listed, tmp_path):
    alone, _ = states(listed, tmp_path / "one", 1)
    shared, rows = states(listed, tmp_path / "two", 4)
    assert len(rows) == len(shared) == LINKS
    assert shared == alone
    for name in ("one", "two"):
        with sqlite3.connect(tmp_path / name / "a.db") as db:
            kept = db.execute("select count(*), count(distinct url_id) from checks").fetchone()
            urls = db.execute("select url from captures where status = 200").fetchall()
        assert kept == (LINKS, LINKS)
        assert set(Counter(url for (url,) in urls).values()) == {1}


def test_no_helper_outlives_a_run_that_is_killed(listed, tmp_path):
    with subprocess.Popen(
        command(listed, tmp_path, 4), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        run.stdout.readline()  # it has begun to tell
        helpers = children_of(run.pid)
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert helpers
    until = time.monotonic() + 10
    while any(map(is_alive, helpers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_alive, helpers))


def children_of(pid):
    path = Path(f"/proc/{pid}/task/{pid}/children")
    if not path.exists():
        pytest.skip("this system does not say who started whom")
    return [int(child) for child in path.read_text().split()]


def is_alive(pid):
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
