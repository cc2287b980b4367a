"""The scripted web: a hundred servers' habits on loopback, each with its right verdict.

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
from pathlib import Path
from typing import Any, Self

from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.testing.behaviours import BEHAVIOURS, host_of, hosts
from sourcecheck.testing.certificates import make_contexts
from sourcecheck.testing.serving import LOOPBACK, Served, Servers

NETWORK = "127.0.0.0/8"
"""The range to open for a checker that is to see the scripted web."""

_START_S = 60.0


class ScriptedWeb:
    """All behaviours on loopback, served from a thread. A context manager.

    >>> with ScriptedWeb() as web:  # doctest: +SKIP
    ...     subprocess.run(["sourcecheck", "check", url, *web.arguments()])
    """

    def __init__(self) -> None:
        self._folder = Path()
        self._kept = contextlib.ExitStack()
        self._doors: dict[str, int] = {}
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
        special = {host_of(one): one.door for one in BEHAVIOURS if one.door}
        rules = []
        for host in hosts():
            secured = special.get(host, "tls")
            plain = "refused" if secured == "refused" else "plain"
            rules.append(f"{host}:80:{LOOPBACK}:{self._doors[plain]}")
            rules.append(f"{host}:443:{LOOPBACK}:{self._doors[secured]}")
        if everything:
            rules.append(f":443:{LOOPBACK}:{self._doors['tls']}")
            rules.append(f"::{LOOPBACK}:{self._doors['plain']}")
        return tuple(rules)

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
        scripts = hosts()
        made = make_contexts(self._folder, sorted(scripts))
        shown = {host_of(one): made[one.certificate] for one in BEHAVIOURS if one.certificate}
        self._servers = Servers(scripts=scripts, contexts={**made, **shown})
        self._doors = await self._servers.open()
        self._ready.set()
        await asyncio.to_thread(stop.wait)
        await self._servers.close()


def listing() -> str:
    """Return the table of behaviours as text, one a line."""
    rows = [
        (one.name, one.state.group.value, one.state.value, one.url, one.does) for one in BEHAVIOURS
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]])
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
