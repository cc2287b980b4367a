"""The index of a WACZ: CDXJ lines in gzip members, and which member begins with which key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from sourcecheck.archive.index import cdxj_line
from sourcecheck.archive.records import member, target_uri
from sourcecheck.archive.wacz.copying import Copied, Sink

_LINES = 1024  # to one gzip member, as the other programs that write WACZ do


def index_line(copied: Copied, file: str) -> str:
    """Return the CDXJ line of a copied answer; failures and our own records have none.

    Its address is the record's own: players compare the two. ``recordDigest`` lets them check
    a record without reading the file it is in (WACZ-auth 0.1.0).
    """
    capture = copied.found.capture
    line = cdxj_line(replace(capture, url=target_uri(capture.url), file=file))
    return f'{line.removesuffix("}")}, "recordDigest": "sha256:{copied.sha256}"}}'


def write_index(lines: Iterable[str], sink: Sink, name: str) -> Iterator[str]:
    """Write sorted lines as gzip members; yields the lines of the index to them (ZipNum).

    ``name`` is what the file is called.
    """
    yield "!meta 0 " + json.dumps({"format": "cdxj-gzip-1.0", "filename": name})
    given = iter(lines)
    at = 0
    while some := list(islice(given, _LINES)):
        packed = member("".join(f"{line}\n" for line in some).encode("utf-8", "surrogatepass"))
        held = {
            "offset": at,
            "length": len(packed),
            "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}",
            "filename": name,
        }
        yield f"{some[0].partition(' {')[0]} {json.dumps(held)}"
        at += sink.write(packed)
