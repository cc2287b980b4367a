"""What is exported stands alone: it verifies, and gives the same report without anything else."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from command_line import CommandLine

pytest.importorskip("cryptography")

from sourcecheck.archive.wacz.signing import Signer
from sourcecheck.testing.behaviours import BEHAVIOURS
from sourcecheck.testing.web import ScriptedWeb

pytestmark = pytest.mark.acceptance


def article(path: Path, urls: list[str]) -> Path:
    said = [
        f"قالت الوكالة رقم {n} إن [المصدر {n}]({url}) نشر الخبر.\n" for n, url in enumerate(urls)
    ]
    path.write_text("\n".join(["# تقرير عن الروابط\n", *said]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Audit an article that cites the whole scripted web, and another one that cites a little."""
    folder = tmp_path_factory.mktemp("exports")
    run = CommandLine(folder)
    urls = [one.url for one in BEHAVIOURS]
    paths = [article(folder / "all.md", urls), article(folder / "few.md", urls[::45])]
    place = ["--db", str(folder / "web.db"), "--archive-dir", str(folder / "archive")]
    with ScriptedWeb() as web:
        for path in paths:
            done = run(
                "audit", path, *place, *web.arguments(), "--pace", "0", "--timeout", "5",
                "-f", "json", "-o", folder / f"{path.stem}.json", "--progress", "never",
            )  # fmt: skip
            assert done.status == 1, done.err  # dead links are findings
    listed = run("report", "--list", "--db", folder / "web.db").out.splitlines()
    assert len(listed) == 2
    return folder, run, place, {"few": listed[0].split()[0], "all": listed[1].split()[0]}


def exported(audited, out, *options):
    folder, run, place, _ = audited
    return run("archive", "export", folder / out, *place, *options, sockets=False)


@pytest.mark.parametrize("kind", ["wacz", "warc.gz"])
@pytest.mark.parametrize("name", ["all", "few"])
def test_an_audit_is_made_again_from_its_export_alone(audited, tmp_path, name, kind):
    folder, run, _, numbers = audited
    out = tmp_path / f"{name}.{kind}"
    done = exported(audited, out, "--audit", numbers[name])
    assert done.status == 0, done.err
    assert run("archive", "verify", out).status == 0
    again = run(
        "audit", folder / f"{name}.md", "--replay", out, "-f", "json", "-o", tmp_path / "again",
        sockets=False,
    )  # fmt: skip
    assert again.status == 1, again.err
    assert (tmp_path / "again").read_bytes() == (folder / f"{name}.json").read_bytes()


def test_an_audit_s_export_has_no_more_than_it_rests_on(audited, tmp_path):
    few, whole = tmp_path / "few.wacz", tmp_path / "whole.wacz"
    numbers = audited[3]
    exported(audited, few, "--audit", numbers["few"])
    told = exported(audited, whole).out
    assert few.stat().st_size < whole.stat().st_size / 5
    assert "checked" in told
    assert "of them without an answer" in told
    with zipfile.ZipFile(few) as packed:
        package = json.loads(packed.read("datapackage.json"))
        records = gzip.decompress(packed.read("archive/data.warc.gz"))
    assert package["title"] == "تقرير عن الروابط"
    assert records.count(b"WARC-Target-URI: urn:sourcecheck:document:") == 1
    assert records.count(b"WARC-Target-URI: urn:sourcecheck:audit:") == 1


def test_the_same_export_twice_is_the_same_file_and_a_signed_one_verifies(audited, tmp_path):
    for name in ("one", "two"):
        assert exported(audited, tmp_path / f"{name}.wacz").status == 0
    assert (tmp_path / "one.wacz").read_bytes() == (tmp_path / "two.wacz").read_bytes()
    done = exported(audited, tmp_path / "signed.wacz", "--sign")
    assert done.status == 0, done.err
    assert audited[1]("archive", "verify", tmp_path / "signed.wacz").status == 0
    with zipfile.ZipFile(tmp_path / "signed.wacz") as packed:
        told = json.loads(packed.read("datapackage-digest.json"))
    assert told["signedData"]["hash"] == told["hash"]


def test_it_is_told_which_key_signed_and_that_it_was_made(audited, tmp_path):
    made, new = "which was made now", str(tmp_path / "key.pem")
    Signer.open(tmp_path / "key.pem", "x")
    given = exported(audited, tmp_path / "given.wacz", "--audit", "2", "--key", new)
    assert given.out.splitlines()[-1] == f"signed with {new}"
    homes = {"XDG_DATA_HOME": str(tmp_path / "data")}
    run, place = audited[1], audited[2]
    told = [
        run("archive", "export", tmp_path / f"{n}.wacz", *place, "--sign", "--audit", "2", **homes)
        for n in "ab"
    ]
    assert [made in each.out.splitlines()[-1] for each in told] == [True, False]
    plain = exported(audited, tmp_path / "plain.wacz", "--audit", "2")
    assert "signed" not in plain.out


def test_a_warc_file_is_not_said_to_be_signed(audited, tmp_path):
    done = exported(audited, tmp_path / "a.warc.gz", "--sign")
    assert (done.status, done.out) == (2, "")
    assert "a WARC file holds no signature" in done.err


def test_an_address_without_a_capture_is_told_and_ends_as_incomplete(audited, tmp_path):
    url = BEHAVIOURS[0].url
    missing = "https://never.example/asked"
    done = exported(audited, tmp_path / "some.wacz", "--url", url, "--url", missing)
    assert (done.status, (tmp_path / "some.wacz").exists()) == (3, True)
    assert f"left out: {missing}: no capture of it" in done.err


@pytest.mark.parametrize(
    ("out", "options", "message"),
    [
        ("some.zip", [], "what kind of file is wanted is not clear"),
        ("some.wacz", ["--audit", "99"], "there is no audit 99"),
        ("some.wacz", ["--url", "https://never.example/"], "nothing to export"),
        ("some.wacz", ["--since", "2099-01-01"], "nothing to export"),
        ("some.wacz", ["--since", "yesterday"], "--since: not a time"),
        ("no/folder/some.wacz", [], "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_line(audited, tmp_path, out, options, message):
    done = exported(audited, tmp_path / out, *options)
    assert (done.status, message in done.err) == (2, True), done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_not_written_over_unless_asked(audited, tmp_path):
    out = tmp_path / "some.wacz"
    out.write_bytes(b"mine")
    few = ("--audit", audited[3]["few"])
    refused = exported(audited, out, *few)
    assert (refused.status, "exists already" in refused.err) == (2, True)
    assert out.read_bytes() == b"mine"
    assert exported(audited, out, *few, "--force").status == 0
    assert zipfile.is_zipfile(out)
