"""Trust: whose certificates are believed, and sessions that spare a second handshake.

A resumed session shows no certificate: what was verified when it began still counts. So one is
resumed for a few minutes only, with the same host, and never where nothing was verified.
"""

from __future__ import annotations

import functools
import ssl
import time

SESSION_S = 300.0
"""How long a session is resumed: a run has use for it, and hardly a certificate expires."""

_MANY = 4096  # sessions remembered; each is a few kilobytes


class Trust(ssl.SSLContext):
    """Checks certificates, and opens a connection with the session of the last one there."""

    def __init__(self, *_: object) -> None:
        """Start without sessions; the authorities are loaded by whoever makes it."""
        self._sessions: dict[str, tuple[float, ssl.SSLSession]] = {}

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,  # noqa: FBT001, FBT002 - the base class has it so
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """Begin a handshake, with a session remembered for the host; called by the loop."""
        kept = self._sessions.get(str(server_hostname))
        if session is None and kept is not None and time.monotonic() - kept[0] <= SESSION_S:
            session = kept[1]
        return super().wrap_bio(incoming, outgoing, server_side, server_hostname, session)

    def remember(self, host: str, secured: ssl.SSLObject) -> None:
        """Keep the session of a connection that was trusted; its time began with its handshake."""
        session = secured.session
        if session is None or not session.has_ticket:
            return
        earlier = self._sessions.get(host)
        began = earlier[0] if earlier and secured.session_reused else time.monotonic()
        if len(self._sessions) >= _MANY:
            self._sessions.clear()
        self._sessions[host] = (began, session)


@functools.lru_cache(maxsize=8)
def trusting(cacert: str) -> Trust:
    """Return the one context that checks certificates against these authorities.

    Raises ``OSError`` when the file cannot be read.
    """
    import certifi  # noqa: PLC0415 - needed only once a page is asked for over TLS

    context = Trust(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cacert or certifi.where())
    _as_browsers(context)
    return context


@functools.lru_cache(maxsize=1)
def doubting() -> ssl.SSLContext:
    """Return the context that checks nothing: for looks at a broken page as evidence only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    _as_browsers(context)
    return context


def _as_browsers(context: ssl.SSLContext) -> None:
    """Speak HTTP/1.1 only, and to servers as old as browsers still speak to."""
    context.set_alpn_protocols(["http/1.1"])
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    context.options |= ssl.Options(0x4)  # OP_LEGACY_SERVER_CONNECT, named from Python 3.12 on


_AUTHORITY_ACCESS = bytes.fromhex("06082b06010505073002")
"""The DER form of id-ad-caIssuers (RFC 5280, 4.2.2.1): where to get the issuer's certificate."""


def names_its_issuer(certificate: bytes) -> bool:
    """Tell whether a DER certificate says where its issuer's certificate can be had.

    Such a leaf sent without its issuer is an incomplete chain: browsers fetch what is missing.
    """
    return _AUTHORITY_ACCESS in certificate


def chain_length(secured: ssl.SSLObject) -> int:
    """Return how many certificates the server sent; 1 where Python cannot tell.

    Public from Python 3.13 on; before, the same reader exists one level down.
    """
    inner = getattr(secured, "_sslobj", None)
    reader = getattr(secured, "get_unverified_chain", None)
    reader = reader or getattr(inner, "get_unverified_chain", None)
    return len(reader() or ()) if reader else 1
