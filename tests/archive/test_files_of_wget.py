"""What wget itself writes is read: the request first, logs at the end, packed and plain."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from functools import partial

import pytest

from sourcecheck.archive.foreign import records_in
from sourcecheck.archive.reading import FileShelf, exchanges_in, read_exchange, records_from, scan


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def base(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<title>a</title><a href=b.html>b</a>", encoding="utf-8")
    (site / "b.html").write_text("<title>نصّ</title>", encoding="utf-8")
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=site)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("packing", [(), ("--no-warc-compression",)])
def test_what_wget_writes_is_read(tmp_path, base, packing):
    if not shutil.which("wget"):
        pytest.skip("wget is not installed")
    command = [
        "wget",
        "-q",
        "-r",
        "--no-config",
        "-e",
        "robots=off",
        "--warc-file=got",
        *packing,
        base,
    ]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=30, env={"PATH": "/usr/bin:/bin"})
    path = next(tmp_path.glob("got.warc*"))
    shelf = FileShelf(path)
    with path.open("rb") as file:
        assert list(records_in(shelf, path.name)) == list(records_from(file))
    with path.open("rb") as file:
        found = {each.exchange.url: each.exchange for each in exchanges_in(file)}
    assert set(found) == {base, f"{base}b.html"}
    assert all(each.request.startswith(b"GET /") for each in found.values())
    index = scan(shelf)
    for row in index:
        assert (row.status, row.media_type) == (200, "text/html")
        assert read_exchange(shelf, index, row).response == found[row.url].response
    assert found[f"{base}b.html"].response.endswith("<title>نصّ</title>".encode())
