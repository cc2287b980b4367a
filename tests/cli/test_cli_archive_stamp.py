"""``archive stamp`` from the command line, with an authority on loopback."""

from __future__ import annotations

import dataclasses
import json
import uuid

import pytest
from archive_cases import NOON, exchange
from click.testing import CliRunner
from stamp_authority import STAMPING, Authority, certificate, pem, serving

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.proving.proofs import check_proofs
from sourcecheck.archive.warc import Archive
from sourcecheck.cli import program
from sourcecheck.errors import SourcecheckError

ROOT = certificate("Root", "Root", authority=True)
HONEST = Authority(signer=certificate("Stamps", "Root", purpose=STAMPING), chain=(ROOT,))


@pytest.fixture
def authority():
    return dataclasses.replace(HONEST, seen=[])


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    (tmp_path / "roots.pem").write_bytes(pem(ROOT))
    with Archive.open(
        tmp_path / "archive", MemoryIndex(), lambda: NOON, lambda: str(uuid.uuid4())
    ) as archive:
        archive.keep(exchange(), b"x")
        archive.seal()
    return tmp_path


def run(*words):
    return CliRunner().invoke(
        program, ["archive", "stamp", *words, "--archive-dir", "archive"], standalone_mode=False
    )


def test_a_stamp_is_asked_for_kept_and_told(home, authority):
    with serving(authority) as url:
        done = run("--tsa", url, "--tsa-roots", "roots.pem")
    assert done.exception is None
    assert done.stdout.startswith("proofs/manifest-1.txt: 1 closed file, 20")
    assert done.stdout.endswith("UTC, CN=Stamps\n")
    assert done.stderr == ""
    assert [each.state.value for each in check_proofs(home / "archive", pem(ROOT))] == ["valid"]


def test_a_second_stamp_of_the_same_files_sends_nothing(home, authority):
    with serving(authority) as url:
        run("--tsa", url)
        done = run("--tsa", url)
    assert "stamped already" in done.stdout
    assert len(authority.seen) == 1


def test_without_roots_it_is_said_that_nobody_checked_the_signature(home, authority):
    with serving(authority) as url:
        done = run("--tsa", url)
    assert "was not checked" in done.stderr


def test_scripts_are_told_in_json(home, authority):
    with serving(authority) as url:
        told = json.loads(run("--tsa", url, "--tsa-roots", "roots.pem", "-f", "json").stdout)
    assert (told["manifest"], told["new"], told["files"]) == ("proofs/manifest-1.txt", True, 1)
    assert told["stamp"]["trusted"] is True
    assert told["stamp"]["authority"] == "CN=Stamps"


def failure(*words):
    done = run(*words)
    assert isinstance(done.exception, SourcecheckError), done.exception
    assert done.exception.hint or "cannot be read" in str(done.exception)
    return str(done.exception)


def test_without_an_authority_nothing_is_sent_and_it_is_said(home):
    assert "nothing was sent" in failure()


def test_offline_nobody_is_asked(home, authority, monkeypatch):
    monkeypatch.setenv("SOURCECHECK_OFFLINE", "1")
    with serving(authority) as url:
        assert "offline" in failure("--tsa", url)
    assert authority.seen == []


def test_a_dishonest_answer_is_refused_and_leaves_nothing(home, authority):
    authority.change_digest = True
    with serving(authority) as url:
        assert "other bytes" in failure("--tsa", url)
    assert not (home / "archive/proofs").exists()


def test_roots_that_are_missing_or_none_send_nothing(home, authority):
    (home / "not.pem").write_text("nonsense")
    with serving(authority) as url:
        assert "cannot be read" in failure("--tsa", url, "--tsa-roots", "none.pem")
        assert "no certificate" in failure("--tsa", url, "--tsa-roots", "not.pem")
    assert authority.seen == []


def test_where_no_archive_is_it_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "no archive is there" in failure("--tsa", "http://127.0.0.1:9/")
