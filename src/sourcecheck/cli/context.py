"""What the renderers are told, from settings and terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from sourcecheck import config
from sourcecheck.cli.targets import Target
from sourcecheck.config import Settings
from sourcecheck.report import RenderContext
from sourcecheck.session import rendering


def render_context(settings: Settings, targets: Sequence[Target]) -> RenderContext:
    """Load what the wanted formats need, and look at the terminal."""
    terminal = sys.stdout.isatty()
    return rendering.context(
        settings,
        [target.format for target in targets],
        width=shutil.get_terminal_size().columns if terminal else 0,
        colour=config.uses_colour(settings.color, terminal=terminal),
    )
