"""A timestamp is believed only when everything about it is right."""

from __future__ import annotations

import dataclasses
import random
import shutil
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from stamp_authority import SHA512, STAMPING, Authority, certificate, der_of, pem, serving

from sourcecheck.archive.proving.authority import ask_authority
from sourcecheck.archive.proving.timestamps import check_stamp, query_for, read_roots
from sourcecheck.errors import ArchiveError

MESSAGE = b"sourcecheck manifest 1\nprevious none\n"
ROOT = certificate("Root", "Root", authority=True)
BETWEEN = certificate("Between", "Root", authority=True)
SIGNER = certificate("Stamps", "Between", purpose=STAMPING)
OTHER_ROOT = certificate("Other root", "Other root", authority=True)
HONEST = Authority(signer=SIGNER, chain=(BETWEEN, ROOT))
TRUSTED = read_roots(pem(ROOT))
NOW = datetime.now(UTC).replace(microsecond=0)


def honest(**changed):
    return dataclasses.replace(HONEST, seen=[], **changed)


def checked(authority, *, roots=TRUSTED, message=MESSAGE, query=None):
    asked = query_for(MESSAGE)
    return check_stamp(authority.answer(asked), query or asked, message, roots)


def test_an_honest_timestamp_is_trusted_and_tells_who_and_when():
    found = checked(honest(at=NOW))
    assert found.faults == ()
    assert (found.trusted, found.at, found.authority) == (True, NOW, "CN=Stamps")
    assert found.policy == "1.2.3.4.1"


def test_without_roots_nothing_is_trusted_and_nothing_is_wrong():
    found = checked(HONEST, roots=())
    assert (found.trusted, found.faults) == (False, ())


@pytest.mark.parametrize(
    "authority",
    [
        honest(unordered=True),
        honest(old_naming=True),
        honest(chain=(BETWEEN,)),
        honest(at=NOW - timedelta(days=20)),
        honest(signer=certificate("Stamps", "Root", purpose=STAMPING), chain=()),
    ],
)
def test_other_honest_ways_are_trusted_too(authority):
    found = checked(authority)
    assert (found.trusted, found.faults) == (True, ())


def test_a_certificate_that_ran_out_after_the_stamp_does_no_harm():
    signer = certificate("Stamps", "Root", purpose=STAMPING, days=(-30, -5))
    found = checked(honest(signer=signer, chain=(), at=NOW - timedelta(days=10)))
    assert (found.trusted, found.faults) == (True, ())


def expired():
    return certificate("Stamps", "Root", purpose=STAMPING, days=(-30, -5))


def not_yet():
    return certificate("Stamps", "Root", purpose=STAMPING, days=(5, 30))


REFUSED = [
    ("the digest of other bytes", honest(change_digest=True), "for other bytes"),
    ("another kind of digest", honest(digest_algorithm=SHA512), "for other bytes"),
    ("the nonce of another request", honest(change_nonce=True), "nonce"),
    ("no nonce", honest(leave_nonce_out=True), "nonce"),
    ("granted otherwise than asked", honest(status=1), "status 1"),
    ("refused", honest(status=2, text="no more today"), "no more today"),
    ("signed with another key", honest(sign_with="Other root"), "signature does not hold"),
    ("expired when it stamped", honest(signer=expired(), chain=()), "expired"),
    ("not valid yet when it stamped", honest(signer=not_yet(), chain=()), "not yet valid"),
    ("older than its certificate", honest(at=NOW - timedelta(days=40)), "not yet valid"),
    ("names another certificate", honest(names=BETWEEN), "names another certificate"),
    ("names no certificate", honest(names_none=True), "does not name"),
    ("without certificates", honest(leave_certificates_out=True), "certificate is not in it"),
    ("without the one between", honest(chain=()), "issuer"),
    (
        "not for timestamps",
        honest(signer=certificate("Stamps", "Root"), chain=()),
        "not one for timestamps",
    ),
    (
        "for servers",
        honest(
            signer=certificate("Stamps", "Root", purpose=(ExtendedKeyUsageOID.SERVER_AUTH,)),
            chain=(),
        ),
        "not one for timestamps alone",
    ),
    (
        "for timestamps and more",
        honest(
            signer=certificate(
                "Stamps", "Root", purpose=(*STAMPING, ExtendedKeyUsageOID.SERVER_AUTH)
            ),
            chain=(),
        ),
        "not one for timestamps alone",
    ),
    (
        "its purpose may be passed over",
        honest(signer=certificate("Stamps", "Root", purpose=STAMPING, critical=False), chain=()),
        "not one for timestamps alone",
    ),
    (
        "made by one who may not make certificates",
        honest(
            signer=certificate("Stamps", "Plain", purpose=STAMPING),
            chain=(certificate("Plain", "Root"), ROOT),
        ),
        "signature does not hold",
    ),
    (
        "another authority",
        honest(signer=certificate("Stamps", "Other root", purpose=STAMPING), chain=(OTHER_ROOT,)),
        "signature does not hold",
    ),
    (
        "another authority that brings our root along",
        honest(
            signer=certificate("Stamps", "Other root", purpose=STAMPING),
            chain=(OTHER_ROOT, ROOT),
        ),
        "signature does not hold",
    ),
]


@pytest.mark.parametrize(("why", "authority", "told"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_not_right_is_refused_and_said(why, authority, told):
    found = checked(authority)
    assert not found.trusted
    assert told in "; ".join(found.faults)


NEEDS_ROOTS = {
    "signed with another key", "expired when it stamped", "not valid yet when it stamped",
    "older than its certificate", "without the one between", "another authority",
    "made by one who may not make certificates", "another authority that brings our root along",
}  # fmt: skip


@pytest.mark.parametrize(("why", "authority", "told"), REFUSED, ids=[row[0] for row in REFUSED])
def test_without_roots_all_is_refused_that_needs_none(why, authority, told):
    found = checked(authority, roots=())
    assert bool(found.faults) is (why not in NEEDS_ROOTS)


def test_a_stamp_is_not_one_for_another_message_or_request():
    assert "for other bytes" in "; ".join(checked(HONEST, message=MESSAGE + b"x").faults)
    assert "nonce" in "; ".join(checked(HONEST, query=query_for(MESSAGE)).faults)
    assert "other bytes" in "; ".join(checked(HONEST, query=query_for(b"other")).faults)
    assert checked(HONEST, query=b"nonsense").faults


def test_no_answer_of_any_shape_is_trusted_or_raises():
    query = query_for(MESSAGE)
    whole = HONEST.answer(query)
    broken = [whole[:size] for size in range(0, len(whole), 37)]
    broken += [whole + b"x", b"<html>", b"\x30\x80" + whole[2:], b"\x30\x84\xff\xff\xff\xff"]
    for answer in broken:
        found = check_stamp(answer, query, MESSAGE, TRUSTED)
        assert found.faults
        assert not found.trusted


def test_a_bit_turned_over_in_what_is_signed_is_found():
    query = query_for(MESSAGE)
    whole = bytearray(honest(chain=(BETWEEN,)).answer(query))
    unsigned = 0
    for at in range(0, len(whole), 11):
        whole[at] ^= 4
        found = check_stamp(bytes(whole), query, MESSAGE, TRUSTED)
        unsigned += found.trusted
        whole[at] ^= 4
    assert unsigned <= 4  # versions and parameters nobody reads; none changes what is proved


def mutants(data, number):
    dice = random.Random(3)
    for _ in range(number):
        changed, at = bytearray(data), dice.randrange(len(data))
        way = dice.randrange(3)
        if way == 0:
            changed[at] = dice.randrange(256)
        elif way == 1:
            del changed[at : at + dice.randrange(1, 5)]
        else:
            changed[at:at] = dice.randbytes(dice.randrange(1, 4))
        yield bytes(changed)


def test_no_changed_answer_raises_or_is_believed_to_say_something_else():
    query = query_for(MESSAGE)
    whole = HONEST.answer(query)
    expected = check_stamp(whole, query, MESSAGE, TRUSTED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of strange certificates, which is what these are
        found = [check_stamp(each, query, MESSAGE, TRUSTED) for each in mutants(whole, 1500)]
    assert {each for each in found if each.trusted} <= {expected}
    assert sum(each.trusted for each in found) < 600  # the certificates nobody needs are unsigned


@pytest.mark.parametrize("text", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_roots_that_cannot_be_read_are_an_error(text):
    with pytest.raises(ArchiveError, match="no certificate"):
        read_roots(text)


def test_without_the_package_it_is_said_which_one(monkeypatch):
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(ArchiveError, match="not installed") as caught:
        query_for(MESSAGE)
    assert caught.value.hint == "pip install 'sourcecheck[proofs]'"


def test_a_request_holds_a_digest_a_nonce_and_nothing_of_the_message():
    first, second = query_for(b"secret plans"), query_for(b"secret plans")
    assert b"secret" not in first
    assert first != second
    assert len(first) < 80


# over HTTP


def test_over_http_the_request_goes_out_and_the_answer_comes_back():
    authority = honest()
    query = query_for(MESSAGE)
    with serving(authority) as url:
        answer = ask_authority(url, query, "sourcecheck/test")
    assert authority.seen == [query]
    assert check_stamp(answer, query, MESSAGE, TRUSTED).trusted


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"http_status": 500}, "status 500"),
        ({"media_type": "text/html; charset=utf-8"}, "text/html"),
        ({"http_status": 302}, "status 302"),
    ],
)
def test_what_is_no_answer_is_an_error(changed, told):
    with serving(honest(**changed)) as url, pytest.raises(ArchiveError, match=told):
        ask_authority(url, query_for(MESSAGE), "sourcecheck/test")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "", "example", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ArchiveError, match="not the address"):
        ask_authority(url, b"x", "sourcecheck/test")


def test_an_authority_that_is_not_there_is_an_error():
    with pytest.raises(ArchiveError, match="does not answer"):
        ask_authority("http://127.0.0.1:9/", b"x", "sourcecheck/test")


def test_a_certificate_file_that_is_none_is_an_error(tmp_path):
    with pytest.raises(ArchiveError, match="no certificates"):
        ask_authority("https://127.0.0.1:9/", b"x", "sourcecheck/test", str(tmp_path / "none"))


# another implementation


openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


@openssl
def test_openssl_agrees_with_a_stamp_we_trust(tmp_path):
    query = query_for(MESSAGE)
    (tmp_path / "q").write_bytes(query)
    (tmp_path / "r").write_bytes(HONEST.answer(query))
    (tmp_path / "roots").write_bytes(pem(ROOT))
    command = "openssl ts -verify -queryfile q -in r -CAfile roots"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert b"Verification: OK" in done.stdout + done.stderr


CONFIGURATION = """
[tsa]
default_tsa = t
[t]
serial = serial
signer_cert = signer.pem
certs = chain.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


@openssl
def test_a_stamp_of_openssl_with_its_chain_is_trusted(tmp_path):
    from cryptography.hazmat.primitives import serialization
    from stamp_authority import key

    own = key("Stamps").private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    query = query_for(MESSAGE)
    for name, data in {
        "serial": b"01\n", "signer.pem": pem(SIGNER), "chain.pem": pem(BETWEEN, ROOT),
        "signer.key": own, "ts.cnf": CONFIGURATION.encode(), "q": query,
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
    command = "openssl ts -reply -config ts.cnf -queryfile q -out r"
    subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=True)
    found = check_stamp((tmp_path / "r").read_bytes(), query, MESSAGE, TRUSTED)
    assert (found.trusted, found.faults) == (True, ())


def test_no_flipped_bit_of_a_request_goes_unseen():
    query = query_for(MESSAGE)
    answer = HONEST.answer(query)
    assert check_stamp(answer, query, MESSAGE, TRUSTED).faults == ()
    flipped = (
        query[: at // 8] + bytes([query[at // 8] ^ 1 << at % 8]) + query[at // 8 + 1 :]
        for at in range(0, len(query) * 8, 3)
    )
    unseen = [each for each in flipped if not check_stamp(answer, each, MESSAGE, TRUSTED).faults]
    assert unseen == []


def test_a_certificate_that_was_changed_is_told_although_the_chain_holds_without_it():
    query = query_for(MESSAGE)
    answer = HONEST.answer(query)
    at = answer.index(der_of(ROOT)) + len(der_of(ROOT)) - 9  # in the root's own signature
    changed = answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :]
    assert "was changed" in " ".join(check_stamp(changed, query, MESSAGE, TRUSTED).faults)
