"""Uploads that are killed, and lines that break while bytes flow: nothing is ever lost."""

from __future__ import annotations

import os
import random
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
import uuid
from contextlib import contextmanager, suppress

import pytest
from archive_cases import NOON, answer, exchange
from s3_server import KEYS, s3_server

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf, read_exchange
from sourcecheck.archive.storage.opening import open_storage
from sourcecheck.archive.storage.shelves import StorageShelf, TieredShelf
from sourcecheck.archive.storage.shipping import closed_files, ship
from sourcecheck.archive.warc import Archive

FILES, PAGES, PAGE = 5, 3, 1_500_000
KILLS = 6


@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as found:
        yield found


@pytest.fixture
def filled(folder):
    """Closed files of a few parts each, of bytes that no packing makes fewer."""
    index, dice = MemoryIndex(), random.Random(7)
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        for number in range(FILES):
            for page in range(PAGES):
                body = dice.randbytes(PAGE * (1 + 3 * (number == 2)))
                url = f"https://h{number}.example/{page}"
                archive.keep(exchange(url, number, response=answer(body)), body)
            archive.seal()
    return folder, index


def read_all(folder, index, storage):
    shelf = TieredShelf(FolderShelf(folder), StorageShelf(storage))
    return [read_exchange(shelf, index, capture).response for capture in index]


SHIP = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sourcecheck.archive.storage.opening import open_storage
from sourcecheck.archive.storage.shipping import ship
storage = open_storage(sys.argv[2], dict(pair.split("=") for pair in sys.argv[3:]))
print("begun", flush=True)
for each in ship(Path(sys.argv[1]), storage, lambda: datetime.now(UTC), remove=True):
    print(each.outcome.value, each.because, flush=True)
"""


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_killed_at_any_moment_no_capture_is_lost(filled, kind, tmp_path, request):
    folder, index = filled
    (tmp_path / "far").mkdir()
    place = str(tmp_path / "far")
    if kind == "s3":
        place = f"s3://shelf/{uuid.uuid4()}?endpoint={request.getfixturevalue('endpoint')}"
    storage = open_storage(place, KEYS)
    before = [read_exchange(FolderShelf(folder), index, each).response for each in index]
    command = [
        sys.executable,
        "-c",
        SHIP,
        folder,
        place,
        *("=".join(pair) for pair in KEYS.items()),
    ]
    dice = random.Random(11)
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            time.sleep(dice.uniform(0, 0.4))
            os.kill(child.pid, signal.SIGKILL)
        assert read_all(folder, index, storage) == before
    list(ship(folder, storage, lambda: NOON, remove=True))
    assert closed_files(folder) == ()
    assert read_all(folder, index, storage) == before


class _Line(socketserver.ThreadingTCPServer):
    """Passes bytes on to a server until a number of them went through; then it is down."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, target, budget):
        super().__init__(("127.0.0.1", 0), _Passing)
        self.target, self.left = target, budget
        self.guard = threading.Lock()

    def spend(self, size):
        with self.guard:
            self.left -= size
            return self.left >= 0


class _Passing(socketserver.BaseRequestHandler):
    def handle(self):
        if self.server.left < 0:
            return
        with socket.create_connection(self.server.target) as far:
            back = threading.Thread(target=self._pump, args=(far, self.request))
            back.start()
            self._pump(self.request, far)
            back.join()

    def _pump(self, source, sink):
        try:
            while data := source.recv(65536):
                if not self.server.spend(len(data)):
                    break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_that_breaks(endpoint, budget):
    host, _, port = endpoint.removeprefix("http://").partition(":")
    with _Line((host, int(port)), budget) as line:
        thread = threading.Thread(target=line.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{line.server_address[1]}"
        finally:
            line.shutdown()
            thread.join()


@pytest.mark.parametrize("budget", [1, 3_000_000, 12_000_000, 40_000_000])
def test_a_line_that_breaks_while_bytes_flow_loses_nothing(filled, endpoint, budget, monkeypatch):
    monkeypatch.setattr("sourcecheck.archive.storage.s3._RETRIES", 1)
    folder, index = filled
    before = [read_exchange(FolderShelf(folder), index, each).response for each in index]
    prefix = uuid.uuid4()
    with line_that_breaks(endpoint, budget) as weak:
        broken = open_storage(f"s3://shelf/{prefix}?endpoint={weak}", KEYS)
        found = list(ship(folder, broken, lambda: NOON, remove=True))
    assert found[-1].outcome.value == "failed"
    assert found[-1].hint
    storage = open_storage(f"s3://shelf/{prefix}?endpoint={endpoint}", KEYS)
    assert read_all(folder, index, storage) == before
    again = list(ship(folder, storage, lambda: NOON, remove=True))
    assert {each.outcome.value for each in again} == {"removed"}
    assert read_all(folder, index, storage) == before
