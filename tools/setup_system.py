"""Install the system packages the tests use: Chromium, npm, pandoc, patch, openssl, a font.

As root on Debian or Ubuntu they are installed by apt; otherwise the command is printed.
``REQUIRE_BROWSER=0`` says that the tests with a browser are not wanted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "npm": ("npm",),
    "pandoc": ("pandoc",),
    "patch": ("patch",),
    "openssl": ("openssl",),
    "wget": ("wget",),
}
"""Packages, and the commands of which one must be there."""

FONTS = {"fonts-dejavu-core": Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")}
"""Packages of fonts, and a file of each: articles are set as PDF with them."""


def main() -> int:
    """Install what is missing; returns 1 when it cannot be."""
    missing = [
        package for package, commands in NEEDED.items() if not any(map(shutil.which, commands))
    ]
    missing += [package for package, file in FONTS.items() if not file.is_file()]
    if not missing or os.environ.get("REQUIRE_BROWSER") == "0":
        return 0
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        return subprocess.run(command, check=False).returncode
    sys.stderr.write(
        f"Missing, and this is not root: run `sudo {' '.join(command)}`,\n"
        "or run the tests without a browser: make test REQUIRE_BROWSER=0\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
