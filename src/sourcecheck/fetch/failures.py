"""What went wrong, from the type and number of an error; its text is never read."""

from __future__ import annotations

import errno
import socket
import ssl

from sourcecheck.model import Failure

# OpenSSL's X509_V_ERR numbers (x509_vfy.h).
_NOT_YET_VALID, _EXPIRED, _NAME, _ADDRESS = 9, 10, 62, 64
ISSUER_MISSING = frozenset({20, 21})
"""The issuer's certificate was neither sent nor known: an incomplete chain, or a stranger's."""

_CERTIFICATE = {
    _NOT_YET_VALID: (Failure.TLS_EXPIRED, "the certificate is not valid yet"),
    _EXPIRED: (Failure.TLS_EXPIRED, "the certificate has expired"),
    _NAME: (Failure.TLS_NAME_MISMATCH, "the certificate is for another name"),
    _ADDRESS: (Failure.TLS_NAME_MISMATCH, "the certificate is for another address"),
}
_UNTRUSTED = (Failure.TLS_UNTRUSTED, "nobody we trust vouches for the certificate")

_OURS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_NUMBERED = {
    errno.ETIMEDOUT: (Failure.CONNECT_TIMEOUT, "the connection timed out"),
    errno.ENETUNREACH: (Failure.UNREACHABLE, "no route to the network"),
    errno.EHOSTUNREACH: (Failure.UNREACHABLE, "no route to the host"),
    **dict.fromkeys(_OURS, (Failure.OFFLINE, "this machine ran out of sockets")),
}

_TYPED: tuple[tuple[type[BaseException], tuple[Failure, str]], ...] = (
    (ConnectionRefusedError, (Failure.CONNECT_REFUSED, "the connection was refused")),
    (ConnectionError, (Failure.RESET, "the connection was reset")),
    (ssl.SSLError, (Failure.TLS_ERROR, "no secure connection could be agreed on")),
    (TimeoutError, (Failure.READ_TIMEOUT, "no answer in time")),
)
"""Most specific first; the first that fits wins."""

TLS_DOUBTS = frozenset(
    {
        Failure.TLS_EXPIRED,
        Failure.TLS_UNTRUSTED,
        Failure.TLS_NAME_MISMATCH,
        Failure.TLS_INCOMPLETE_CHAIN,
    }
)
"""Failures of trust, after which a page may be looked at as evidence only."""


def failure_of(error: BaseException) -> tuple[Failure, str]:
    """Say what an error of the network layers means, and why in a few words."""
    if isinstance(error, socket.gaierror):
        return _name_failure(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATE.get(error.verify_code, _UNTRUSTED)
    numbered = _NUMBERED.get(error.errno or 0) if isinstance(error, OSError) else None
    if numbered:
        return numbered
    typed = next((told for kind, told in _TYPED if isinstance(error, kind)), None)
    return typed or (Failure.UNREACHABLE, "the host could not be reached")


def _name_failure(error: socket.gaierror) -> tuple[Failure, str]:
    """EAI_NONAME is the resolver's "no such name"; all else is trouble, ours or theirs."""
    if error.errno == socket.EAI_NONAME:
        return Failure.DNS_NO_NAME, "the name does not exist"
    return Failure.DNS_TROUBLE, "the name could not be looked up"
