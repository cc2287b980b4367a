"""Anonymous signatures of a WACZ: WACZ Signing and Verification 0.1.0.

Who holds the key signed the digest of ``datapackage.json``, and through it every member. Whose
key it is, and when it was used, the file cannot prove. The specification leaves the curve open;
the players that check signatures know P-384 with SHA-256, r and s in 48 bytes each.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcecheck.archive.records import warc_date
from sourcecheck.errors import ArchiveError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )

_VERSION = "0.1.0"  # of the specification
_KNOWN = {"hash", "created", "software", "version", "signature", "publicKey"}
_TEXTS = ("hash", "created", "software", "signature", "publicKey")


class Signer:
    """Signs with one key; the same digest is signed differently every time."""

    def __init__(self, key: EllipticCurvePrivateKey, software: str) -> None:
        self._key = key
        self._software = software

    @classmethod
    def open(cls, path: Path, software: str) -> Signer:
        """Read the key in a PEM file, and make one where there is no file.

        Raises ``ArchiveError`` when it cannot be read, is no key of P-384, or the package
        ``cryptography`` is not installed.
        """
        _needed()
        return cls(_read(path) if path.exists() else _made(path), software)

    def __call__(self, digest: str, created: datetime) -> dict[str, str]:
        """Return the ``signedData`` of a digest, ``sha256:`` and its hex."""
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - extra
        from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415 - extra

        found = self._key.sign(digest.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(found)
        size = (self._key.curve.key_size + 7) // 8
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return {
            "hash": digest,
            "created": warc_date(created),
            "software": self._software,
            "version": _VERSION,
            "signature": _text(r.to_bytes(size) + s.to_bytes(size)),
            "publicKey": _text(public),
        }


def verify_signature(told: Mapping[str, Any], datapackage: bytes) -> str:
    """Say what is wrong with the signature in ``datapackage-digest.json``; "" = nothing.

    ``told`` is that file, ``datapackage`` the bytes of the file it is about. One without a
    signature has nothing wrong. Raises ``ArchiveError`` when the package ``cryptography``, which
    checks signatures, is not installed.
    """
    signed = told.get("signedData")
    if signed is None:
        return ""
    if not isinstance(signed, Mapping):
        return "the signature is no list of named values"
    if {"domain", "domainCert", "timeSignature"} & signed.keys():
        return "it is signed in the name of a domain, which is not checked here"
    if found := _misshapen(signed):
        return found
    if signed["hash"] != f"sha256:{hashlib.sha256(datapackage).hexdigest()}":
        return "what was signed is not the digest of datapackage.json"
    return _wrong(signed)


def _misshapen(signed: Mapping[str, Any]) -> str:
    if more := sorted(map(str, signed.keys() - _KNOWN)):
        return f"the signature has a value that no signature has: {more[0]}"
    missing = [name for name in _TEXTS if not isinstance(signed.get(name), str)]
    return f"the signature lacks its {missing[0]}" if missing else ""


def _wrong(signed: Mapping[str, str]) -> str:
    _needed()
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - extra
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - extra
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - extra

    try:
        key = _public(base64.b64decode(signed["publicKey"], validate=True))
        signature = _der(base64.b64decode(signed["signature"], validate=True), key)
        key.verify(signature, signed["hash"].encode(), ec.ECDSA(hashes.SHA256()))
    except (binascii.Error, ValueError):
        return "the public key or the signature cannot be read"
    except InvalidSignature:
        return "the signature does not belong to this datapackage.json and this key"
    return ""


def _public(der: bytes) -> EllipticCurvePublicKey:
    """Read a public key; raises ``ValueError`` for other kinds than elliptic curves."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - extra
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - extra
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - extra
        load_der_public_key,
    )

    try:
        key = load_der_public_key(der)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not a key of an elliptic curve")  # noqa: TRY004 - the bytes are wrong
    return key


def _der(signature: bytes, key: EllipticCurvePublicKey) -> bytes:
    """Return a signature as ASN.1; browsers write r and s one after the other."""
    from cryptography.hazmat.primitives.asymmetric import utils  # noqa: PLC0415 - extra

    size = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * size:
        return signature
    r, s = (int.from_bytes(half) for half in (signature[:size], signature[size:]))
    return utils.encode_dss_signature(r, s)


def _read(path: Path) -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - extra
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - extra
        load_pem_private_key,
    )

    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise ArchiveError(
            f"{path}: no key can be read there", hint="a PEM file without a password is wanted"
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP384R1):
        raise ArchiveError(
            f"{path}: not a key of the curve P-384", hint="players check signatures of no other"
        )
    return key


def _made(path: Path) -> EllipticCurvePrivateKey:
    """Make a key and keep it, readable by its owner only."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - extra
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - extra

    key = ec.generate_private_key(ec.SECP384R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(pem)
    except OSError as error:
        raise ArchiveError(f"{path}: the new key cannot be kept: {error.strerror}") from error
    return key


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _needed() -> None:
    try:
        import cryptography  # noqa: F401, PLC0415 - extra
    except ImportError as error:
        raise ArchiveError(
            "signatures need the package cryptography, which is not installed",
            hint='pip install "sourcecheck[signing]"',
        ) from error
