"""Every storage keeps the same promises; the ones that only S3 can break are below."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from s3_server import KEYS, s3_server, unfinished_uploads

from sourcecheck.archive.storage.base import StoredFile
from sourcecheck.archive.storage.local import FolderStorage
from sourcecheck.archive.storage.opening import open_storage
from sourcecheck.archive.storage.s3 import Bucket, S3Storage, bucket_of
from sourcecheck.errors import ArchiveError

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as found:
        yield found


@pytest.fixture
def s3(endpoint, request):
    return open_storage(f"s3://shelf/{request.node.name[:60]}?endpoint={endpoint}", KEYS)


@pytest.fixture(params=["folder", "s3"])
def storage(request, tmp_path):
    if request.param == "folder":
        return FolderStorage(tmp_path)
    return request.getfixturevalue("s3")


def test_what_was_put_is_read_back_whole(storage):
    storage.put("warc/a.warc.gz", [b"one ", b"two ", b"three"])
    assert storage.head("warc/a.warc.gz") == StoredFile(name="warc/a.warc.gz", size=13)
    assert storage.get_range("warc/a.warc.gz", 0, 13) == b"one two three"


def test_an_empty_file_is_a_file(storage):
    storage.put("empty", [b""])
    assert storage.head("empty") == StoredFile(name="empty", size=0)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [(0, 3, b"012"), (4, 3, b"456"), (8, 100, b"89"), (0, 0, b"")],
)
def test_a_range_is_read_by_place(storage, start, length, expected):
    storage.put("digits", [b"0123456789"])
    assert storage.get_range("digits", start, length) == expected


def test_what_is_not_there_is_none_or_an_error(storage):
    assert storage.head("warc/none.warc.gz") is None
    with pytest.raises(ArchiveError, match=r"none\.warc\.gz"):
        storage.get_range("warc/none.warc.gz", 0, 1)


def test_files_are_listed_in_the_order_of_their_names(storage):
    for name in ("warc/b", "warc/a", "proofs/c", "other"):
        storage.put(name, [name.encode()])
    assert [each.name for each in storage.files()] == ["other", "proofs/c", "warc/a", "warc/b"]
    assert [each.name for each in storage.files("warc")] == ["warc/a", "warc/b"]
    assert [each.size for each in storage.files("proofs")] == [8]


def test_a_removed_file_is_gone_and_removing_it_again_is_no_error(storage):
    storage.put("a", [b"x"])
    storage.delete("a")
    storage.delete("a")
    assert storage.head("a") is None
    assert list(storage.files()) == []


@pytest.mark.parametrize("mib", [1, 20])
def test_a_file_whose_sending_fails_is_not_there(storage, mib):
    def breaking():
        yield b"x" * mib * MIB
        yield b"y" * mib * MIB
        raise KeyError("the disk is gone")

    with pytest.raises(KeyError):
        storage.put("warc/half", breaking())
    assert storage.head("warc/half") is None
    assert list(storage.files()) == []


def test_a_file_of_several_parts_comes_back_byte_for_byte(storage):
    pieces = [bytes([number]) * (3 * MIB + number) for number in range(7)]
    storage.put("large", pieces)
    whole = b"".join(pieces)
    assert storage.head("large").size == len(whole)
    assert storage.get_range("large", 0, len(whole)) == whole
    assert storage.get_range("large", 8 * MIB - 5, 10) == whole[8 * MIB - 5 : 8 * MIB + 5]


def test_the_place_is_what_the_user_wrote_without_secrets(storage):
    assert storage.place
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in storage.place


# only S3


def test_a_failed_upload_leaves_no_parts_behind(s3, endpoint):
    def breaking():
        for _ in range(5):
            yield b"x" * 8 * MIB
        raise KeyError

    before = unfinished_uploads(endpoint)
    with pytest.raises(KeyError):
        s3.put("parts", breaking())
    assert unfinished_uploads(endpoint) == before


_SEND = """
import sys, time
from sourcecheck.archive.storage.opening import open_storage
def slowly():
    for number in range(200):
        yield bytes([number]) * 9 * 1024 * 1024
        print(number, flush=True)
        time.sleep(0.05)
open_storage(sys.argv[1], dict(pair.split("=") for pair in sys.argv[2:])).put("warc/a", slowly())
"""


def test_a_killed_upload_leaves_no_file_and_the_next_one_succeeds(s3):
    command = [sys.executable, "-c", _SEND, s3.place, *("=".join(pair) for pair in KEYS.items())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        while int(child.stdout.readline()) < 6:
            pass
        child.send_signal(signal.SIGKILL)
    assert s3.head("warc/a") is None
    s3.put("warc/a", [b"again"])
    assert s3.get_range("warc/a", 0, 10) == b"again"


@pytest.mark.parametrize(
    ("place", "environment", "expected"),
    [
        ("s3://shelf", {}, Bucket(name="shelf")),
        ("s3://shelf/a/b/", {}, Bucket(name="shelf", prefix="a/b")),
        (
            "s3://shelf/a?endpoint=https://host:9000&region=eu-1",
            {"AWS_ENDPOINT_URL": "https://other", "AWS_REGION": "us-9"},
            Bucket(name="shelf", prefix="a", endpoint="https://host:9000", region="eu-1"),
        ),
        (
            "s3://shelf",
            {"AWS_ENDPOINT_URL": "https://other", "AWS_DEFAULT_REGION": "us-9"},
            Bucket(name="shelf", endpoint="https://other", region="us-9"),
        ),
        (
            "s3://shelf",
            {"AWS_ENDPOINT_URL_S3": "https://s3.other", "AWS_ENDPOINT_URL": "https://other"},
            Bucket(name="shelf", endpoint="https://s3.other"),
        ),
    ],
)
def test_the_place_says_more_than_the_environment(place, environment, expected):
    assert bucket_of(place, environment) == expected


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("s3://", "not the place"),
        ("s3:///prefix", "not the place"),
        ("s3://shelf?key=1", "not the place"),
        ("s3://shelf#a", "not the place"),
        ("s3://id:secret-word@shelf", "password"),
        ("s3://shelf?endpoint=https://id:secret-word@host", "password"),
        ("s3://shelf?endpoint=ftp://host", "https://"),
        ("gs://shelf/a", "cannot be kept there"),
        ("/no/such/folder/anywhere", "no such folder"),
    ],
)
def test_a_place_that_is_none_is_refused_without_telling_what_is_secret(place, told):
    with pytest.raises(ArchiveError, match=told) as caught:
        open_storage(place, KEYS)
    assert "secret-word" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize("environment", [{}, {"AWS_ACCESS_KEY_ID": "only-half"}])
def test_without_keys_nobody_is_asked_for_some(environment):
    with pytest.raises(ArchiveError, match="no keys") as caught:
        open_storage("s3://shelf", environment)
    assert "AWS_SECRET_ACCESS_KEY" in caught.value.hint


@pytest.mark.parametrize(
    "variable", ["AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION"]
)
def test_keys_never_go_to_another_server_than_the_place_names(s3, monkeypatch, variable):
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    again = open_storage(s3.place, KEYS)
    again.put("a", [b"x"])
    assert s3.head("a") == again.head("a")


def test_a_setting_that_obstore_refuses_is_an_error_of_ours(monkeypatch):
    monkeypatch.setenv("AWS_S3_EXPRESS", "true")
    with pytest.raises(ArchiveError, match="s3://shelf") as caught:
        open_storage("s3://shelf", KEYS)
    assert "AWS_*" in caught.value.hint


def test_a_server_that_is_not_there_is_an_error_that_holds_no_key(monkeypatch):
    monkeypatch.setattr("sourcecheck.archive.storage.s3._RETRIES", 0)
    storage = S3Storage("s3://shelf?endpoint=http://127.0.0.1:9", KEYS)
    started = time.monotonic()
    with pytest.raises(ArchiveError, match="s3://shelf") as caught:
        storage.head("a")
    told = str(caught.value) + caught.value.hint
    assert time.monotonic() - started < 30
    assert "endpoint" in told
    assert all(value not in told for value in KEYS.values())


def test_a_bucket_that_is_not_there_is_an_error(endpoint):
    storage = open_storage(f"s3://another-bucket?endpoint={endpoint}", KEYS)
    with pytest.raises(ArchiveError, match="another-bucket") as caught:
        list(storage.files())
    assert "bucket" in caught.value.hint


def test_without_the_package_it_is_said_which_one(monkeypatch):
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(ArchiveError, match="not installed") as caught:
        open_storage("s3://shelf", KEYS)
    assert caught.value.hint == "pip install 'sourcecheck[s3]'"


def test_no_other_module_loads_the_package():
    code = (
        "import sys, sourcecheck.archive.storage.shipping, sourcecheck.archive.storage.shelves,"
        "sourcecheck.archive.storage.opening; assert 'obstore' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# only folders


@pytest.mark.parametrize("name", ["../a", "/a", "warc/../../a", ""])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    with pytest.raises(ArchiveError):
        FolderStorage(tmp_path).put(name, [b"x"])


def test_a_file_half_written_is_listed_nowhere(tmp_path):
    (tmp_path / "a.warc.gz.part").write_bytes(b"half")
    assert list(FolderStorage(tmp_path).files()) == []


def test_a_folder_is_named_by_its_full_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    assert Path(open_storage("there", {}).place) == tmp_path / "there"
    assert open_storage(f"file://{tmp_path}", {}).place == str(tmp_path)
