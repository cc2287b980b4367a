"""Lists that can only be read whole: JSON documents."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from sourcecheck.errors import OversizedDocument
from sourcecheck.extract.collections.entries import Listing
from sourcecheck.text.encoding import decode


def load_json(file: BinaryIO, listing: Listing) -> Any:
    """Read a JSON document of at most ``max_bytes``; raises ``DocumentError``."""
    limit = listing.limits.max_bytes
    body = file.read(limit + 1)
    if len(body) > limit:
        raise OversizedDocument(
            f"{listing.origin}: a list larger than {limit // (1024 * 1024)} MiB",
            hint="write it as JSON Lines, one article a line: those may be of any size",
        )
    try:
        return json.loads(decode(body).text, strict=False)
    except (ValueError, RecursionError) as error:
        why = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise listing.wrong("", f"this is no JSON: {why}", "check where it was cut") from error
