"""Evidence of the status of the last answer."""

from __future__ import annotations

from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check, Failure
from sourcecheck.verify.rules.base import Context, Ruling, is_answer, ruled

_STATES = {
    401: (LinkState.LOGIN_WALL, "it asks for a login"),
    402: (LinkState.PAYWALL, "it asks for a payment"),
    404: (LinkState.NOT_FOUND, "the server says that there is no such page"),
    408: (LinkState.TIMEOUT, "the server gave up waiting"),
    410: (LinkState.GONE, "the server says that the page was removed"),
    425: (LinkState.SERVER_ERROR, "the server wants to be asked later"),
    429: (LinkState.RATE_LIMITED, "the server limits how often we ask"),
    451: (LinkState.LEGAL_BLOCK, "not shown for legal reasons"),
}


def redirect_loop(check: Check, _context: Context) -> Ruling | None:
    """Recognise redirects that lead in a circle, or more of them than a browser follows."""
    seen = check.observation
    if seen.failure is not Failure.REDIRECT_LOOP:
        return None
    return ruled(
        LinkState.REDIRECT_LOOP,
        f"{len(seen.hops)} redirects and no page; the last leads to {seen.final_url}",
        confidence=0.8,
    )


def status(check: Check, context: Context) -> Ruling | None:
    """Recognise an error status: only 404 and 410 speak of the page itself.

    304 says that the page is as it was, which is an answer only to who has seen it before.
    """
    seen = check.observation
    number = seen.status
    if number is None or 200 <= number < 300:
        return None
    if number == 304:
        known = any(_was_read(each) for each in context.earlier)
        return None if known else _unasked()
    state, meaning = _STATES.get(number) or _by_class(number)
    wait = f"it asks to wait {seen.retry_after_s} s" if seen.retry_after_s else ""
    because = (f"answered {number}: {meaning}", wait)
    return ruled(state, *(fact for fact in because if fact))


def _was_read(check: Check) -> bool:
    return is_answer(check) and check.observation.status != 304


def _unasked() -> Ruling:
    return ruled(
        LinkState.PROTOCOL_ERROR,
        "answered 304 (unchanged), and no earlier look at the page is known",
        confidence=0.8,
    )


def _by_class(number: int) -> tuple[LinkState, str]:
    if number >= 500:
        return LinkState.SERVER_ERROR, "the server has trouble"
    if number >= 400:
        return LinkState.FORBIDDEN, "the server refused our request"
    return LinkState.PROTOCOL_ERROR, "a redirect that leads nowhere"
