"""What stands in the archive is what went over the wire: compared with the servers' own log."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

pytest.importorskip("cryptography")
from archive_cases import opened_file
from fastwarc.warc import ArchiveIterator

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.warc import Archive
from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.testing.behaviours import BEHAVIOURS
from sourcecheck.testing.framing import is_whole
from sourcecheck.testing.web import ScriptedWeb

_INTERIM = re.compile(rb"HTTP/\d(?:\.\d)? 1(?!01)\d\d[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n")


def final(sent: bytes) -> bytes:
    """What a server sent, from the status line of its final answer on (RFC 9110, 15.2)."""
    sent = sent.lstrip(b"\r\n")
    while found := _INTERIM.match(sent):
        sent = sent[found.end() :]
    return sent


def how(answer: bytes, cut: str | None, said: list[bytes]) -> str:
    """Tell how an archived answer agrees with the log, whose line for it is taken off; or ""."""
    for sent in said:
        behind = sent.startswith(answer) and is_whole(answer, "GET")
        if answer in (final(sent), sent):
            agrees = "whole"
        elif cut and (final(sent).startswith(answer) or sent.startswith(answer)):
            agrees = f"cut: {cut}"
        elif behind:
            agrees = "whole, and bytes behind its end that are no answer to anything"
        else:
            continue
        said.remove(sent)
        return agrees
    return ""


async def fetched_web():
    """Ask every behaviour; return the servers' log and what was fetched."""
    with ScriptedWeb() as web:
        settings = web.settings(timeout_s=4, connect_s=1, tls_s=1, head_s=1.5, body_s=1.5)
        async with Fetcher(settings, load_addresses()) as fetcher:
            found = await asyncio.gather(*(fetcher.fetch(one.url) for one in BEHAVIOURS))
        await asyncio.sleep(0.2)  # what a server is still saying to nobody
        return web.served, found


def blocks_in(path):
    """The blocks of a file by kind, read by another program, joined to their exchange."""
    exchanges = defaultdict(dict)
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            kind = record.headers["WARC-Type"]
            main = record.headers.get("WARC-Concurrent-To") or record.headers["WARC-Record-ID"]
            exchanges[main][kind] = (record.reader.read(), record.headers.get("WARC-Truncated"))
    return [each for each in exchanges.values() if "warcinfo" not in each]


async def test_every_exchange_is_byte_for_byte_what_its_server_got_and_sent(tmp_path):
    served, found = await fetched_web()
    with Archive.open(
        tmp_path, MemoryIndex(), lambda: datetime.now(UTC), lambda: str(uuid.uuid4())
    ) as kept:
        for fetched in found:
            kept.keep_chain(fetched.exchanges)  # without entities nothing is a revisit
    log = defaultdict(list)
    for talk in served:
        log[talk.request].append(talk.response)
    seen, wrong = Counter(), []
    for exchange in blocks_in(opened_file(tmp_path)):
        answer, cut = exchange.get("response") or exchange.get("resource") or (b"", None)
        if answer:
            asked = exchange["request"][0]
            told = json.loads(exchange["metadata"][0].removeprefix(b"sourcecheck: "))["exchange"]
            agrees = how(answer, cut or told.get("failure"), log[asked])
            seen[agrees] += 1
            if not agrees:
                wrong.append((asked[:90], answer[:90]))
    assert wrong == []
    assert seen["whole"] > 400
    # nobody is missing
    answered = sum(bool(each.response) for fetched in found for each in fetched.exchanges)
    assert answered == sum(seen.values())
