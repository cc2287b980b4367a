"""What we conclude about a link, and what is worth telling."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sourcecheck.model.span import Span


class Group(StrEnum):
    """What counts: four groups of link states."""

    ALIVE = "alive"
    DOUBTFUL = "doubtful"
    DEAD = "dead"
    UNCHECKED = "unchecked"


class LinkState(StrEnum):
    """Why a link is in its group. A published state keeps its group for ever."""

    ALIVE = "alive"
    MOVED = "moved"
    PAYWALL = "paywall"
    LOGIN_WALL = "login_wall"
    CONSENT_WALL = "consent_wall"
    JS_ONLY = "js_only"
    FRAGMENT_MISSING = "fragment_missing"
    TOO_LARGE = "too_large"
    TRUNCATED_ANSWER = "truncated_answer"
    TLS_EXPIRED = "tls_expired"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_NAME_MISMATCH = "tls_name_mismatch"
    TLS_INCOMPLETE_CHAIN = "tls_incomplete_chain"
    BLOCKED = "blocked"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    LEGAL_BLOCK = "legal_block"
    GEO_BLOCKED = "geo_blocked"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    NO_RESPONSE = "no_response"
    PROTOCOL_ERROR = "protocol_error"
    TLS_ERROR = "tls_error"
    EMPTY = "empty"
    JS_REDIRECT = "js_redirect"
    CONTENT_CHANGED = "content_changed"
    DNS_TROUBLE = "dns_trouble"
    NOT_FOUND = "not_found"
    GONE = "gone"
    SOFT_404 = "soft_404"
    PARKED = "parked"
    USURPED = "usurped"
    SUSPENDED = "suspended"
    DNS_GONE = "dns_gone"
    REDIRECT_LOOP = "redirect_loop"
    NOT_HTTP = "not_http"
    OFFLINE = "offline"
    NOT_CHECKED = "not_checked"
    REFUSED_ADDRESS = "refused_address"
    UNSUPPORTED_SCHEME = "unsupported_scheme"
    INVALID_URL = "invalid_url"
    ROBOTS_DENIED = "robots_denied"

    @property
    def group(self) -> Group:
        """The group this state counts in."""
        return _GROUP_OF[self]


def _groups() -> dict[LinkState, Group]:
    """Lay the states out by group: a member stays in its group until the next group opens."""
    opens = {
        LinkState.ALIVE: Group.ALIVE,
        LinkState.BLOCKED: Group.DOUBTFUL,
        LinkState.NOT_FOUND: Group.DEAD,
        LinkState.OFFLINE: Group.UNCHECKED,
    }
    found: dict[LinkState, Group] = {}
    group = Group.ALIVE
    for state in LinkState:
        group = opens.get(state, group)
        found[state] = group
    return found


_GROUP_OF = _groups()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is concluded about a link from everything seen so far, and why."""

    url: str
    state: LinkState
    rule: str  # the name of the rule in verify/linkstate.py
    because: tuple[str, ...] = ()  # facts, in words, each from a recorded observation
    confirmed: bool = False  # the confirmation policy is met
    confidence: float = 1.0
    strikes: int = 0  # looks in a row, far enough apart, that showed a state of group dead
    since: str = ""  # ISO 8601 time of the first of them; for a doubtful state see below

    @property
    def group(self) -> Group:
        """The group the state counts in."""
        return self.state.group

    @property
    def standing(self) -> str:
        """How sure it is that the link is dead: "suspect", "confirmed", or "" = not dead."""
        if self.state.group is not Group.DEAD:
            return ""
        return "confirmed" if self.confirmed else "suspect"

    @property
    def unreachable_since(self) -> str:
        """ISO 8601 time since when it fails without an answer, once that is long; never dead."""
        return self.since if self.state.group is Group.DOUBTFUL else ""


class Severity(StrEnum):
    """How much a finding matters to an editor."""

    ERROR = "error"  # a reader cannot follow the reference
    WARNING = "warning"  # worth a look
    INFO = "info"  # good to know


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something worth telling, with its place and its evidence.

    ``code`` keys the rule table (``data/rules.toml``), which holds name, severity, message
    template and explanation. ``args`` fill the template's numbered places, in order.
    """

    code: str  # "SC101"
    severity: Severity
    span: Span | None = None
    args: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    citation: str = ""  # id of the citation it is about; "" = the article as a whole
