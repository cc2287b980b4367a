"""Timestamps, prunings and files kept elsewhere, as ``archive verify`` tells them."""

from __future__ import annotations

import uuid

import pytest

pytest.importorskip("cryptography")
pytest.importorskip("rfc3161_client")
from archive_cases import NOON, exchange
from stamp_authority import STAMPING, Authority, certificate, pem

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.proving.proofs import stamp
from sourcecheck.archive.storage.local import FolderStorage
from sourcecheck.archive.storage.shipping import ship
from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.verify import verify
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError

ROOT = certificate("Root", "Root", authority=True)
OTHER = certificate("Other", "Other", authority=True)
ROOTS = pem(ROOT)
MANIFEST = "proofs/manifest-1.txt"


@pytest.fixture
def stamped(folder, index):
    """An archive of two closed files, timestamped."""
    for host in ("first", "second"):
        with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
            archive.keep_chains([([exchange(f"https://{host}.example/")], None)])
            archive.seal()
    signer = certificate("Stamps", "Root", purpose=STAMPING)
    stamp(folder, Authority(signer=signer, chain=(ROOT,)).answer, ROOTS)
    return folder


def kinds(found):
    return {each.kind for each in found}


def test_a_proof_that_holds_is_told_with_who_says_so(stamped, index):
    found = verify(stamped, index=index, roots=ROOTS)
    assert found.faults == ()
    (note,) = found.notes
    assert (note.file, note.kind) == (MANIFEST, Kind.PROOF)
    assert "Stamps" in note.message


def test_a_proof_is_not_believed_where_nobody_said_whom_to_trust(stamped, index):
    found = verify(stamped, index=index)
    assert found.faults == ()
    assert any("not checked" in each.message for each in found.notes)


def test_a_proof_of_another_authority_is_a_fault(stamped, index):
    found = verify(stamped, index=index, roots=pem(OTHER))
    assert kinds(found.faults) == {Kind.PROOF}


@pytest.mark.parametrize(
    ("name", "place"),
    [(MANIFEST, 0.1), (MANIFEST, 0.5), (MANIFEST, 0.9), ("proofs/manifest-1.tsr", 0.97)],
)
def test_a_flipped_bit_of_a_proof_is_a_fault(stamped, index, name, place):
    path = stamped / name
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 1
    path.write_bytes(data)
    assert Kind.PROOF in kinds(verify(stamped, index=index, roots=ROOTS).faults)


def test_roots_that_are_none_are_an_error(stamped):
    with pytest.raises(ArchiveError):
        verify(stamped, roots=b"hello")


def test_a_file_that_lies_elsewhere_is_noted_and_its_rows_are_left_alone(folder, tmp_path):
    index = MemoryIndex()
    for host in ("first", "second"):
        with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
            archive.keep_chains([([exchange(f"https://{host}.example/")], None)])
            archive.seal()
    (tmp_path / "far").mkdir()
    list(ship(folder, FolderStorage(tmp_path / "far"), lambda: NOON))
    first = next((folder / "warc").glob("*00001.warc.gz"))
    first.unlink()
    found = verify(folder, index=index)
    assert found.faults == ()
    assert [(each.file, each.kind) for each in found.notes] == [
        (f"warc/{first.name}", Kind.ELSEWHERE)
    ]
    first.with_name(f"{first.name}.stored").unlink()
    assert kinds(verify(folder, index=index).faults) == {Kind.FILE_MISSING}
