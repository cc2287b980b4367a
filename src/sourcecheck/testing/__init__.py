"""The public test kit: a scripted web on this machine, for tests and demonstrations.

>>> from sourcecheck.testing import ScriptedWeb
>>> with ScriptedWeb() as web:  # doctest: +SKIP
...     web.connect_to(), web.ca_file

Nothing here is imported before it is asked for, and nothing of the product imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sourcecheck.testing.archives import Kept, ScriptedArchive
    from sourcecheck.testing.behaviours import BEHAVIOURS
    from sourcecheck.testing.script import Behaviour
    from sourcecheck.testing.web import ScriptedWeb

__all__ = ["BEHAVIOURS", "Behaviour", "Kept", "ScriptedArchive", "ScriptedWeb"]

_HOMES = {
    "BEHAVIOURS": "behaviours",
    "Behaviour": "script",
    "Kept": "archives",
    "ScriptedArchive": "archives",
    "ScriptedWeb": "web",
}


def __getattr__(name: str) -> Any:
    import importlib  # noqa: PLC0415 - the package itself stays free of imports

    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
