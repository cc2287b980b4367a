"""Fetch programs that play web archives, for the tests that ask them (git-ignored ``.cache``).

============  =========  ======================================================
program       licence    where
============  =========  ======================================================
ReplayWeb     AGPL-3.0   ``.cache/replaywebpage``: its script and service worker
pywb          GPL-3.0    ``.cache/pywb``: an environment of its own
py-wacz       LGPL-3.0   the same
============  =========  ======================================================

They are never part of the project: they are only ever run by tests, in processes and a browser
of their own. Uses the ordinary npm and pip; does nothing where they are there already::

    python tools/fetch_players.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

CACHE = Path(__file__).parent.parent / ".cache"
PLAYER = "replaywebpage@2"
PYTHON = ("pywb>=2.8,<3", "wacz>=0.5,<1", "setuptools<81")  # pywb asks for pkg_resources


def main() -> None:
    """Place what is missing in the cache."""
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n", encoding="utf-8")
    fetch_player(CACHE / "replaywebpage")
    fetch_pywb(CACHE / "pywb")


def fetch_player(folder: Path) -> None:
    """Place the files of ReplayWeb.page that a page needs."""
    if (folder / "sw.js").exists():
        return
    npm = shutil.which("npm") or sys.exit("npm is not on the path; install nodejs and npm")
    with tempfile.TemporaryDirectory() as made:
        command = [npm, "pack", "--silent", PLAYER]
        packed = subprocess.run(command, cwd=made, check=True, capture_output=True, text=True)
        with tarfile.open(Path(made) / packed.stdout.split()[-1]) as archive:
            archive.extractall(made, filter="data")
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("LICENSE", "ui.js", "sw.js"):
            shutil.copyfile(Path(made) / "package" / name, folder / name)


def fetch_pywb(folder: Path) -> None:
    """Make an environment with pywb and py-wacz in it."""
    if (folder / "ready").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PYTHON], check=True)
    (folder / "ready").touch()


if __name__ == "__main__":
    main()
