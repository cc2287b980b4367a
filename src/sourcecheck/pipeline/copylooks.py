"""Look at a copy in an archive as at any page, and tell whether it shows the page that is cited.

Archives keep what they were answered: notices of a page's end, logins, redirects and the pages
of whoever bought the name are among their copies. The bytes as they were captured are judged by
the rules for links, as if they had come from the page's own server at that time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sourcecheck.archive.mementos.asking import Question, Reply, page_in, time_in
from sourcecheck.archive.mementos.limits import Deed
from sourcecheck.archive.mementos.times import from_digits, from_http_date
from sourcecheck.fetch.coding import codings, undo
from sourcecheck.model import LinkState, Observation, PageFacts
from sourcecheck.model.memento import Memento
from sourcecheck.pipeline.copyasking import Asker
from sourcecheck.pipeline.linktools import Fetched
from sourcecheck.pipeline.looking import check_of
from sourcecheck.text.fold import folded
from sourcecheck.text.scripts import main_script
from sourcecheck.urls.forms import gist
from sourcecheck.verify.following import leads_to
from sourcecheck.verify.linkstate import judge

_ORIGINAL = "x-archive-orig-"
_GZIP = b"\x1f\x8b"
_MOST_PLAIN = 8 * 1024 * 1024
"""Bytes of a copy's page that are read, its coding undone."""
_REFUSALS = frozenset({401, 403, 407, 429, 451})
_NOT_FOUND = 404
_WORD = re.compile(r"\w{3,}")
_LONG = 4  # letters of a word that is not in every text
_WITHOUT_SPACES = frozenset({"Hani", "Kana"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedAs:
    """What a citation prints of a page, to hold a copy to."""

    title: str = ""
    language: str = ""  # of the article


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A body with what was seen of it; ``check_of`` reads it as a look."""

    observation: Observation
    body: bytes
    exchanges: tuple[()] = ()


async def looked_at(copy: Memento, cited: CitedAs, asker: Asker) -> Memento:
    """Fetch a copy's own bytes and judge them, and hold them to what the citation prints.

    Without a state nothing could be seen: the archive refused, or it was not this copy's turn.
    """
    answered = await asker.ask(Question(url=copy.raw_url or copy.memento_url), Deed.COPY)
    if _is_elsewhere(answered.reply) and copy.raw_url not in {"", copy.memento_url}:
        answered = await asker.ask(Question(url=copy.memento_url), Deed.COPY)
    reply = answered.reply
    if reply is None:
        return replace(copy, because=(answered.waived,))
    found = replace(copy, checked_at=reply.seen.at, record_id=answered.record_id)
    if why := _not_seen(reply, speaks_memento=asker.service.kind == "timegate"):
        return replace(found, because=(why,))
    found, redirected = _landed(found, reply.seen)
    if redirected:
        return replace(found, state=LinkState.MOVED, because=(redirected,))
    return _judged(found, cited, reply, asker)


def _is_elsewhere(reply: Reply | None) -> bool:
    """Tell whether the guess was wrong where an archive keeps a copy's own bytes."""
    return reply is not None and reply.seen.status == _NOT_FOUND and not _says_time(reply)


def _says_time(reply: Reply) -> bool:
    return from_http_date(reply.header("memento-datetime")) is not None


def _not_seen(reply: Reply, *, speaks_memento: bool) -> str:
    """Say why an answer is the archive's own and not the copy's; "" = it is the copy's.

    A copy says its time (RFC 7089, 2.1.1), whatever its status; what an archive says of itself
    does not.
    """
    seen = reply.seen
    if seen.failure is not None or seen.status is None:
        return f"it could not be looked at: {reply.trouble}"
    if _says_time(reply):
        return ""
    if seen.status in _REFUSALS or seen.status >= 500:
        return f"it could not be looked at: {reply.trouble}"
    if speaks_memento and seen.status != _NOT_FOUND:
        return "it could not be looked at: what was answered says no time, and is no copy"
    return ""


def _landed(copy: Memento, seen: Observation) -> tuple[Memento, str]:
    """Follow the archive to the copy it has in that place; say where a redirect leaves the page.

    Archives lead on to the nearest copy where they cannot show the one that was listed.
    """
    if not seen.hops:
        said = from_http_date(_header(seen, "memento-datetime"))
        return (replace(copy, captured_at=said) if said else copy), ""
    at = from_digits(time_in(seen.final_url))
    if at is None or gist(page_in(seen.final_url)) != gist(copy.url):
        return copy, f"the copy is a redirect to {page_in(seen.final_url) or seen.final_url}"
    digits = time_in(seen.final_url)
    stamped = seen.final_url.replace(f"{digits}id_/", f"{digits}/")
    landed = replace(copy, captured_at=at, raw_url=seen.final_url, memento_url=stamped)
    return landed, ""


def _header(seen: Observation, name: str) -> str:
    return next((value for key, value in seen.headers if key == name), "")


def _judged(copy: Memento, cited: CitedAs, reply: Reply, asker: Asker) -> Memento:
    tables = asker.tools.tables
    check = check_of(as_it_was(copy.url, reply))
    verdict = judge(copy.url, (check,), tables.pages, tables.confirmation)
    found = replace(copy, state=verdict.state, because=verdict.because)
    if onward := leads_to(check, tables.pages):
        return replace(found, state=LinkState.MOVED, because=(f"the copy leads on to {onward}",))
    if verdict.state not in asker.copying.table.holds:
        return found
    if not _says_time(reply) and _is_archives_own(check.page, asker.copying.table.own_titles):
        why = "the archive answered with a page of its own"
        return replace(copy, state=None, because=(why,))
    if _is_another(cited, check.page, asker.copying.table.title_words):
        why = "no word of the cited title is in it"
        return replace(found, state=LinkState.CONTENT_CHANGED, because=(why,))
    return replace(found, verified=True)


def _is_archives_own(page: PageFacts | None, names: Sequence[str]) -> bool:
    """Tell a page of an archive's own, sent with 200 in place of a copy that it cannot show."""
    title = folded(page.title) if page else ""
    return any(folded(name) in title for name in names)


def as_it_was(url: str, reply: Reply) -> Fetched:
    """Return a copy as if its page had answered with it: under its own address and head.

    Archives put the head's fields behind a prefix and theirs beside them; where they do not,
    only the kind of the content is the page's own.
    """
    seen = reply.seen
    own = [
        (name.removeprefix(_ORIGINAL), value)
        for name, value in seen.headers
        if name.startswith(_ORIGINAL)
    ]
    fields = own or [pair for pair in seen.headers if pair[0] == "content-type"]
    look = replace(
        seen, url=url, final_url=url, hops=(), headers=tuple(fields), certificate=None, peer=None
    )
    return _Page(observation=look, body=_plain(reply, dict(own)))


def _plain(reply: Reply, own: Mapping[str, str]) -> bytes:
    """Undo the coding a page had when it was captured, where the archive left it and says so."""
    applied = codings(own.get("content-encoding", ""))
    if reply.header("content-encoding") or not applied or not reply.body.startswith(_GZIP):
        return reply.body
    return undo(reply.body, applied, _MOST_PLAIN).body or reply.body


def _is_another(cited: CitedAs, page: PageFacts | None, least: int) -> bool:
    """Tell whether a page has not one word of its cited title.

    A title in another script is a translation, and so may be one in an article of another
    language: neither can be compared with anything.
    """
    wanted = _words(cited.title)
    if page is None or len(wanted) < least:
        return False
    if page.language and cited.language and _tongue(page.language) != _tongue(cited.language):
        return False
    here = f"{page.title} {page.h1} {page.text}"
    script = main_script(cited.title)
    if script != main_script(here) or script in _WITHOUT_SPACES:
        return False
    shown = folded(here)
    return not any(word in shown for word in wanted)


def _tongue(language: str) -> str:
    """Return a language without its country: "ar-EG" is "ar"."""
    return language.lower().replace("_", "-").partition("-")[0]


def _words(text: str) -> frozenset[str]:
    """Return the words of a title that tell it from others: the longer ones, where it has two."""
    words = frozenset(_WORD.findall(folded(text)))
    long = frozenset(word for word in words if len(word) >= _LONG)
    return long if len(long) > 1 else words


async def first_that_holds(
    copies: Sequence[Memento],
    cited: CitedAs,
    asker: Asker,
    left: int,
    refused: tuple[Memento, ...] = (),
) -> tuple[Memento | None, tuple[Memento, ...]]:
    """Look at copies one after the other, at most so many; return what holds, what does not.

    Copies of the same bytes as one that was seen not to hold (``refused``) are passed over.
    """
    bad = {each.digest for each in refused if each.digest and each.state is not None}
    for copy in copies:
        if left <= 0 or asker.tools.stop.is_set():
            break
        if copy.digest in bad:
            continue
        left -= 1
        found = await looked_at(copy, cited, asker)
        if found.verified:
            return found, refused
        refused += (found,)
        if found.digest and found.state is not None:
            bad.add(found.digest)
    return None, refused
