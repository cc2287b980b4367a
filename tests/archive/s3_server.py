"""An S3 server on loopback, in memory, as its own process: it may be asked by killed ones too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

KEYS = {"AWS_ACCESS_KEY_ID": "shelf-id", "AWS_SECRET_ACCESS_KEY": "a-secret-nobody-may-read"}

_SERVE = """
import logging, sys, time
from moto.server import ThreadedMotoServer
logging.disable(logging.CRITICAL)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""


@contextmanager
def s3_server() -> Iterator[str]:
    """Yield the endpoint of a server with the bucket ``shelf``."""
    quiet = {"MOTO_S3_CUSTOM_ENDPOINTS": "", "PYTHONWARNINGS": "ignore"}
    child = subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | quiet,
    )
    try:
        endpoint = f"http://127.0.0.1:{int(child.stdout.readline())}"
        with httpx.Client(trust_env=False) as client:
            client.put(f"{endpoint}/shelf").raise_for_status()
        yield endpoint
    finally:
        child.stdin.close()
        child.stdout.close()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def unfinished_uploads(endpoint: str) -> int:
    """Count the multipart uploads that were begun and neither ended nor given up."""
    with httpx.Client(trust_env=False) as client:
        return client.get(f"{endpoint}/shelf?uploads").text.count("<UploadId>")
