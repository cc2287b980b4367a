"""What classifying costs, beside tldextract alone and ural, interleaved in one run.

``python benchmarks/classify.py [--peer-python PATH] [--urls N]``. The addresses are made here:
every host of the gazetteer with paths of our own, hosts in no list, accounts of platforms, and
pages inside wrappers. The names are a third verbatim, a third misspelled, a third in no list,
each asked once, so that nothing is answered from memory. ``ural`` is GPL and never a
dependency: it lives in an environment of its own, installed by hand (``pip install ural``),
whose Python is ``PATH``; without it, it is said and left out.

tldextract says which part of a host was registered and ural tidies an address and names its
domain; neither says whose it is or from which country. Seconds are those of the processor;
read the ratios. Returns 1 when a figure misses its target.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import tldextract

from sourcecheck.classify import classify_text, classify_url
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.model.tables.outlets import OutletTables

ROUNDS = 5
NAMES = 6_000
TARGETS = {"URLs a second": 50_000.0, "names a second": 5_000.0, "load, ms": 150.0}
SEED = 6
SHARES = ((0.80, "known"), (0.90, "unseen"), (0.95, "account"), (1.01, "wrapped"))

LOAD = """
import time
began = time.process_time()
from sourcecheck.data.load_outlets import load_outlets
tables = load_outlets()
loaded = time.process_time() - began
print(loaded)
"""
IMPORTS = """
import time
import sourcecheck.data.load_urls, sourcecheck.text.nameindex, orjson
began = time.process_time()
from sourcecheck.data.load_outlets import load_outlets
tables = load_outlets()
print(time.process_time() - began)
"""
PEER = """
import json, sys, time
try:
    from ural import get_domain_name, normalize_url
except ImportError as error:
    print(json.dumps(str(error)))
    raise SystemExit
urls = json.load(open(sys.argv[1]))
for url in urls[:200]:
    get_domain_name(normalize_url(url))
began = time.process_time()
for url in urls:
    get_domain_name(normalize_url(url))
print(json.dumps(time.process_time() - began))
"""


def main() -> int:
    """Measure, print, and say with the exit code whether every target was met."""
    given = _arguments()
    tables = load_outlets()
    chance = random.Random(SEED)
    urls = [_url(tables, chance, number) for number in range(given.urls)]
    names = _names(tables, chance)
    _first(urls, tables, "cold, every host new")
    rows = _rounds(urls, tables, given.peer_python)
    ours = len(urls) / statistics.median(rows["sourcecheck"])
    print(f"{len(urls)} addresses, {len(tables.keys)} keys, medians of {ROUNDS} rounds")
    for name, seconds in rows.items():
        rate = len(urls) / statistics.median(seconds)
        print(f"  {name:<12} {rate:>10,.0f} a second   sourcecheck {ours / rate:.2f}x")
    by_name = _named(names, tables)
    print(f"{len(names)} names, {len(tables.aliases)} aliases: {by_name:,.0f} a second")
    load = statistics.median(_load(LOAD) for _ in range(ROUNDS)) * 1000
    bare = statistics.median(_load(IMPORTS) for _ in range(ROUNDS)) * 1000
    print(f"load: {load:.0f} ms in a fresh interpreter with its imports, {bare:.0f} ms without")
    figures = {"URLs a second": ours, "names a second": by_name, "load, ms": load}
    return _judged(figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", default="", help="a Python that has ural")
    parser.add_argument("--urls", type=int, default=20_000)
    return parser.parse_args()


def _url(tables: OutletTables, chance: random.Random, number: int) -> str:
    drawn = chance.random()
    kind = next(name for share, name in SHARES if drawn < share)
    hosts = _hosts(tables)
    page = f"{chance.choice(hosts)}/{chance.choice(('news', 'ar', 'politics'))}/2026/{number}"
    match kind:
        case "unseen":
            ending = chance.choice(("az", "com", "ru"))
            return f"https://paper-{number % 500}.example.{ending}/{number}"
        case "account":
            return f"https://{chance.choice(('t.me', 'x.com'))}/account_{number % 300}/{number}"
        case "wrapped":
            return f"https://web.archive.org/web/20260101000000/http://{page}"
        case _:
            return f"https://{chance.choice(('', 'www.', 'm.'))}{page}?page={number % 9}"


_KNOWN: list[str] = []


def _hosts(tables: OutletTables) -> list[str]:
    if not _KNOWN:
        _KNOWN.extend(key[5:] for key in tables.keys if key.startswith("host:"))
    return _KNOWN


def _names(tables: OutletTables, chance: random.Random) -> list[str]:
    """Return names, each only once: verbatim, with two letters exchanged, and of nobody."""
    known = list(dict.fromkeys(alias.text for alias in tables.aliases))
    chance.shuffle(known)
    third = NAMES // 3
    verbatim, others = known[:third], known[third : 2 * third]
    letters = "".join(known[:200])
    nobody = [_nonsense(letters, chance) for _ in range(third)]
    names = list(
        dict.fromkeys([*verbatim, *(_misspelled(each, chance) for each in others), *nobody])
    )
    chance.shuffle(names)
    return names


def _misspelled(name: str, chance: random.Random) -> str:
    if len(name) < 4:
        return f"{name}s"
    place = chance.randrange(1, len(name) - 2)
    return f"{name[:place]}{name[place + 1]}{name[place]}{name[place + 2 :]}"


def _nonsense(letters: str, chance: random.Random) -> str:
    words = ("".join(chance.choices(letters, k=chance.randrange(4, 9))) for _ in range(2))
    return " ".join(words).strip()


def _first(urls: Sequence[str], tables: OutletTables, how: str) -> None:
    seconds = _timed(urls, lambda url: classify_url(url, tables))
    print(f"{how}: {len(urls) / seconds:,.0f} addresses a second")


def _rounds(urls: Sequence[str], tables: OutletTables, peer_python: str) -> dict[str, list[float]]:
    extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    contestants: dict[str, Callable[[str], object]] = {
        "sourcecheck": lambda url: classify_url(url, tables),
        "tldextract": extract,
    }
    extract("example.com")
    rows: dict[str, list[float]] = {name: [] for name in contestants}
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "urls.json")
        listed.write_text(json.dumps(list(urls)), "utf-8")
        for _ in range(ROUNDS):
            for name, ask in contestants.items():
                rows[name].append(_timed(urls, ask))
            if seconds := _peer(peer_python, listed):
                rows.setdefault("ural", []).append(seconds)
    return rows


def _peer(python: str, listed: Path) -> float | None:
    if not python:
        print("ural: left out (no --peer-python)")
        return None
    done = subprocess.run(
        [python, "-c", PEER, str(listed)], capture_output=True, text=True, check=True
    )
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        print(f"ural: left out ({answer})")
        return None
    return float(answer)


def _timed(asked: Sequence[str], ask: Callable[[str], object]) -> float:
    began = time.process_time()
    for each in asked:
        ask(each)
    return time.process_time() - began


def _named(names: Sequence[str], tables: OutletTables) -> float:
    for each in ("рейтерс агенство", "الجزيره نت", "no such paper at all"):
        classify_text(each, tables)  # what is built at the first weak name is built once
    return len(names) / _timed(names, lambda name: classify_text(name, tables))


def _load(program: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _judged(figures: dict[str, float]) -> int:
    missed = 0
    for name, target in TARGETS.items():
        met = figures[name] <= target if name == "load, ms" else figures[name] >= target
        missed += not met
        print(
            f"{'met   ' if met else 'MISSED'} {name}: {figures[name]:,.0f} (target {target:,.0f})"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
