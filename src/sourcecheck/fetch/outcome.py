"""How an exchange ended: the answer's flaws and the connection's errors, in words."""

from __future__ import annotations

import hashlib
import ssl
from http import HTTPStatus

from sourcecheck.fetch import trust
from sourcecheck.fetch.failures import failure_of
from sourcecheck.fetch.http1 import Answer, Flaw
from sourcecheck.fetch.pool import Connection
from sourcecheck.model import Certificate, Failure

# Named once: before Python 3.12, each look at a member of an enumeration is a call.
_TIMEOUT, _ERROR = HTTPStatus.REQUEST_TIMEOUT.value, HTTPStatus.BAD_REQUEST.value

_FLAWS = {
    Flaw.SILENT: (Failure.NO_RESPONSE, "closed without a byte of answer"),
    Flaw.OTHER_PROTOCOL: (Failure.NOT_HTTP, "the server speaks another protocol"),
    Flaw.BAD_HEAD: (Failure.PROTOCOL_ERROR, "the answer's head cannot be read"),
    Flaw.LARGE_HEAD: (Failure.PROTOCOL_ERROR, "the answer's head is too large"),
    Flaw.LARGE_BODY: (Failure.TOO_LARGE, "the body is larger than we take"),
    Flaw.SHORT_BODY: (Failure.TRUNCATED, "closed before the end of the body"),
    Flaw.BAD_BODY: (Failure.PROTOCOL_ERROR, "the body's chunks cannot be read"),
}
_CUT_BY = {
    Flaw.LARGE_HEAD: "length",
    Flaw.LARGE_BODY: "length",
    Flaw.UNREAD: "unread",
    Flaw.SHORT_BODY: "disconnect",
    Flaw.BAD_BODY: "disconnect",
}


def is_about_us(answer: Answer) -> bool:
    """Tell whether what came over a kept connection is an answer to what was asked there.

    Servers that hang up on an idle connection say so in an error of their own (408, 400), which
    may cross our request: an error that also ends the connection may be about the connection.
    """
    head = answer.head
    if head is None or head.status == _TIMEOUT:
        return False
    return head.status < _ERROR or answer.reusable


def outcome(answer: Answer, talk: Connection) -> tuple[Failure | None, str, str]:
    """Return the failure of an exchange, the reason in our words, and what cut it short."""
    if talk.cut and answer.head is None:
        return Failure.READ_TIMEOUT, "no answer in time", "" if answer.silent else "time"
    if talk.cut:
        return Failure.READ_TIMEOUT, "the body did not come in time", "time"
    if talk.error is not None:
        return *failure_of(talk.error), "" if answer.silent else "disconnect"
    failure, reason = _FLAWS.get(answer.flaw, (None, ""))
    return failure, reason, _CUT_BY.get(answer.flaw, "")


def shown(secured: ssl.SSLObject | None) -> tuple[Certificate | None, bool]:
    """Return the certificate that was shown, and whether it came alone and names its issuer."""
    leaf = secured.getpeercert(binary_form=True) if secured else None
    if secured is None or not leaf:
        return None, False
    cipher = secured.cipher()
    certificate = Certificate(
        sha256=hashlib.sha256(leaf).hexdigest(),
        version=secured.version() or "",
        cipher=cipher[0] if cipher else "",
        verified=secured.context.verify_mode is ssl.CERT_REQUIRED,
    )
    return certificate, trust.names_its_issuer(leaf) and trust.chain_length(secured) == 1
