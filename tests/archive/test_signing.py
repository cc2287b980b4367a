from __future__ import annotations

import base64
import hashlib
import json
import stat
import sys
from datetime import timedelta

import pytest

pytest.importorskip("cryptography")
from archive_cases import NOON
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from wacz_cases import Opened, exported

from sourcecheck.archive.wacz.signing import Signer, verify_signature
from sourcecheck.errors import ArchiveError

PACKAGE = b'{"profile": "data-package"}'
DIGEST = f"sha256:{hashlib.sha256(PACKAGE).hexdigest()}"


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return Signer.open(tmp_path_factory.mktemp("keys") / "k.pem", "sourcecheck 1.2.3")


@pytest.fixture
def told(signer):
    return {"path": "datapackage.json", "hash": DIGEST, "signedData": signer(DIGEST, NOON)}


def test_a_signature_holds_what_the_specification_names_and_is_right(told):
    signed = told["signedData"]
    assert set(signed) == {"hash", "created", "software", "version", "signature", "publicKey"}
    assert signed["hash"] == DIGEST
    assert signed["created"] == "2025-07-04T12:00:00.123456Z"
    assert len(base64.b64decode(signed["signature"])) == 96  # r and s of P-384, as browsers write
    assert verify_signature(told, PACKAGE) == ""


def test_without_a_signature_nothing_is_wrong():
    assert verify_signature({"path": "datapackage.json", "hash": DIGEST}, PACKAGE) == ""


def flipped(text: str) -> str:
    data = bytearray(base64.b64decode(text))
    data[10] ^= 1
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("name", "change", "wrong"),
    [
        ("signature", flipped, "does not belong"),
        ("signature", lambda text: text[:-8], "does not belong"),
        ("signature", lambda text: "not base64!", "cannot be read"),
        ("publicKey", lambda text: "AAAA", "cannot be read"),
        ("publicKey", lambda text: "", "cannot be read"),
        ("hash", lambda text: text[:-1] + "0" if text[-1] != "0" else text[:-1] + "1", "what was"),
        ("hash", lambda text: 5, "lacks its hash"),
        ("signature", lambda text: None, "lacks its signature"),
        ("version", lambda text: text, ""),  # it is only told, not signed
    ],
)
def test_a_signature_that_was_changed_is_found(told, name, change, wrong):
    told["signedData"][name] = change(told["signedData"][name])
    found = verify_signature(told, PACKAGE)
    assert found.startswith(wrong) or wrong in found
    assert bool(found) == bool(wrong)


def test_a_signature_by_another_key_is_found(told, tmp_path):
    other = Signer.open(tmp_path / "other.pem", "s")(DIGEST, NOON)
    told["signedData"]["publicKey"] = other["publicKey"]
    assert "does not belong" in verify_signature(told, PACKAGE)


def test_another_package_than_the_signed_one_is_found(told):
    assert "not the digest" in verify_signature(told, PACKAGE + b" ")


@pytest.mark.parametrize("signed", [[], "text", 5])
def test_what_is_no_signature_at_all_is_found(signed):
    assert "no list" in verify_signature({"signedData": signed}, PACKAGE)


def test_values_that_no_signature_has_are_found(told):
    told["signedData"]["note"] = "trust me"
    assert "note" in verify_signature(told, PACKAGE)


def test_a_signature_in_the_name_of_a_domain_is_told_apart(told):
    told["signedData"]["domain"] = "a.example"
    assert "domain" in verify_signature(told, PACKAGE)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
@pytest.mark.parametrize("raw", [True, False])
def test_signatures_of_other_programs_are_checked_on_any_curve_and_in_both_notations(curve, raw):
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    key = ec.generate_private_key(curve)
    signature = key.sign(DIGEST.encode(), ec.ECDSA(hashes.SHA256()))
    if raw:
        size = (curve.key_size + 7) // 8
        signature = b"".join(part.to_bytes(size) for part in decode_dss_signature(signature))
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signed = {
        "hash": DIGEST,
        "created": "2025-01-01T00:00:00Z",
        "software": "other",
        "signature": base64.b64encode(signature).decode(),
        "publicKey": base64.b64encode(public).decode(),
    }
    assert verify_signature({"signedData": signed}, PACKAGE) == ""


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / "deep" / "key.pem"
    first = Signer.open(path, "s")(DIGEST, NOON)
    again = Signer.open(path, "s")(DIGEST, NOON)
    assert first["publicKey"] == again["publicKey"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no key", "no key can be read"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "not a key of the curve P-384"),
        (pem(rsa.generate_private_key(65537, 2048)), "not a key of the curve P-384"),
    ],
)
def test_a_file_that_is_no_key_for_signing_is_refused(tmp_path, content, message):
    (tmp_path / "k.pem").write_bytes(content)
    with pytest.raises(ArchiveError, match=message):
        Signer.open(tmp_path / "k.pem", "s")


def test_without_the_package_that_signs_it_is_said_what_to_install(tmp_path, told, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(ArchiveError) as caught:
        Signer.open(tmp_path / "k.pem", "s")
    assert "sourcecheck[signing]" in caught.value.hint
    with pytest.raises(ArchiveError):
        verify_signature(told, PACKAGE)


def test_a_signed_export_tells_its_time_twice_and_verifies(tmp_path, signer):
    created = NOON + timedelta(days=1)
    exported(tmp_path / "archive", tmp_path / "all.wacz", sign=signer, created=created)
    opened = Opened(tmp_path / "all.wacz")
    told = opened.json("datapackage-digest.json")
    assert verify_signature(told, opened.members["datapackage.json"]) == ""
    package = json.loads(opened.members["datapackage.json"])
    assert package["created"] == told["signedData"]["created"] == "2025-07-05T12:00:00.123456Z"
