"""Report formats by name, built in or plugged in, and what their renderers are told."""

from __future__ import annotations

from collections.abc import Collection

from sourcecheck import plugins
from sourcecheck.config import Settings
from sourcecheck.data.load_rules import load_rules
from sourcecheck.errors import PluginError, UnknownFormat, UsageError
from sourcecheck.report import RENDERERS, RenderContext
from sourcecheck.report.formats.context import Renderer
from sourcecheck.session.near import nearest

GROUP = "reports"
"""The plugins that add report formats: entry points of ``sourcecheck.reports``."""


def renderer(name: str) -> Renderer:
    """Return the renderer of a format; what is built in wins over a plugin of its name.

    Raises ``UnknownFormat`` with the nearest name, and ``PluginError`` when a plugin has that
    name and cannot be loaded.
    """
    if name in RENDERERS:
        return RENDERERS[name]
    added = plugins.names()[GROUP]
    if name in added:
        found: Renderer = plugins.guarded(GROUP, name)
        return found
    known = (*RENDERERS, *added)
    near = nearest(name, known)
    meant = f"did you mean {near}? " if near else ""
    raise UnknownFormat(
        f"no report format is named {name!r}", hint=f"{meant}formats: {', '.join(known)}"
    )


def context(
    settings: Settings, formats: Collection[str], *, width: int = 0, colour: bool = False
) -> RenderContext:
    """Load what the wanted formats need; only html and plugins need templates and catalogs.

    Raises ``UsageError`` when the reports' language is none we have.
    """
    rules = load_rules()
    light = set(RENDERERS) - {"html"}
    if set(formats) <= light:
        return RenderContext(rules=rules, language=settings.lang, width=width, colour=colour)
    from sourcecheck.data.load_messages import load_messages  # noqa: PLC0415 - html only
    from sourcecheck.data.load_report import load_report  # noqa: PLC0415 - html only

    catalogs = load_messages()
    if settings.lang and settings.lang not in catalogs:
        raise UsageError(
            f"no report is written in {settings.lang!r}",
            hint=f"choose from {', '.join(sorted(catalogs))}",
        )
    return RenderContext(
        rules=rules,
        language=settings.lang,
        width=width,
        colour=colour,
        assets=load_report(),
        catalogs=catalogs,
    )


def rendered(name: str, report: object) -> bytes:
    """Return a renderer's report as the bytes of a file, ending in a newline.

    Raises ``PluginError`` when a plugin returned something else than text or bytes.
    """
    if not isinstance(report, str | bytes):
        raise PluginError(
            f"plugin {name!r} returned {type(report).__name__}, not text or bytes",
            hint="update or uninstall it; the other formats work without it",
        )
    body = report.encode("utf-8", "backslashreplace") if isinstance(report, str) else report
    return body if body.endswith(b"\n") or not isinstance(report, str) else body + b"\n"
