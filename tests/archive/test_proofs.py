"""Proofs of time over the closed files of an archive: made, kept, and checked offline."""

from __future__ import annotations

import dataclasses
import hashlib
import uuid
from datetime import UTC, datetime

import pytest
from archive_cases import NOON, exchange
from stamp_authority import STAMPING, Authority, certificate, pem

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.proving.manifests import Entry, Manifest, manifest_paths, read_manifest
from sourcecheck.archive.proving.proofs import ProofState, check_proofs, stamp
from sourcecheck.archive.storage.local import FolderStorage
from sourcecheck.archive.storage.shipping import ship
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError, DigestMismatch

ROOT = certificate("Root", "Root", authority=True)
SIGNER = certificate("Stamps", "Root", purpose=STAMPING)
ROOTS = pem(ROOT)
LATER = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def authority():
    return Authority(signer=SIGNER, chain=(ROOT,))


def close_one(folder, host):
    with Archive.open(folder, MemoryIndex(), lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.keep(exchange(f"https://{host}.example/"), host.encode())
        archive.seal()


@pytest.fixture
def stamped(folder, authority):
    """An archive with three closed files and two proofs, of two files and of all."""
    close_one(folder, "first")
    close_one(folder, "second")
    stamp(folder, authority.answer, ROOTS)
    close_one(folder, "third")
    stamp(folder, authority.answer, ROOTS)
    return folder


def states(folder, roots=ROOTS):
    return [each.state.value for each in check_proofs(folder, roots)]


def told(folder, roots=ROOTS):
    return "; ".join(fault for each in check_proofs(folder, roots) for fault in each.faults)


def test_a_manifest_names_every_closed_file_with_its_bytes_and_digest(stamped):
    first, second = (read_manifest(path.read_bytes()) for path in manifest_paths(stamped))
    expected = []
    for number in (1, 2, 3):
        name = f"warc/sc-202507-0000{number}.warc.gz"
        data = (stamped / name).read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        expected.append(Entry(name=name, size=len(data), sha256=sha256))
    assert list(first.entries) == expected[:2]
    assert list(second.entries) == expected
    assert first.previous == ""
    before = (stamped / "proofs/manifest-1.txt").read_bytes()
    assert second.previous == hashlib.sha256(before).hexdigest()


def test_proofs_hold_for_the_roots_and_tell_who_and_when(stamped):
    found = check_proofs(stamped, ROOTS)
    assert [each.state for each in found] == [ProofState.VALID] * 2
    assert [each.manifest for each in found] == ["proofs/manifest-1.txt", "proofs/manifest-2.txt"]
    assert [each.files for each in found] == [2, 3]
    assert {each.authority for each in found} == {"CN=Stamps"}
    assert all(each.at and not each.hint for each in found)


def test_without_roots_proofs_are_unchecked_and_it_is_said_what_is_missing(stamped):
    found = check_proofs(stamped)
    assert {each.state for each in found} == {ProofState.UNCHECKED}
    assert all("--tsa-roots" in each.hint for each in found)


def test_roots_of_another_authority_trust_nothing(stamped):
    other = pem(certificate("Other root", "Other root", authority=True))
    assert states(stamped, other) == ["invalid", "invalid"]
    assert "signature does not hold" in told(stamped, other)


def test_an_archive_without_proofs_has_none_to_check(folder):
    close_one(folder, "first")
    assert check_proofs(folder, ROOTS) == ()
    assert check_proofs(folder / "none", ROOTS) == ()


def test_only_the_request_leaves_and_it_holds_no_name(folder, authority):
    close_one(folder, "first")
    stamp(folder, authority.answer, ROOTS)
    (query,) = authority.seen
    assert len(query) < 80
    assert b"sc-2025" not in query


def test_nothing_is_sent_when_no_file_was_closed_since(stamped, authority):
    authority.seen.clear()
    again = stamp(stamped, authority.answer, ROOTS)
    assert (again.new, again.manifest, again.files) == (False, "proofs/manifest-2.txt", 3)
    assert authority.seen == []


def test_another_authority_is_asked_again_for_the_same_files(stamped):
    signer = certificate("More stamps", "Other root", purpose=STAMPING)
    root = certificate("Other root", "Other root", authority=True)
    other = Authority(signer=signer, chain=(root,))
    found = stamp(stamped, other.answer, pem(root), again=True)
    assert (found.new, found.manifest) == (True, "proofs/manifest-3.txt")
    assert states(stamped) == ["valid", "valid", "invalid"]
    assert states(stamped, ROOTS + pem(root)) == ["valid"] * 3


def test_a_stamp_that_was_spoilt_is_asked_for_anew(stamped, authority):
    (stamped / "proofs/manifest-2.tsr").write_bytes(b"spoilt")
    again = stamp(stamped, authority.answer, ROOTS)
    assert (again.new, again.manifest) == (True, "proofs/manifest-3.txt")
    assert states(stamped) == ["valid", "invalid", "valid"]


def test_without_a_closed_file_nothing_is_sent(folder, authority):
    folder.mkdir()
    with pytest.raises(ArchiveError, match="no file is closed") as caught:
        stamp(folder, authority.answer)
    assert "archive close" in caught.value.hint
    assert authority.seen == []


def test_a_file_that_is_not_as_it_was_closed_is_not_stamped(folder, authority):
    close_one(folder, "first")
    path = folder / "warc/sc-202507-00001.warc.gz"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(DigestMismatch):
        stamp(folder, authority.answer)
    assert authority.seen == []


def test_a_bad_answer_leaves_nothing(folder, authority):
    close_one(folder, "first")
    bad = dataclasses.replace(authority, change_nonce=True)
    with pytest.raises(ArchiveError, match="nonce"):
        stamp(folder, bad.answer)
    assert not (folder / "proofs").exists()


def test_an_answer_of_another_authority_is_refused_where_roots_are_given(folder, authority):
    close_one(folder, "first")
    with pytest.raises(ArchiveError, match="signature does not hold"):
        stamp(folder, authority.answer, pem(certificate("Other", "Other", authority=True)))
    assert not (folder / "proofs").exists()


def edit(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


FIRST, SECOND, THIRD = (f"warc/sc-202507-0000{number}.warc.gz" for number in (1, 2, 3))
KINDS = (".txt", ".tsq", ".tsr")


def replace_with_its_digest(folder):
    (folder / FIRST).write_bytes(b"new")
    line = f"{hashlib.sha256(b'new').hexdigest()}  sc-202507-00001.warc.gz\nprevious none\n"
    (folder / f"{FIRST}.sha256").write_text(line)


def swap(folder, one, other):
    one, other = folder / one, folder / other
    held = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(held)


def swap_proofs(folder):
    for kind in KINDS:
        swap(folder, f"proofs/manifest-1{kind}", f"proofs/manifest-2{kind}")


def cut_last_line(folder):
    path = folder / "proofs/manifest-1.txt"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def write(name, data):
    return lambda folder: (folder / name).write_bytes(data)


def remove(name):
    return lambda folder: (folder / name).unlink()


def change(name, old, new):
    return lambda folder: edit(folder / name, old, new)


def append(name):
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes() + b"x")


M1, M2, R1, R2 = (f"proofs/manifest-{n}{kind}" for kind in (".txt", ".tsr") for n in (1, 2))
OTHER, BYTES = "not those that were timestamped", "for other bytes"
BOTH, ONE, TWO = ["invalid", "invalid"], ["invalid", "valid"], ["valid", "invalid"]

SABOTAGE = [
    ("a file was changed", change(FIRST, b"\x1f\x8b", b"\x1f\x8c"), BOTH, OTHER),
    ("a file grew", append(THIRD), TWO, OTHER),
    ("a file and its digest were changed", replace_with_its_digest, BOTH, OTHER),
    ("a file is gone", remove(THIRD), TWO, "missing"),
    ("two files changed places", lambda folder: swap(folder, FIRST, SECOND), BOTH, OTHER),
    ("a manifest was changed", change(M2, b"00003", b"00004"), TWO, BYTES),
    ("a line was taken out of a manifest", cut_last_line, BOTH, BYTES),
    ("a manifest is nonsense", write(M1, b"\xff\xfe"), BOTH, "no manifest"),
    ("a manifest has other line ends", change(M2, b"\n", b"\r\n"), TWO, "manifest"),
    ("the first manifest is gone", remove(M1), ["invalid"], "before it is missing"),
    ("a timestamp is gone", remove(R1), ONE, "manifest-1.tsr"),
    ("a request is gone", remove("proofs/manifest-1.tsq"), ONE, "manifest-1.tsq"),
    ("a timestamp is huge", write(R1, bytes(2**21)), ONE, "too large"),
    ("a timestamp is another's", lambda folder: swap(folder, R1, R2), BOTH, BYTES),
    ("two proofs changed places", swap_proofs, BOTH, "does not name the manifest before it"),
]


@pytest.mark.parametrize(
    ("why", "spoil", "expected", "fault"), SABOTAGE, ids=[row[0] for row in SABOTAGE]
)
@pytest.mark.parametrize("roots", [ROOTS, b""], ids=["roots", "no roots"])
def test_what_was_changed_afterwards_is_found(stamped, why, spoil, expected, fault, roots):
    spoil(stamped)
    fine = expected if roots else [each.replace("valid", "unchecked") for each in expected]
    fine = [each.replace("inunchecked", "invalid") for each in fine]
    assert states(stamped, roots) == fine
    assert fault in told(stamped, roots)
    assert all(each.hint for each in check_proofs(stamped, roots) if each.faults)


def test_files_that_lie_elsewhere_are_no_fault_and_it_is_said(stamped, tmp_path):
    (tmp_path / "far").mkdir()
    list(ship(stamped, FolderStorage(tmp_path / "far"), lambda: LATER, remove=True))
    found = check_proofs(stamped, ROOTS)
    assert [each.state for each in found] == [ProofState.VALID] * 2
    assert [len(each.notes) for each in found] == [2, 3]
    assert "elsewhere" in found[0].notes[0]


def test_files_that_lie_elsewhere_are_stamped_by_the_digest_they_were_read_back_with(
    stamped, tmp_path, authority
):
    (tmp_path / "far").mkdir()
    list(ship(stamped, FolderStorage(tmp_path / "far"), lambda: LATER, remove=True))
    close_one(stamped, "fourth")
    assert stamp(stamped, authority.answer, ROOTS).files == 4
    assert states(stamped) == ["valid"] * 3


def test_a_file_that_is_nowhere_is_not_stamped(stamped, authority):
    (stamped / "warc/sc-202507-00002.warc.gz").unlink()
    close_one(stamped, "fourth")
    with pytest.raises(ArchiveError, match="missing"):
        stamp(stamped, authority.answer)


def test_a_file_pruned_since_is_told_and_is_no_fault(stamped):
    path = stamped / "warc/sc-202507-00001.warc.gz"
    beside = path.with_name(path.name + ".sha256")
    was = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = beside.read_text().splitlines()
    path.write_bytes(b"what is left")
    lines[0] = f"{hashlib.sha256(b'what is left').hexdigest()}  {path.name}"
    lines.append(f"was {was} 2026-11-21T12:00:00Z 3 pruned")
    beside.write_text("".join(f"{line}\n" for line in lines))
    found = check_proofs(stamped, ROOTS)
    assert [each.state for each in found] == [ProofState.VALID] * 2
    assert "pruned since" in found[0].notes[0]


def test_digests_that_are_known_are_not_computed_again(stamped):
    digests = {
        entry.name: entry.sha256
        for entry in read_manifest((stamped / "proofs/manifest-2.txt").read_bytes()).entries
    }
    assert [each.state.value for each in check_proofs(stamped, ROOTS, digests)] == ["valid"] * 2
    digests["warc/sc-202507-00003.warc.gz"] = "0" * 64
    assert [each.state.value for each in check_proofs(stamped, ROOTS, digests)] == [
        "valid",
        "invalid",
    ]


def test_the_tenth_manifest_follows_the_ninth(folder, authority):
    for number in range(11):
        close_one(folder, f"h{number}")
        stamp(folder, authority.answer)
    assert [path.stem for path in manifest_paths(folder)][-2:] == ["manifest-10", "manifest-11"]
    assert states(folder) == ["valid"] * 11


@pytest.mark.parametrize(
    "manifest",
    [
        Manifest(entries=()),
        Manifest(entries=(Entry(name="warc/ملف.warc.gz", size=0, sha256="a" * 64),)),
        Manifest(
            entries=tuple(Entry(name=f"warc/{n} b", size=n, sha256="0" * 64) for n in range(3)),
            previous="f" * 64,
        ),
    ],
)
def test_a_manifest_is_read_back_as_it_was_written(manifest):
    assert read_manifest(manifest.text()) == manifest
    assert manifest.text().endswith(b"\n")
    assert b"\r" not in manifest.text()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"sourcecheck manifest 1\n",
        b"sourcecheck manifest 2\nprevious none\n",
        b"sourcecheck manifest 1\nprevious\n",
        b"sourcecheck manifest 1\nprevious none",
        b"sourcecheck manifest 1\nprevious none\n\n",
        b"sourcecheck manifest 1\nprevious none\n" + b"a" * 64 + b"  01  name\n",
        b"sourcecheck manifest 1\nprevious none\n" + b"A" * 64 + b"  1  name\n",
        b"sourcecheck manifest 1\nprevious none\n" + b"a" * 64 + b" 1 name\n",
        b"\xef\xbb\xbfsourcecheck manifest 1\nprevious none\n",
        *(
            b"sourcecheck manifest 1\nprevious none\n" + b"a" * 64 + b"  1  " + name + b"\n"
            for name in (b"/dev/zero", b"../a", b"warc/../../a", b"C:\\a", b"a\\b", b"./a", b"a//b")
        ),
    ],
)
def test_what_is_not_written_as_a_manifest_is_none(text):
    with pytest.raises(ArchiveError):
        read_manifest(text)
