"""Options that several verbs share. Imports only click, so help stays quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Verb = TypeVar("Verb", bound=Callable[..., Any])

FORMATS = ("text", "compact", "json", "jsonl", "html", "md", "csv")


def _together(*options: Callable[[Verb], Verb]) -> Callable[[Verb], Verb]:
    def decorate(verb: Verb) -> Verb:
        for option in reversed(options):
            verb = option(verb)
        return verb

    return decorate


def _option(*names: str, **kwargs: Any) -> Callable[[Verb], Verb]:
    name = next(each for each in names if each.startswith("--")).partition("/")[0]
    variable = "SOURCECHECK_" + name[2:].replace("-", "_").upper()
    kwargs["help"] = f"{kwargs['help']}  [{variable}]"
    return click.option(*names, **kwargs)


outputs = _together(
    click.option(
        "-f", "--format", "formats", multiple=True, metavar="FORMAT",
        help=f"Report format, repeatable: {', '.join(FORMATS)}.",
    ),
    click.option(
        "-o", "--output", "targets", multiple=True, metavar="FILE|DIR|-",
        help="Where the report of the same place goes; - is standard output.",
    ),
    click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto",
        help="Colour in the text format.",
    ),
    _option("--lang", metavar="LANG", help="Language of reports: ar, en, fa, ru, tr."),
)  # fmt: skip

findings = _together(
    _option(
        "--fail-on", type=click.Choice(["none", "dead", "error", "warning", "info"]),
        help="Least finding that makes the run end with 1.",
    ),
    click.option("--exit-zero", is_flag=True, help="End with 0 where findings would end with 1."),
    _option("--select", multiple=True, metavar="SC###", help="Tell only these codes."),
    _option("--ignore", multiple=True, metavar="SC###", help="Leave these codes out."),
)  # fmt: skip

reading = _together(
    click.option("--stdin-name", metavar="NAME", help="What to call standard input in reports."),
    _option(
        "--input-format", type=click.Choice(["text", "html", "markdown"]),
        help="Read every input as this format.",
    ),
    _option("--max-size", type=int, metavar="MIB", help="Largest input."),
    _option("--data", metavar="DIR", help="Folder with more outlet lists."),
)  # fmt: skip

network = _together(
    _option("--offline", is_flag=True, default=None, help="Open no socket."),
    _option("--timeout", type=float, metavar="SECONDS", help="Limit for one address."),
    _option("--pace", type=float, metavar="SECONDS", help="Between two requests to a domain."),
    _option("--per-host", type=int, metavar="N", help="Requests at a time to one domain."),
    _option("--connections", type=int, metavar="N", help="Requests at a time over all."),
    _option(
        "--allow-network", multiple=True, metavar="CIDR",
        help="Open an address range that is not public, e.g. 127.0.0.0/8.",
    ),
    _option(
        "--connect-to", multiple=True, metavar="HOST:PORT:ADDR:PORT|@FILE",
        help="Connect there instead, as in curl.",
    ),
    _option("--cacert", metavar="FILE", help="Trusted certificates, PEM."),
    _option("--jobs", type=int, metavar="N", help="Articles under way at a time."),
)  # fmt: skip

keeping = _together(
    _option("--db", metavar="FILE", help="Database file."),
    _option("--archive-dir", metavar="DIR", help="Folder of the WARC files."),
    _option("--archive/--no-archive", default=None, help="Keep every exchange, or none."),
    _option("--replay", metavar="WARC|WACZ", help="Serve all addresses from an archive."),
    _option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601."),
)  # fmt: skip
