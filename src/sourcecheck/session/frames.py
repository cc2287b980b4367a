"""What two of our processes say to each other: JSON and bytes, each with its length before it.

JSON and not pickle: a reading process has parsed a stranger's file, and whoever might have
taken it over must not be able to run anything here.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

MOST = 1024 * 1024 * 1024
"""Bytes of a message above which its sender is not believed."""

_LENGTH = 8


def send(pipe: BinaryIO, told: Any, body: bytes = b"") -> None:
    """Write one message: plain JSON data, and bytes beside it."""
    head = json.dumps(told, ensure_ascii=True).encode()
    pipe.write(len(head).to_bytes(_LENGTH, "big") + len(body).to_bytes(_LENGTH, "big"))
    pipe.write(head)
    pipe.write(body)
    pipe.flush()


def receive(pipe: BinaryIO) -> tuple[Any, bytes] | None:
    """Read one message; None when the other side ended, or does not speak as we do."""
    lengths = _exactly(pipe, 2 * _LENGTH)
    if lengths is None:
        return None
    head_size = int.from_bytes(lengths[:_LENGTH], "big")
    body_size = int.from_bytes(lengths[_LENGTH:], "big")
    if head_size + body_size > MOST:
        return None
    head, body = _exactly(pipe, head_size), _exactly(pipe, body_size)
    if head is None or body is None:
        return None
    try:
        return json.loads(head), body
    except (ValueError, RecursionError):
        return None


def _exactly(pipe: BinaryIO, size: int) -> bytes | None:
    data = pipe.read(size)
    return data if len(data) == size else None
