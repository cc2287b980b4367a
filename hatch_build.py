"""Compile the gazetteer when a wheel is built, so that no installation has to.

The rows are read and checked as at every start: a list that contradicts itself builds nothing.
An editable installation compiles when a list has changed and needs none of this.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILED = "src/sourcecheck/data/gazetteer.compiled"


class GazetteerHook(BuildHookInterface[Any]):
    """Write ``data/gazetteer.compiled`` and take it into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before files are gathered; raises ``DataError`` with file and line."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        try:
            from sourcecheck.data.compiled import compiled_path, write_compiled  # noqa: PLC0415 - from ``src``
            from sourcecheck.data.load_outlets import compile_outlets  # noqa: PLC0415 - from ``src``

            write_compiled(compiled_path(None), compile_outlets(), [])
        finally:
            sys.path.pop(0)
        build_data["force_include"][str(Path(self.root, COMPILED))] = (
            "sourcecheck/data/gazetteer.compiled"
        )
