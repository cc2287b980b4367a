"""RFC 3161 timestamps: ask for one, and check one without asking anybody.

``rfc3161-client`` reads and verifies tokens; this module alone knows it, and imports it when
it is first needed. What that package leaves open is checked here: that the token names the
certificate it was signed with (RFC 3161, 2.4.2; RFC 5816), that the digest is the one asked
for, that no certificate but the given roots is trusted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sourcecheck.archive.proving import der
from sourcecheck.errors import ArchiveError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_SHA256 = "2.16.840.1.101.3.4.2.1"
_GRANTED = 0
_SIGNED_DATA = (1, 1, 0)  # response -> token -> [0] -> SignedData
_SIGNING_CERTIFICATE = bytes.fromhex("2a864886f70d010910020c")  # RFC 2634: SHA-1
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")  # RFC 5035
_VERIFY_ERROR = re.compile(r'data: "Verify error:([^"]*)"')
_REASON = re.compile(r'reason: "([^"]*)"')
_HASHES = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
    bytes.fromhex("2b0e03021a"): "sha1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a timestamp says, and what is wrong with it."""

    at: datetime | None  # when the authority saw the digest; None = it cannot be read
    authority: str = ""  # the name in its certificate
    policy: str = ""  # the authority's own rules, an object identifier
    trusted: bool = False  # the signature leads to one of the given roots
    faults: tuple[str, ...] = ()  # empty = nothing wrong was found


def query_for(message: bytes) -> bytes:
    """Make the request for a timestamp of a message: its SHA-256 and a nonce, nothing else."""
    client = _client()
    builder = client.TimestampRequestBuilder().data(message)
    request = builder.hash_algorithm(client.HashAlgorithm.SHA256).build()
    return bytes(request.as_bytes())


def read_roots(pem: bytes) -> tuple[Certificate, ...]:
    """Read trusted certificates, PEM; raises ``ArchiveError`` when there is none."""
    _client()
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - an extra

    try:
        return tuple(dict.fromkeys(load_pem_x509_certificates(pem)))
    except ValueError as error:
        raise ArchiveError(
            "no certificate of a timestamp authority can be read",
            hint="give its root certificate as PEM: -----BEGIN CERTIFICATE-----",
        ) from error


def check_stamp(
    answer: bytes, query: bytes, message: bytes, roots: tuple[Certificate, ...] = ()
) -> Stamp:
    """Check the answer of a timestamp authority against what was asked, offline.

    ``answer`` and ``query`` are the whole messages of the protocol. Checked are status, digest,
    nonce, the certificate's purpose, that the token names it, and, with ``roots``, signature
    and chain at the time the token tells. Never raises for what the authority sent; raises
    ``ArchiveError`` when the package for it is not installed.
    """
    _client()
    try:
        return _examined(in_der_order(answer), query, message, roots)
    except _broken() as error:
        why = _refusal(answer) or f"no timestamp can be read: {_plainly(str(error))}"
        return Stamp(at=None, faults=(why,))


def _broken() -> tuple[type[Exception], ...]:
    """Return what reading broken bytes raises: certificates are read part by part, when asked."""
    from cryptography import exceptions, x509  # noqa: PLC0415 - an extra

    return (
        ArchiveError,
        ValueError,
        LookupError,
        TypeError,
        x509.InvalidVersion,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
        exceptions.UnsupportedAlgorithm,
    )


def _examined(answer: bytes, query: bytes, message: bytes, roots: tuple[Certificate, ...]) -> Stamp:
    response = _client().decode_timestamp_response(answer)
    signer = _signer(response)
    faults = [
        *_wrong_answer(response, query, message),
        *(_wrong_signer(answer, signer) if signer else ("its certificate is not in it",)),
        *(_altered(response, roots) if signer else ()),
        *(_untrusted(response, message, roots) if roots else ()),
    ]
    return Stamp(
        at=response.tst_info.gen_time,
        authority=signer.subject.rfc4514_string() if signer else "",
        policy=response.tst_info.policy.dotted_string,
        trusted=bool(roots) and not faults,
        faults=tuple(faults),
    )


def in_der_order(answer: bytes) -> bytes:
    """Return an answer whose certificates stand in the order of DER.

    ``openssl ts`` writes them as they come, and strict readers refuse that. They are not among
    the signed bytes, so sorting them changes nothing that is proved. Raises ``ArchiveError``.
    """
    for part in der.inside(answer, der.descend(answer, *_SIGNED_DATA))[3:]:
        if part.tag == der.CONTEXT_0:
            return der.with_set_in_order(answer, part)
    return answer


def _refusal(answer: bytes) -> str:
    """Say why an authority gave no token; "" = it did not refuse."""
    try:
        status, *more = der.inside(answer, der.descend(answer, 0))
        number = int.from_bytes(der.content(answer, status), "big")
        if number <= 1:
            return ""
        texts = [
            der.content(answer, text).decode("utf-8", "replace")
            for part in more
            if part.tag == der.SEQUENCE
            for text in der.inside(answer, part)
        ]
    except (ArchiveError, ValueError):
        return ""
    return " ".join(["the authority refused it:", *texts, f"(status {number})"])


def _wrong_answer(response: TimeStampResponse, query: bytes, message: bytes) -> Iterator[str]:
    """Tell where an answer is not one to the question, or the question not about the message."""
    digest = hashlib.sha256(message).digest()
    asked_digest, nonce = _asked(query)
    told = response.tst_info
    imprint = told.message_imprint
    if response.status != _GRANTED:
        yield f"the authority did not grant it as asked (status {response.status})"
    if asked_digest != digest:
        yield "the request that was sent was for other bytes"
    elif not _is_as_sent(query, message):
        yield "the request is not as it was sent"
    if imprint.hash_algorithm.dotted_string != _SHA256 or imprint.message != digest:
        yield "the timestamp is for other bytes"
    if nonce is None or told.nonce != nonce:
        yield "the timestamp answers another request: its nonce differs"


def _asked(query: bytes) -> tuple[bytes, int | None]:
    """Read digest and nonce of a request; (b"", None) when it is none."""
    try:
        imprint = der.descend(query, 1)
        digest = der.content(query, der.inside(query, imprint)[1])
        numbers = [
            der.content(query, part)
            for part in der.inside(query, der.descend(query))[2:]
            if part.tag == der.INTEGER
        ]
    except (ArchiveError, IndexError):
        return b"", None
    return digest, int.from_bytes(numbers[0], "big", signed=True) if numbers else None


def _is_as_sent(query: bytes, message: bytes) -> bool:
    """Tell whether a request is the one we make, whatever its nonce."""
    made = query_for(message)
    try:
        ours, theirs = (
            [der.whole(data, part) for part in der.inside(data, der.descend(data))]
            for data in (made, query)
        )
    except (ArchiveError, IndexError):
        return False
    inner = sum(map(len, theirs))
    if query[:1] != made[:1] or len(query) - inner != len(made) - sum(map(len, ours)):
        return False
    return query[1] == inner and [*ours[:2], *ours[3:]] == [*theirs[:2], *theirs[3:]]


def _altered(response: TimeStampResponse, roots: tuple[Certificate, ...]) -> Iterator[str]:
    """Tell of certificates that are not as their issuer signed them, where the issuer is here.

    They are not among the signed bytes, and a chain may hold without them.
    """
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.x509 import load_der_x509_certificate  # noqa: PLC0415 - an extra

    held = [load_der_x509_certificate(each) for each in response.signed_data.certificates]
    for each in held:
        issuers = [one for one in (*held, *roots) if one.subject == each.issuer]
        failed = 0
        for issuer in issuers:
            try:
                each.verify_directly_issued_by(issuer)
            except (InvalidSignature, ValueError):
                failed += 1
            except (TypeError, UnsupportedAlgorithm):  # a kind of signature nobody makes now
                continue
        if issuers and failed == len(issuers):
            yield f"a certificate in it was changed: {each.subject.rfc4514_string()}"


def _signer(response: TimeStampResponse) -> Certificate | None:
    """Return the certificate of the one who signed; None = not one, or it is not there."""
    from cryptography.x509 import load_der_x509_certificate  # noqa: PLC0415 - an extra

    infos = list(response.signed_data.signer_infos)
    if len(infos) != 1:
        return None
    try:
        held = [load_der_x509_certificate(each) for each in response.signed_data.certificates]
    except ValueError:
        return None
    wanted = (infos[0].issuer, infos[0].serial_number)
    return next((each for each in held if (each.issuer, each.serial_number) == wanted), None)


def _wrong_signer(answer: bytes, signer: Certificate) -> Iterator[str]:
    """Tell why a certificate may not sign timestamps, or why this is not the one that did."""
    from cryptography import x509  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - an extra
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415 - an extra

    try:
        purpose = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        stamping = [ExtendedKeyUsageOID.TIME_STAMPING]
        if not purpose.critical or list(purpose.value) != stamping:
            yield "its certificate is not one for timestamps alone"
    except (x509.ExtensionNotFound, ValueError):
        yield "its certificate is not one for timestamps"
    try:
        named = _named_certificate(answer)
    except ArchiveError:
        named = None
    if named is None:
        yield "it does not name the certificate it was signed with"
    elif hashlib.new(named[0], signer.public_bytes(Encoding.DER)).digest() != named[1]:
        yield "it names another certificate than the one it was signed with"


def _named_certificate(answer: bytes) -> tuple[str, bytes] | None:
    """Return algorithm and digest of the certificate that the signed attributes name."""
    infos = der.inside(answer, der.descend(answer, *_SIGNED_DATA))[-1]
    info = der.inside(answer, infos)[0]
    for attributes in der.inside(answer, info):
        if attributes.tag != der.CONTEXT_0:
            continue
        for attribute in der.inside(answer, attributes):
            name, values = der.inside(answer, attribute)[:2]
            kind = der.content(answer, name)
            if kind in (_SIGNING_CERTIFICATE, _SIGNING_CERTIFICATE_V2):
                default = "sha256" if kind == _SIGNING_CERTIFICATE_V2 else "sha1"
                return _first_named(answer, values, default)
    return None


def _first_named(answer: bytes, values: der.Element, default: str) -> tuple[str, bytes] | None:
    """Read the first ESSCertID of a signing-certificate attribute."""
    found = values
    for _ in range(3):  # set of values -> SigningCertificate -> list -> the first of it
        found = der.inside(answer, found)[0]
    algorithm = default
    for part in der.inside(answer, found):
        if part.tag == der.SEQUENCE and algorithm == default:
            name = der.content(answer, der.inside(answer, part)[0])
            algorithm = _HASHES.get(name, "")
        elif part.tag == der.OCTETS:
            return (algorithm, der.content(answer, part)) if algorithm else None
    return None


def _untrusted(
    response: TimeStampResponse, message: bytes, roots: tuple[Certificate, ...]
) -> Iterator[str]:
    """Tell why signature and chain do not lead to a root at the time the token tells."""
    client = _client()
    verifier = client.VerifierBuilder(roots=list(roots)).build()
    try:
        verifier.verify(response, hashlib.sha256(message).digest())
    except (client.VerificationError, ValueError) as error:
        yield f"its signature does not hold for the given roots: {_plainly(str(error))}"


def _plainly(told: str) -> str:
    """Take the words for people out of what OpenSSL says; nothing is decided by them."""
    found = _VERIFY_ERROR.findall(told) or _REASON.findall(told)[-1:]
    return ", ".join(dict.fromkeys(each.strip() for each in found)) or told[:120]


def _client() -> Any:
    """Import the package, whose exceptions are translated in this module alone."""
    try:
        import rfc3161_client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ArchiveError(
            "timestamps need a package that is not installed",
            hint="pip install 'sourcecheck[proofs]'",
        ) from error
    return rfc3161_client
