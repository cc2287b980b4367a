"""What the renderers are told, from settings and terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from sourcecheck import config
from sourcecheck.cli.targets import Target
from sourcecheck.config import Settings
from sourcecheck.data.load_rules import load_rules
from sourcecheck.report import RenderContext


def render_context(settings: Settings, targets: Sequence[Target], color: str) -> RenderContext:
    """Load what the wanted formats need; only html needs templates and catalogs."""
    terminal = sys.stdout.isatty()
    rules = load_rules()
    width = shutil.get_terminal_size().columns if terminal else 0
    colour = config.uses_colour(color, terminal=terminal)
    if not any(target.format == "html" for target in targets):
        return RenderContext(rules=rules, language=settings.lang, width=width, colour=colour)
    from sourcecheck.data.load_messages import load_messages  # noqa: PLC0415 - html only
    from sourcecheck.data.load_report import load_report  # noqa: PLC0415 - html only

    return RenderContext(
        rules=rules,
        language=settings.lang,
        width=width,
        colour=colour,
        assets=load_report(),
        catalogs=load_messages(),
    )
