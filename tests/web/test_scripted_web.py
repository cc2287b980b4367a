"""The scripted web itself: its table, its options, and that it never leads out of this machine."""

import contextlib
import ipaddress
import socket
import subprocess
import sys

import pytest

from sourcecheck.fetch.connect import rule
from sourcecheck.model import Group, LinkState
from sourcecheck.testing import BEHAVIOURS, ScriptedWeb
from sourcecheck.testing.behaviours import SECTIONS, host_of, hosts, named
from sourcecheck.testing.framing import is_whole
from sourcecheck.testing.script import Truth, answer
from sourcecheck.testing.web import listing, main


def test_names_and_addresses_are_told_apart():
    assert len({one.name for one in BEHAVIOURS}) == len(BEHAVIOURS)
    assert len({one.url for one in BEHAVIOURS}) == len(BEHAVIOURS)


def test_there_are_four_hundred_habits_in_every_group():
    assert len(BEHAVIOURS) >= 400
    assert {one.state.group.value for one in BEHAVIOURS} == {
        "alive",
        "doubtful",
        "dead",
        "unchecked",
    }


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda one: one.name)
def test_every_host_is_one_that_can_belong_to_nobody(behaviour):
    assert host_of(behaviour).endswith(".example")  # RFC 2606, section 2
    assert behaviour.does


def test_every_rule_leads_to_this_machine(web):
    for printed in web.connect_to(everything=True):
        assert ipaddress.ip_address(rule(printed).to_host).is_loopback


def test_every_host_has_a_rule_for_both_schemes(web):
    rules = [(found.host, found.port) for found in map(rule, web.connect_to())]
    assert sorted(rules) == sorted((host, port) for host in hosts() for port in (80, 443))


def test_the_options_are_those_of_the_command_line(web):
    options = web.arguments()
    assert options[::2] == ("--allow-network", "--connect-to", "--cacert")
    assert web.rules_file.read_text().split() == list(web.connect_to())
    assert web.ca_file.read_text().startswith("-----BEGIN CERTIFICATE-----")


def test_what_happens_once_happens_once_more_after_forgetting(web):
    import http.client

    port = rule(web.connect_to()[0]).to_port

    def status():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/news/2026/story-17", headers={"Host": "error-once.example"})
        seen = connection.getresponse().status
        connection.close()
        return seen

    assert (status(), status()) == (500, 200)
    web.forget()
    assert status() == 500


def test_a_host_nobody_scripted_is_not_found(web):
    import http.client

    connection = http.client.HTTPConnection(
        "127.0.0.1", rule(web.connect_to()[0]).to_port, timeout=5
    )
    connection.request("GET", "/", headers={"Host": "stranger.example"})
    assert connection.getresponse().status == 404
    connection.close()


def test_two_webs_can_stand_side_by_side(web):
    with ScriptedWeb() as other:
        assert set(web.connect_to()).isdisjoint(other.connect_to())
        folder = other.ca_file.parent
    assert not folder.exists()


def test_the_list_names_every_behaviour_with_its_group(capsys):
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(BEHAVIOURS)
    assert lines == listing().splitlines()
    assert lines[0].split()[:3] == ["alive", "alive", "alive"]


def test_it_can_be_run_beside_another_program():
    command = [sys.executable, "-m", "sourcecheck.testing.web", "--seconds", "0.1"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.startswith("--allow-network 127.0.0.0/8 --connect-to @")
    assert run.stderr == ""


def test_a_behaviour_is_found_by_its_name():
    assert named("bot_wall").state.value == "blocked"
    with pytest.raises(KeyError):
        named("no such behaviour")


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("sourcecheck.fetch", {"httpx", "asyncio", "ssl", "sourcecheck.fetch.client"}),
        ("sourcecheck.fetch.settings", {"httpx", "asyncio", "ssl"}),
        ("sourcecheck.fetch.client", {"httpx", "tldextract", "requests", "certifi", "idna"}),
        ("sourcecheck.testing", {"cryptography", "asyncio", "sourcecheck.testing.web"}),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(module, absent):
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert absent & set(run.stdout.split()) == set()


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda one: one.name)
def test_every_behaviour_stands_in_a_section_and_in_a_class(behaviour):
    assert behaviour.section in SECTIONS
    assert (behaviour.truth is Truth.DEAD) is (behaviour.state.group is Group.DEAD)
    assert behaviour.is_right(behaviour.state)
    assert behaviour.state not in behaviour.also


def test_a_state_that_is_as_right_counts_as_right():
    assert named("forbidden_to_programs").is_right(LinkState.BLOCKED)
    assert not named("forbidden_to_programs").is_right(LinkState.NOT_FOUND)


@pytest.mark.parametrize(
    ("sent", "method", "whole"),
    [
        (answer("200 OK", "page"), "GET", True),
        (answer("200 OK", "page") + b"x", "GET", False),
        (answer("200 OK", "page")[:-1], "GET", False),
        (answer("200 OK", "page", "Connection: close"), "GET", False),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer("200 OK", "page"), "GET", True),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", "GET", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "GET", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "GET", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HEAD", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\n\r\npage", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\npage", "GET", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\npage", "GET", False),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n",
            "GET",
            True,
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n", "GET", False),
        (b"SSH-2.0\r\n\r\n", "GET", False),
        (b"", "GET", False),
    ],
)
def test_a_connection_is_kept_after_one_whole_message(sent, method, whole):
    assert is_whole(sent, method) is whole


def asked(web, *requests):
    """Send requests over one connection and return what comes until it is closed or at rest."""
    port = rule(web.connect_to()[0]).to_port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.settimeout(0.5)
        came = []
        for method, name in requests:
            head = f"{method} /news/2026/story-17 HTTP/1.1\r\nHost: {name}.example\r\n\r\n"
            line.sendall(head.encode())
            came.append(b"")
            with contextlib.suppress(TimeoutError, ConnectionError):
                while more := line.recv(65536):
                    came[-1] += more
    return came


def test_two_requests_go_over_one_connection(web):
    first, second = asked(web, ("GET", "alive"), ("GET", "not-found"))
    assert (first[:15], second[:22]) == (b"HTTP/1.1 200 OK", b"HTTP/1.1 404 Not Found")
    assert [one.reused for one in web.served] == [0, 1]


def test_head_is_answered_without_a_body(web):
    (head,) = asked(web, ("HEAD", "alive"))
    (got,) = asked(web, ("GET", "alive"))
    assert head.endswith(b"\r\n\r\n")
    assert got.startswith(head)


@pytest.mark.parametrize(
    ("name", "statuses"),
    [("head-405", (b"405", b"200")), ("head-200", (b"200", b"404")), ("alive", (b"200", b"200"))],
)
def test_some_servers_treat_head_otherwise(web, name, statuses):
    assert tuple(came[9:12] for came in asked(web, ("HEAD", name), ("GET", name))) == statuses


def test_a_connection_that_goes_stale_is_closed_or_reset_on_reuse(web):
    assert asked(web, ("GET", "stale-reset"), ("GET", "stale-reset"))[1] == b""
    assert asked(web, ("GET", "stale-closed"), ("GET", "stale-closed"))[1] == b""


def test_what_nobody_asked_for_comes_behind_an_answer(web):
    (came,) = asked(web, ("GET", "surplus-answer"))
    assert came.count(b"HTTP/1.1 ") == 2
