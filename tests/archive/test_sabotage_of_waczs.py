"""A good WACZ, broken in one way at a time; where it could, its lists are made to agree."""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
import re
import struct
import unicodedata
import zipfile
from dataclasses import replace

import pytest
from archive_cases import NOON
from sabotage_cases import (
    CDX,
    IDX,
    PAGES,
    SITE,
    WARC,
    change_line,
    good_box,
    lines_of,
    packed,
    position,
    raw_members,
    records_of,
    set_index,
)

from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.verify import verify


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return good_box(tmp_path_factory.mktemp("good"))


@pytest.fixture
def box(good):
    return copy.deepcopy(good)


def test_the_unbroken_wacz_is_accepted(box, tmp_path):
    path = box.write(tmp_path / "x.wacz")
    found = verify(path)
    assert (found.faults, found.fault_count, found.notes) == ((), 0, ())
    assert found.bytes == path.stat().st_size


def test_another_writers_wacz_is_accepted(box, tmp_path):
    box.software = "py-wacz 0.6.0"
    box.deflated = {IDX, PAGES, "datapackage.json"}
    assert verify(box.write(tmp_path / "x.wacz")).faults == ()


def test_a_plain_index_is_accepted(box, tmp_path):
    box.members["indexes/index.cdxj"] = gzip.decompress(box.members.pop(CDX))
    del box.members[IDX]
    assert verify(box.write(tmp_path / "x.wacz")).faults == ()


def test_unpacked_warcs_are_accepted(box, tmp_path):
    records = records_of(box.members.pop(WARC))
    box.members["archive/data.warc"] = b"".join(records)
    starts = {len(b"".join(records[:n])): len(each) for n, each in enumerate(records)}
    places = sorted(starts.items())
    by_url = {}
    for (at, size), record in zip(places, records, strict=True):
        if b"WARC-Type: request" not in record and b"WARC-Type: metadata" not in record:
            by_url.setdefault(field_of(record), []).append((at, size))
    lines = []
    for line in lines_of(box):
        key, stamp, held = line.split(" ", 2)
        said = json.loads(held)
        said["offset"], said["length"] = map(str, by_url[(said["url"], stamp)][0])
        said["filename"] = "data.warc"
        lines.append(f"{key} {stamp} {json.dumps(said)}")
    set_index(box, lines)
    assert verify(box.write(tmp_path / "x.wacz")).faults == ()


def field_of(record):
    head = record.partition(b"\r\n\r\n")[0].decode()
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    stamp = "".join(filter(str.isdigit, fields["WARC-Date"]))[:14]
    return fields.get("WARC-Target-URI"), stamp


# --- in parts: the box is changed, and its lists are written for what it then holds


def member(name, data):
    def change(box):
        box.members[name] = data(box.members.get(name, b"")) if callable(data) else data

    return change


def gone(*names):
    def change(box):
        for name in names:
            del box.members[name]

    return change


def attribute(**values):
    def change(box):
        for name, value in values.items():
            assert hasattr(box, name)
            setattr(box, name, value)

    return change


def line(mark, **fields):
    return lambda box: change_line(box, mark, **fields)


def shifted(box):
    held = json.loads(next(each for each in lines_of(box) if "/gone" in each).split(" ", 2)[2])
    change_line(box, "/gone", offset=str(int(held["offset"]) + 1))


def longer(box):
    held = json.loads(next(each for each in lines_of(box) if "/gone" in each).split(" ", 2)[2])
    change_line(box, "/gone", length=str(int(held["length"]) + 1))


def to_another(box):
    """Two lines exchange their places: each shows the other's page."""
    rows = {
        m: json.loads(next(x for x in lines_of(box) if m in x).split(" ", 2)[2])
        for m in ("/gone", "/new")
    }
    change_line(box, "/gone", offset=rows["/new"]["offset"], length=rows["/new"]["length"])
    change_line(
        box,
        '"https://news.example/new"',
        offset=rows["/gone"]["offset"],
        length=rows["/gone"]["length"],
    )


def on_a_request(box):
    records = records_of(box.members[WARC])
    at = position(records, b"WARC-Type: request", b"news.example/gone")
    sizes = [len(each) for each in raw_members(box.members[WARC])]
    change_line(box, "/gone", offset=str(sum(sizes[:at])), length=str(sizes[at]))


def all_lines(change):
    return lambda box: set_index(box, change(lines_of(box)))


def idx(change):
    return member(IDX, lambda data: change(data.decode()).encode())


def jsonl(change):
    return member(
        PAGES, lambda data: "".join(change(data.decode().splitlines(keepends=True))).encode()
    )


def changed_record(box):
    records = records_of(box.members[WARC])
    at = position(records, b"WARC-Type: response", b"news.example/gone")
    records[at] = records[at].replace(b"no such page", b"No such page")
    box.members[WARC] = packed(records)


def without_original(box):
    """Leave the original of a revisit out, records and line."""
    records = records_of(box.members[WARC])
    at = position(records, b"WARC-Type: response", b"news.example/a\r\n")
    raw = raw_members(box.members[WARC])
    cut = sum(map(len, raw[at : at + 3]))
    start = sum(map(len, raw[:at]))
    box.members[WARC] = b"".join(raw[:at] + raw[at + 3 :])
    lines = []
    for each in lines_of(box):
        key, stamp, held = each.split(" ", 2)
        said = json.loads(held)
        if int(said["offset"]) == start:
            continue
        if int(said["offset"]) > start:
            said["offset"] = str(int(said["offset"]) - cut)
        lines.append(f"{key} {stamp} {json.dumps(said)}")
    set_index(box, lines)


IN_PARTS = {
    # the four that `wacz validate` accepts
    "no list of pages": (gone(PAGES), Kind.MEMBER_MISSING),
    "an offset shifted by one": (shifted, Kind.INDEX_LINE),
    "no WARC": (gone(WARC), Kind.MEMBER_MISSING),
    "a deflated WARC": (attribute(deflated={WARC}), Kind.COMPRESSED_TWICE),
    # members
    "no index": (gone(CDX, IDX), Kind.MEMBER_MISSING),
    "no list of blocks": (gone(IDX), Kind.MEMBER_MISSING),
    "a deflated index": (attribute(deflated={CDX}), Kind.COMPRESSED_TWICE),
    "no datapackage.json": (attribute(without={"datapackage.json"}), Kind.MEMBER_MISSING),
    "no datapackage-digest.json": (
        attribute(without={"datapackage-digest.json"}), Kind.MEMBER_MISSING,
    ),
    "a member that is not listed": (
        attribute(unlisted={PAGES}), Kind.MEMBER_UNLISTED,
    ),
    "a listed member that is missing": (
        attribute(listed_also=[{"name": "x", "path": "pages/x.jsonl", "hash": "sha256:0", "bytes": 1}]),
        Kind.MEMBER_MISSING,
    ),
    "a member listed twice": (
        attribute(listed_also=[{"name": "pages.jsonl", "path": PAGES, "hash": "sha256:0", "bytes": 1}]),
        Kind.PACKAGE,
    ),
    "a list that is no list": (attribute(package={"resources": {}}), Kind.PACKAGE),
    "a list of numbers": (attribute(package={"resources": [1]}), Kind.PACKAGE),
    "no profile": (attribute(package={"profile": None}), Kind.PACKAGE),
    "another profile": (attribute(package={"profile": "zip"}), Kind.PACKAGE),
    "no version": (attribute(package={"wacz_version": None}), Kind.PACKAGE),
    "a digest of another list": (attribute(digest={"hash": f"sha256:{'0' * 64}"}), Kind.PACKAGE),
    "a digest of another file": (attribute(digest={"path": "other.json"}), Kind.PACKAGE),
    "a signature that is none": (attribute(digest={"signedData": {"hash": "x"}}), Kind.SIGNATURE),
    "something else beside the WARC": (member("archive/run.exe", b"MZ"), Kind.ZIP_NAME),
    # names
    "a name that leads out": (member("../../etc/passwd", b"x"), Kind.ZIP_NAME),
    "a name that leads out further on": (member("pages/../../x", b"x"), Kind.ZIP_NAME),
    "an absolute name": (member("/etc/passwd", b"x"), Kind.ZIP_NAME),
    "a name with a drive": (member("C:/x", b"x"), Kind.ZIP_NAME),
    "a name with a stream": (member("pages/x:y", b"x"), Kind.ZIP_NAME),
    "a name that ends with a dot": (member("pages/x.", b"x"), Kind.ZIP_NAME),
    "a name that ends with a blank": (member("pages/x ", b"x"), Kind.ZIP_NAME),
    "a name that is turned around": (member("pages/\u202etxt.exe", b"x"), Kind.ZIP_NAME),
    "a name with a letter nobody sees": (member("pages/a\u200bb", b"x"), Kind.ZIP_NAME),
    "a name with backslashes": (member("pages\\..\\x", b"x"), Kind.ZIP_NAME),
    "a name with a line break": (member("pages/a\nb", b"x"), Kind.ZIP_NAME),
    "a name twice": (attribute(twice={PAGES}), Kind.ZIP_NAME),
    "a name twice but for case": (member("Pages/PAGES.jsonl", b"x"), Kind.ZIP_NAME),
    "a name in two spellings of Unicode": (
        lambda box: (
            member("pages/\u00e9.jsonl", b"x")(box),
            member(unicodedata.normalize("NFD", "pages/\u00e9.jsonl"), b"x")(box),
        ),
        Kind.ZIP_NAME,
    ),
    "a file that is a folder too": (member(f"{PAGES}/x", b"x"), Kind.ZIP_NAME),
    "a symbolic link": (
        lambda box: (member("pages/x", b"/etc/passwd")(box), box.attributes.update({"pages/x": 0o120777})),
        Kind.ZIP_MEMBER,
    ),
    "a device": (
        lambda box: (member("pages/x", b"")(box), box.attributes.update({"pages/x": 0o020666})),
        Kind.ZIP_MEMBER,
    ),
    "a folder": (member("empty/", b""), Kind.ZIP_NAME),
    # index lines
    "a line one byte too long": (longer, Kind.INDEX_LINE),
    "two lines whose places are swapped": (to_another, Kind.INDEX_LINE),
    "a line that lands on a request": (on_a_request, Kind.INDEX_LINE),
    "a line with another status": (line("/gone", status="200"), Kind.INDEX_LINE),
    "a line with another address": (line("/gone", url=f"{SITE}/here"), Kind.INDEX_LINE),
    "a line with another key": (line("/gone", key="example,news)/here"), Kind.INDEX_LINE),
    "a line with another host's key": (line("/gone", key="example,other)/gone"), Kind.INDEX_LINE),
    "a line with another time": (line("/gone", stamp="20240704121000"), Kind.INDEX_LINE),
    "a line with half a time": (line("/gone", stamp="20250704"), Kind.INDEX_LINE),
    "a line with another media type": (line("/gone", mime="image/png"), Kind.INDEX_LINE),
    "a line with another digest": (line("/gone", digest=f"sha-256:{'0' * 64}"), Kind.INDEX_LINE),
    "a line without a digest": (line("/gone", digest="-"), Kind.INDEX_LINE),
    "a line whose digest is nothing": (line("/gone", digest=None), Kind.INDEX_LINE),
    "a line with another record digest": (
        line("/gone", recordDigest=f"sha256:{'0' * 64}"), Kind.INDEX_LINE,
    ),
    "a line into a missing file": (line("/gone", filename="other.warc.gz"), Kind.INDEX_LINE),
    "a line without a place": (line("/gone", offset="-"), Kind.INDEX_LINE),
    "a line gone": (
        all_lines(lambda lines: [each for each in lines if "/gone" not in each]), Kind.NOT_INDEXED,
    ),
    "a line twice": (all_lines(lambda lines: sorted([*lines, lines[0]])), Kind.INDEX_LINE),
    "a line that is none": (all_lines(lambda lines: [*lines, "zzz no json"]), Kind.INDEX_LINE),
    "an empty line": (all_lines(lambda lines: ["", *lines]), Kind.INDEX_LINE),
    "lines out of order": (all_lines(lambda lines: [*lines[1:], lines[0]]), Kind.INDEX_LINE),
    "no lines at all": (all_lines(lambda lines: lines[:2]), Kind.NOT_INDEXED),
    "a block that begins elsewhere": (
        idx(lambda text: text.replace('"offset": 0', '"offset": 1')), Kind.INDEX_LINE,
    ),
    "a block that begins with another line": (
        idx(lambda text: re.sub(r"(?m)^example,news\)/", "example,news)/0", text, count=1)), Kind.INDEX_LINE,
    ),
    "a block with another digest": (
        idx(lambda text: text.replace("sha256:", "sha256:0")), Kind.INDEX_LINE,
    ),
    "a block that is not named": (
        idx(lambda text: "".join(text.splitlines(keepends=True)[:2])), Kind.INDEX_LINE,
    ),
    "bytes between blocks": (member(CDX, lambda data: data + b"hidden"), Kind.INDEX_LINE),
    # records
    "a changed record": (changed_record, Kind.BLOCK_DIGEST),
    "a revisit whose original is gone": (without_original, Kind.REVISIT_TARGET),
    "bytes behind the WARC": (member(WARC, lambda data: data + b"hidden"), Kind.GARBAGE),
    # pages
    "a page that was not captured": (
        jsonl(lambda rows: [*rows, '{"url": "https://x.example/", "ts": "2025-07-04T12:00:00Z"}\n']),
        Kind.PAGE,
    ),
    "a page at another time": (
        jsonl(lambda rows: [each.replace("2025-07", "2024-07") for each in rows]), Kind.PAGE,
    ),
    "a page without a time": (
        jsonl(lambda rows: [*rows, json.dumps({"url": f"{SITE}/a"}) + "\n"]), Kind.PAGE,
    ),
    "a page whose title is no text": (
        jsonl(lambda rows: [each.replace('"title": "\u062e\u0628\u0631"', '"title": [1]') for each in rows]),
        Kind.PAGE,
    ),
    "a page that is no JSON": (jsonl(lambda rows: [*rows, "{"]), Kind.PAGE),
    "pages without their header": (jsonl(lambda rows: rows[1:]), Kind.PAGE),
    "a header and no page": (jsonl(lambda rows: rows[:1]), Kind.PAGE),
    "an empty list of pages": (member(PAGES, b""), Kind.PAGE),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_PARTS)
def test_what_was_done_to_a_wacz_is_told(name, box, tmp_path):
    change, kind = IN_PARTS[name]
    change(box)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of a name that stands twice
        path = box.write(tmp_path / "x.wacz")
    found = verify(path)
    assert not found.sound
    assert kind in {fault.kind for fault in found.faults}, found.faults
    assert all(fault.message and fault.hint for fault in found.faults)


# --- as bytes: the zip file itself


def in_central(offset, form, value, name=PAGES):
    """Change a field of a member in the central directory."""

    def change(data):
        at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
        return (
            data[: at + offset]
            + struct.pack(form, value)
            + data[at + offset + struct.calcsize(form) :]
        )

    return change


def in_local(offset, form, value, name=PAGES):
    def change(data):
        at = data.rindex(b"PK\x03\x04", 0, data.index(name.encode()))
        return (
            data[: at + offset]
            + struct.pack(form, value)
            + data[at + offset + struct.calcsize(form) :]
        )

    return change


def both(*changes):
    def change(data):
        for each in changes:
            data = each(data)
        return data

    return change


def with_gap(where):
    """Put bytes between two members, and set all offsets right."""

    def change(data):
        end = struct.unpack_from("<4s4H2LH", data, len(data) - 22)
        start = end[6]
        at = {"middle": data.index(b"PK\x03\x04", 10), "before": 0, "last": start}[where]
        made = bytearray(data[:at] + b"hidden" + data[at:])
        struct.pack_into("<L", made, len(made) - 6, start + 6)
        place = start + 6
        while made[place : place + 4] == b"PK\x01\x02":
            (local,) = struct.unpack_from("<L", made, place + 42)
            struct.pack_into("<L", made, place + 42, local + 6 if local >= at else local)
            named, extra, comment = struct.unpack_from("<3H", made, place + 28)
            place += 46 + named + extra + comment
        return bytes(made)

    return change


def with_comment(data):
    return data[:-2] + struct.pack("<H", 6) + b"hidden"


def twice_in_directory(data):
    """One more entry in the directory, for bytes that belong to another member."""
    end = list(struct.unpack_from("<4s4H2LH", data, len(data) - 22))
    start = end[6]
    named = struct.unpack_from("<H", data, start + 28)[0]
    entry = bytearray(data[start : start + 46 + named])
    entry[46] ^= 0x20
    end[3] += 1
    end[4] += 1
    end[5] += len(entry)
    return data[:-22] + bytes(entry) + struct.pack("<4s4H2LH", *end)


AS_BYTES = {
    "cut in half": (lambda data: data[: len(data) // 2], Kind.ZIP_STRUCTURE),
    "cut at its end": (lambda data: data[:-1], Kind.ZIP_STRUCTURE),
    "bytes behind its end": (lambda data: data + b"hidden", Kind.ZIP_STRUCTURE),
    "a comment": (with_comment, Kind.ZIP_STRUCTURE),
    "bytes before its members": (with_gap("before"), Kind.ZIP_STRUCTURE),
    "bytes between its members": (with_gap("middle"), Kind.ZIP_STRUCTURE),
    "bytes behind its members": (with_gap("last"), Kind.ZIP_STRUCTURE),
    "members that overlap": (twice_in_directory, Kind.ZIP_STRUCTURE),
    "an encrypted member": (
        both(in_central(8, "<H", 1), in_local(6, "<H", 1)), Kind.ZIP_MEMBER,
    ),
    "a member packed in an unknown way": (
        both(in_central(10, "<H", 99), in_local(8, "<H", 99)), Kind.ZIP_MEMBER,
    ),
    "a header that gives another size": (in_local(22, "<L", 5), Kind.ZIP_STRUCTURE),
    "a header that gives another checksum": (in_local(14, "<L", 5), Kind.ZIP_STRUCTURE),
    "a header with another name": (in_local(30, "4s", b"pagE"), Kind.ZIP_STRUCTURE),
    "a header with another time": (in_local(10, "<H", 5), Kind.ZIP_STRUCTURE),
    "another checksum in both places": (
        both(in_central(16, "<L", 5), in_local(14, "<L", 5)), Kind.ZIP_MEMBER,
    ),
    "a member written by another program": (in_central(4, "<H", 0x031E), Kind.ZIP_STRUCTURE),
    "a member with other rights": (in_central(38, "<L", 0o100600 << 16), Kind.ZIP_STRUCTURE),
    "a member whose offset is wrong": (in_central(42, "<L", 1), Kind.ZIP_STRUCTURE),
    "a member fewer in the end record": (
        lambda data: data[:-12] + struct.pack("<H", 2) + data[-10:], Kind.ZIP_STRUCTURE,
    ),
    "no zip file at all": (lambda data: b"hello", Kind.UNREADABLE),
    "an end record alone": (lambda data: data[-22:], Kind.ZIP_STRUCTURE),
    "nothing": (lambda data: b"", Kind.UNREADABLE),
}  # fmt: skip


@pytest.mark.parametrize("name", AS_BYTES)
def test_what_was_done_to_the_zip_file_is_told(name, box, tmp_path):
    change, kind = AS_BYTES[name]
    path = box.write(tmp_path / "x.wacz")
    data = path.read_bytes()
    made = change(data)
    assert made != data
    path.write_bytes(made)
    found = verify(path)
    assert not found.sound
    assert kind in {fault.kind for fault in found.faults}, found.faults


def test_a_bomb_among_the_lists_is_not_unpacked(box, tmp_path):
    box.members["pages/x.jsonl"] = bytes(200 * 1024 * 1024)
    box.deflated = {"pages/x.jsonl"}
    found = verify(box.write(tmp_path / "x.wacz"))
    assert Kind.TOO_LARGE in {fault.kind for fault in found.faults}


def test_a_size_that_lies_is_not_believed(box, tmp_path):
    """The directory says 5 bytes, the member unpacks to a megabyte."""
    box.members["pages/x.jsonl"] = bytes(1024 * 1024)
    box.deflated = {"pages/x.jsonl"}
    path = box.write(tmp_path / "x.wacz")
    data = path.read_bytes()
    for change in (
        in_central(24, "<L", 5, "pages/x.jsonl"),
        in_local(22, "<L", 5, "pages/x.jsonl"),
    ):
        data = change(data)
    path.write_bytes(data)
    assert not verify(path).sound


FOLDERS = ("archive/", "pages/", "indexes/")


def with_folders(box, path, names=FOLDERS, data=b""):
    """Write a WACZ as zip programs do that note every folder."""
    path = box.write(path)
    with zipfile.ZipFile(path, "a") as file:
        for name in names:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = (0o40755 << 16) | 0x10
            file.writestr(info, data)
    return path


def test_folders_of_another_writer_are_accepted(box, tmp_path):
    box.software = "another 1.0"
    assert verify(with_folders(box, tmp_path / "x.wacz")).faults == ()


@pytest.mark.parametrize("name", ["../x/", "/x/", "a/../b/", "C:/", "a\\b/"])
def test_folders_that_lead_out_are_not(name, box, tmp_path):
    box.software = "another 1.0"
    found = verify(with_folders(box, tmp_path / "x.wacz", [name]))
    assert Kind.ZIP_NAME in {each.kind for each in found.faults}


def test_a_folder_that_holds_bytes_is_none(box, tmp_path):
    box.software = "another 1.0"
    found = verify(with_folders(box, tmp_path / "x.wacz", ["a/"], b"x"))
    assert Kind.ZIP_MEMBER in {each.kind for each in found.faults}


def test_members_with_data_descriptors_are_accepted(box, tmp_path):
    """Programs that write to a pipe tell sizes behind the member."""
    box = replace(box, software="another program")
    path = tmp_path / "x.wacz"

    class Pipe:
        def __init__(self, file):
            self._file = file
            self.write, self.flush = file.write, file.flush

    with path.open("wb") as file, zipfile.ZipFile(Pipe(file), "w") as made:
        for name, data in box.whole().items():
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    assert verify(path).faults == ()


def test_large_members_are_accepted(box, tmp_path):
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w") as made:
        for name, data in box.whole().items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            with made.open(info, "w", force_zip64=True) as inside:
                inside.write(data)
    assert verify(path).faults == ()


def test_members_that_lie_behind_four_gigabytes_are_accepted(box, tmp_path):
    """Their offsets stand in a field that only the directory has."""
    path = box.write(tmp_path / "x.wacz")
    data = path.read_bytes()
    end = list(struct.unpack_from("<4s4H2LH", data, len(data) - 22))
    directory, at = b"", end[6]
    while data[at : at + 4] == b"PK\x01\x02":
        named = struct.unpack_from("<H", data, at + 28)[0]
        entry = bytearray(data[at : at + 46 + named])
        (offset,) = struct.unpack_from("<L", entry, 42)
        struct.pack_into("<BBH", entry, 4, 45, 3, 45)
        struct.pack_into("<H", entry, 30, 12)
        struct.pack_into("<L", entry, 42, 0xFFFFFFFF)
        directory += bytes(entry) + struct.pack("<2HQ", 1, 8, offset)
        at += 46 + named
    end[5] = len(directory)
    path.write_bytes(data[: end[6]] + directory + struct.pack("<4s4H2LH", *end))
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
    assert verify(path).faults == ()


# --- signatures


@pytest.fixture
def signed(box, tmp_path):
    """A WACZ that says who signed it, and the signer."""
    pytest.importorskip("cryptography")
    from sourcecheck.archive.wacz.signing import Signer

    signer = Signer.open(tmp_path / "key.pem", "sourcecheck 0")
    box.digest = {"signedData": signer(digest_of(box), NOON)}
    return box, signer


def digest_of(box):
    return f"sha256:{hashlib.sha256(box.datapackage()).hexdigest()}"


def test_a_signed_wacz_is_accepted(signed, tmp_path):
    box, _ = signed
    assert verify(box.write(tmp_path / "x.wacz")).faults == ()


def by_another_key(box, told, tmp_path):
    from sourcecheck.archive.wacz.signing import Signer

    other = Signer.open(tmp_path / "other.pem", "sourcecheck 0")(digest_of(box), NOON)
    return {**told, "publicKey": other["publicKey"]}


SIGNATURES = {
    "by another key": by_another_key,
    "of another list": lambda box, told, _: {**told, "hash": f"sha256:{'0' * 64}"},
    "cut": lambda box, told, _: {**told, "signature": told["signature"][:-8]},
    "changed": lambda box, told, _: {**told, "signature": "A" + told["signature"][1:]},
    "without a key": lambda box, told, _: {k: v for k, v in told.items() if k != "publicKey"},
    "empty": lambda box, told, _: {},
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_that_does_not_hold_is_told(name, signed, tmp_path):
    box, _ = signed
    told = box.digest["signedData"]
    box.digest = {"signedData": SIGNATURES[name](box, told, tmp_path)}
    assert box.digest["signedData"] != told
    found = verify(box.write(tmp_path / "x.wacz"))
    assert {fault.kind for fault in found.faults} == {Kind.SIGNATURE}


def test_a_signed_wacz_that_was_changed_with_all_its_digests_is_told(signed, tmp_path):
    box, _ = signed
    jsonl(lambda rows: [each.replace("Pages", "Other pages") for each in rows])(box)
    found = verify(box.write(tmp_path / "x.wacz"))
    assert {fault.kind for fault in found.faults} == {Kind.SIGNATURE}
