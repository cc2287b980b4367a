"""Send a request to a timestamp authority over HTTP (RFC 3161, 3.4). Only when one is named."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx

from sourcecheck.errors import ArchiveError

_TIMEOUT_S = 30.0
_MOST = 1024 * 1024  # bytes of an answer


def ask_authority(url: str, query: bytes, agent: str, cacert: str = "") -> bytes:
    """Post a timestamp request and return the answer, unread.

    ``url`` is what the user wrote, so it may be on any network; redirects are not followed, and
    ``agent`` says who is asking. ``cacert`` names a file of certificates to trust for https
    besides the usual ones' place. Raises ``ArchiveError``.
    """
    if not url.lower().startswith(("https://", "http://")):
        raise ArchiveError(
            f"{url}: not the address of a timestamp authority", hint="it begins with https://"
        )
    headers = {
        "User-Agent": agent,
        "Content-Type": "application/timestamp-query",
        "Accept": "application/timestamp-reply",
        "Accept-Encoding": "identity",
    }
    try:
        with (
            httpx.Client(timeout=_TIMEOUT_S, trust_env=False, verify=_trust(cacert)) as client,
            client.stream("POST", url, content=query, headers=headers) as response,
        ):
            return _answer(url, response)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ArchiveError(
            f"{url}: the timestamp authority does not answer: {type(error).__name__} {error}",
            hint="nothing was kept; try again, or name another with --tsa",
        ) from error


def _answer(url: str, response: httpx.Response) -> bytes:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    # Some authorities name their answers otherwise; whether it is one is found by reading it.
    if response.status_code != 200 or kind.startswith("text/"):
        raise ArchiveError(
            f"{url}: no timestamp came: status {response.status_code}, {kind or 'no media type'}",
            hint="is it the address for RFC 3161 requests?",
        )
    pieces: list[bytes] = []
    for piece in response.iter_raw():
        pieces.append(piece)
        if sum(map(len, pieces)) > _MOST:
            raise ArchiveError(f"{url}: the answer is larger than any timestamp")
    return b"".join(pieces)


def _trust(cacert: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=cacert or None)
    except (OSError, ssl.SSLError) as error:
        raise ArchiveError(f"{Path(cacert)}: no certificates can be read there") from error
