"""A run is killed at random moments: nothing recorded is lost or doubled, and it goes on.

``python tests/archive/test_killed_runs.py 100`` kills a hundred times and prints what it saw.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from archive_cases import warcio_check, whole_looks
from fastwarc.warc import ArchiveIterator
from kill_writer import BATCH, NOON, asked, tell, url_of

from sourcecheck.archive.ids import random_id
from sourcecheck.archive.reading import OPEN, FolderShelf, records_from, scan
from sourcecheck.archive.seals import archive_files, file_sha256
from sourcecheck.archive.warc import Archive
from sourcecheck.model import ArchiveFile
from sourcecheck.store.sqlite import open_store

WRITER = Path(__file__).with_name("kill_writer.py")
ENOUGH = 100_000  # more than it can write before it is killed


def killed(folder: Path, start: int, after_s: float) -> int:
    """Let a writer begin, kill it that long after; return the last batch it said was recorded."""
    command = [sys.executable, str(WRITER), str(folder), str(start), str(ENOUGH)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if after_s:  # otherwise it is killed while it begins, and mends what the last one left
            assert process.stdout.readline() == "ready\n"
        time.sleep(after_s or 0.25)
        process.kill()
        told = process.stdout.read().replace("ready\n", "").split("\n")
    return max([start - BATCH, *(int(line) for line in told[:-1])])


def next_run(folder: Path, start: int, told: int) -> tuple[int, int]:
    """Open what a killed run left; return where the next one begins, and what it can spare.

    Raises ``AssertionError`` where something recorded is lost, doubled or unreadable.
    """
    with (
        open_store(folder / "s.db") as store,
        Archive.open(
            folder, store.captures, lambda: NOON, random_id, store.remember_archive_file
        ) as archive,
    ):
        assert list(scan(FolderShelf(folder))) == list(store.captures)
        check_chain(folder, store.archive_files())
        numbers = range(told + 2 * BATCH)
        looks = store.histories([url_of(number) for number in numbers])
        recorded = [number for number in numbers if url_of(number) in looks]
        assert recorded == list(range(len(recorded)))  # no gap
        assert all(len(checks) == 1 for checks in looks.values())
        assert told + BATCH <= len(recorded) <= told + 2 * BATCH  # one batch may be untold
        assert len(recorded) % BATCH == 0  # a batch is recorded whole
        chains = Counter(row.chain for row in store.captures if row.hops)
        assert all(number in {1, 2} for number in chains.values())
        spare = range(len(recorded), len(recorded) + BATCH)
        urls = [url_of(number) for number in (*numbers, *spare)]
        found = whole_looks(store.captures, urls)
        assert all(url_of(number) in found for number in recorded)
        for number in (*recorded[-2 * BATCH :], *spare):
            if captures := found.get(url_of(number)):
                assert [archive.read(capture) for capture in captures] == asked(number)[0]
        return len(recorded), sum(url_of(number) in found for number in spare)


def check_chain(folder: Path, known: tuple[ArchiveFile, ...]) -> None:
    """See that every closed file is known, is what its digest says, and names the one before."""
    assert list(known) == archive_files(folder / "warc")
    assert {path.name for path in (folder / "warc").glob("*.gz")} == {
        file.name.partition("/")[2] for file in known
    }
    previous = ""
    for file in known:
        assert file.previous_sha256 == previous
        previous = file.sha256
    for file in known[-3:]:
        assert file_sha256(folder / file.name) == file.sha256


def read_by_three(folder: Path) -> int:
    """Read what was killed so often with three readers; return how many records all of them saw."""
    shelf, seen = FolderShelf(folder), 0
    for name in shelf.names():
        path = folder / name
        path = path if path.is_file() else path.with_name(path.name + OPEN)
        assert warcio_check(path) == (0, "", "")
        with path.open("rb") as file:
            own = [placed.record.id for placed in records_from(file)]
        with path.open("rb") as file:
            fast = [
                record.headers["WARC-Record-ID"]
                for record in ArchiveIterator(file, parse_http=False)
                if record.verify_block_digest()
            ]
        assert own == fast
        seen += len(own)
    return seen


def kill(folder: Path, times: int, seed: int) -> list[tuple[int, int]]:
    rng, start, seen = random.Random(seed), 0, []
    for _ in range(times):
        told = killed(folder, start, rng.choice([0, *[rng.uniform(0, 0.12) for _ in range(5)]]))
        start, spared = next_run(folder, start, told)
        seen.append((start, spared))
    return seen


@pytest.mark.parametrize("seed", range(3))
def test_ten_kills_lose_nothing_and_double_nothing(tmp_path, seed):
    seen = kill(tmp_path, 10, seed)
    assert seen[-1][0] > 0
    assert read_by_three(tmp_path) > 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for number, (looks, spared) in enumerate(kill(Path(name), int(sys.argv[1]), 77), start=1):
            tell(f"kill {number}: {looks} looks recorded, {spared} more in the archive alone")
        tell(f"{read_by_three(Path(name))} records, the same to all three readers")
