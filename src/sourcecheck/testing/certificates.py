"""An authority of our own, made when it is needed, and the good and bad certificates it signs."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        """Return the certificate in PEM form."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self) -> bytes:
        """Return the key in PEM form, without a password."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a certificate shall be."""

    name: str
    hosts: Sequence[str] = ()
    authority: bool = False
    first_day: int = -2  # days from today
    last_day: int = 30
    names_issuer: bool = False  # says where its issuer's certificate can be had


def sign(wish: Wish, issuer: Signed | None = None) -> Signed:
    """Make a certificate; without an issuer it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wish.name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + wish.first_day * _DAY)
        .not_valid_after(now + wish.last_day * _DAY)
        .add_extension(x509.BasicConstraints(ca=wish.authority, path_length=None), critical=True)
        .add_extension(_usage(authority=wish.authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    signer = issuer.key if issuer else key
    made = made.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    if wish.hosts:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in wish.hosts])
        made = made.add_extension(names, critical=False)
    if wish.names_issuer:
        made = made.add_extension(_access(), critical=False)
    return Signed(certificate=made.sign(signer, hashes.SHA256()), key=key)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _access() -> x509.AuthorityInformationAccess:
    where = x509.UniformResourceIdentifier("http://authority.example/issuer.crt")
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, where)]
    )


def make_contexts(folder: Path, hosts: Sequence[str]) -> dict[str, ssl.SSLContext]:
    """Make the certificates of the scripted web in ``folder``, and a server context for each.

    The keys are the certificates' names in the table of behaviours; "" is the good one. The
    authority to trust is written to ``ca.pem``.
    """
    root = sign(Wish(name="Scripted authority", authority=True))
    stranger = sign(Wish(name="Strange authority", authority=True))
    middle = sign(Wish(name="Scripted issuer", authority=True), root)
    good = sign(Wish(name="good", hosts=hosts), root)
    leaf = sign(Wish(name="leaf", hosts=hosts, names_issuer=True), middle)
    past = sign(Wish(name="Old issuer", authority=True, first_day=-90, last_day=-3), root)
    (folder / "ca.pem").write_bytes(root.pem())
    shown = {
        "": (good,),
        "expired": (sign(Wish(name="old", hosts=hosts, first_day=-90, last_day=-3), root),),
        "early": (sign(Wish(name="new", hosts=hosts, first_day=20), root),),
        "self-signed": (sign(Wish(name="self", hosts=hosts)),),
        "stranger": (sign(Wish(name="strange", hosts=hosts), stranger), stranger),
        "wrong-name": (sign(Wish(name="other", hosts=["other.example"]), root),),
        "incomplete": (leaf,),
        "chain": (leaf, middle),
        "untidy": (leaf, good, stranger, middle, root),
        "old-issuer": (sign(Wish(name="heir", hosts=hosts), past), past),
        "no-name": (sign(Wish(name="nobody"), root),),
        "client-wanted": (good,),
    }
    made = {name: _context(folder, name or "good", chain) for name, chain in shown.items()}
    made["client-wanted"].load_verify_locations(folder / "ca.pem")
    made["client-wanted"].verify_mode = ssl.CERT_REQUIRED
    return made


def _context(folder: Path, name: str, chain: Sequence[Signed]) -> ssl.SSLContext:
    path = folder / f"{name}.pem"
    path.write_bytes(chain[0].key_pem() + b"".join(one.pem() for one in chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
