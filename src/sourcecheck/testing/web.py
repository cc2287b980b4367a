"""The scripted web: four hundred servers' habits on loopback, each with its right verdict.

As a context manager it serves from a thread of its own, so that anything may be run against it:
a fetcher in the same process, the command line, another link checker. Names are served by
``connect_to``; nothing is looked up, and nothing leaves this machine::

    python -m sourcecheck.testing.web --list
    python -m sourcecheck.testing.web            # serves until interrupted
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.testing.behaviours import BEHAVIOURS, HELPERS, host_of
from sourcecheck.testing.certificates import make_contexts
from sourcecheck.testing.script import Behaviour, Script
from sourcecheck.testing.serving import ALIAS, ENDING, Place, Served, Servers

NETWORK = "127.0.0.0/8"
"""The range to open for a checker that is to see the scripted web."""

_START_S = 60.0


class ScriptedWeb:
    """Behaviours on loopback, by default all of them, served from a thread. A context manager.

    With ``public`` at the ports 80 and 443, which needs the right to open them: for programs
    that know no ``connect_to`` and are to find the hosts by ``hosts_file``.

    >>> with ScriptedWeb() as web:  # doctest: +SKIP
    ...     subprocess.run(["sourcecheck", "check", url, *web.arguments()])
    """

    def __init__(
        self,
        behaviours: Sequence[Behaviour] = BEHAVIOURS,
        helpers: Mapping[str, Script] = HELPERS,
        *,
        public: bool = False,
    ) -> None:
        self._behaviours = behaviours
        self._scripts = {**helpers, **{host_of(one): one.script for one in behaviours}}
        self._public = public
        self._folder = Path()
        self._kept = contextlib.ExitStack()
        self._doors: dict[str, Place] = {}
        self._servers: Servers | None = None
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        """Make the certificates and open all doors; raises ``RuntimeError`` when it cannot."""
        self._folder = Path(
            self._kept.enter_context(tempfile.TemporaryDirectory(prefix="scripted-web-"))
        )
        stop = threading.Event()
        thread = threading.Thread(target=self._run, args=(stop,), name="scripted web", daemon=True)
        thread.start()
        self._kept.callback(thread.join)
        self._kept.callback(stop.set)
        if not self._ready.wait(_START_S) or not self._doors:
            self._kept.close()
            raise RuntimeError("the scripted web could not be opened")
        self.rules_file.write_text("\n".join([*self.connect_to(), ""]), encoding="utf-8")
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close all doors and remove the certificates."""
        self._kept.close()

    @property
    def ca_file(self) -> Path:
        """The authority that signed the good certificates, for ``--cacert``."""
        return self._folder / "ca.pem"

    @property
    def rules_file(self) -> Path:
        """The ``connect_to`` rules, one a line, for ``--connect-to @file``."""
        return self._folder / "connect-to.txt"

    @property
    def served(self) -> tuple[Served, ...]:
        """What has been asked so far, and what was sent in return."""
        return tuple(talk.served() for talk in self._servers.talks) if self._servers else ()

    def forget(self) -> None:
        """Forget all visits: what happens once happens once more."""
        if self._servers:
            self._servers.talks.clear()
            self._servers.visits.clear()

    def connect_to(self, *, everything: bool = False) -> tuple[str, ...]:
        """Return the ``HOST:PORT:ADDR:PORT`` rules that lead to every host.

        With ``everything`` all other hosts lead here as well (and are not found), so that no
        name is ever looked up.
        """
        rules = []
        for host, secured in self._doors_of_hosts().items():
            plain = "refused" if secured == "refused" else "plain"
            rules.append(f"{host}:80:{self._at(plain)}")
            rules.append(f"{host}:443:{self._at(secured)}")
        if everything:
            rules.append(f":443:{self._at('tls')}")
            rules.append(f"::{self._at('plain')}")
        return tuple(rules)

    def hosts_file(self) -> str:
        """Return the hosts as lines of ``/etc/hosts``, for a web that is served in public."""
        places = ((self._doors[door][0], host) for host, door in self._doors_of_hosts().items())
        return "".join(f"{address} {host} {aliased(host)}\n" for address, host in places)

    def _doors_of_hosts(self) -> dict[str, str]:
        """Return the door that stands behind each host's TLS port."""
        special = {host_of(one): one.door for one in self._behaviours if one.door}
        return {host: special.get(host, "tls") for host in self._scripts}

    def _at(self, door: str) -> str:
        address, port = self._doors[door]
        return f"{address}:{port}"

    def arguments(self) -> tuple[str, ...]:
        """Return the options with which the command line sees the scripted web."""
        return (
            *("--allow-network", NETWORK),
            *("--connect-to", f"@{self.rules_file}"),
            *("--cacert", str(self.ca_file)),
        )

    def settings(self, **changes: Any) -> FetchSettings:
        """Return settings with which a fetcher sees the scripted web, and in no slow pace."""
        seen: dict[str, Any] = {
            "allow_networks": (NETWORK,),
            "connect_to": self.connect_to(),
            "cacert": str(self.ca_file),
            "pace_s": 0.0,
        }
        return FetchSettings(**{**seen, **changes})

    def _run(self, stop: threading.Event) -> None:
        try:
            asyncio.run(self._serve(stop))
        finally:
            self._ready.set()

    async def _serve(self, stop: threading.Event) -> None:
        # Visitors that hang up on a handshake are no news; asyncio would print each of them.
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        names = sorted([*self._scripts, *map(aliased, self._scripts)])
        made = make_contexts(self._folder, names)
        special = (one for one in self._behaviours if one.certificate)
        shown = {host_of(one): made[one.certificate] for one in special}
        self._servers = Servers(scripts=self._scripts, contexts={**made, **shown})
        self._doors = await self._servers.open(public=self._public)
        self._ready.set()
        await asyncio.to_thread(stop.wait)
        await self._servers.close()


def aliased(name: str) -> str:
    """Return a host or an address of the scripted web by its other name."""
    return name.replace(ENDING, ALIAS, 1)


def listing() -> str:
    """Return the table of behaviours as text, one a line."""
    rows = [
        (one.name, one.state.group.value, one.state.value, one.section, one.url, one.does)
        for one in BEHAVIOURS
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[5]])
        for row in rows
    )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the table of behaviours, or serve them until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sourcecheck.testing.web", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print the behaviours and end")
    parser.add_argument("--seconds", type=float, help="serve for so long only")
    chosen = parser.parse_args(arguments)
    if chosen.list:
        sys.stdout.write(listing() + "\n")
        return 0
    with ScriptedWeb() as web:
        sys.stdout.write(" ".join(web.arguments()) + "\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait(chosen.seconds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
