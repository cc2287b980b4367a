"""What happened on the wire: exchanges, observations, captures. Facts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Failure(StrEnum):
    """Why an exchange ended without a usable answer. A fact, not a verdict."""

    INVALID_URL = "invalid_url"
    UNSUPPORTED_SCHEME = "unsupported_scheme"
    REFUSED_ADDRESS = "refused_address"  # our address policy said no; nothing was sent
    ROBOTS_DENIED = "robots_denied"
    OFFLINE = "offline"  # asked to stay offline, or our own network is down
    DNS_NO_NAME = "dns_no_name"  # NXDOMAIN
    DNS_TROUBLE = "dns_trouble"  # SERVFAIL, timeout, no data
    CONNECT_TIMEOUT = "connect_timeout"
    CONNECT_REFUSED = "connect_refused"
    UNREACHABLE = "unreachable"  # no route to host or network
    TLS_EXPIRED = "tls_expired"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_NAME_MISMATCH = "tls_name_mismatch"
    TLS_INCOMPLETE_CHAIN = "tls_incomplete_chain"
    TLS_ERROR = "tls_error"
    RESET = "reset"
    NO_RESPONSE = "no_response"  # closed before a byte of answer
    READ_TIMEOUT = "read_timeout"  # connected, head or body did not come in time
    TOO_LARGE = "too_large"  # our cap on wire or decoded bytes was reached
    TRUNCATED = "truncated"  # closed before the announced end of the body
    PROTOCOL_ERROR = "protocol_error"
    NOT_HTTP = "not_http"  # a banner of another protocol
    REDIRECT_LOOP = "redirect_loop"  # a loop, or more hops than allowed
    NOT_ARCHIVED = "not_archived"  # replaying, and the archive has no capture of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The machine that answered."""

    address: str  # the literal address we connected to
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a TLS peer showed."""

    sha256: str  # of the DER form, hex
    version: str  # "TLSv1.3"
    cipher: str
    verified: bool  # False = fetched for evidence only, never archived as verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came back, byte for byte; redirect hops are separate exchanges.

    ``response`` holds the status line, header fields and body as they came over the wire
    (transfer and content codings not undone), with interim 1xx answers stripped; empty when
    not a byte of answer came.
    """

    url: str
    method: str = "GET"
    request: bytes
    response: bytes
    started_at: datetime
    elapsed_ms: int
    peer: Peer | None = None
    addresses: tuple[str, ...] = ()  # every DNS answer
    certificate: Certificate | None = None
    truncated: str = ""  # "length" | "time" | "disconnect": why the response was cut
    failure: Failure | None = None
    reason: str = ""  # our words for the failure; never used to decide anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of a redirect chain, as the verdict needs it."""

    url: str
    status: int | None
    location: str = ""  # as sent, decoded to text
    how: str = "http"  # "http", "meta", "refresh-header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one look at a URL showed: facts only, append only."""

    url: str
    at: datetime
    final_url: str
    hops: tuple[Hop, ...] = ()  # all answers that led elsewhere, first to last
    status: int | None = None  # of the last answer
    failure: Failure | None = None
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()  # of the last answer, names in lower case
    media_type: str = ""
    charset: str = ""  # as declared in the header
    body_sha256: str = ""  # of the decoded body; "" = no body
    body_size: int = 0  # decoded bytes kept
    truncated: str = ""
    certificate: Certificate | None = None
    peer: Peer | None = None
    elapsed_ms: int = 0
    retry_after_s: int | None = None
    attempts: int = 1
    vantage: str = "local"  # where we looked from: "local", "replay", an imported label


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """What a page says of its publisher, as it says it: who, hardly ever where.

    Never here: ``og:locale`` and the region of ``html lang``, which give the wrong country for
    every fifth page (measured). Addresses are absolute.
    """

    site_names: tuple[str, ...] = ()  # og:site_name, application-name, schema.org WebSite
    publishers: tuple[str, ...] = ()  # names of schema.org publishers and organisations
    countries: tuple[str, ...] = ()  # their addressCountry, as written: "TR", "Türkiye"
    profiles: tuple[str, ...] = ()  # sameAs, article:publisher, twitter:site: accounts elsewhere
    canonical: str = ""  # of a page that was only glanced at, too
    og_url: str = ""
    first_published: tuple[str, ...] = ()  # original-source, syndication-source, isBasedOn
    policies: tuple[tuple[str, str], ...] = ()  # ("ownershipFundingInfo", address), ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page says of itself, read out of its body; the evidence of content rules."""

    title: str = ""
    h1: str = ""
    text: str = ""  # visible text, capped
    words: int = 0  # of the whole visible text
    prose: str = ""  # of a short page: its text without links, menus, buttons, foot; capped
    links: int = 0
    outside_links: int = 0  # links to other registrable domains
    scripts: int = 0
    password_fields: int = 0
    controls: int = 0  # of a short page: buttons and fields, but for menus and searches
    language: str = ""
    canonical: str = ""
    refresh: str = ""  # target of a meta refresh
    script_redirect: str = ""  # target of a script that only leads elsewhere
    noindex: bool = False
    paywalled: bool = False  # schema.org isAccessibleForFree: false
    ids: tuple[str, ...] = ()  # ids and names a fragment may point to, capped
    publisher: str = ""
    published: str = ""
    pictures: int = 0  # images, video and audio: a page of them needs no words
    assets: tuple[str, ...] = ()  # addresses of scripts, frames and form targets, capped
    script_text: str = ""  # of scripts inside the page, capped: walls are known by theirs
    publishing: Publishing = Publishing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look at a URL with what its page said: everything a verdict may use."""

    observation: Observation
    page: PageFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A copy kept in an archive. ``file`` + ``offset`` + ``length`` is one gzip member."""

    url: str
    captured_at: datetime
    file: str  # name inside the archive folder
    record_id: str  # "<urn:uuid:...>" of the response or revisit record
    sha256: str  # of the decoded entity, hex; "" = no entity
    offset: int = 0
    length: int = 0
    status: int | None = None
    media_type: str = ""
    revisit_of: str = ""  # record id of the capture with the same payload
    archive: str = "local"
    urlkey: str = ""  # sortable form of the URL: "com,example)/page"
    framing: str = ""  # how the payload came; equal sha256 and framing = equal bytes on the wire
    failure: str = ""  # the exchange's Failure, "" = none; a failed exchange is captured too
    truncated: str = ""  # "length" | "time" | "disconnect"
    address: str = ""  # of the machine that answered
    chain: str = ""  # one id for all exchanges of one look at a URL
    hop: int = 0  # place in the chain, from 0
    hops: int = 0  # exchanges in the chain; 0 = not known


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """A closed file of the archive and its place in the chain of digests."""

    name: str  # inside the archive folder, as in ``Capture.file``
    size: int  # bytes
    sha256: str
    closed_at: datetime
    previous_sha256: str = ""  # of the file closed before it; "" = the first


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexChange:
    """How a rebuilt index differs from the one it took the place of, in captures."""

    same: int = 0
    added: int = 0  # in the files, and not in the index
    removed: int = 0  # in the index, and in no file
    changed: int = 0  # in both, and not alike
    examples: tuple[str, ...] = ()  # record ids of some that were not the same, sorted

    def __bool__(self) -> bool:
        """Whether anything differed."""
        return bool(self.added or self.removed or self.changed)
