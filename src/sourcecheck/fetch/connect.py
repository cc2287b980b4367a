"""One connection: resolve once, vet every answer, connect to a vetted literal address.

The naive way checks a name and then connects by name, so that the second look-up may lead
elsewhere (rebinding). Here the name is looked up once; if one of its addresses is refused, all
are, because whoever controls the name chooses the order. The certificate is still checked
against the name, and SNI carries it.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from sourcecheck.fetch.failures import failure_of
from sourcecheck.fetch.safety import port_refusal, refusal
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.fetch.target import Target
from sourcecheck.model import Failure
from sourcecheck.model.tables.addresses import AddressTable

MAX_ADDRESSES = 4
"""A page that is not at the first four addresses of its name is not at the fifth (guess)."""

# The failure told when several addresses fail differently: the one that says most comes first.
_TELLING = (
    Failure.CONNECT_REFUSED,
    Failure.RESET,
    Failure.CONNECT_TIMEOUT,
    Failure.UNREACHABLE,
    Failure.OFFLINE,
)

_T = TypeVar("_T")

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Looks a host up: (name, port) -> literal addresses; raises ``socket.gaierror``."""


class Unreached(Exception):
    """There is no connection. Never leaves the wire; carries what the exchange will say."""

    def __init__(self, failure: Failure, reason: str, addresses: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.failure = failure
        self.reason = reason
        self.addresses = addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a request really goes, after ``connect_to`` and the look-up."""

    addresses: tuple[str, ...]  # every answer of the look-up, all of them vetted
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One ``HOST:PORT:ADDR:PORT``; an empty part matches any, or changes nothing."""

    host: str
    port: int | None
    to_host: str
    to_port: int | None


@functools.lru_cache(maxsize=1024)
def rule(printed: str) -> Rule:
    """Read a ``connect_to`` rule as curl does; raises ``ValueError`` when it is none."""
    parts: list[str] = []
    rest = printed.strip()
    while len(parts) < 4:
        if rest.startswith("["):
            part, closed, rest = rest[1:].partition("]")
            if not closed or rest[:1] not in {"", ":"}:
                raise ValueError(f"not HOST:PORT:ADDR:PORT: {printed!r}")
            rest = rest[1:]
        else:
            part, _, rest = rest.partition(":")
        parts.append(part)
    numbers = [int(part) if part else None for part in parts[1::2]]
    if rest or printed.count(":") < 3 or any(number and number > 65535 for number in numbers):
        raise ValueError(f"not HOST:PORT:ADDR:PORT: {printed!r}")
    return Rule(host=parts[0].lower(), port=numbers[0], to_host=parts[2], to_port=numbers[1])


def sent_to(target: Target, rules: tuple[str, ...]) -> tuple[str, int]:
    """Return the host and port that a target is connected at; the first rule that fits wins."""
    for found in map(rule, rules):
        if found.host in {"", target.host} and found.port in {None, target.port}:
            return found.to_host or target.host, found.to_port or target.port
    return target.host, target.port


class Resolver:
    """Looks names up with the system's resolver, in threads of its own."""

    def __init__(self, threads: int = 16) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="look-up")

    async def __call__(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses of a name, in the system's order; raises ``socket.gaierror``."""
        ask = functools.partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return tuple(dict.fromkeys(str(answer[4][0]) for answer in found))

    def close(self) -> None:
        """Start no more look-ups; those under way end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


async def place(
    target: Target, settings: FetchSettings, table: AddressTable, resolve: Resolve
) -> Place:
    """Find out where a target is and whether we may go there; raises ``Unreached``."""
    host, port = sent_to(target, settings.connect_to)
    addresses = (host,) if _is_literal(host) else await _looked_up(host, port, settings, resolve)
    for address in addresses:
        refused = refusal(address, table, settings.allow_networks) or port_refusal(
            address, port, settings.ports, settings.allow_networks
        )
        if refused:
            reason = f"{address} is not asked: {refused}"
            raise Unreached(Failure.REFUSED_ADDRESS, reason, addresses)
    return Place(addresses=addresses, port=port)


def _is_literal(host: str) -> bool:
    if "%" in host:
        return True
    with contextlib.suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False


async def _looked_up(
    host: str, port: int, settings: FetchSettings, resolve: Resolve
) -> tuple[str, ...]:
    try:
        async with asyncio.timeout(min(settings.dns_s, settings.timeout_s)):
            found = await resolve(host, port)
    except TimeoutError:
        raise Unreached(Failure.DNS_TROUBLE, "the look-up of the name timed out") from None
    except socket.gaierror as error:
        raise Unreached(*failure_of(error)) from None
    except UnicodeError:
        raise Unreached(Failure.INVALID_URL, "no host can be called that") from None
    if not found:
        raise Unreached(Failure.DNS_TROUBLE, "the name has no address")
    return found


async def dial(
    found: Place, deadline: float, seconds: float, attempt: Callable[[str, int], Awaitable[_T]]
) -> tuple[_T, str]:
    """Connect to the first address that answers, and say which; ``Unreached`` when none does.

    ``attempt`` makes a connection to a literal address and port, or raises ``OSError``.
    ``deadline`` is on the loop's clock; ``seconds`` are shared by all addresses, so that a
    dead first one leaves time for the others.
    """
    loop = asyncio.get_running_loop()
    until = min(deadline, loop.time() + seconds)
    failed: list[tuple[Failure, str]] = []
    tried = _mixed(found.addresses)[:MAX_ADDRESSES]
    for place_in_line, address in enumerate(tried):
        share = (until - loop.time()) / (len(tried) - place_in_line)
        try:
            async with asyncio.timeout(share):
                return await attempt(address, found.port), address
        except TimeoutError:
            failed.append((Failure.CONNECT_TIMEOUT, "the connection timed out"))
        except OSError as error:
            failed.append(failure_of(error))
    failure, reason = min(failed, key=lambda told: _TELLING.index(told[0]))
    raise Unreached(failure, reason, found.addresses)


def _mixed(addresses: tuple[str, ...]) -> list[str]:
    """Alternate the families, so that one broken family costs one attempt (RFC 8305, 4)."""
    if len(addresses) == 1:
        return [*addresses]
    first = [one for one in addresses if (":" in one) == (":" in addresses[0])]
    second = [one for one in addresses if one not in first]
    mixed: list[str] = []
    for number in range(max(len(first), len(second))):
        mixed += first[number : number + 1] + second[number : number + 1]
    return mixed


async def connected(address: str, port: int) -> socket.socket:
    """Return a socket that is connected to a literal address; raises ``OSError``."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(made, (address, port))
    except BaseException:
        made.close()
        raise
    return made
