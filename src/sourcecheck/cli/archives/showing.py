"""``sourcecheck archive show``: what one capture holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcecheck.session.archives import Holding
    from sourcecheck.session.shown import Shown

Json = dict[str, Any]

_ASCII_TEXT = frozenset(b"\t\n\r") | frozenset(range(0x20, 0x7F))


@click.command("show", cls=options.Alphabetical)
@click.argument("what", metavar="URL|RECORD-ID")
@click.option("--as-of", metavar="TIME", help="The capture nearest before then; else the latest.")
@click.option("--headers", "part", flag_value="headers", help="Only the head of the answer.")
@click.option("--body", "part", flag_value="body", help="Only the body, its codings undone.")
@click.option("--text", "part", flag_value="text", help="Only the visible text of the page.")
@click.option("--request", "part", flag_value="request", help="Only what was sent.")
@click.option("--raw", "part", flag_value="raw", help="Only the answer, as it came over the wire.")
@click.option("-o", "--output", metavar="FILE", help="Where it goes; bytes are never changed.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format.",
)  # fmt: skip
@options.database
@options.archive_dir
@options.archive_store
@options.configuring
def command(what: str, *, as_of: str | None, part: str | None, form: str, **given: Any) -> None:
    """Show what was captured: hops, who answered, headers, digests, text.

    Pages are never rendered: HTML of strangers goes to a file or a pipe as it is, and to a
    terminal as text. Nothing that could steer a terminal reaches one.
    """
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.captured import capture_of, moment  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.shown import shown  # noqa: PLC0415 - heavy

    output = given.pop("output") or "-"
    with opened_archive(settings_of(given)) as holding:
        capture = capture_of(holding.store.captures, what, moment(as_of, "--as-of"))
        found = shown(holding, capture)
        if part:
            _write(_part(found, part), output, part)
        elif form == "json":
            _write(_json(found), output, "json")
        else:
            _write("".join(f"{line}\n" for line in _lines(found, holding)).encode(), output, "")


def _part(found: Shown, part: str) -> bytes:
    from sourcecheck.session.shown import body_of, head_of, text_of  # noqa: PLC0415 - heavy

    if part == "body":
        decoded = body_of(found.page)
        if decoded.cut:
            click.echo(f"warning: {_CUT[decoded.cut.name]}", err=True)
        return decoded.body
    if part == "text":
        title, text = text_of(found.page, found.capture.media_type)
        whole_text = "\n\n".join(filter(None, (title, text)))
        return f"{whole_text}\n".encode("utf-8", "backslashreplace") if whole_text else b""
    whole = {"request": found.exchange.request, "raw": found.exchange.response}
    return whole[part] if part in whole else head_of(found.exchange)


_TOLD_AS_TEXT = frozenset({"text", "headers", "request"})
"""Parts that a terminal shows with what would steer it escaped; others are for files alone."""

_CUT = {
    "LENGTH": "the body is larger than 64 MiB unpacked; the rest is left out",
    "BROKEN": "the coded body is damaged or ends early; this is what could be read",
    "UNKNOWN": "the body is in a coding that is not read here; it is given as it came",
    "TOO_MANY": "the body is packed more often than any honest server does; it is not unpacked",
}
"""What is said of a body that is not the whole one, by the names of ``fetch.coding.Cut``."""


def _write(data: bytes, output: str, part: str) -> None:
    """Write to a file or standard output; to a terminal only what cannot steer it."""
    from sourcecheck.cli.emitting import STDOUT, emit, save  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy

    if output != STDOUT:
        save(Path(output), data)
        return
    if part in {"", "json"} or not sys.stdout.isatty() or _is_plain(data):
        emit(data)
        return
    if part in _TOLD_AS_TEXT:
        emit(_tamed(data.decode("utf-8", "backslashreplace")).encode())
        return
    raise UsageError(
        f"the {part} would steer the terminal: {len(data):,} bytes with control characters",
        hint="write it to a file with -o FILE, or into a pipe",
    )


def _is_plain(data: bytes) -> bool:
    """Tell whether bytes are text without a character that acts on a terminal."""
    if _ASCII_TEXT.issuperset(data):
        return True
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _tamed(text) == text


def _tamed(text: str) -> str:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in lines)


def _lines(found: Shown, holding: Holding) -> Iterator[str]:
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy
    from sourcecheck.urls.letters import in_letters  # noqa: PLC0415 - heavy

    row = found.capture
    yield foreign(row.url)
    if (read := in_letters(row.url)) != row.url:
        yield f"  {foreign(read)}"
    took = f"{found.exchange.elapsed_ms:,} ms"
    yield f"  captured  {row.captured_at:%Y-%m-%d %H:%M:%S.%f} UTC, {took}"
    yield f"  answer    {_answer(row.status, row.failure, found.exchange.reason)}"
    for hop in found.hops if len(found.hops) > 1 else ():
        led = f" -> {foreign(hop.location)}" if hop.location else ""
        here = "*" if hop.capture.record_id == row.record_id else " "
        status = hop.capture.status or hop.capture.failure or "-"
        yield f"  hop {hop.capture.hop + 1:>2} {here}  {status}  {foreign(hop.capture.url)}{led}"
    yield from _who(found)
    yield from _kept(found, holding)
    for name, value in found.answer.headers:
        yield f"  header    {printable(name)}: {foreign(value)}"
    yield from _page(found)


def _answer(status: int | None, failure: str, reason: str) -> str:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    why = f"{failure} ({printable(reason)})" if reason else failure
    return ", ".join(filter(None, (str(status or ""), why))) or "no answer"


def _who(found: Shown) -> Iterator[str]:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    exchange = found.exchange
    if exchange.peer:
        port = f" port {exchange.peer.port}" if exchange.peer.port else ""
        yield f"  from      {printable(exchange.peer.address)}{port}"
    if exchange.addresses:
        yield f"  names     {', '.join(map(printable, exchange.addresses))}"
    if shown := exchange.certificate:
        proved = "verified" if shown.verified else "NOT verified"
        yield f"  TLS       {printable(shown.version)}, {printable(shown.cipher)}, {proved}"
        yield f"  cert      SHA-256 {shown.sha256}"


def _kept(found: Shown, holding: Holding) -> Iterator[str]:
    from sourcecheck.archive.storage.places import whereabouts  # noqa: PLC0415 - heavy
    from sourcecheck.cli.archives.listing import size_of  # noqa: PLC0415 - heavy
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    row = found.capture
    place = printable(whereabouts(holding.folder, row.file))
    yield f"  file      {place} at {row.offset:,}, {size_of(row.length)} packed"
    yield f"  record    {printable(row.record_id)}"
    if row.sha256:
        yield f"  SHA-256   {printable(row.sha256)} (of the body, codings undone)"
    if row.truncated:
        yield f"  cut       the answer was cut: {printable(row.truncated)}"
    if row.archive != "local":
        yield f"  origin    {printable(row.archive)}"
    if row.revisit_of:
        first = found.repeats
        when = f" of {first.captured_at:%Y-%m-%d %H:%M:%S} UTC" if first else ", not here"
        yield f"  same as   {printable(row.revisit_of)}{when}"
    if others := len(holding.index.get(row.urlkey)) - 1:
        yield f"  others    {others} more of this address; sourcecheck archive list URL"


def _page(found: Shown) -> Iterator[str]:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy
    from sourcecheck.session.shown import text_of  # noqa: PLC0415 - heavy

    title, text = text_of(found.page, found.capture.media_type)
    if title:
        yield f"  title     {foreign(title)}"
    if text:
        more = " ..." if len(text) > _TEXT_SHOWN else ""
        yield f"  text      {foreign(text[:_TEXT_SHOWN] + more)}"


_TEXT_SHOWN = 300  # characters of a page's text that are shown beside the rest


def _json(found: Shown) -> bytes:
    from sourcecheck.cli.archives.listing import capture_json  # noqa: PLC0415 - heavy
    from sourcecheck.model.codec import encode  # noqa: PLC0415 - heavy
    from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy
    from sourcecheck.session.shown import text_of  # noqa: PLC0415 - heavy

    row, exchange = found.capture, found.exchange
    title, text = text_of(found.page, found.capture.media_type)
    told = {name: value for name, value in capture_json(row).items() if name != "state"}
    return pretty({
        "schema_version": 1,
        **told,
        "urlkey": row.urlkey,
        "elapsed_ms": exchange.elapsed_ms,
        "reason": exchange.reason or None,
        "peer": encode(exchange.peer),
        "addresses": list(exchange.addresses),
        "certificate": encode(exchange.certificate),
        "headers": [list(pair) for pair in found.answer.headers],
        "hops": [
            {**capture_json(hop.capture), "location": hop.location or None} for hop in found.hops
        ],
        "repeats": capture_json(found.repeats) if found.repeats else None,
        "title": title or None,
        "text": text or None,
    }).encode("utf-8", "backslashreplace")  # fmt: skip
