"""Install the system packages the tests use: Chromium for the report's browser tests.

As root on Debian or Ubuntu they are installed by apt; otherwise the command is printed and
the tests that need them are told to fail or skip by SOURCECHECK_REQUIRE_BROWSER.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium",)


def main() -> int:
    """Install what is missing; returns 1 when it cannot be."""
    if any(shutil.which(browser) for browser in BROWSERS):
        return 0
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        return subprocess.run(command, check=False).returncode
    sys.stderr.write(
        f"Chromium is missing and this is not root: run `sudo {' '.join(command)}`,\n"
        "or run the tests without the browser: make test REQUIRE_BROWSER=0\n"
    )
    return 0 if os.environ.get("REQUIRE_BROWSER") == "0" else 1


if __name__ == "__main__":
    sys.exit(main())
