"""How fast links are checked, beside other link checkers, on a farm of our own; interleaved.

``python benchmarks/check.py [--only a] [--links N] [--repeats N] [--peers DIR]``. Every run is a
whole process, start-up included; wall time, processor seconds and peak memory are the kernel's.
The peers live in ``DIR`` (``v/bin/lychee``, ``v/bin/linkchecker`` from PyPI in a virtual
environment, ``node_modules/.bin/linkinator``), installed by hand; what is missing is said and
left out. Slow peers get fewer links and a cap in seconds; then compare links a second.

=====  ==========================================================================================
a      states only, no archive, no latency, hosts alike, pages of 2 KB
a16    the same, pages of 16 KB
b      latency of 50-500 ms, Zipf-sized hosts, 10 at a time with a host, no pause
b2     the same, 2 at a time with a host and a pause between two
c      as a, with archive and database on disk
m      peak memory with a million addresses in the list, ended after some seconds
=====  ==========================================================================================

Read the ratios: seconds are the machine's. Returns 1 when a figure misses its target.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from farm import BIG_PAGE, Farm, Plan

CONNECTIONS = 512
MILLION = 1_000_000
TARGETS = {
    "a, ours / lychee tuned, wall": 1.0,
    "a16, ours / lychee tuned, wall": 1.0,
    "b, ours / lychee tuned, wall": 1.0,
    "b2, ours / lychee tuned, wall": 1.0,
    "b, wall / lower bound": 1.15,
    "b2, wall / lower bound": 1.15,
    "c, times as long as a": 2.0,
    "m, peak MB": 200.0,
    "links told wrong": 0.0,
}
RIGHT = {"news": "alive", "gone": "not_found", "old": "moved"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """The politeness of a scenario, for all who know it."""

    per_host: int = 10
    pace_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One list for one contestant, in a folder of its own."""

    folder: Path
    urls: Sequence[str]
    manners: Manners
    seconds: float

    def text(self) -> str:
        """Write the list one a line; returns the file's name."""
        return self._written("links.txt", "".join(f"{url}\n" for url in self.urls))

    def html(self) -> str:
        """Write the list as a page of links; returns the file's name."""
        links = "".join(f'<a href="{url}">x</a>\n' for url in self.urls)
        return self._written("links.html", f"<!doctype html><title>Links</title>{links}")

    def _written(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A checker: how it is started, and how much may be asked of it."""

    name: str
    command: Callable[[Task], list[str]]
    most: int = 1_000_000  # links
    paces: bool = True  # can be told how many at a time and how far apart
    note: str = ""  # what makes its time another thing than ours


@dataclass(slots=True, kw_only=True)
class Run:
    """What one process took."""

    links: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    status: int
    capped: bool = False
    wrong: dict[str, int] = field(default_factory=dict)  # "told/right" -> links; ours only
    requests: int = 0  # of the farm, where it counts

    @property
    def rate(self) -> float:
        return self.links / self.wall_s

    @property
    def cpu_a_link(self) -> float:
        return self.cpu_s / self.links


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One farm, one politeness, and who runs on it."""

    name: str
    plan: Plan
    manners: Manners = Manners()
    ours: tuple[str, ...] = ("sourcecheck",)
    peers: bool = True
    bounded: bool = False


def scenarios(links: int) -> dict[str, Scenario]:
    """Return all scenarios for so many links; those with latency get a quarter of them."""
    few = max(links // 4, 200)
    even = Plan(links=links)
    slow = Plan(links=few, zipf=1.0, low_s=0.05, high_s=0.5)
    slower = replace(slow, links=max(few // 4, 200))
    found = (
        Scenario(name="a", plan=even),
        Scenario(name="a16", plan=replace(even, page=BIG_PAGE)),
        Scenario(name="b", plan=slow, bounded=True),
        Scenario(name="b2", plan=slower, manners=Manners(per_host=2, pace_s=0.05), bounded=True),
        Scenario(name="c", plan=even, ours=("sourcecheck", "sourcecheck, all kept"), peers=False),
    )
    return {each.name: each for each in found}


def contestants(peers: Path | None) -> dict[str, Contestant]:
    """Return ourselves, in two ways, and the peers that are installed."""
    ours = _ours()
    found = {
        "sourcecheck": Contestant(
            name="sourcecheck",
            command=lambda task: [*ours(task), "--no-archive", "--db", ":memory:"],
        ),
        "sourcecheck, all kept": Contestant(
            name="sourcecheck, all kept",
            command=lambda task: [*ours(task), "--db", "kept.db", "--archive-dir", "archive"],
        ),
    }
    return found | {each.name: each for each in _peers(peers)}


def _ours() -> Callable[[Task], list[str]]:
    script = Path(sys.executable).with_name("sourcecheck")
    program = [str(script)] if script.exists() else [sys.executable, "-m", "sourcecheck"]

    def command(task: Task) -> list[str]:
        polite = ["--pace", str(task.manners.pace_s), "--per-host", str(task.manners.per_host)]
        wide = ["--connections", str(CONNECTIONS), "--allow-network", "127.0.0.0/8"]
        told = ["--format", "jsonl", "--exit-zero", "--no-config", "--quiet"]
        return [*program, "check", f"@{task.text()}", *polite, *wide, *told]

    return command


def _peers(folder: Path | None) -> Iterator[Contestant]:
    if folder is None:
        return
    lychee = folder / "v" / "bin" / "lychee"
    linkchecker = folder / "v" / "bin" / "linkchecker"
    linkinator = folder / "node_modules" / ".bin" / "linkinator"
    known = (
        (lychee, Contestant(name="lychee tuned", command=_lychee(lychee))),
        (
            lychee,
            Contestant(
                name="lychee default",
                command=lambda task: [str(lychee), "--no-progress", task.text()],
                most=5_000,
                paces=False,
                note="its own pause of 50 ms",
            ),
        ),
        (
            linkinator,
            Contestant(
                name="linkinator",
                command=_linkinator(linkinator),
                most=2_000,
                paces=False,
                note="no limit per host",
            ),
        ),
        (
            linkchecker,
            Contestant(
                name="LinkChecker",
                command=_linkchecker(linkchecker),
                most=1_000,
                paces=False,
                note="no limit per host",
            ),
        ),
    )
    for program, peer in known:
        if program.exists():
            yield peer
        else:
            print(f"absent  {peer.name}: no {program}")


def _lychee(program: Path) -> Callable[[Task], list[str]]:
    def command(task: Task) -> list[str]:
        pause = f"{round(task.manners.pace_s * 1000)}ms"
        polite = ["--host-concurrency", str(task.manners.per_host)]
        apart = ["--host-request-interval", pause]
        wide = ["--max-concurrency", str(CONNECTIONS), "--max-retries", "0", "--no-progress"]
        return [str(program), *wide, *polite, *apart, task.text()]

    return command


def _linkinator(program: Path) -> Callable[[Task], list[str]]:
    return lambda task: [
        *(str(program), task.html(), "--concurrency", str(CONNECTIONS)),
        *("--format", "JSON", "--timeout", "20000"),
    ]


def _linkchecker(program: Path) -> Callable[[Task], list[str]]:
    def command(task: Task) -> list[str]:
        (task.folder / "rc").write_text("[checking]\nmaxrequestspersecond=1000\n")
        options = ["--config", "rc", "--check-extern", "--threads", "100", "--no-status"]
        return [str(program), *options, "--recursion-level", "1", task.html()]

    return command


def run(contestant: Contestant, urls: Sequence[str], manners: Manners, seconds: float) -> Run:
    """Run one checker over a list, in an empty folder, and measure the whole process."""
    with tempfile.TemporaryDirectory(prefix="check-") as name:
        folder = Path(name)
        folder.chmod(0o777)  # LinkChecker gives up its rights
        task = Task(folder=folder, urls=urls, manners=manners, seconds=seconds)
        command = contestant.command(task)
        out = folder / "out"
        home = {"HOME": name, "XDG_CONFIG_HOME": name, "XDG_DATA_HOME": name}
        kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
        environment = {**kept, "LANG": "C.UTF-8", **home}
        with out.open("wb") as file:
            began = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=name, env=environment, stdin=subprocess.DEVNULL,
                stdout=file, stderr=(folder / "err").open("wb"), start_new_session=True,
            )  # fmt: skip
            status, used, capped = waited(process, seconds)
            wall = time.perf_counter() - began
        found = Run(
            links=len(urls),
            wall_s=wall,
            cpu_s=used.ru_utime + used.ru_stime,
            peak_mb=used.ru_maxrss / 1024,
            status=status,
            capped=capped,
        )
        if contestant.name.startswith("sourcecheck"):
            found.wrong = {} if capped else wrong_in(out, urls)
            if status != 0 and not capped:
                print((folder / "err").read_text(errors="replace")[-1500:], file=sys.stderr)
        return found


def waited(
    process: subprocess.Popen[bytes], seconds: float
) -> tuple[int, resource.struct_rusage, bool]:
    """Wait for a process, end it and its children when the time is over; returns what it used."""
    end, capped = time.monotonic() + seconds, False
    while True:
        pid, status, used = os.wait4(process.pid, 0 if capped else os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, used, capped
        if time.monotonic() > end:
            capped = True
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.002)


def wrong_in(out: Path, urls: Sequence[str]) -> dict[str, int]:
    """Count the links that were told something else than what the farm does, or not at all."""
    told = {}
    for line in out.read_text(encoding="utf-8").splitlines():
        with contextlib.suppress(json.JSONDecodeError):  # cut off by the cap
            row = json.loads(line)
            told[row["url"]] = row["state"]
    found: dict[str, int] = {}
    for url in urls:
        right, state = RIGHT[url.split("/")[3]], told.get(url, "nothing")
        if state != right:
            key = f"{state} for {right}"
            found[key] = found.get(key, 0) + 1
    return found


class Table:
    """Prints what was measured, and remembers which targets were missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def judge(self, target: str, value: float) -> str:
        limit = TARGETS[target]
        if value > limit:
            self.missed.append(f"{target}: {value:.2f}, the target is {limit:g}")
        return f"{value:.2f} (at most {limit:g})"

    def scenario(
        self, scenario: Scenario, farm: Farm, runs: dict[str, list[Run]], notes: dict[str, str]
    ) -> None:
        """Print one scenario: medians, and ratios to ourselves."""
        plan = scenario.plan
        sizes = plan.sizes()
        print(
            f"\n{scenario.name}: {plan.links} links, {plan.hosts} hosts (largest {sizes[0]}), "
            f"{plan.page / 1000:g} KB pages, {scenario.manners.per_host} per host, pace "
            f"{scenario.manners.pace_s:g} s, served by {farm.kind}"
        )
        head = "links   wall s   best s    CPU s  us CPU/link  MB peak  ours/peer: wall, CPU a link"
        print(f"{'':<22} {head}")
        ours = median(runs[scenario.ours[0]])
        for name, found in runs.items():
            each = median(found)
            wall, cpu = each.rate / ours.rate, ours.cpu_a_link / each.cpu_a_link
            best = min(one.wall_s for one in found)
            print(
                f"{name:<22}{each.links:>6} {each.wall_s:8.2f} {best:8.2f} {each.cpu_s:8.2f} "
                f"{each.cpu_a_link * 1e6:12.0f} {each.peak_mb:8.0f}  {wall:8.2f} {cpu:6.2f}"
                + (f"  {notes[name]}" if notes[name] else "")
                + ("  capped" if any(one.capped for one in found) else "")
                + (f"  ended with {each.status}" if each.status not in {0, 1, 2} else "")
            )
        self._figures(scenario, runs, ours)

    def _figures(self, scenario: Scenario, runs: dict[str, list[Run]], ours: Run) -> None:
        judged = [name for name in (*scenario.ours, "lychee tuned") if name in runs]
        if capped := [name for name in judged if median(runs[name]).capped]:
            self.missed.append(f"{scenario.name}: no figures, capped: {', '.join(capped)}")
            return
        told = [each for name in scenario.ours for each in runs[name]]
        wrong = {key: count for each in told for key, count in each.wrong.items()}
        print(f"links told wrong: {self.judge('links told wrong', sum(wrong.values()))} {wrong}")
        if ours.requests:
            print(f"requests a link: {ours.requests / ours.links:.2f}")
        if scenario.bounded:
            bound = scenario.plan.bound_s(
                per_host=scenario.manners.per_host,
                pace_s=scenario.manners.pace_s,
                connections=CONNECTIONS,
            )
            value = self.judge(f"{scenario.name}, wall / lower bound", ours.wall_s / bound)
            print(f"lower bound {bound:.2f} s; wall / lower bound: {value}")
        if "lychee tuned" in runs:
            target = f"{scenario.name}, ours / lychee tuned, wall"
            ratio = ours.wall_s / median(runs["lychee tuned"]).wall_s
            print(f"{target}: {self.judge(target, ratio)}")
        if len(scenario.ours) > 1:
            ratio = median(runs[scenario.ours[1]]).wall_s / ours.wall_s
            print(f"times as long as a: {self.judge('c, times as long as a', ratio)}")


def median(runs: Sequence[Run]) -> Run:
    """Return the run in the middle by wall time."""
    middle = statistics.median_low([each.wall_s for each in runs])
    return next(each for each in runs if each.wall_s == middle)


def measured(scenario: Scenario, options: argparse.Namespace, table: Table) -> None:
    """Run everybody in turns over one farm."""
    known = contestants(options.peers)
    chosen = [
        known[name]
        for name in (*scenario.ours, *(name for name in known if not name.startswith("source")))
        if name in scenario.ours or (scenario.peers and _fits(known[name], scenario.manners))
    ]
    runs: dict[str, list[Run]] = {each.name: [] for each in chosen}
    with Farm(scenario.plan, nginx=not options.no_nginx, python=options.farm_python) as farm:
        urls = farm.urls()
        for number in range(options.repeats):
            for each in chosen if number % 2 == 0 else reversed(chosen):
                farm.forget()
                made = run(each, urls[: each.most], scenario.manners, options.seconds)
                made.requests = farm.counts().total() if farm.kind != "nginx" else 0
                runs[each.name].append(made)
        table.scenario(scenario, farm, runs, {each.name: each.note for each in chosen})


def _fits(peer: Contestant, manners: Manners) -> bool:
    return peer.paces or not manners.pace_s


def memory(options: argparse.Namespace, table: Table) -> None:
    """Queue a million addresses, look on for some seconds, and end the run as Ctrl-C does."""
    count = min(options.links * 50, MILLION)
    plan = Plan(links=20_000)
    kept = Contestant(
        name="sourcecheck", command=lambda task: [*_ours()(task), "--no-archive", "--db", "kept.db"]
    )
    with (
        Farm(plan, nginx=not options.no_nginx, python=options.farm_python) as farm,
        tempfile.TemporaryDirectory(prefix="check-") as name,
    ):
        urls = [f"{url}?{turn}" for turn in range(-(-count // plan.links)) for url in farm.urls()]
        task = Task(folder=Path(name), urls=urls[:count], manners=Manners(), seconds=0)
        command = kept.command(task)
        del urls, task
        with Path(name, "out").open("wb") as out:
            process = subprocess.Popen(
                command, cwd=name, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.DEVNULL, start_new_session=True,
                env={"PATH": os.environ["PATH"], "HOME": name, "XDG_DATA_HOME": name},
            )  # fmt: skip
            peak = watched(process.pid, options.memory_seconds)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGINT)
            began = time.monotonic()
            status, _, capped = waited(process, 30)
        lines = Path(name, "out").read_bytes().count(b"\n")
    print(f"\nm: {count} addresses in the list, ended after {options.memory_seconds:g} s")
    print(f"answers printed {lines}, ended with {status} within {time.monotonic() - began:.1f} s")
    if capped:
        table.missed.append("m: the run did not end within 30 s of Ctrl-C")
    print(f"peak MB: {table.judge('m, peak MB', peak)}")


def watched(pid: int, seconds: float) -> float:
    """Return the peak of a process's resident memory in MB, asked until it or the time ends."""
    peak, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        except OSError:
            return peak
        found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
        if not found:  # it has ended
            return peak
        peak = int(found[0]) / 1024
        time.sleep(0.1)
    return peak


def main(arguments: Sequence[str]) -> int:
    """Measure the chosen scenarios and print them; 1 when a target is missed."""
    options = _options(arguments)
    table = Table()
    known = scenarios(options.links)
    for name in options.only or [*known, "m"]:
        if name == "m":
            memory(options, table)
        else:
            measured(known[name], options, table)
        sys.stdout.flush()
    for each in table.missed:
        print(f"missed  {each}")
    return 1 if table.missed else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [*scenarios(1000), "m"]
    parser.add_argument("--only", action="append", choices=names, help="this scenario; repeatable")
    parser.add_argument("--links", type=int, default=20_000, help="links of scenario a")
    parser.add_argument("--repeats", type=int, default=3, help="turns of everybody")
    parser.add_argument("--peers", type=Path, help="folder in which the peers are installed")
    parser.add_argument("--seconds", type=float, default=120, help="cap of one run")
    parser.add_argument("--memory-seconds", type=float, default=30, help="how long m looks on")
    parser.add_argument("--no-nginx", action="store_true", help="serve with our own server")
    parser.add_argument("--farm-python", default="", help="Python that serves, best with uvloop")
    options = parser.parse_args(arguments)
    fast = options.peers / "v" / "bin" / "python" if options.peers else Path()
    options.farm_python = options.farm_python or (str(fast) if fast.is_file() else sys.executable)
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
