"""Fuzz extraction and resolution with atheris; see the README beside this file."""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["sourcecheck.extract", "sourcecheck.resolve"]):
    from texts import check, text_of

SLOW = 1.0
"""Seconds of processor time that a text of some thousand pieces may take."""


def one(data: bytes) -> None:
    """Read one text."""
    text = text_of(data)
    started = time.process_time()
    check(text)
    if time.process_time() - started > SLOW + len(text) / 20_000:
        raise AssertionError(f"slow: {len(text)} characters")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
