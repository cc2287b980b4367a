from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from archive_cases import (
    NOON,
    PAGE,
    answer,
    counted,
    exchange,
    foreign_record,
    opened_file,
    warcio_check,
)
from wacz_cases import (
    AGAIN,
    ARABIC,
    ARABIC_PAGE,
    ARABIC_TEXT,
    ARABIC_TITLE,
    GONE,
    OLD,
    PERSIAN,
    PERSIAN_TEXT,
    PERSIAN_TITLE,
    REPEATED,
    SILENT,
    Opened,
    exported,
    kept_archive,
    looks,
    means,
)

from sourcecheck.archive.files import sole_writer
from sourcecheck.archive.ids import random_id
from sourcecheck.archive.index import MemoryIndex, same_page
from sourcecheck.archive.reading import FolderShelf, members, read_exchange, scan, shelf_of
from sourcecheck.archive.records import parse
from sourcecheck.archive.wacz.choosing import Choice
from sourcecheck.archive.wacz.exporting import export
from sourcecheck.archive.wacz.packing import MOST_UNSIZED, Package
from sourcecheck.archive.wacz.sorting import sorted_lines
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError

ENCODED = same_page(ARABIC)


def records(warc: bytes):
    return [parse(each.data) for each in members(io.BytesIO(warc))]


def raw_members(data: bytes) -> list[bytes]:
    return [data[m.offset : m.offset + m.length] for m in members(io.BytesIO(data))]


def test_every_record_is_copied_byte_for_byte_behind_one_warcinfo(tmp_path):
    exported(tmp_path / "archive", tmp_path / "all.wacz")
    original = raw_members(opened_file(tmp_path / "archive").read_bytes())
    copy = raw_members(Opened(tmp_path / "all.wacz").warc)
    assert copy[1:] == original[1:]
    assert records(b"".join(copy))[0].type == "warcinfo"


def test_every_exchange_reads_back_from_the_export_as_it_was_kept(tmp_path):
    exported(tmp_path / "archive", tmp_path / "all.wacz")
    shelf = shelf_of(tmp_path / "all.wacz")
    index = scan(shelf)
    read = {row.record_id: read_exchange(shelf, index, row) for row in index}
    wanted = [one for exchanges, _ in looks() for one in exchanges]
    assert sorted(read.values(), key=lambda one: one.started_at) == wanted


def test_what_must_be_read_by_place_is_stored_and_no_time_is_told(tmp_path):
    exported(tmp_path / "archive", tmp_path / "all.wacz")
    infos = Opened(tmp_path / "all.wacz").infos
    assert list(infos) == [
        "archive/data.warc.gz",
        "indexes/index.cdx.gz",
        "indexes/index.idx",
        "pages/pages.jsonl",
        "datapackage.json",
        "datapackage-digest.json",
    ]
    for name in ("archive/data.warc.gz", "indexes/index.cdx.gz"):
        assert infos[name].compress_type == zipfile.ZIP_STORED
    assert {info.date_time for info in infos.values()} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.flag_bits & 0x8 for info in infos.values()} == {0}


def test_the_same_choice_gives_the_same_bytes(tmp_path):
    first = exported(tmp_path / "archive", tmp_path / "one.wacz")
    shelf, index = FolderShelf(tmp_path / "archive"), scan(FolderShelf(tmp_path / "archive"))
    second = export(tmp_path / "two.wacz", shelf, index, Choice(), means())
    other = export(tmp_path / "some.wacz", shelf, index, Choice(urls=(GONE,)), means())
    assert first.sha256 == second.sha256 != other.sha256
    assert (tmp_path / "one.wacz").read_bytes() == (tmp_path / "two.wacz").read_bytes()


def test_every_member_is_listed_with_its_digest_and_size(tmp_path):
    done = exported(tmp_path / "archive", tmp_path / "all.wacz", title="عنوان")
    opened = Opened(tmp_path / "all.wacz")
    package = opened.json("datapackage.json")
    listed = {one["path"]: (one["hash"], one["bytes"]) for one in package["resources"]}
    assert listed == {
        name: (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        for name, data in opened.members.items()
        if not name.startswith("datapackage")
    }
    assert package["profile"] == "data-package"
    assert package["wacz_version"] == "1.1.1"
    assert package["title"] == "عنوان"
    digest = hashlib.sha256(opened.members["datapackage.json"]).hexdigest()
    assert opened.json("datapackage-digest.json") == {
        "path": "datapackage.json",
        "hash": f"sha256:{digest}",
    }
    assert done.sha256 == hashlib.sha256((tmp_path / "all.wacz").read_bytes()).hexdigest()


def test_pages_have_title_and_text_letter_by_letter_and_failures_are_no_pages(tmp_path):
    done = exported(tmp_path / "archive", tmp_path / "all.wacz")
    head, *pages = Opened(tmp_path / "all.wacz").pages
    assert head == {
        "format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True,
    }  # fmt: skip
    arabic, persian = f"{ARABIC_TITLE} {ARABIC_TEXT}", PERSIAN_TEXT
    assert [(one["url"], one["title"], one["text"], one.get("status")) for one in pages] == [
        (ENCODED, ARABIC_TITLE, arabic, None),
        (PERSIAN, PERSIAN_TITLE, persian, None),
        (ENCODED, ARABIC_TITLE, arabic, None),
        (GONE, "الصفحة غير موجودة", "404", 404),
        (REPEATED, ARABIC_TITLE, arabic, None),
        (AGAIN, PERSIAN_TITLE, persian, None),
    ]
    assert pages[0]["ts"] == "2025-07-04T12:01:00.123456Z"
    assert len({one["id"] for one in pages}) == len(pages)
    assert (done.pages, done.exchanges, done.failures, done.originals) == (6, 10, 1, 0)


def test_every_index_line_lands_on_the_record_of_its_url_and_time(tmp_path):
    exported(tmp_path / "archive", tmp_path / "all.wacz")
    opened = Opened(tmp_path / "all.wacz")
    answers = [one for one in records(opened.warc) if one.type in {"response", "revisit"}]
    found = []
    for _, when, held in opened.index:
        start, length = int(held["offset"]), int(held["length"])
        member = opened.warc[start : start + length]
        assert held["recordDigest"] == f"sha256:{hashlib.sha256(member).hexdigest()}"
        record = parse(gzip.decompress(member))
        assert held["url"] == record.field("WARC-Target-URI")
        assert held["filename"] == "data.warc.gz"
        assert (held["mime"] == "warc/revisit") == (record.type == "revisit")
        plain = record.field("WARC-Date").partition(".")[0]
        assert when == "".join(letter for letter in plain if letter.isdigit())
        found.append(record.id)
    assert sorted(found) == sorted(one.id for one in answers)
    keys = [(key, when) for key, when, _ in opened.index]
    assert keys == sorted(keys)


def many(count=2500):
    def looks():
        for n in range(count):
            yield (
                [exchange(f"http://many.example/{n}/", n / 60, response=answer(b"<p>%d" % n))],
                None,
            )

    return looks


def test_the_index_to_the_index_says_where_each_of_its_members_begins(tmp_path):
    shelf, index = kept_archive(tmp_path / "archive", many())
    export(tmp_path / "many.wacz", shelf, index, Choice(), means())
    opened = Opened(tmp_path / "many.wacz")
    packed = opened.members["indexes/index.cdx.gz"]
    meta, *lines = opened.members["indexes/index.idx"].decode().splitlines()
    assert meta == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    at = 0
    for line in lines:
        key, _, text = line.partition(" {")
        held = json.loads("{" + text)
        member = packed[held["offset"] : held["offset"] + held["length"]]
        assert held["offset"] == at
        assert held["filename"] == "index.cdx.gz"
        assert held["digest"] == f"sha256:{hashlib.sha256(member).hexdigest()}"
        assert gzip.decompress(member).decode().partition(" {")[0] == key
        at += held["length"]
    assert (at, len(lines)) == (len(packed), 3)


def test_a_url_brings_its_looks_whole_and_what_they_repeat(tmp_path):
    done = exported(tmp_path / "archive", tmp_path / "some.wacz", Choice(urls=(OLD, REPEATED)))
    opened = Opened(tmp_path / "some.wacz")
    held = [(one.type, one.field("WARC-Target-URI")) for one in records(opened.warc)]
    answers = [one for one in held if one[0] in {"response", "revisit"}]
    assert answers == [
        ("response", ENCODED),  # the original, which both repeat
        ("response", OLD),
        ("revisit", ENCODED),
        ("revisit", REPEATED),
    ]
    assert [one["url"] for one in opened.pages[1:]] == [ENCODED, REPEATED]
    assert opened.pages[1]["ts"].startswith("2025-07-04T12:05")  # not that of the original
    assert (done.exchanges, done.originals, done.pages) == (3, 1, 2)


def test_revisits_of_an_export_have_their_originals_in_it(tmp_path):
    exported(tmp_path / "archive", tmp_path / "some.wacz", Choice(urls=(AGAIN,)))
    held = records(Opened(tmp_path / "some.wacz").warc)
    ids = {one.id for one in held}
    targets = {one.field("WARC-Refers-To") for one in held if one.type == "revisit"}
    assert targets <= ids
    assert len(targets) == 1


@pytest.mark.parametrize(
    ("since", "until", "wanted"),
    [
        (None, NOON + timedelta(minutes=4), 3),
        (NOON + timedelta(minutes=6), NOON + timedelta(minutes=8), 2),
        (NOON + timedelta(minutes=5.005), NOON + timedelta(minutes=6), 2),  # its look begins before
        (NOON + timedelta(minutes=60), None, 2),
    ],
)
def test_a_time_takes_the_looks_that_have_an_exchange_in_it(tmp_path, since, until, wanted):
    choice = Choice(since=since, until=until)
    assert exported(tmp_path / "archive", tmp_path / "some.wacz", choice).exchanges == wanted


def test_chosen_looks_and_records_are_taken_and_no_others(tmp_path):
    shelf, index = kept_archive(tmp_path / "archive")
    rows = {row.url: row for row in index}
    choice = Choice(
        chains=frozenset({rows[OLD].chain}), record_ids=frozenset({rows[SILENT].record_id})
    )
    done = export(tmp_path / "some.wacz", shelf, index, choice, means())
    assert (done.exchanges, done.failures) == (3, 1)


def test_an_address_without_a_capture_is_told_and_the_others_are_exported(tmp_path):
    missing = "http://nowhere.example/"
    done = exported(tmp_path / "archive", tmp_path / "some.wacz", Choice(urls=(GONE, missing)))
    assert [(one.url, one.why) for one in done.omissions] == [(missing, "no capture of it")]
    assert done.exchanges == 1


def test_an_export_of_nothing_is_refused(tmp_path):
    with pytest.raises(ArchiveError, match="nothing to export") as caught:
        exported(tmp_path / "archive", tmp_path / "no.wacz", Choice(urls=("http://x.example/",)))
    assert caught.value.hint == "http://x.example/: no capture of it"
    assert [one.name for one in tmp_path.iterdir()] == ["archive"]


def test_a_file_that_does_not_pass_the_checks_never_gets_its_name(tmp_path):
    seen = []

    def verify(path):
        seen.append((path.name, zipfile.is_zipfile(path)))
        return ["data.warc.gz: wrong", "and this"]

    with pytest.raises(ArchiveError, match=r"data\.warc\.gz: wrong \(and 1 more\)"):
        exported(tmp_path / "archive", tmp_path / "bad.wacz", verify=verify)
    assert seen == [("bad.wacz", True)]
    assert [one.name for one in tmp_path.iterdir()] == ["archive"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ArchiveError, match="cannot be written"):
        exported(tmp_path / "archive", tmp_path / "no" / "out.wacz")


def test_what_a_killed_export_left_is_removed_and_what_one_at_work_writes_is_not(tmp_path):
    dead, other, alive = (
        tmp_path / name for name in (".a.wacz-dead", ".b.wacz-dead", ".a.wacz-alive")
    )
    for each in (dead, other):
        with sole_writer(each):
            (each / "draft").touch()
    with sole_writer(alive):
        exported(tmp_path / "archive", tmp_path / "a.wacz")
        assert {one.name for one in tmp_path.iterdir()} == {
            "archive", "a.wacz", other.name, alive.name
        }  # fmt: skip


def change(folder, row, old, new):
    """Change a record in its file, in a way that its gzip member stays whole and as long."""
    path = opened_file(folder)
    data = bytearray(path.read_bytes())
    place = slice(row.offset, row.offset + row.length)
    broken = gzip.decompress(bytes(data[place]))
    assert old in broken
    packed = gzip.compress(broken.replace(old, new), mtime=0)
    rest = row.length - len(packed)
    assert rest > 0
    # the gzip header's optional comment fills the member up to its old length
    data[place] = packed[:3] + b"\x10" + packed[4:10] + b"c" * (rest - 1) + b"\0" + packed[10:]
    path.write_bytes(data)


def test_a_record_that_was_changed_is_left_out_and_told(tmp_path):
    shelf, index = kept_archive(tmp_path / "archive")
    row = next(row for row in index if row.url == GONE)
    change(tmp_path / "archive", row, b"404 Not", b"200 Not")
    done = export(tmp_path / "some.wacz", shelf, index, Choice(), means())
    assert [(one.url, "recorded digest" in one.why) for one in done.omissions] == [(GONE, True)]
    assert done.exchanges == 9


def test_with_a_changed_original_all_that_repeats_it_is_left_out(tmp_path):
    """No revisit of an export may lack its original, wherever in the files the damage lies."""
    shelf, index = kept_archive(tmp_path / "archive")
    row = next(row for row in index if row.url == ARABIC and not row.revisit_of)
    change(tmp_path / "archive", row, b"charset=utf-8", b"charset=utf-9")
    done = export(tmp_path / "some.wacz", shelf, index, Choice(), means())
    assert sorted(one.url for one in done.omissions) == sorted([ARABIC, ARABIC, REPEATED])
    held = records(Opened(tmp_path / "some.wacz").warc)
    targets = {one.field("WARC-Refers-To") for one in held if one.type == "revisit"}
    assert targets <= {one.id for one in held}


def test_a_revisit_whose_original_is_nowhere_is_left_out_and_told(tmp_path):
    shelf, index = kept_archive(tmp_path / "archive")
    rest = MemoryIndex(row for row in index if row.url != PERSIAN)
    done = export(tmp_path / "some.wacz", shelf, rest, Choice(), means())
    assert [one.url for one in done.omissions] == [AGAIN]
    assert "not archived here" in done.omissions[0].why


def test_of_two_captures_with_one_payload_the_one_a_revisit_names_is_copied(tmp_path):
    """An index that knows an older capture with the same bytes must not mislead players."""
    twin = exchange("http://a.example/twin", response=answer(ARABIC_PAGE.encode()))
    kept_archive(tmp_path / "both" / "a", lambda: [([twin], ARABIC_PAGE.encode())])
    with Archive.open(tmp_path / "both" / "b", MemoryIndex(), lambda: NOON, random_id) as archive:
        for exchanges, body in looks():
            archive.keep_chain(exchanges, body)
    shelf = FolderShelf(tmp_path / "both")
    index = scan(shelf)
    done = export(tmp_path / "some.wacz", shelf, index, Choice(urls=(REPEATED,)), means())
    held = records(Opened(tmp_path / "some.wacz").warc)
    urls = [one.field("WARC-Target-URI") for one in held if one.type in {"response", "revisit"}]
    assert urls == [ENCODED, REPEATED]
    assert (done.originals, done.omissions) == (1, ())


def test_a_name_of_a_warc_gives_the_records_alone(tmp_path):
    done = exported(tmp_path / "archive", tmp_path / "all.warc.gz")
    assert warcio_check(tmp_path / "all.warc.gz") == (0, "", "")
    original = raw_members(opened_file(tmp_path / "archive").read_bytes())
    assert raw_members((tmp_path / "all.warc.gz").read_bytes())[1:] == original[1:]
    assert (done.exchanges, done.pages, done.records) == (10, 0, len(original))


def test_an_export_can_be_exported_again(tmp_path):
    exported(tmp_path / "archive", tmp_path / "all.wacz")
    shelf = shelf_of(tmp_path / "all.wacz")
    export(tmp_path / "again.wacz", shelf, scan(shelf), Choice(), means())
    first, second = Opened(tmp_path / "all.wacz"), Opened(tmp_path / "again.wacz")
    assert first.members == second.members


def test_files_that_are_not_packed_are_packed_record_by_record(tmp_path):
    kept_archive(tmp_path / "archive")
    packed = opened_file(tmp_path / "archive").read_bytes()
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.warc").write_bytes(gzip.decompress(packed))
    shelf = FolderShelf(tmp_path / "plain")
    export(tmp_path / "all.warc.gz", shelf, scan(shelf), Choice(), means())
    found = (tmp_path / "all.warc.gz").read_bytes()
    assert records(found)[1:] == records(packed)[1:]
    assert warcio_check(tmp_path / "all.warc.gz") == (0, "", "")


def test_captures_of_several_files_are_copied_in_the_order_of_the_files(tmp_path):
    index = MemoryIndex()
    with Archive.open(tmp_path / "a", index, lambda: NOON, counted()) as archive:
        for n in range(6):
            body = PAGE + b"%d" % (n % 4)  # the last two repeat the first two
            url = f"http://a.example/{9 - n}"
            archive.keep_chain([exchange(url, n, response=answer(body))], body)
            if n % 2:
                archive.seal()
    done = export(tmp_path / "all.warc.gz", FolderShelf(tmp_path / "a"), index, Choice(), means())
    held = records((tmp_path / "all.warc.gz").read_bytes())
    urls = [one.field("WARC-Target-URI") for one in held if one.type in {"response", "revisit"}]
    assert urls == [f"http://a.example/{9 - n}" for n in range(6)]
    assert [one.type for one in held].count("revisit") == 2
    assert done.omissions == ()


def retold(record: bytes, *fields: str) -> bytes:
    """A foreign record with other fields instead of its payload digest."""
    head, _, block = gzip.decompress(record).partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if b"Payload-Digest" not in line]
    return gzip.compress(b"\r\n".join([*lines, *map(str.encode, fields)]) + b"\r\n\r\n" + block)


def test_a_request_that_stands_before_its_answer_comes_along(tmp_path):
    """wget writes the request first, and the answer names it."""
    data = b""
    for n in range(3):
        url, page = f"http://a.example/{n}", answer(b"<p>%d" % n)
        request = retold(foreign_record("request", url, b"GET / HTTP/1.1\r\n\r\n"))
        joined = f"WARC-Concurrent-To: {parse(gzip.decompress(request)).id}"
        media_type = "Content-Type: application/http;msgtype=response"
        data += request + retold(foreign_record("response", url, page), joined, media_type)
    (tmp_path / "wget.warc.gz").write_bytes(data)
    shelf = shelf_of(tmp_path / "wget.warc.gz")
    chosen = Choice(urls=("http://a.example/0", "http://a.example/2"))
    done = export(tmp_path / "some.wacz", shelf, scan(shelf), chosen, means())
    held = raw_members(Opened(tmp_path / "some.wacz").warc)[1:]
    wanted = raw_members(data)
    assert held == wanted[:2] + wanted[4:]
    assert (done.exchanges, done.pages) == (2, 2)


def test_a_304_brings_the_page_that_it_says_still_holds(tmp_path):
    page, tag = b"<title>T</title><p>as it was", "http://tag.example/"
    asked = b'GET / HTTP/1.1\r\nIf-None-Match: "x"\r\n\r\n'
    unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'

    def looks():
        yield [exchange(tag, response=answer(page, ETag='"x"'))], page
        yield [exchange(tag, 9, request=asked, response=unchanged)], None

    shelf, index = kept_archive(tmp_path / "archive", looks)
    chosen = Choice(since=NOON + timedelta(minutes=5))
    export(tmp_path / "some.wacz", shelf, index, chosen, means())
    opened = Opened(tmp_path / "some.wacz")
    assert [(one["title"], one["ts"]) for one in opened.pages[1:]] == [
        ("T", "2025-07-04T12:00:00.123456Z")
    ]
    assert [held["status"] for _, _, held in opened.index] == ["200", "304"]


def local_extra(path, name: str) -> int:
    """The length of the extra fields in front of a member."""
    with zipfile.ZipFile(path) as packed, path.open("rb") as file:
        file.seek(packed.getinfo(name).header_offset + 28)
        return int.from_bytes(file.read(2), "little")


def test_out_of_huge_files_a_small_export_is_as_out_of_small_ones(tmp_path):
    """Players take the fields in front of a member to be those of the directory (zip64)."""
    shelf, index = kept_archive(tmp_path / "archive")
    export(tmp_path / "small.wacz", shelf, index, Choice(), means())
    with opened_file(tmp_path / "archive").open("r+b") as file:
        file.truncate(3 * 2**30)  # sparse: it takes no room
    export(tmp_path / "huge.wacz", shelf, index, Choice(), means())
    assert (tmp_path / "small.wacz").read_bytes() == (tmp_path / "huge.wacz").read_bytes()
    assert local_extra(tmp_path / "huge.wacz", "archive/data.warc.gz") == 0


def test_a_member_above_the_old_limit_has_the_large_fields_in_both_places(tmp_path):
    size = MOST_UNSIZED + 1

    class Zeros(io.RawIOBase):
        """A file of zeros that is never written."""

        at = 0

        def seek(self, offset, whence=io.SEEK_SET):
            self.at = size if whence == io.SEEK_END else offset
            return self.at

        def read(self, count=-1):
            found = min(count, size - self.at)
            self.at += found
            return bytes(found)

    with (tmp_path / "large.zip").open("w+b") as file:
        package = Package(file)
        package.add("zeros", Zeros(), deflated=True)
        with package.member("after") as member:
            member.write(b"behind it")
        package.close()
    with zipfile.ZipFile(tmp_path / "large.zip") as packed:
        info = packed.getinfo("zeros")
        assert (info.file_size, packed.read("after")) == (size, b"behind it")
        assert len(info.extra) > 0
    assert local_extra(tmp_path / "large.zip", "zeros") > 0
    assert local_extra(tmp_path / "large.zip", "after") == 0


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 25, 100])
def test_more_lines_than_are_held_come_out_in_order(tmp_path, count):
    lines = [f"ن{n * 7919 % 101:03d} {n}" for n in range(count)]
    assert list(sorted_lines(iter(lines), tmp_path, together=10)) == sorted(lines)
    assert list(tmp_path.iterdir()) == []
