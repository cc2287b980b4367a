"""How we fetch: every limit and courtesy, each with its default."""

from __future__ import annotations

from dataclasses import dataclass

from sourcecheck import __version__

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """All that can be set about fetching; seconds and bytes unless said otherwise.

    ====================================  ==================================================
    To                                    Set
    ====================================  ==================================================
    wait less for slow servers            ``timeout_s`` (the parts never exceed it)
    be gentler, or go faster              ``pace_s``, ``per_host``, ``connections``
    check pages of your own network       ``allow_networks=("10.0.0.0/8",)``
    send a name to another server         ``connect_to=("news.example:443:127.0.0.1:8443",)``
    trust another certificate authority   ``cacert="ca.pem"``
    ask nobody anything                   ``offline=True``
    ====================================  ==================================================
    """

    timeout_s: float = 60.0  # a whole chain of exchanges, without waits for courtesy
    dns_s: float = 5.0
    connect_s: float = 10.0  # shared by all addresses of a name
    tls_s: float = 10.0
    head_s: float = 20.0  # from the request to the end of the head
    body_s: float = 30.0  # from the end of the head to the end of the body
    max_head_bytes: int = 256 * KIB  # browsers stop there as well
    max_page_bytes: int = 2 * MIB  # HTML and other text, as sent and decoded
    max_file_bytes: int = 50 * MIB  # anything else, as sent and decoded
    per_host: int = 2  # exchanges at a time with one registered domain
    pace_s: float = 1.0  # between two starts with one registered domain
    connections: int = 100  # exchanges at a time, over all domains
    max_hops: int = 20  # redirects, as in browsers
    user_agent: str = f"sourcecheck/{__version__} (checks the links of an article)"
    accept_language: str = "en;q=0.9,ar;q=0.8,fa;q=0.8,ru;q=0.8,tr;q=0.8,*;q=0.5"
    ports: tuple[int, ...] = (80, 443, 8080, 8443)
    allow_networks: tuple[str, ...] = ()  # ranges opened by name, with all their ports
    connect_to: tuple[str, ...] = ()  # HOST:PORT:ADDR:PORT, as in curl; empty = any, or same
    cacert: str = ""  # file of trusted certificates in PEM form; "" = the ones of certifi
    offline: bool = False  # open no socket; every URL is answered "offline"
