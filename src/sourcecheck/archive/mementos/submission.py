"""Hand a page in to be saved: Save Page Now 2 of the Wayback Machine. Pure.

Only ever on request: the page's address becomes public. Errors come with status 200, when a
page is handed in as well as when it is asked after.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sourcecheck.archive.mementos.asking import Question, Reply, is_usable
from sourcecheck.archive.mementos.times import from_digits
from sourcecheck.model.memento import Memento
from sourcecheck.model.tables.archives import ArchiveService, ArchivesTable
from sourcecheck.urls.forms import form, gist

_JOB = re.compile(r"[A-Za-z0-9_-]{1,100}")
_KEY = re.compile(r"[!-9;-~]{1,100}:[!-~]{1,100}")
_PREFIX = "error:"
_DIGITS = 14


class Progress(StrEnum):
    """How far a page has come that was handed in."""

    UNDER_WAY = "under_way"
    SAVED = "saved"
    REFUSED = "refused"  # the archive says why; asking again is a matter of ``about``
    FAILED = "failed"  # its answer says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What came of handing a page in."""

    url: str
    progress: Progress
    job: str = ""  # by which it is asked after
    because: tuple[str, ...] = ()
    about: str = ""  # of a refusal: "later", "page" or "us"
    copy: Memento | None = None


def question(service: ArchiveService, url: str, key: str = "") -> Question:
    """Hand a page in; ``key`` is an account's "access:secret", "" = without an account."""
    body = form([("url", url.partition("#")[0]), ("skip_first_archive", "1")]).encode()
    fields = (
        ("Accept", "application/json"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        *_login(key),
    )
    return Question(url=service.submit, fields=fields, body=body)


def following(service: ArchiveService, job: str, key: str = "") -> Question:
    """Ask how far a page has come."""
    fields = (("Accept", "application/json"), *_login(key))
    return Question(url=f"{service.status}{job}", fields=fields)


def is_key(text: str) -> bool:
    """Tell whether a text can be an account's key, and so be sent in a header field."""
    return _KEY.fullmatch(text) is not None


def _login(key: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"LOW {key}"),) if key else ()


def submission(reply: Reply, service: ArchiveService, url: str, table: ArchivesTable) -> Submission:
    """Read what was answered to a page handed in, or asked after."""
    if reply.trouble:
        return Submission(url=url, progress=Progress.FAILED, because=(reply.trouble,))
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        why = "its answer cannot be read"
        return Submission(url=url, progress=Progress.FAILED, because=(why,))
    return _told(data, service, url, table)


def _told(
    data: dict[str, Any], service: ArchiveService, url: str, table: ArchivesTable
) -> Submission:
    job = str(data.get("job_id") or "")
    job = job if _JOB.fullmatch(job) else ""
    code = str(data.get("status_ext") or "")
    if data.get("status") == "error" or code.startswith(_PREFIX):
        return _refusal(url, job, code.removeprefix(_PREFIX), table)
    if data.get("status") == "success":
        stamp = str(data.get("timestamp") or "")
        at = from_digits(stamp) if len(stamp) == _DIGITS else None
        if at is None:
            why = "it calls the page saved and says no time"
            return Submission(url=url, progress=Progress.FAILED, job=job, because=(why,))
        copy = _copy(service, url, stamp, at, data.get("original_url"))
        return Submission(url=url, progress=Progress.SAVED, job=job, copy=copy)
    if job or data.get("status") == "pending":
        return Submission(url=url, progress=Progress.UNDER_WAY, job=job)
    return Submission(url=url, progress=Progress.FAILED, because=("it says neither yes nor no",))


def _copy(service: ArchiveService, url: str, stamp: str, at: datetime, original: Any) -> Memento:
    told = original if isinstance(original, str) and is_usable(original) else url
    where = told if gist(told) == gist(url) else url
    return Memento(
        url=url,
        source=service.id,
        captured_at=at,
        memento_url=f"{service.playback}{stamp}/{where}",
        raw_url=f"{service.playback}{stamp}id_/{where}",
    )


def _refusal(url: str, job: str, code: str, table: ArchivesTable) -> Submission:
    known = table.submission_errors.get(code)
    named = code if re.fullmatch(r"[a-z0-9-]{1,60}", code) else "unnamed"
    words = known.words if known else f"it gives a reason that is not known here ({named})"
    return Submission(
        url=url,
        progress=Progress.REFUSED,
        job=job,
        because=(words,),
        about=known.about if known else "later",
    )
