"""Fetch axe-core for the browser tests into ``.cache/axe`` (git-ignored, never in the wheel).

Uses the ordinary npm client; does nothing when the file is there already. axe-core is MPL-2.0
and is only ever loaded by tests::

    python tools/fetch_axe.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

CACHE = Path(__file__).parent.parent / ".cache" / "axe"
PACKAGE = "axe-core@4"


def main() -> None:
    """Place ``axe.min.js`` and its licence in the cache."""
    if (CACHE / "axe.min.js").exists():
        return
    npm = shutil.which("npm") or sys.exit("npm is not on the path; install nodejs and npm")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", PACKAGE]
        made = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(Path(folder) / made.stdout.split()[-1]) as packed:
            packed.extractall(folder, filter="data")
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        for name in ("axe.min.js", "LICENSE"):
            shutil.copyfile(Path(folder) / "package" / name, CACHE / name)


if __name__ == "__main__":
    main()
