"""The way in: ``sourcecheck`` and ``python -m sourcecheck``.

The version is answered here, before anything else is imported: scripts ask for it often.
"""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

from sourcecheck import __version__


def main() -> NoReturn:
    """Answer ``--version``, or hand over to the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"{__version__}\n")
        sys.exit(0)
    # Starting makes some hundred thousand values that live to the end; looking through them
    # for garbage costs a seventh of the start. ``cli`` turns the collector on for long runs.
    gc.disable()
    from sourcecheck.cli import main as run  # noqa: PLC0415 - see above

    run()


if __name__ == "__main__":
    main()
