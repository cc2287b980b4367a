"""Prune an archive and die at the nth thing that reaches the disk, as a power cut would."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

from sourcecheck.archive import seals
from sourcecheck.archive.pruning import rewriting
from sourcecheck.cli import main
from sourcecheck.store.sql.store import SqlStore

last = int(sys.argv.pop(1))
done = itertools.count()


def counted(doing):
    def do(*args, **kwargs):
        if next(done) == last:
            os._exit(9)
        return doing(*args, **kwargs)

    return do


os.fsync = counted(os.fsync)
Path.replace = counted(Path.replace)
rewriting.sync_folder = counted(seals.sync_folder)
SqlStore.remember_rewritten = counted(SqlStore.remember_rewritten)
main()
