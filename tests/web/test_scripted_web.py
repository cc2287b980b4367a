"""The scripted web itself: its table, its options, and that it never leads out of this machine."""

import ipaddress
import subprocess
import sys

import pytest

from sourcecheck.fetch.connect import rule
from sourcecheck.testing import BEHAVIOURS, ScriptedWeb
from sourcecheck.testing.behaviours import host_of, hosts, named
from sourcecheck.testing.web import listing, main


def test_names_and_addresses_are_told_apart():
    assert len({one.name for one in BEHAVIOURS}) == len(BEHAVIOURS)
    assert len({one.url for one in BEHAVIOURS}) == len(BEHAVIOURS)


def test_there_are_a_hundred_habits_in_every_group():
    assert len(BEHAVIOURS) >= 100
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
