"""A timestamp authority on loopback, honest or not: RFC 3161 answers built byte by byte."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SHA256 = "2.16.840.1.101.3.4.2.1"
SHA512 = "2.16.840.1.101.3.4.2.3"
STAMPING = (ExtendedKeyUsageOID.TIME_STAMPING,)


def tlv(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def seq(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    return tlv(0x31, *sorted(parts))


def integer(number: int) -> bytes:
    return tlv(2, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray()
    for number in (first * 40 + second, *rest):
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | number & 0x7F)
        out += bytes(reversed(groups))
    return tlv(6, bytes(out))


NULL = b"\x05\x00"


def algorithm(dotted: str) -> bytes:
    return seq(oid(dotted), NULL)


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(
    name: str,
    issuer: str,
    *,
    authority: bool = False,
    purpose: tuple = (),
    critical: bool = True,
    days: tuple[int, int] = (-30, 30),
) -> x509.Certificate:
    """Make a certificate; ``days`` are its first and last, from today."""
    today = datetime.now(UTC).replace(microsecond=0)
    named = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])  # noqa: E731
    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + timedelta(days=days[0]))
        .not_valid_after(today + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if purpose:
        made = made.add_extension(x509.ExtendedKeyUsage(list(purpose)), critical=critical)
    return made.sign(key(issuer), hashes.SHA256())


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def der_of(found: x509.Certificate) -> bytes:
    return found.public_bytes(serialization.Encoding.DER)


@dataclasses.dataclass(kw_only=True)
class Authority:
    """What the authority does; the defaults are right."""

    signer: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    sign_with: str = ""  # the name of another key
    status: int = 0
    text: str = ""
    at: datetime | None = None
    change_nonce: bool = False
    leave_nonce_out: bool = False
    change_digest: bool = False
    digest_algorithm: str = SHA256
    names: x509.Certificate | None = None  # in the signed attributes, instead of the signer
    names_none: bool = False
    old_naming: bool = False  # RFC 2634, SHA-1
    unordered: bool = False  # certificates as they come, as openssl writes them
    leave_certificates_out: bool = False
    media_type: str = "application/timestamp-reply"
    http_status: int = 200
    seen: list[bytes] = dataclasses.field(default_factory=list)

    def answer(self, query: bytes) -> bytes:
        self.seen.append(query)
        status = [integer(self.status)]
        if self.text:
            status.append(seq(tlv(0x0C, self.text.encode())))
        if self.status > 1:
            return seq(seq(*status))
        return seq(seq(*status), self._token(query))

    def _token(self, query: bytes) -> bytes:
        info = self._info(query)
        certificates = [der_of(each) for each in (self.signer, *self.chain)]
        certificates.sort(reverse=self.unordered)
        held = [] if self.leave_certificates_out else [tlv(0xA0, *certificates)]
        data = seq(
            integer(3),
            set_of(algorithm(SHA256)),
            seq(oid("1.2.840.113549.1.9.16.1.4"), tlv(0xA0, tlv(4, info))),
            *held,
            set_of(self._signer_info(info)),
        )
        return seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, data))

    def _info(self, query: bytes) -> bytes:
        digest, nonce = read_query(query)
        if self.change_digest:
            digest = bytes(32)
        at = (self.at or datetime.now(UTC)).strftime("%Y%m%d%H%M%SZ")
        parts = [
            integer(1),
            oid("1.2.3.4.1"),
            seq(algorithm(self.digest_algorithm), tlv(4, digest)),
            integer(77),
            tlv(0x18, at.encode()),
        ]
        if not self.leave_nonce_out:
            parts.append(integer(nonce + self.change_nonce))
        return seq(*parts)

    def _signer_info(self, info: bytes) -> bytes:
        attributes = [
            attribute("1.2.840.113549.1.9.3", oid("1.2.840.113549.1.9.16.1.4")),
            attribute("1.2.840.113549.1.9.4", tlv(4, sha(hashes.SHA256(), info))),
        ]
        if not self.names_none:
            named = der_of(self.names or self.signer)
            if self.old_naming:
                value = seq(seq(seq(tlv(4, sha(hashes.SHA1(), named)))))
                attributes.append(attribute("1.2.840.113549.1.9.16.2.12", value))
            else:
                value = seq(seq(seq(tlv(4, sha(hashes.SHA256(), named)))))
                attributes.append(attribute("1.2.840.113549.1.9.16.2.47", value))
        signed = set_of(*attributes)
        own = self.sign_with or self.signer.subject.rfc4514_string().removeprefix("CN=")
        signature = key(own).sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return seq(
            integer(1),
            seq(self.signer.issuer.public_bytes(), integer(self.signer.serial_number)),
            algorithm(SHA256),
            b"\xa0" + signed[1:],
            algorithm("1.2.840.113549.1.1.11"),
            tlv(4, signature),
        )


def attribute(name: str, value: bytes) -> bytes:
    return seq(oid(name), set_of(value))


def sha(kind: hashes.HashAlgorithm, data: bytes) -> bytes:
    total = hashes.Hash(kind)
    total.update(data)
    return total.finalize()


def read_query(query: bytes) -> tuple[bytes, int]:
    """Return digest and nonce; our requests have short lengths only."""
    at = query.index(b"\x04\x20") + 2
    rest = query[at + 32 :]
    assert rest[0] == 2
    return query[at : at + 32], int.from_bytes(rest[2 : 2 + rest[1]], "big", signed=True)


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """Yield the address at which the authority answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            body = authority.answer(query)
            self.send_response(authority.http_status)
            self.send_header("Content-Type", authority.media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
