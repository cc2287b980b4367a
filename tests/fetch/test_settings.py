"""Who we say we are: one name, its contact, and the manners of a second look."""

import re

import pytest

from sourcecheck import __version__
from sourcecheck.errors import ConfigError
from sourcecheck.fetch.manners import introduced
from sourcecheck.fetch.settings import FetchSettings, Manner, RobotsPolicy, identity, sender

NAME = f"sourcecheck/{__version__}"


@pytest.mark.parametrize(
    ("contact", "agent", "mail"),
    [
        ("", f"Mozilla/5.0 (compatible; {NAME}; link checker; no contact given)", ""),
        (
            "desk@news.example",
            f"Mozilla/5.0 (compatible; {NAME}; link checker; +desk@news.example)",
            "desk@news.example",
        ),
        (
            "https://news.example/bot?who=1",
            f"Mozilla/5.0 (compatible; {NAME}; link checker; +https://news.example/bot?who=1)",
            "",
        ),
    ],
)
def test_one_name_with_its_contact_goes_with_every_request(contact, agent, mail):
    assert identity(contact) == agent
    assert sender(contact) == mail


@pytest.mark.parametrize(
    "contact",
    [
        "me", "me@", "@news.example", "me@localhost", "a b@news.example", "ftp://news.example/",
        "https://news.example/a b", "https://news.example/)", "a@news.example\r\nX-Evil: 1",
        "a@news.example\n", "https://news.example/\x00", "https://اخبار.example/", "a@" + "b." * 120 + "example",
    ],
)  # fmt: skip
def test_a_contact_that_cannot_be_written_to_is_refused(contact):
    for read in (identity, sender):
        with pytest.raises(ConfigError, match="contact must be"):
            read(contact)


def fields(manner, **changes):
    settings = FetchSettings(
        user_agent=identity("desk@news.example"), sender="desk@news.example", **changes
    )
    return dict(introduced(settings, manner))


def test_no_manner_but_a_browsers_hides_our_name():
    assert fields(Manner.HONEST)["User-Agent"] == (
        f"Mozilla/5.0 (compatible; {NAME}; link checker; +desk@news.example)"
    )
    assert NAME not in fields(Manner.BROWSER, browser_headers=True)["User-Agent"]


@pytest.mark.parametrize("manner", Manner)
def test_whoever_reads_a_log_finds_out_who_asked(manner):
    assert fields(manner, browser_headers=True)["From"] == "desk@news.example"


@pytest.mark.parametrize("manner", Manner)
def test_every_manner_makes_a_request_that_can_be_sent(manner):
    settings = FetchSettings(browser_headers=True)
    found = introduced(settings, manner)
    assert {"User-Agent", "Accept", "Accept-Language"} <= {name for name, _ in found}
    assert "From" not in dict(found)
    assert all(re.fullmatch(r"[A-Za-z-]+: [\x21-\x7e ]+", ": ".join(pair)) for pair in found)


def test_nobody_poses_as_a_browser_without_leave():
    settings = FetchSettings()
    assert introduced(settings, Manner.BROWSER) == introduced(settings, Manner.HONEST)


@pytest.mark.parametrize(
    ("policy", "keeping", "obeyed"),
    [
        ("archive", True, True),
        ("archive", False, False),
        ("always", True, True),
        ("always", False, True),
        ("never", True, False),
        ("never", False, False),
    ],
)
def test_robots_txt_is_obeyed_where_pages_are_kept_unless_said_otherwise(policy, keeping, obeyed):
    assert RobotsPolicy(policy).obeyed(keeping=keeping) is obeyed


def test_no_contact_is_said_and_not_made_up():
    assert not re.search(r"@|http", FetchSettings().user_agent)
