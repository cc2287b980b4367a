"""Our CDXJ is what pywb would write of the same file, and pywb reads it."""

from __future__ import annotations

import json
import subprocess
import uuid

from archive_cases import NOON, PAGE, answer, exchange
from oracles import PYWB, wanted

from sourcecheck.archive.cdxj import cdxj
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.warc import Archive
from sourcecheck.model import Failure

URLS = (
    "https://news.example/a",
    "http://www.news.example/a/",
    "https://news.example:8443/A/B?b=2&a=1",
    "https://news.example/خبر عاجل?س=١",
    "https://خبر.example/صفحة",
    "https://news.example/?",
    "http://192.0.2.7/x",
    "https://news.example/a;b=c?d",
    "https://news.example/%D8%AE%D8%A8%D8%B1",
    "https://user:secret@news.example/p#part",
)

_READS = """
import sys
from pywb.warcserver.index.cdxobject import CDXObject
for line in sys.stdin.buffer:
    cdx = CDXObject(line.rstrip(b"\\n"))
    names = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length", "offset", "filename")
    print("\\t".join(cdx[name] for name in names))
"""


def kept(folder):
    index = MemoryIndex()
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        for number, url in enumerate(URLS):
            archive.keep(exchange(url, number))
        archive.keep(exchange(minutes=50), PAGE)
        archive.keep(exchange(minutes=60), PAGE)  # a revisit
        archive.keep(exchange(minutes=0.001))  # in the second of the first one
        archive.keep(exchange(minutes=70, response=answer(b"", "301 Moved", Location="/b")))
        archive.keep(exchange(minutes=80, response=b"", failure=Failure.NO_RESPONSE))
        name = archive.seal().name
    return folder / name, list(cdxj(index))


def run(program, *arguments, lines=()):
    wanted(PYWB / "ready")
    return subprocess.run(
        [PYWB / "bin" / program, *map(str, arguments)],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    ).stdout


def test_pywb_reads_every_line(tmp_path):
    _, lines = kept(tmp_path)
    read = run("python", "-c", _READS, lines=lines).splitlines()
    told = [line.split(" ", 2) for line in lines]
    assert [row.split("\t")[:2] for row in read] == [[key, when] for key, when, _ in told]
    assert [row.split("\t")[2] for row in read] == [json.loads(held)["url"] for *_, held in told]


def test_pywb_s_own_index_of_the_file_has_the_same_keys_times_and_places(tmp_path):
    path, lines = kept(tmp_path)
    theirs = run("cdx-indexer", "--cdxj", "-s", path).splitlines()

    def places(given):
        parts = [line.split(" ", 2) for line in given if not line.startswith("!")]
        told = [(key, when, json.loads(held)) for key, when, held in parts]
        names = ("offset", "length", "filename", "mime")  # of a revisit pywb tells no status
        return sorted(
            (int(held["offset"]), key, when, *(held.get(name) for name in names))
            for key, when, held in told
        )

    assert places(lines) == places(theirs)
