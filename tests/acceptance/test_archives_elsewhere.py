"""An archive that lies in an object store: stamped, uploaded, replayed, verified, rebuilt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import CommandLine

pytest.importorskip("cryptography")
pytest.importorskip("obstore")
pytest.importorskip("rfc3161_client")
pytest.importorskip("moto")

from s3_server import KEYS, s3_server
from stamp_authority import STAMPING, Authority, certificate, pem, serving

from sourcecheck.testing.behaviours import BEHAVIOURS
from sourcecheck.testing.web import ScriptedWeb

pytestmark = pytest.mark.acceptance

ROOT = certificate("Root", "Root", authority=True)
CITED = BEHAVIOURS[::9]


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """Audit, close, stamp, upload and remove; say where, with the variables to read it again."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run = CommandLine(folder)
    said = [f"قالت الوكالة إن [المصدر {n}]({one.url}) نشر الخبر.\n" for n, one in enumerate(CITED)]
    run.write("a.md", "# روابط\n" + "\n".join(said))
    run.write("roots.pem", pem(ROOT).decode())
    place = ["--db", "a.db"]
    with ScriptedWeb() as web, s3_server() as endpoint:
        more = ["--pace", "0", "--timeout", "5", "--progress", "never"]
        done = run("audit", "a.md", *place, *web.arguments(), *more, "-f", "json", "-o", "1.json")
        assert done.status == 1, done.err
        assert run("archive", "close", *place).status == 0
        authority = Authority(signer=certificate("Stamps", "Root", purpose=STAMPING), chain=(ROOT,))
        with serving(authority) as url:
            done = run("archive", "stamp", *place, "--tsa", url, "--tsa-roots", "roots.pem")
        assert done.status == 0, done.err
        store = f"s3://shelf/desk?endpoint={endpoint}"
        env = {**KEYS, "SOURCECHECK_ARCHIVE_STORE": store}
        done = run("archive", "upload", "--delete-local", *place, **env)
        assert done.status == 0, done.err
        assert "1 removed" in done.out
        yield folder, run, place, env


def test_only_what_says_where_the_file_is_stays_here(moved):
    folder, *_ = moved
    names = sorted(path.name for path in (folder / "archive/warc").iterdir())
    assert [name for name in names if name.endswith(".warc.gz")] == []
    assert sum(name.endswith((".sha256", ".stored")) for name in names) == 2


def test_the_audit_is_made_again_from_there_byte_for_byte(moved):
    folder, run, place, env = moved
    done = run("replay", *place, "-f", "json", "-o", "2.json", **env)
    assert "the same as on" in done.err
    assert (folder / "1.json").read_bytes() == (folder / "2.json").read_bytes()


def test_a_replayed_folder_is_read_whole_or_not_at_all(moved):
    folder, run, _, env = moved
    words = ["audit", "a.md", "--replay", "archive", "-f", "json", "-o"]
    done = run(*words, "3.json", **env)
    assert (folder / "1.json").read_bytes() == (folder / "3.json").read_bytes(), done.err
    done = run(*words, "-")
    assert (done.status, done.out) == (2, "")
    assert env["SOURCECHECK_ARCHIVE_STORE"] in done.err


def test_a_package_is_made_of_what_lies_there(moved):
    _, run, place, env = moved
    store = env["SOURCECHECK_ARCHIVE_STORE"]
    done = run("archive", "export", "all.wacz", *place, "--archive-store", store, **KEYS)
    assert done.status == 0, done.err
    done = run("archive", "verify", "all.wacz", *place)
    assert done.status == 0, done.out
    assert run("archive", "search", "the", *place, **env).status in {0, 1}


def test_one_capture_is_shown_from_there(moved):
    folder, run, place, env = moved
    report = json.loads((folder / "1.json").read_text(encoding="utf-8"))
    captures = [s["capture"] for c in report["citations"] for s in c["sources"] if s["capture"]]
    done = run("archive", "show", captures[0]["record_id"], *place, **env)
    assert done.status == 0, done.err
    assert captures[0]["sha256"] in done.out


def test_verify_finds_no_fault_in_what_is_left_and_the_proof_holds(moved):
    _, run, place, env = moved
    done = run("archive", "verify", *place, "--tsa-roots", "roots.pem", **env)
    assert done.status == 0, done.out + done.err
    assert "elsewhere" in done.out


def test_rebuilding_the_index_keeps_what_lies_elsewhere(moved):
    _, run, place, env = moved
    before = run("archive", "list", *place, "--format", "json", **env).out
    done = run("archive", "rebuild", *place, **env)
    assert done.status == 0, done.out + done.err
    assert run("archive", "list", *place, "--format", "json", **env).out == before


def test_without_the_store_it_is_said_where_the_file_lies(moved):
    _, run, place, env = moved
    done = run("replay", *place, "-f", "json", "-o", "-")
    assert done.status == 2
    assert env["SOURCECHECK_ARCHIVE_STORE"] in done.err
    assert "archive_store" in done.err


def test_no_secret_stands_anywhere(moved):
    folder, run, _, env = moved
    secret = KEYS["AWS_SECRET_ACCESS_KEY"].encode()
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert [path.name for path in files if secret in path.read_bytes()] == []
    done = run("config", "show", **env)
    assert secret.decode() not in done.out + done.err
