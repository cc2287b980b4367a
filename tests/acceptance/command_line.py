"""The real command line as a subprocess, in a folder of its own, with nothing of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

GUARD = """
import sys

INET = (2, 10, 30)

def refuse(event, args):
    if event == "socket.__new__" and int(args[1]) in INET:
        raise RuntimeError("a socket was opened")
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        raise RuntimeError(f"{event}{args[1:]}")

sys.addaudithook(refuse)
sys.modules["uvloop"] = None  # its loops open sockets without telling Python
"""
"""A sitecustomize under which a socket to anywhere, or the look-up of a name, is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    status: int
    out: str
    err: str


class CommandLine:
    """Runs ``sourcecheck`` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def command(self, *args: object) -> list[str]:
        return [sys.executable, "-m", "sourcecheck", *map(str, args)]

    def environment(self, **more: str) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
        home = str(self.folder)
        return {**kept, "HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, **more}

    def __call__(self, *args: object, stdin: bytes = b"", sockets: bool = True, **env: str) -> Run:
        if not sockets:
            guard = self.folder / "guard"
            guard.mkdir(exist_ok=True)
            (guard / "sitecustomize.py").write_text(GUARD)
            env["PYTHONPATH"] = str(guard)
        done = subprocess.run(
            self.command(*args),
            input=stdin,
            capture_output=True,
            timeout=180,
            check=False,
            cwd=self.folder,
            env=self.environment(**env),
        )
        return Run(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name
