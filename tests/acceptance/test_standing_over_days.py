"""A dead link over days, and a portal in everybody's place, on the real command line."""

from __future__ import annotations

import json
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

STORY = "<title>The harbour opens</title><p>" + "Ships wait in the new harbour. " * 80
PORTAL = "portal.example"


class Site(ThreadingHTTPServer):
    """Hosts on loopback of which a test says what they answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status = 200
        self.is_portal = False
        self.answers_left = 10_000
        self.port = self.server_address[1]

    def may_answer(self) -> bool:
        """Count an answer; after the last one nobody can connect any more."""
        self.answers_left -= 1
        if self.answers_left <= 0:
            self.socket.close()
        return self.answers_left >= 0

    def options(self, *hosts: str) -> list[str]:
        found = ["--allow-network", "127.0.0.0/8", "--pace", "0", "--db", "x.db", "--no-archive"]
        for host in hosts:
            found += ["--connect-to", f"{host}:{self.port}:127.0.0.1:{self.port}"]
        return found


class Answering(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if not self.server.may_answer():
            return
        host = self.headers["Host"].partition(":")[0]
        if self.server.is_portal and host != PORTAL:
            self.send_response(302)
            self.send_header("Location", f"http://{PORTAL}:{self.server.port}/welcome?to={host}")
            body = b""
        else:
            known = "/story-" in self.path or self.path.startswith("/welcome")
            self.send_response(self.server.status if known else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            body = STORY.encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site():
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def checked(sourcecheck, site, day: int, *more: str):
    url = f"http://news.example:{site.port}/harbour/story-17"
    run = sourcecheck(
        *("check", url, "-f", "jsonl", "--now", f"2026-11-{day:02}T06:00:00Z"),
        *site.options("news.example"),
        *more,
    )
    assert run.err == ""
    return json.loads(run.out)


def test_a_link_is_suspect_first_confirmed_over_days_and_taken_back_by_one_success(
    sourcecheck, site
):
    site.status = 404
    told = []
    for day, status in [(1, 404), (2, 404), (4, 503), (5, 404), (8, 404), (9, 200), (12, 404)]:
        site.status = status
        found = checked(sourcecheck, site, day)
        told.append((day, found["standing"], found["strikes"], (found["since"] or "")[:10]))
    assert told == [
        (1, "suspect", 1, "2026-11-01"),
        (2, "suspect", 1, "2026-11-01"),
        (4, None, 0, ""),
        (5, "suspect", 2, "2026-11-01"),
        (8, "confirmed", 3, "2026-11-01"),
        (9, None, 0, ""),
        (12, "suspect", 1, "2026-11-12"),
    ]


def test_another_policy_gives_another_answer_from_the_same_looks(sourcecheck, site):
    site.status = 404
    eager = sourcecheck.write("eager.toml", "[not_found]\ntimes = 2\ndays = 1\n")
    assert checked(sourcecheck, site, 1, "--confirmation", eager)["standing"] == "suspect"
    assert checked(sourcecheck, site, 2)["standing"] == "suspect"
    assert checked(sourcecheck, site, 3, "--confirmation", eager)["standing"] == "confirmed"


def test_a_policy_that_counts_refusals_is_refused_with_its_line(sourcecheck, site):
    wrong = sourcecheck.write("wrong.toml", "# mine\n[forbidden]\ntimes = 2\ndays = 1\n")
    run = sourcecheck("check", "http://news.example/", "--confirmation", wrong, "--offline")
    assert run.status == 2
    assert "wrong.toml:2: [forbidden] is doubtful" in run.err


def test_a_captive_portal_is_told_and_nothing_is_remembered(sourcecheck, site):
    site.is_portal = True
    hosts = ("news.example", "paper.example", "radio.example")
    urls = [f"http://{host}:{site.port}/story-17" for host in hosts]
    run = sourcecheck("check", *urls, "-f", "jsonl", *site.options(*hosts, PORTAL))
    found = [json.loads(line) for line in run.out.splitlines()]
    assert run.status == 3
    assert {link["state"] for link in found} == {"offline"}
    assert all(
        "one machine answered in the place of others" in link["because"][0] for link in found
    )
    with sqlite3.connect(sourcecheck.folder / "x.db") as db:
        assert db.execute("select count(*) from checks").fetchone() == (0,)
    db.close()
    site.is_portal = False
    again = sourcecheck("check", *urls, "-f", "jsonl", *site.options(*hosts, PORTAL))
    assert {json.loads(line)["state"] for line in again.out.splitlines()} == {"alive"}


def test_a_portal_among_sites_that_answer_is_what_it_is(sourcecheck, site):
    hosts = ("news.example", "paper.example", "radio.example")
    urls = [f"http://{host}:{site.port}/story-17" for host in hosts]
    own = f"http://{PORTAL}:{site.port}/story-18"
    site.is_portal = True
    run = sourcecheck("check", *urls, own, "-f", "jsonl", *site.options(*hosts, PORTAL))
    assert run.status in {0, 1}
    assert "offline" not in run.out


def test_a_network_that_goes_away_halfway_voids_what_failed_and_keeps_what_answered(
    sourcecheck, site
):
    site.answers_left = 90
    hosts = [f"site{n}.example" for n in range(12)]
    urls = [f"http://{host}:{site.port}/story-{n}" for n in range(20) for host in hosts]
    listed = sourcecheck.write("links.txt", "\n".join(urls))
    run = sourcecheck("check", f"@{listed}", "-f", "jsonl", *site.options(*hosts))
    states = [json.loads(line)["state"] for line in run.out.splitlines()]
    assert run.status == 3
    assert "the network went away during the run" in run.err
    assert states.count("alive") >= 60
    assert set(states) <= {"alive", "offline", "no_response", "reset"}
    assert states.count("offline") >= 100
