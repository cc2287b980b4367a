"""Write batches until killed: the archive's records, then captures and looks in one transaction.

``python kill_writer.py FOLDER START COUNT``: looks numbered from START. Prints the number of the
batch it has recorded, so that who kills it knows what must be there.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sourcecheck.archive.ids import random_id
from sourcecheck.archive.warc import Archive
from sourcecheck.model import Check, Exchange, LinkState, Observation, Verdict
from sourcecheck.store import sqlite
from sourcecheck.store.base import Look
from sourcecheck.store.sqlite import open_store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BATCH = 8
SMALL = 25_000  # bytes of a file: it is closed after a few batches, so kills fall into that too


def url_of(number: int) -> str:
    return f"https://h{number % 5}.example/{number}"


def asked(number: int) -> tuple[list[Exchange], bytes]:
    """What the web says: every third address is redirected, every fifth page is the same."""
    body = b"<p>the same page" if number % 5 == 0 else f"<p>page {number} {'x' * 900}".encode()
    url, at = url_of(number), NOON + timedelta(milliseconds=number)
    last = Exchange(
        url=url,
        request=b"GET / HTTP/1.1\r\n\r\n",
        response=b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body),
        started_at=at,
        elapsed_ms=1,
    )
    if number % 3:
        return [last], body
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
    first = Exchange(url=url, request=b"", response=moved, started_at=at, elapsed_ms=1)
    there = Exchange(
        url=f"{url}/there",
        request=last.request,
        response=last.response,
        started_at=at,
        elapsed_ms=1,
    )
    return [first, there], body


def look(number: int, record_id: str) -> Look:
    url = url_of(number)
    at = NOON + timedelta(milliseconds=number)
    seen = Observation(url=url, at=at, final_url=url, status=200)
    verdict = Verdict(url=url, state=LinkState.ALIVE, rule="answered")
    return Look(check=Check(observation=seen), verdict=verdict, record_id=record_id)


def tell(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


sqlite.FOLDED_CHANGES = 40  # the log is folded all the time, so kills fall into that too


async def write(folder: Path, start: int, count: int) -> None:
    with (
        open_store(folder / "s.db") as store,
        Archive(
            folder,
            store.captures,
            lambda: NOON,
            random_id,
            max_file=SMALL,
            on_sealed=store.remember_archive_file,
        ) as archive,
    ):
        archive.start()
        tell("ready")
        for at in range(start, start + count, BATCH):
            numbers = range(at, at + BATCH)
            kept = await archive.write_aside([asked(number) for number in numbers])
            with store.together():
                archive.index_written()
                store.remember_looks(
                    [
                        look(number, captures[-1].record_id)
                        for number, captures in zip(numbers, kept, strict=True)
                    ]
                )
            tell(at)


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
