"""What reading articles costs, beside trafilatura and refextract, interleaved in one run.

``python benchmarks/extract.py [--peer-python PATH] [--articles N]``. All material is made here
from sentences of our own. The peers live in an environment of their own, installed by hand
(``pip install trafilatura lxml_html_clean refextract``; refextract is GPL and never a
dependency), whose Python is ``PATH``; what is missing there is said and left out. Each peer
measures itself inside its process, after a first round that nobody counts. Neither reads plain
text: trafilatura gets the paragraphs as the barest page, refextract gets the string.

Seconds are those of the processor, so that what else runs hurts less; read the ratios.
Returns 1 when a figure misses its target.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from material import SENTENCES, article, barest_page, page, soup, word_document

from sourcecheck.config import settled
from sourcecheck.errors import DocumentError
from sourcecheck.extract import extract
from sourcecheck.extract.formats import read
from sourcecheck.model import Document
from sourcecheck.resolve import resolve
from sourcecheck.session.opening import tables_of

ROUNDS = 5
EACH = 8  # articles per language
PAGES = {"20 kB": 20_000, "90 kB": 90_000, "300 kB": 300_000}
SOUPS = {"as on the web": 60, "with 300 more": 300}  # cards of other stories
MEGABYTE = 1_000_000
TARGETS = {
    "plain text, articles a second": 500.0,
    "pages, times as fast as trafilatura": 5.0,
    "DOCX, ms a document": 5.0,
    "10 MB against 1 MB, times as long": 15.0,
    "memory, kB an article": 0.5,
}
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TABLES = tables_of(settled())

Contestant = Callable[[], float | None]
"""Reads all of one material and returns the seconds that took; None = absent."""

PEER = """
import json, sys, time
def refextract():
    from refextract import extract_references_from_string
    return lambda text: extract_references_from_string(text, is_only_references=False)
def trafilatura():
    import trafilatura
    return lambda page: trafilatura.extract(page, include_links=True)
readers = {"refextract": refextract, "trafilatura": trafilatura}
out, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    name, folder, count = json.loads(line)
    try:
        read = readers[name]()
        texts = [open(f"{folder}/{n}", encoding="utf-8").read() for n in range(count)]
        began = time.process_time()
        for text in texts:
            read(text)
        answer = time.process_time() - began
    except ImportError as error:
        answer = str(error)
    print(json.dumps(answer), file=out, flush=True)
"""


class Peers:
    """Another Python, in which the peers are installed; asked one thing at a time."""

    def __init__(self, python: str) -> None:
        self.absent: set[str] = set()
        self._process = subprocess.Popen(
            [python, "-c", PEER],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def seconds(self, name: str, folder: Path, count: int) -> float | None:
        """Let a peer read the numbered files of a folder; None when it is not installed."""
        if self._process.stdin is None or self._process.stdout is None:
            return None
        self._process.stdin.write(json.dumps([name, str(folder), count]) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if isinstance(answer, str):
            self.absent.add(f"{name}: {answer}")
            return None
        return float(answer)

    def close(self) -> None:
        self._process.communicate()


def main(arguments: Sequence[str]) -> int:
    """Measure, print medians and ratios; 1 when a target is missed."""
    options = _options(arguments)
    missed: list[str] = []
    peers = Peers(options.peer_python) if options.peer_python else None
    with tempfile.TemporaryDirectory() as folder:
        _plain_text(Path(folder), peers, missed)
        for name, size in PAGES.items():
            _pages(Path(folder), peers, name, [page(code, size) for code in SENTENCES], missed)
        for name, cards in SOUPS.items():
            _pages(Path(folder), peers, name, [soup(code, cards) for code in SENTENCES], missed)
    if peers:
        peers.close()
    for absent in sorted(peers.absent) if peers else ["peers: no --peer-python given"]:
        print(f"absent  {absent}")
    _word_documents(missed)
    _memory(options.articles, missed)
    _linear(missed)
    for each in missed:
        print(f"missed  {each}")
    return 1 if missed else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", default="", help="Python in which the peers are installed")
    parser.add_argument("--articles", type=int, default=5_000, help="articles for the memory run")
    return parser.parse_args(arguments)


def _judge(target: str, value: float, missed: list[str], *, least: bool = False) -> str:
    """Return what to print behind a figure that has a target."""
    limit = TARGETS[target]
    if value < limit if least else value > limit:
        missed.append(f"{target}: {value:.1f}, the target is {limit:g}")
    return f"({'at least' if least else 'at most'} {limit:g})"


def _plain_text(folder: Path, peers: Peers | None, missed: list[str]) -> None:
    for code in ("en", "ar", "fa", "ru", "tr"):
        texts = [article(code, f"{code}{number}") for number in range(EACH)]
        times = _interleaved({"sourcecheck": _ours(texts), **_theirs(folder, peers, code, texts)})
        ours = times["sourcecheck"]
        rate = len(texts) / ours
        told = _judge("plain text, articles a second", rate, missed, least=True)
        print(f"plain text {code}     {rate:7.0f} articles/s {told}{_ratios(times, ours)}")


def _theirs(
    folder: Path, peers: Peers | None, code: str, texts: Sequence[str]
) -> dict[str, Contestant]:
    if peers is None:
        return {}
    plain, pages = folder / f"{code}-text", folder / f"{code}-page"
    _write(plain, texts)
    _write(pages, [barest_page(text) for text in texts])
    return {
        "trafilatura": lambda: peers.seconds("trafilatura", pages, len(texts)),
        "refextract": lambda: peers.seconds("refextract", plain, len(texts)),
    }


def _pages(
    folder: Path, peers: Peers | None, name: str, pages: Sequence[str], missed: list[str]
) -> None:
    contestants: dict[str, Contestant] = {
        "sourcecheck": _ours(pages, "text/html", _page_alone),
        "with citations": _ours(pages, "text/html"),
    }
    if peers:
        place = folder / name
        _write(place, pages)
        contestants["trafilatura"] = lambda: peers.seconds("trafilatura", place, len(pages))
    times = _interleaved(contestants)
    ours, told = times["sourcecheck"], ""
    if "trafilatura" in times:
        ratio = times["trafilatura"] / ours
        told = _judge("pages, times as fast as trafilatura", ratio, missed, least=True)
    print(f"pages {name:<13} {len(pages) / ours:7.0f} pages/s    {told}{_ratios(times, ours)}")


def _ratios(times: dict[str, float], ours: float) -> str:
    return "".join(
        f"; {name} takes {seconds / ours:.2f} times as long"
        for name, seconds in times.items()
        if name != "sourcecheck"
    )


def _interleaved(contestants: dict[str, Contestant]) -> dict[str, float]:
    """Return the median seconds of each contestant, all of them taking turns."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(ROUNDS + 1):
        for name, run in contestants.items():
            seconds = run()
            if seconds is not None and number > 0:  # the first round warms up
                times[name].append(seconds)
    return {name: statistics.median(each) for name, each in times.items() if each}


def _ours(
    texts: Sequence[str],
    media_type: str = "text/plain",
    work: Callable[[Document], object] | None = None,
) -> Contestant:
    work = work or _read
    documents = [_document(text.encode(), media_type) for text in texts]

    def run() -> float:
        began = time.process_time()
        for document in documents:
            work(document)
        return time.process_time() - began

    return run


def _page_alone(document: Document) -> None:
    """Read a page as trafilatura does: its text, links and fields, no citations."""
    read(document, TABLES.limits, TABLES.extract.html, TABLES.extract.signatures)


def _document(body: bytes, media_type: str = "text/plain") -> Document:
    return Document(origin="-", body=body, media_type=media_type, read_at=NOON)


def _read(document: Document) -> None:
    resolve(extract(document, TABLES.extract, TABLES.limits), TABLES.resolve)


def _word_documents(missed: list[str]) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    documents = [_document(word_document(code), kind) for code in SENTENCES]
    try:
        times = _interleaved({"sourcecheck": lambda: _seconds(documents)})
    except DocumentError as error:
        print(f"DOCX           not read: {error}")
        return
    each = times["sourcecheck"] / len(documents) * 1000
    print(f"DOCX           {each:7.1f} ms a document {_judge('DOCX, ms a document', each, missed)}")


def _seconds(documents: Sequence[Document]) -> float:
    began = time.process_time()
    for document in documents:
        _read(document)
    return time.process_time() - began


def _linear(missed: list[str]) -> None:
    """Read 1 MB and 10 MB of one sign; a refusal that names the reason is an answer, too."""
    for name, signs in (("brackets", "("), ("pairs", "()"), ("spaces", " "), ("digits", "1")):
        one, answer = _hostile(signs * (MEGABYTE // len(signs)))
        ten, answer = _hostile(signs * (10 * MEGABYTE // len(signs)))
        told = _judge("10 MB against 1 MB, times as long", ten / max(one, 0.001), missed)
        print(
            f"10 MB {name:<9} {ten:6.2f} s, {ten / max(one, 0.001):5.1f} times 1 MB {told} {answer}"
        )


def _hostile(text: str) -> tuple[float, str]:
    document = _document(f"A word. {text}".encode())
    gc.collect()
    began = time.process_time()
    try:
        _read(document)
    except DocumentError as error:
        return time.process_time() - began, f"refused: {error}"
    return time.process_time() - began, "read"


def _memory(count: int, missed: list[str]) -> None:
    """Read articles that share no word, so that a cache without bounds would show."""
    first = max(1, count // 5)
    before = 0
    for number in range(count):
        _read(_document(article("en" if number % 2 else "ar", str(number), strange=True).encode()))
        if number == first:
            before = _resident()
    growth = (_resident() - before) / max(1, count - first)
    told = _judge("memory, kB an article", growth, missed)
    print(f"memory         {growth:7.3f} kB an article over {count} articles {told}")


def _resident() -> int:
    """Return the memory this process holds, in kB; the most it held where that is unknown."""
    held = Path("/proc/self/statm")
    if held.exists():
        return int(held.read_text().split()[1]) * resource.getpagesize() // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _write(folder: Path, texts: Sequence[str]) -> None:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / str(number)).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
