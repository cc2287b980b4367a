"""pywb, the replay tool of web archives, plays our records with the times of the captures."""

from __future__ import annotations

import socket
import subprocess
import time
from dataclasses import dataclass

import httpx
import pytest
from oracles import PYWB, wanted
from wacz_cases import (
    AGAIN,
    ARABIC,
    ARABIC_PAGE,
    ARABIC_TITLE,
    GONE,
    OLD,
    PERSIAN,
    PERSIAN_TITLE,
    PICTURE,
    REPEATED,
    SILENT,
    Choice,
    exported,
    png,
)

from sourcecheck.archive.index import same_page

ENCODED = same_page(ARABIC)
_PATIENCE = 60.0  # seconds: the machine may be busy


def run(folder, *command):
    wanted(PYWB / "ready")
    program, *arguments = command
    return subprocess.run(
        [PYWB / "bin" / program, *map(str, arguments)],
        cwd=folder, capture_output=True, text=True, check=False, timeout=_PATIENCE,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Pywb:
    """A server that plays one collection."""

    base: str

    def get(self, url: str, when: str, kind: str = "id_") -> httpx.Response:
        """Ask for a capture as it was (``id_``) or as a browser is to see it (``mp_``)."""
        return httpx.get(f"{self.base}/all/{when}{kind}/{url}", timeout=_PATIENCE, trust_env=False)

    def timemap(self, url: str) -> str:
        place = f"{self.base}/all/timemap/link/{url}"
        return httpx.get(place, timeout=_PATIENCE, trust_env=False).text


def started(folder) -> tuple[subprocess.Popen, str]:
    port = free_port()
    command = [PYWB / "bin" / "wayback", "-p", str(port), "-b", "127.0.0.1"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    base, until = f"http://127.0.0.1:{port}", time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(base, timeout=5, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return server, base
    server.kill()
    server.wait()
    raise AssertionError((folder / "log").read_text())


@pytest.fixture(scope="module")
def pywb(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pywb")
    exported(folder / "archive", folder / "all.warc.gz")
    assert run(folder, "wb-manager", "init", "all").returncode == 0
    assert run(folder, "wb-manager", "add", "all", "all.warc.gz").returncode == 0
    server, base = started(folder)
    try:
        yield Pywb(base)
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.parametrize(
    ("url", "when", "memento"),
    [
        (ENCODED, "20250704120100", "Fri, 04 Jul 2025 12:01:00 GMT"),
        (REPEATED, "20250704130000", "Fri, 04 Jul 2025 13:00:00 GMT"),  # a revisit
        (ENCODED, "20250704120500", "Fri, 04 Jul 2025 12:05:00 GMT"),  # one at another time
    ],
)
def test_a_page_comes_back_as_it_was_with_the_time_of_its_capture(pywb, url, when, memento):
    found = pywb.get(url, when)
    assert found.status_code == 200
    assert found.text == ARABIC_PAGE
    assert found.headers["Memento-Datetime"] == memento
    assert 'rel="timegate"' in found.headers["Link"]
    assert f'<{url}>; rel="original"' in found.headers["Link"]


def test_a_page_is_shown_to_a_browser_and_not_what_we_noted_of_it(pywb):
    """Metadata records have the page's address and time too: players must not show them."""
    assert f"<title>{ARABIC_TITLE}</title>" in pywb.get(ENCODED, "20250704120100", "mp_").text


@pytest.mark.parametrize(("url", "when"), [(PERSIAN, "20250704120400"), (AGAIN, "20250704130100")])
def test_chunked_and_packed_answers_play_the_first_and_the_repeated_one(pywb, url, when):
    found = pywb.get(url, when)
    assert (found.status_code, PERSIAN_TITLE in found.text) == (200, True)


def test_redirects_errors_and_pictures_are_what_they_were(pywb):
    moved = pywb.get(OLD, "20250704120500")
    assert (moved.status_code, moved.headers["Location"]) == (301, ENCODED)
    assert pywb.get(GONE, "20250704120600").status_code == 404
    assert pywb.get(PICTURE, "20250704120300").content == png()


def test_what_was_never_answered_is_no_capture(pywb):
    found = pywb.get(SILENT, "20250704120700")
    assert found.status_code == 404
    assert "sourcecheck" not in found.text


def test_the_timemap_lists_every_capture_once(pywb):
    listed = pywb.timemap(ENCODED)
    assert listed.count('rel="memento"') == 2
    assert 'datetime="Fri, 04 Jul 2025 12:01:00 GMT"' in listed
    assert 'datetime="Fri, 04 Jul 2025 12:05:00 GMT"' in listed


@pytest.mark.parametrize("choice", [Choice(), Choice(urls=(AGAIN,))])
def test_py_wacz_finds_nothing_wrong(tmp_path, choice):
    exported(tmp_path / "archive", tmp_path / "all.wacz", choice)
    done = run(tmp_path, "wacz", "validate", "-f", "all.wacz")
    assert "Validation succeeded" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0
