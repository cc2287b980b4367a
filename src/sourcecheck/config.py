"""All settings, and where each came from.

Highest first: command line, ``SOURCECHECK_*`` variables, the nearest ``sourcecheck.toml``
upwards from the working folder, the user's own ``sourcecheck.toml``, ``[tool.sourcecheck]`` of
a ``pyproject.toml``, the default. This module alone reads the environment. An unknown key or
a value of the wrong kind is a ``ConfigError`` that names file, line and key.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sourcecheck.errors import ConfigError

FILE_NAME = "sourcecheck.toml"
PREFIX = "SOURCECHECK_"
FAIL_ON = ("none", "dead", "error", "warning", "info")
"""What makes a run end with 1, from nothing to everything."""

COLOR = ("auto", "always", "never")
COPIES_FOR = ("dead", "doubtful")  # dead links alone, or doubtful ones as well
ROBOTS = ("archive", "always", "never")  # obeyed where pages are kept, with every look, never
INPUT_FORMATS = (
    "", "text", "html", "markdown", "wikitext", "docx", "odt", "epub", "pdf", "mhtml",
    "latex", "rst", "org", "jats", "docbook", "fb2", "dokuwiki", "typst",
    "feed", "json-feed", "sitemap", "mediawiki", "csv", "tsv", "json", "jsonl", "warc",
    "wacz", "urls", "lychee", "linkchecker",
)  # fmt: skip

NEGATED = {"no_archive": "archive"}
"""Keys that say the contrary of a setting, as their options do."""

LEAST = {"pace": 0, "timeout": 0.1, "second_looks": 0, "crawl_delay_cap": 0}
"""Least value of the numbers that may be less than 1."""

MOST = 1_000_000_000
"""No number is larger; what is not a number at all (NaN) is in no range."""


def _setting(default: Any, about: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"about": about, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set; each field is also a key, a variable and an option.

    ====================================  ===================================================
    To                                    Set
    ====================================  ===================================================
    ask nobody anything                   ``offline = true``
    rebuild a report from an archive      ``replay = "archive/"``
    keep closed archive files elsewhere   ``archive_store = "s3://bucket/prefix"``
    add outlets of your own               ``data = "lists/"``
    check pages of your own network       ``allow_network = ["10.0.0.0/8"]``
    be gentler to hosts                   ``pace = 3``, ``per_host = 1``
    say who is asking                     ``contact = "desk@news.example"``
    keep a build green on warnings        ``fail_on = "dead"``
    ====================================  ===================================================
    """

    db: str = _setting("", "database file; empty = db/sourcecheck.db, or one in your home")
    archive_dir: str = _setting("", "folder of the WARC files; empty = beside the database")
    archive: bool = _setting(True, "keep every exchange in the archive")
    archive_store: str = _setting("", "where closed files go: s3://bucket/prefix, or a folder")
    replay: str = _setting("", "serve all addresses from this WARC, WACZ or folder")
    as_of: str = _setting("", "replay what was captured before this time, ISO 8601")
    data: str = _setting("", "folder with more outlet lists; empty = outlets beside the database")
    endpoint: str = _setting("", "SPARQL endpoint that outlets sync asks; empty = Wikidata's")
    offline: bool = _setting(False, "open no socket; links stay unchecked")
    fail_on: str = _setting("warning", "least finding that makes the run end with 1", FAIL_ON)
    select: tuple[str, ...] = _setting((), "tell only these finding codes (SC1 = all SC1xx)")
    ignore: tuple[str, ...] = _setting((), "leave these finding codes out")
    jobs: int = _setting(4, "articles under way at a time")
    timeout: float = _setting(60.0, "seconds for one address, all hops together")
    format: tuple[str, ...] = _setting((), "report formats, in order")
    output: tuple[str, ...] = _setting((), "where the report of the same place goes; - = stdout")
    color: str = _setting("auto", "colour in the text format", COLOR)
    exit_zero: bool = _setting(False, "end with 0 where findings would end with 1")
    now: str = _setting("", "clock for reproducible runs, ISO 8601")
    allow_network: tuple[str, ...] = _setting((), "address ranges opened although not public")
    connect_to: tuple[str, ...] = _setting((), "HOST:PORT:ADDR:PORT, as in curl, or @file")
    cacert: str = _setting("", "file of trusted certificates, PEM")
    pace: float = _setting(1.0, "seconds between two requests to one domain")
    per_host: int = _setting(2, "requests at a time to one domain")
    connections: int = _setting(100, "requests at a time, over all domains")
    contact: str = _setting("", "e-mail or web address that every request gives as its sender's")
    robots: str = _setting("archive", "obey robots.txt: where pages are kept, or else", ROBOTS)
    crawl_delay_cap: float = _setting(10.0, "longest Crawl-delay of a robots.txt obeyed, seconds")
    second_looks: int = _setting(10, "doubtful links of one domain asked again in a run, at most")
    browser_headers: bool = _setting(False, "second looks at refusals ask as a browser does")
    keep_alive: bool = _setting(True, "ask a server several times over one connection")
    confirmation: str = _setting("", "file with another policy for confirming dead links")
    copies: tuple[str, ...] = _setting((), "archives asked for copies of dead links, in order")
    copies_for: str = _setting("dead", "links whose copies are looked for", COPIES_FOR)
    submit: bool = _setting(False, "hand cited pages that answer to the archives of copies")
    lang: str = _setting("", "language of reports: ar en fa ru tr; empty = the article's")
    input_format: str = _setting("", "how to read every input; empty = by content", INPUT_FORMATS)
    max_size: int = _setting(32, "largest input in MiB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Settings, and for every key the place its value came from."""

    settings: Settings
    origins: Mapping[str, str]


FIELDS = {each.name: each for each in dataclasses.fields(Settings)}


def load(
    flags: Mapping[str, Any],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    file: str | None = None,
) -> Configuration:
    """Compose the settings for a run in ``folder``; raises ``ConfigError``.

    ``flags`` holds what was given on the command line; ``environment`` defaults to the
    process's own. ``file`` is read instead of those that would be found; "" = none is read.
    """
    variables = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    origins = dict.fromkeys(FIELDS, "default")
    files = _files(folder, variables) if file is None else _only(file)
    layers = [*files, _variables(variables), _given(flags)]
    for layer in layers:
        if layer.keys() & _PAIRED:
            # formats and outputs are pairs: those of two places do not mix
            values |= dict.fromkeys(_PAIRED, ())
            origins |= dict.fromkeys(_PAIRED, "default")
        for key, (value, origin) in layer.items():
            values[key] = value
            origins[key] = origin
    return Configuration(settings=Settings(**values), origins=origins)


Layer = dict[str, tuple[Any, str]]

_PAIRED = frozenset({"format", "output"})


def _given(flags: Mapping[str, Any]) -> Layer:
    return {
        key: (_checked(key, value, f"--{key.replace('_', '-')}"), "command line")
        for key, value in flags.items()
        if value is not None and value != ()
    }


def _variables(variables: Mapping[str, str]) -> Layer:
    found: Layer = {}
    for written in (*FIELDS, *NEGATED):
        name = PREFIX + written.upper()
        key = NEGATED.get(written, written)
        if variables.get(name):
            value = _said(written, _parsed(key, variables[name], name), name)
            found[key] = (_checked(key, value, name), name)
    return found


def _said(written: str, value: Any, where: str) -> Any:
    """Turn the value of a key that says the contrary."""
    if written not in NEGATED:
        return value
    if not isinstance(value, bool):
        raise ConfigError(f"{where}: {written} must be true or false, not {value!r}")
    return not value


def _parsed(key: str, text: str, where: str) -> Any:
    """Read a variable's text as the kind its key wants; lists are split at white space."""
    default = FIELDS[key].default
    if isinstance(default, bool):
        return _TRUTHS.get(text.lower(), text)
    if isinstance(default, tuple):
        return tuple(text.split())
    if isinstance(default, int | float):
        try:
            return type(default)(text)
        except ValueError:
            raise ConfigError(f"{where}: {key} must be a number, not {text!r}") from None
    return text


_TRUTHS = {"1": True, "true": True, "yes": True, "on": True}
_TRUTHS |= {"0": False, "false": False, "no": False, "off": False}


def _only(file: str) -> Iterator[Layer]:
    if file:
        yield _layer(_toml(Path(file)), Path(file))


def _files(folder: Path, variables: Mapping[str, str]) -> Iterator[Layer]:
    """Read the files, weakest first."""
    nearest = next(_upwards(folder, "pyproject.toml"), None)
    if nearest:
        tools = _toml(nearest).get("tool")
        table = tools.get("sourcecheck", {}) if isinstance(tools, dict) else {}
        if not isinstance(table, dict):
            raise ConfigError(f"{nearest}: tool.sourcecheck must be a table")
        yield _layer(table, nearest, "[tool.sourcecheck]")
    home = variables.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    user = Path(home) / "sourcecheck" / FILE_NAME
    if user.is_file():
        yield _layer(_toml(user), user)
    own = next(_upwards(folder, FILE_NAME), None)
    if own:
        yield _layer(_toml(own), own)


def _upwards(folder: Path, name: str) -> Iterator[Path]:
    for place in (folder, *folder.parents):
        if (place / name).is_file():
            yield place / name


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}", hint="mend the file at that line") from error
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"{path}: cannot be read: {why}") from error


def _layer(table: Mapping[str, Any], path: Path, header: str = "") -> Layer:
    found: Layer = {}
    for written, value in table.items():
        plain = written.replace("-", "_")
        key = NEGATED.get(plain, plain)
        where = f"{path}:{_line(path, written, header)}"
        if key not in FIELDS:
            near = difflib.get_close_matches(key, (*FIELDS, *NEGATED), n=1)
            meant = f"did you mean {near[0]}?" if near else "sourcecheck config show lists the keys"
            raise ConfigError(f"{where}: unknown key {written!r}", hint=meant)
        found[key] = (_checked(key, _said(plain, value, where), where), where)
    return found


def _line(path: Path, key: str, header: str) -> int:
    """Return the line a key of a table stands on; TOML's parser does not tell."""
    begun = not header
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        begun = begun or line.strip() == header
        if begun and re.match(rf"\s*\[?[\"']?{re.escape(key)}[\"']?\s*[=.\]]", line):
            return number
    return 1


def settled(**values: Any) -> Settings:
    """Return the default settings with some values changed; raises ``ConfigError``.

    Nothing is read: neither files nor the environment.
    """
    for key in values:
        if key not in FIELDS:
            near = difflib.get_close_matches(key, FIELDS, n=1)
            meant = f"did you mean {near[0]}?" if near else f"known are: {', '.join(FIELDS)}"
            raise ConfigError(f"no setting is named {key!r}", hint=meant)
    return Settings(**{key: _checked(key, value, key) for key, value in values.items()})


def _checked(key: str, value: Any, where: str) -> Any:
    """Return the value as its field's kind, or raise ``ConfigError``."""
    default = FIELDS[key].default
    if isinstance(default, tuple):
        value = _texts(key, value, where)
    elif isinstance(default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"{where}: {key} must be true or false, not {value!r}")
    elif isinstance(default, int | float):
        value = _number(key, value, type(default), where)
    elif not isinstance(value, str):
        raise ConfigError(f"{where}: {key} must be a text, not {value!r}")
    choices = FIELDS[key].metadata["choices"]
    if choices and value not in choices:
        allowed = ", ".join(filter(None, choices))
        raise ConfigError(f"{where}: {key} is {value!r}", hint=f"choose from {allowed}")
    if key in {"now", "as_of"} and value:
        clock(value, where)
    if key == "contact" and value:
        _check_contact(value, where)
    return value


def _check_contact(value: str, where: str) -> None:
    from sourcecheck.fetch.settings import identity  # noqa: PLC0415 - seldom needed

    try:
        identity(value)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error.message}", hint=error.hint) from None


def _texts(key: str, value: Any, where: str) -> tuple[str, ...]:
    found = (value,) if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or not all(isinstance(part, str) for part in found):
        raise ConfigError(f"{where}: {key} must be a list of texts, not {value!r}")
    return tuple(found)


def _number(key: str, value: Any, kind: type[int | float], where: str) -> int | float:
    whole = "a whole number" if kind is int else "a number"
    if isinstance(value, bool) or not isinstance(value, int if kind is int else int | float):
        raise ConfigError(f"{where}: {key} must be {whole}, not {value!r}")
    least = LEAST.get(key, 1)
    if not least <= value <= MOST:
        raise ConfigError(f"{where}: {key} must be from {least} to {MOST:,}, not {value!r}")
    return kind(value)


def clock(text: str, where: str = "now") -> datetime:
    """Read the time of ``--now`` or ``--as-of``; one without a zone is taken as UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            f"{where}: not a time: {text!r}", hint="write it as 2026-11-21T06:00:00Z"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def aws_variables() -> dict[str, str]:
    """Return the ``AWS_*`` variables: keys, region and endpoint of an archive store in S3."""
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


def submission_key() -> str:
    """Return the account's key for handing pages in: ``SOURCECHECK_SPN_KEY``, "" = none.

    A secret is read from the environment alone: no file, option or report ever holds it.
    """
    return os.environ.get(PREFIX + "SPN_KEY", "")


def debugging() -> bool:
    """Tell whether tracebacks are wanted: ``SOURCECHECK_DEBUG`` is set."""
    return bool(os.environ.get(PREFIX + "DEBUG"))


def uses_colour(choice: str, *, terminal: bool) -> bool:
    """Decide on colour: the option, then ``NO_COLOR``, ``FORCE_COLOR``, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    forced = os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE")
    return bool(forced) or terminal


def shows_progress(choice: str = "auto", *, terminal: bool) -> bool:
    """Progress is for people: on a terminal, and not in CI, unless it was said otherwise."""
    if choice != "auto":
        return choice == "always"
    return terminal and not os.environ.get("CI")


def default_store(folder: Path) -> Path:
    """Return where results are kept when nothing is said: ``db/`` of a project, else at home."""
    if (folder / "db").is_dir():
        return folder / "db" / "sourcecheck.db"
    return data_folder() / "sourcecheck.db"


def data_folder() -> Path:
    """Return where what belongs to the user, and to no project, is kept."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "sourcecheck"


def default_lists(folder: Path) -> Path:
    """Return where the user's own lists of outlets lie: ``db/`` of a project, else at home."""
    return default_store(folder).parent / "outlets"
