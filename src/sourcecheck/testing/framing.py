"""Where an answer ends, as far as its own bytes say: what a server needs to keep a connection."""

from __future__ import annotations

import re

_HEAD_END = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})[ \r]")
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)(?=\r\n)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nConnection: close(?=\r\n)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\nTransfer-Encoding: chunked(?=\r\n)", re.IGNORECASE)
_LAST_CHUNK = b"\r\n0\r\n\r\n"


def end_of_head(sent: bytes) -> int:
    """Return where the head of the final answer ends, interim answers passed over; 0 = not yet."""
    return _final_head(sent)[1]


def is_whole(sent: bytes, method: str) -> bool:
    """Tell whether the bytes are one message that says its own end, and nothing after it."""
    start, end = _final_head(sent)
    head, body = sent[start:end], sent[end:]
    status, lengths = _STATUS.match(head), _LENGTH.findall(head)
    if status is None or _CLOSES.search(head):
        return False
    if method == "HEAD" or status[1] in {b"204", b"304"}:
        return not body
    if _CHUNKED.search(head):
        return not lengths and body.endswith(_LAST_CHUNK)
    return len(lengths) == 1 and int(lengths[0]) == len(body)


def _final_head(sent: bytes) -> tuple[int, int]:
    start = 0
    while (end := sent.find(_HEAD_END, start)) >= 0:
        if not sent.startswith(b"HTTP/1.1 1", start):
            return start, end + len(_HEAD_END)
        start = end + len(_HEAD_END)
    return start, 0
