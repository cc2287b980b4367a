"""Row F1: no stranger names a file of ours. Of row F2: a WACZ that is read is not unpacked.

What is imported is in ``test_imports``.
"""

from __future__ import annotations

import io
import json
import re
import stat
import warnings
import zipfile

import pytest

ARTICLE = "<!doctype html><title>{title}</title><h1>{title}</h1><p>The ferry runs again. [1]</p><p>[1] http://public.example/a</p>"  # fmt: skip
NAMES = [
    pytest.param("../../escaped", id="F1-parent folders"),
    pytest.param("/tmp/escaped", id="F1-absolute path"),
    pytest.param("C:\\escaped", id="F1-drive"),
    pytest.param("CON", id="F1-CON"),
    pytest.param("x" * 300, id="F1-300 letters"),
    pytest.param("\u202egnp.exe", id="F1-RTL override"),
    pytest.param("a\tb\nc\u0085d", id="F1-line breaks"),
    pytest.param("خبر " * 30, id="F1-other script"),
]
SAFE = re.compile(r"[A-Za-z0-9._-]{1,100}")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@pytest.mark.parametrize("title", NAMES)
@pytest.mark.parametrize("form", ["json", "html"])
def test_a_title_names_no_file(run, here, title, form):
    (here / "in.html").write_text(ARTICLE.format(title=title), encoding="utf-8")
    done = run("audit", "in.html", "--offline", "--db", "kept.db", "-f", form, "-o", "out/")
    assert done.err == ""
    _only_safe(here, "escaped")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("CON.html", id="F1-CON"),
        pytest.param("..html.html", id="F1-dots"),
        pytest.param("x" * 240 + ".html", id="F1-long"),
        pytest.param("\u202elmth.exe.html", id="F1-RTL override"),
        pytest.param("-rf.html", id="F1-an option"),
        pytest.param("a\nb.html", id="F1-line break"),
        pytest.param("خبر.html", id="F1-other script"),
    ],
)
def test_the_name_of_an_input_makes_a_plain_name(run, here, name):
    (here / "in").mkdir()
    (here / "in" / name).write_text(ARTICLE.format(title="The harbour"), encoding="utf-8")
    run("audit", f"in/{name}", "--offline", "--db", "kept.db", "-f", "json", "-o", "out/")
    _only_safe(here, "")


def _only_safe(here, forbidden):
    made = list((here / "out").iterdir())
    assert len(made) == 1
    assert all(SAFE.fullmatch(path.name) and not RESERVED.fullmatch(path.name) for path in made)
    assert not [path for path in made if forbidden and forbidden in path.name]
    assert not list(here.parent.rglob("*escaped*"))


def wacz(*members):
    """Write a WACZ of members, (name or ZipInfo, content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that occur twice
        packed.writestr("datapackage.json", json.dumps({"resources": []}))
        packed.writestr("archive/data.warc", RECORD)
        for name, content in members:
            packed.writestr(name, content)
    return out.getvalue()


_BLOCK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + ARTICLE.format(title="Kept").encode()  # fmt: skip
RECORD = b"\r\n".join(
    [
        b"WARC/1.1",
        b"WARC-Type: response",
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        b"WARC-Target-URI: http://kept.example/",
        b"WARC-Date: 2026-11-21T12:00:00Z",
        b"Content-Type: application/http; msgtype=response",
        b"Content-Length: %d" % len(_BLOCK),
        b"",
        _BLOCK + b"\r\n\r\n",
    ]
)


def link_to(where):
    info = zipfile.ZipInfo("archive/link.warc")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, where


PACKAGES = {
    "F2-parent folders": wacz(("../../escaped.txt", "x"), ("archive/../../escaped.warc", RECORD)),
    "F2-absolute path": wacz(("/tmp/escaped.txt", "x")),
    "F2-symbolic link": wacz(link_to("/etc/passwd")),
    "F2-names twice": wacz(("archive/data.warc", RECORD), ("archive/data.warc", b"other")),
    "F2-bomb": wacz(("archive/zeros.warc", bytes(64 << 20))),
    "F2-cut off": wacz()[:-40],
}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_read_and_nothing_of_it_is_written(run, here, name):
    (here / "in.wacz").write_bytes(PACKAGES[name])
    for command in (
        ("check", "in.wacz", "--offline", "--db", ":memory:"),
        ("check", "http://kept.example/", "--replay", "in.wacz"),
    ):
        done = run(*command, "--no-config")
        assert done.status in {0, 1, 2, 3}
        assert "root:" not in done.out + done.err
    assert sorted(path.name for path in here.rglob("*") if path.is_file()) == ["in.wacz"]
    assert not list(here.parent.rglob("*escaped*"))
