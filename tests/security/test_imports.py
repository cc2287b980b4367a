"""Row F2: a hostile WACZ or WARC is refused by import, and nothing is written anywhere.

Row W1 of files that come from elsewhere: a line break in a name never becomes a field of ours.
"""

from __future__ import annotations

import gzip
import re
import resource
import stat
import struct
import time
import warnings

import pytest
from sabotage_cases import PAGES, WARC, good_box, good_warc, packed, records_of

WHERE = ("--db", "x.db", "--archive-dir", "archive")
BOMB = 300 * 1024 * 1024


def named(name):
    return lambda box: box.members.update({name: b"x"})


def twice(box):
    box.twice = {WARC}


def link(box):
    box.members["pages/x"] = b"/etc/passwd"
    box.attributes["pages/x"] = stat.S_IFLNK | 0o777


def device(box):
    box.members["pages/x"] = b""
    box.attributes["pages/x"] = stat.S_IFCHR | 0o666


def set_user_id(box):
    box.attributes[PAGES] = stat.S_IFREG | 0o4755


def bomb_in_a_list(box):
    box.members["pages/x.jsonl"] = bytes(BOMB)
    box.deflated = {"pages/x.jsonl"}


def bomb_in_a_record(box):
    head = (
        b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: https://news.example/x\r\nWARC-Date: 2025-07-04T12:00:00Z\r\n"
        b"Content-Length: %d\r\n\r\n" % BOMB
    )
    box.members[WARC] += gzip.compress(head + bytes(BOMB) + b"\r\n\r\n", 9)


HOSTILE = {
    "F2-parent folders": named("../../escaped"),
    "F2-parent folders in the archive": named("archive/../../escaped.warc.gz"),
    "F2-absolute path": named("/tmp/escaped"),
    "F2-drive": named("C:/escaped"),
    "F2-backslashes": named("..\\escaped"),
    "F2-NUL": named("pages/a\x01b"),
    "F2-duplicate name": twice,
    "F2-duplicate name but for case": named(WARC.upper()),
    "F2-symbolic link": link,
    "F2-device": device,
    "F2-set user id": set_user_id,
    "F2-bomb in a list": bomb_in_a_list,
    "F2-bomb in a record": bomb_in_a_record,
}


def everything(folder):
    return {
        str(path.relative_to(folder)): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("how", [(), ("--anyway",)], ids=["strict", "anyway"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_wacz_is_refused_and_nothing_is_written(run, here, name, how):
    box = good_box(here / "other")
    HOSTILE[name](box)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of a name that stands twice
        box.write(here / "hostile.wacz")
    before, outside = everything(here), set(here.parent.iterdir())
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done = run("archive", "import", "hostile.wacz", *how, *WHERE)
    assert (done.status, done.out) == (2, "")
    assert "refused" in done.err
    assert everything(here) == before
    assert set(here.parent.iterdir()) == outside
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < 400 * 1024


def overlapping(data):
    """Every name in the directory leads to one and the same member."""
    end = struct.unpack_from("<4s4H2LH", data, len(data) - 22)
    made, at = bytearray(data), end[6]
    while made[at : at + 4] == b"PK\x01\x02":
        struct.pack_into("<L", made, at + 42, 0)
        at += 46 + sum(struct.unpack_from("<3H", made, at + 28))
    return bytes(made)


@pytest.mark.parametrize(
    "change",
    [overlapping, lambda data: data + b"PK\x05\x06", lambda data: b"#!/bin/sh\n" + data,
     lambda data: data[:-100]],
    ids=["F2-members that overlap", "F2-bytes behind", "F2-bytes before", "F2-cut"],
)  # fmt: skip
def test_a_wacz_that_two_readers_read_in_two_ways_is_refused(run, here, change):
    path = good_box(here / "other").write(here / "hostile.wacz")
    path.write_bytes(change(path.read_bytes()))
    before = everything(here)
    done = run("archive", "import", "hostile.wacz", "--anyway", *WHERE)
    assert done.status == 2
    assert everything(here) == before


def test_a_bomb_of_one_gzip_member_is_not_unpacked_to_its_end(run, here):
    records = records_of(good_warc(here / "other"))
    (here / "bomb.warc.gz").write_bytes(gzip.compress(b"".join(records) + bytes(2 * BOMB), 9))
    before, began = everything(here), time.process_time()
    done = run("archive", "import", "bomb.warc.gz", "--anyway", *WHERE)
    assert done.status == 2
    assert everything(here) == before
    assert time.process_time() - began < 10


@pytest.mark.parametrize("bad", ["\r\nWARC-Type: response", "\n", "\r", "\0", "\x1b[31m"])
def test_w1_the_name_of_an_import_opens_no_field_and_steers_no_terminal(run, here, bad):
    (here / "a.warc.gz").write_bytes(good_warc(here / "other"))
    if "\0" in bad:
        bad = "\\0"  # no system passes a NUL as an argument
    done = run("archive", "import", "a.warc.gz", "--name", f"them{bad}", *WHERE)
    assert done.status == 0
    assert "\x1b" not in done.out
    written = next((here / "archive" / "warc").glob("*.warc.gz"))
    head, _, block = records_of(written.read_bytes())[0].partition(b"\r\n\r\n")
    assert b"\r\nWARC-Type: response" not in head
    assert block.count(b"\r\n") == 5
    assert run("archive", "verify", *WHERE).status == 0


@pytest.mark.parametrize(
    "field",
    ["../../escaped.warc.gz", "/etc/passwd", "C:\\x.warc.gz", "x" * 300, "\u202egz.exe"],
)
def test_w1_no_field_of_a_record_names_a_file_of_ours(run, here, field):
    records = records_of(good_warc(here / "other"))
    name = b"sc-202507-00001.warc.gz"
    assert name in records[0]
    records[0] = records[0].replace(name, field.encode())
    (here / "a.warc.gz").write_bytes(packed(records))
    done = run("archive", "import", "a.warc.gz", *WHERE)
    assert done.status == 0
    names = {path.name for path in (here / "archive").rglob("*") if path.is_file()}
    ours = re.compile(r"\.lock|sc-\d{6}-\d{5}\.warc\.gz(\.sha256)?")
    assert [each for each in names if not ours.fullmatch(each)] == []
