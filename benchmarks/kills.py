"""Kill a running check again and again, and see that nothing is lost and nothing kept twice.

``python benchmarks/kills.py [--kills 100] [--links N] [--seed N]``. ``sourcecheck check @list``
runs with archive and database over a farm of ours that counts what it is asked. It gets SIGKILL
at random moments, is started again by the same command, and is left alone once the kills are
spent. When it ends by itself before that, another folder is begun. Judged by the files alone:

* what was printed, or was in the database, before a kill is there after it, unchanged;
* what was recorded before a start is not asked again after it;
* an ordinary page that was asked some time before a kill is recorded: it waits for no end;
* at the end every address has exactly one look, no record is indexed twice, the index holds
  exactly the records of the WARC files, and all their digests are right.

Prints what it saw; returns 1 when something was lost, kept twice or asked again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from farm import Farm, Plan
from warcio.archiveiterator import ArchiveIterator

SOONEST_S, LATEST_S = 0.2, 2.0  # of a kill, after the start
PER_HOST, CONNECTIONS = 3, 256
LINKS_A_KILL = 400
LAG_S = 1.5  # an answer older than this is recorded (the slowest one takes a third of a second)
WAITING = ("gone", "old")  # for a second look, for the other redirects of a host
PATIENCE_S = 120.0  # for a run that is left alone
HELPERS_S = 2.0  # in which helpers notice that their run has died
STUCK = 25  # lives in a row that get nothing done


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the database says of one address."""

    looks: int
    state: str
    at: str  # of the first look


@dataclass(slots=True, kw_only=True)
class Told:
    """What was seen of all lives together."""

    kills: int = 0
    rounds: int = 0
    links: int = 0
    twice: int = 0  # addresses that were under way at a kill and asked again
    under_way: int = 0  # the most that one kill found asked and not recorded
    waiting: int = 0  # addresses gone or moved, asked long before a kill, and not yet recorded
    done: list[int] = field(default_factory=list)  # addresses recorded by each life
    troubles: list[str] = field(default_factory=list)

    def trouble(self, what: str, which: Sequence[str]) -> None:
        """Note down what must not be, if there is any of it."""
        if which:
            self.troubles.append(f"{what}: {len(which)}, as {', '.join(sorted(which)[:3])}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One folder with a list, a database and an archive, and the farm it is about."""

    folder: Path
    farm: Farm
    urls: frozenset[str]
    groups: list[int] = field(default_factory=list)  # of processes, one for each start

    @property
    def database(self) -> Path:
        return self.folder / "kept.db"

    def command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "sourcecheck", "check", "@links.txt"),
            *("--db", "kept.db", "--archive-dir", "archive", "--format", "jsonl"),
            *("--pace", "0", "--per-host", str(PER_HOST), "--connections", str(CONNECTIONS)),
            *("--allow-network", "127.0.0.0/8", "--exit-zero", "--no-config", "--quiet"),
        ]

    def start(self, out: Path) -> subprocess.Popen[bytes]:
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "PYTHONPATH") if key in os.environ}
        home = str(self.folder)
        with out.open("wb") as told, (self.folder / "complaints").open("ab") as complaints:
            return subprocess.Popen(
                self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=told,
                stderr=complaints, start_new_session=True,
                env={**kept, "HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home},
            )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Kill as often as asked, print what was seen; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--links", type=int, default=0, help="of one list; by default, by kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latest", type=float, default=LATEST_S, help="seconds a life may last")
    options = parser.parse_args(arguments)
    told = killed(options.kills, options.links, random.Random(options.seed), options.latest)
    print(f"{told.kills} kills, {told.rounds} whole runs, {told.links} links")
    print(f"asked twice, under way at a kill: {told.twice}, at most {told.under_way} at one kill")
    print(f"of them gone or moved, and waiting for what others of their host do: {told.waiting}")
    print(f"recorded by a life: {told.done}")
    for each in told.troubles:
        print(f"wrong  {each}")
    return 1 if told.troubles else 0


def killed(kills: int, links: int, draw: random.Random, latest: float = LATEST_S) -> Told:
    """Kill runs until as many kills are spent, then let the last run end, and judge it."""
    told = Told()
    plan = Plan(hosts=40, links=links or min(20_000, LINKS_A_KILL * kills), low_s=0.02, high_s=0.2)
    with Farm(plan) as farm:
        urls = farm.urls()
        while told.kills < kills and not told.troubles:
            farm.forget()
            with tempfile.TemporaryDirectory(prefix="kills-") as name:
                Path(name, "links.txt").write_text("".join(f"{url}\n" for url in urls))
                place = Place(folder=Path(name), farm=farm, urls=frozenset(urls))
                _round(place, kills, lambda: draw.uniform(SOONEST_S, latest), told)
            told.rounds += 1
            told.links += len(urls)
    return told


def _round(place: Place, kills: int, draw: Callable[[], float], told: Told) -> None:
    """One list from its first start to its end, with kills as long as there are any left."""
    known: dict[str, Row] = {}
    out, stuck = place.folder / "out.jsonl", 0
    ended = False
    while not ended and stuck < STUCK:
        asked, born = place.farm.counts(), time.monotonic()
        patience = draw() if told.kills < kills else PATIENCE_S
        ended, status = _lived(place, out, patience)
        at = time.monotonic()
        found = rows(place.database)
        told.done.append(len(found) - len(known))
        if not ended:
            told.kills += 1
            _late(place, found, (born, at), told)
        _compare(place, known, found, asked, told)
        lost = [url for url in printed(out) if url not in found]
        told.trouble("printed and not in the database", lost)
        stuck = stuck + 1 if len(found) == len(known) else 0
        known = found
        if ended and status != 0:
            told.trouble(f"the run ended with {status}", [_last_words(place)])
        elif not ended and told.kills > kills:
            told.trouble("the run did not end by itself", [f"within {PATIENCE_S:.0f} s"])
            break
    told.trouble("lives in a row that got nothing done", ["none"] * stuck * (stuck == STUCK))
    _end(place, known, told)


def _lived(place: Place, out: Path, patience: float) -> tuple[bool, int]:
    """Start the run and kill it when patience ends; returns whether it ended by itself, and how.

    Only the run itself is killed, as the kernel or a person does it; helpers have to notice.
    """
    process = place.start(out)
    place.groups.append(process.pid)
    try:
        return True, process.wait(patience)
    except subprocess.TimeoutExpired:
        return False, 0
    finally:
        process.kill()
        process.wait()


def _helpers_left(place: Place) -> list[str]:
    """End what the runs have left running, and name it."""
    time.sleep(HELPERS_S)
    left = []
    for group in place.groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
            left.append(f"group {group}")
    return left


def _late(place: Place, found: dict[str, Row], life: tuple[float, float], told: Told) -> None:
    """Count what a life asked long before its end and did not record."""
    times = place.farm.times()
    born, died = life
    asked = [url for url in place.urls if times.get(url, 0) > born]
    told.under_way = max(told.under_way, sum(url not in found for url in asked))
    old = [url for url in place.urls if born < times.get(url, 0) < died - LAG_S]
    late = [url for url in old if url not in found]
    pages = [url for url in late if url.split("/")[3] not in WAITING]
    told.waiting += len(late) - len(pages)
    told.trouble(f"asked {LAG_S} s before a kill, not recorded, of {len(old)}", pages)


def _compare(
    place: Place, before: dict[str, Row], now: dict[str, Row], asked: Counter[str], told: Told
) -> None:
    """Compare what is known after a life with what was known before it."""
    counts = place.farm.counts()
    told.trouble("recorded and lost", [url for url in before if url not in now])
    told.trouble("recorded and changed", [url for url in before if now.get(url) != before[url]])
    told.trouble("recorded and asked again", [url for url in before if counts[url] > asked[url]])
    told.trouble("more than one look", [url for url in now if now[url].looks != 1])


def _end(place: Place, known: dict[str, Row], told: Told) -> None:
    """Judge what a run has left that ended by itself."""
    told.trouble("never recorded", [url for url in place.urls if url not in known])
    counts = place.farm.counts()
    told.trouble("never asked", [url for url in place.urls if not counts[url]])
    told.twice += sum(counts[url] - 1 for url in place.urls if counts[url] > 1)
    told.trouble("helpers left running", _helpers_left(place))
    told.troubles += archive_troubles(place.database, place.folder / "archive")


def rows(database: Path) -> dict[str, Row]:
    """Read every address with its looks from a copy, so that nothing is mended by looking."""
    with tempfile.TemporaryDirectory() as name:
        copy = _copied(database, Path(name))
        if copy is None:
            return {}
        with contextlib.closing(sqlite3.connect(copy)) as db:
            if not _has(db, "checks"):
                return {}
            found = db.execute(
                "select urls.url, sum(checks.times), max(checks.state), min(checks.first_at)"
                " from checks join urls on urls.id = checks.url_id group by urls.url"
            )
            return {url: Row(looks=n, state=state, at=at) for url, n, state, at in found}


def archive_troubles(database: Path, folder: Path) -> list[str]:
    """Compare the index with the WARC files, and check every record's digests."""
    told = Told()
    records: list[str] = []
    damaged: list[str] = []
    for path in sorted(folder.rglob("*.warc.gz*")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests=True):
                record.content_stream().read()
                if record.digest_checker.passed is False:
                    damaged.append(path.name)
                if record.rec_type in {"response", "revisit"}:
                    records.append(record.rec_headers.get_header("WARC-Record-ID"))
    with contextlib.closing(sqlite3.connect(database)) as db:
        indexed = [row[0] for row in db.execute("select record_id from captures")]
        spots = db.execute("select file || ' ' || file_offset from captures").fetchall()
        cited = [row[0] for row in db.execute("select record_id from checks")]
    told.trouble("a digest is wrong", damaged)
    told.trouble("a record is in the files twice", _twice(records))
    told.trouble("a record is indexed twice", _twice(indexed))
    told.trouble("a place is indexed twice", _twice([row[0] for row in spots]))
    told.trouble("indexed and not in the files", sorted(set(indexed) - set(records)))
    told.trouble("in the files and not indexed", sorted(set(records) - set(indexed)))
    told.trouble("a look without its record", [str(each) for each in cited if each not in indexed])
    return told.troubles


def printed(out: Path) -> list[str]:
    """Return the addresses of all whole lines that a life printed."""
    whole = out.read_bytes().rpartition(b"\n")[0]
    return [json.loads(line)["url"] for line in whole.splitlines()]


def _copied(database: Path, folder: Path) -> Path | None:
    for name in (database.name, f"{database.name}-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(database.with_name(name), folder / name)
    copy = folder / database.name
    return copy if copy.exists() else None


def _has(db: sqlite3.Connection, table: str) -> bool:
    found = db.execute("select 1 from sqlite_master where type = 'table' and name = ?", (table,))
    return found.fetchone() is not None


def _twice(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _last_words(place: Place) -> str:
    words = (place.folder / "complaints").read_text(errors="replace").split("\n")
    return " / ".join(words[-6:])


if __name__ == "__main__":
    began = time.monotonic()
    answer = main(sys.argv[1:])
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(answer)
