"""``sourcecheck archive``: what was archived, and everything that can be done with it."""

from __future__ import annotations

import click

from sourcecheck.cli import Verbs

SUBVERBS = {
    "cdxj": ("cdxj", "Print the index as CDXJ, for other replay tools."),
    "close": ("closing", "Close the file that is being written, with its digest."),
    "export": ("export", "Write captures into one WACZ file that stands alone."),
    "import": ("importing", "Take in captures from WARC or WACZ files of others."),
    "list": ("listing", "List what was captured."),
    "prune": ("pruning", "Remove old captures that no audit needs; tells first what would go."),
    "rebuild": ("rebuild", "Make the index anew from the files."),
    "search": ("searching", "Find captured pages by the words in them."),
    "show": ("showing", "Show one capture: hops, headers, text, bytes."),
    "stamp": ("stamp", "Have the digests of closed files signed with the time."),
    "upload": ("upload", "Copy closed files to an object store, and check them there."),
    "verify": ("verify", "Check every digest, every index line, and the chain of files."),
}
"""Every sub-verb: its module in ``cli.archives``, and its line of help."""


@click.command(
    "archive",
    cls=Verbs,
    table={name: about for name, (_, about) in SUBVERBS.items()},
    package="sourcecheck.cli.archives",
    modules={name: module for name, (module, _) in SUBVERBS.items()},
    epilog="Where it is: --archive-dir, else the folder archive beside the database.",
)
def command() -> None:
    """Look into the archive: every answer of every link, byte for byte as it came."""
