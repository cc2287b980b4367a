"""Options that several verbs share. Imports only click, so help stays quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Verb = TypeVar("Verb", bound=Callable[..., Any])

FORMATS = ("text", "compact", "json", "jsonl", "html", "md", "csv")

INPUT_FORMATS = (
    "text", "html", "markdown", "wikitext", "docx", "odt", "epub", "pdf", "mhtml",
    "latex", "rst", "org", "jats", "docbook", "fb2", "dokuwiki", "typst",
    "feed", "json-feed", "sitemap", "mediawiki", "csv", "tsv", "json", "jsonl", "warc", "wacz",
)  # fmt: skip
"""Documents, documents read through pandoc, lists of articles."""

LINK_FORMATS = ("urls", "lychee", "linkchecker")
"""Lists of links, for ``check`` alone."""


class Alphabetical(click.Command):
    """A command whose help lists its options by name, and whose files the shell completes."""

    def make_context(
        self, info_name: str | None, args: list[str], *more: Any, **extra: Any
    ) -> click.Context:
        """Make the context; where the shell only completes, parameters say what completes them."""
        if extra.get("resilient_parsing"):
            from sourcecheck.cli.completing import complete_by_metavar  # noqa: PLC0415 - seldom

            complete_by_metavar(self.params)
        return super().make_context(info_name, args, *more, **extra)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the arguments in order, then the options by their long names; help is last."""
        found = super().get_params(ctx)
        arguments = [each for each in found if isinstance(each, click.Argument)]
        named = [each for each in found if not isinstance(each, click.Argument)]
        return [*arguments, *sorted(named, key=lambda each: (each.name == "help", _long(each)))]


def _long(option: click.Parameter) -> str:
    return next((each for each in option.opts if each.startswith("--")), option.opts[0])


def _together(*options: Callable[[Verb], Verb]) -> Callable[[Verb], Verb]:
    def decorate(verb: Verb) -> Verb:
        for option in reversed(options):
            verb = option(verb)
        return verb

    return decorate


def setting(*names: str, **kwargs: Any) -> Callable[[Verb], Verb]:
    """Make an option of a setting; its help names the environment variable."""
    name = next(each for each in names if each.startswith("--")).partition("/")[0]
    variable = "SOURCECHECK_" + name[2:].replace("-", "_").upper()
    kwargs["help"] = f"{kwargs['help']}  [{variable}]"
    kwargs.setdefault("default", None)
    return click.option(*names, **kwargs)


database = setting("--db", metavar="FILE", help="Database file.")
archive_dir = setting("--archive-dir", metavar="DIR", help="Folder of the WARC files.")
archive_store = setting(
    "--archive-store", metavar="S3|DIR", help="Where closed WARC files go and are read from."
)
policy = setting("--confirmation", metavar="FILE", help="Policy for confirming dead links, TOML.")
as_of = setting(
    "--as-of", metavar="TIME", help="Replay what was captured before this time, ISO 8601."
)
lists = setting("--data", metavar="DIR", help="Folder with more outlet lists.")

configuring = _together(
    click.option(
        "--config", "config_file", metavar="FILE", help="Read this file, and look for no other."
    ),
    click.option("--no-config", is_flag=True, help="Read no configuration file."),
)

telling = _together(
    click.option(
        "--progress", "progress", type=click.Choice(["auto", "always", "never"]), default="auto",
        help="Progress on standard error; auto is at a terminal, and not in CI.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no hints."),
)  # fmt: skip

outputs = _together(
    setting(
        "-f", "--format", multiple=True, metavar="FORMAT",
        help=f"Report format, repeatable: {', '.join(FORMATS)}.",
    ),
    setting(
        "-o", "--output", multiple=True, metavar="FILE|DIR|-",
        help="Where the report of the same place goes; - is standard output.",
    ),
    setting(
        "--color", type=click.Choice(["auto", "always", "never"]),
        help="Colour in the text format.",
    ),
    setting("--lang", metavar="LANG", help="Language of html reports: ar, en, fa, ru, tr."),
)  # fmt: skip

findings = _together(
    setting(
        "--fail-on", type=click.Choice(["none", "dead", "error", "warning", "info"]),
        help="Least finding that makes the run end with 1.",
    ),
    setting("--exit-zero", is_flag=True, help="End with 0 where findings would end with 1."),
    setting("--select", multiple=True, metavar="SC###", help="Tell only these codes."),
    setting("--ignore", multiple=True, metavar="SC###", help="Leave these codes out."),
)  # fmt: skip


def _reading(formats: tuple[str, ...]) -> Callable[[Verb], Verb]:
    return _together(
        click.option(
            "--stdin-name", metavar="NAME", help="What to call standard input in reports."
        ),
        setting(
            "--input-format", type=click.Choice(formats), metavar="FORMAT",
            help=f"Read every input as this format: {', '.join(formats)}.",
        ),
        setting("--max-size", type=int, metavar="MIB", help="Largest input."),
        lists,
    )  # fmt: skip


reading = _reading(INPUT_FORMATS)
linking = _reading((*LINK_FORMATS, *INPUT_FORMATS))

network = _together(
    setting("--offline", is_flag=True, help="Open no socket."),
    setting("--timeout", type=float, metavar="SECONDS", help="Limit for one address."),
    setting("--pace", type=float, metavar="SECONDS", help="Between two requests to a domain."),
    setting("--per-host", type=int, metavar="N", help="Requests at a time to one domain."),
    setting("--connections", type=int, metavar="N", help="Requests at a time over all."),
    setting(
        "--allow-network", multiple=True, metavar="CIDR",
        help="Open an address range that is not public, e.g. 127.0.0.0/8.",
    ),
    setting(
        "--connect-to", multiple=True, metavar="HOST:PORT:ADDR:PORT|@FILE",
        help="Connect there instead, as in curl.",
    ),
    setting("--cacert", metavar="FILE", help="Trusted certificates, PEM."),
    setting("--jobs", type=int, metavar="N", help="Articles under way at a time."),
    setting("--contact", metavar="ADDRESS", help="E-mail or web page of who is asking."),
    setting(
        "--robots", type=click.Choice(["archive", "always", "never"]),
        help="Obey robots.txt where pages are kept, always, or never.",
    ),
    setting("--crawl-delay-cap", type=float, metavar="SECONDS", help="Longest Crawl-delay obeyed."),
    setting("--second-looks", type=int, metavar="N", help="Links of a domain asked again."),
    setting("--browser-headers", is_flag=True, help="Ask again as a browser where refused."),
    setting(
        "--keep-alive/--no-keep-alive", help="Ask a server several times over one connection."
    ),
    policy,
)  # fmt: skip

copying = _together(
    setting(
        "--copies", multiple=True, metavar="ARCHIVE",
        help="Ask this archive for copies of dead links: wayback, arquivo, archive-it or "
        "timegate:URL. It learns which addresses are asked about.",
    ),
    setting(
        "--copies-for", type=click.Choice(["dead", "doubtful"]),
        help="Look for copies of dead links, or of doubtful ones as well.",
    ),
    setting("--submit", is_flag=True, help="Hand cited pages that answer to these archives."),
)  # fmt: skip

keeping = _together(
    database,
    archive_dir,
    archive_store,
    setting("--archive/--no-archive", help="Keep every exchange, or none."),
    setting(
        "--replay", metavar="WARC|WACZ",
        help="Serve all addresses from an archive; audits kept there are made again.",
    ),
    as_of,
    setting("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601."),
)  # fmt: skip
