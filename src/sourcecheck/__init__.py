"""Find every citation of an article, check what stands behind it, report the pattern.

The public names are few and are imported when first used, so that
``sourcecheck --version`` costs little more than starting Python::

    article = sourcecheck.extract("article.html")            # no network
    audit = sourcecheck.audit("article.html")                # blocking
    looks = sourcecheck.check("links.txt")                   # blocking; link states only
    print(sourcecheck.render(audit, "md"))
    again = sourcecheck.replay("article.html").after         # from its archive alone
    async with sourcecheck.Session("sourcecheck.db") as session:
        async for audit in session.audit_many(paths): ...
        await session.check("https://news.example/page")     # -> Verdict
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Audit",
    "Classification",
    "DocumentError",
    "LinkState",
    "Look",
    "Session",
    "SourcecheckError",
    "UsageError",
    "Verdict",
    "audit",
    "check",
    "classify",
    "extract",
    "render",
    "replay",
]

# Imported by name, never by statement: stages read __version__ here and may not see upwards.
_HOMES = {
    "DocumentError": "errors",
    "SourcecheckError": "errors",
    "UsageError": "errors",
    "Article": "model",
    "Audit": "model",
    "Classification": "model",
    "LinkState": "model",
    "Look": "pipeline.looks",
    "Verdict": "model",
    "Session": "session.session",
    "audit": "session.verbs",
    "check": "session.verbs",
    "render": "session.verbs",
    "replay": "session.verbs",
}


class _Verb(ModuleType):
    """A stage's package that is called like the verb of its name: ``sourcecheck.extract(...)``."""

    def __call__(self, *args: Any, **settings: Any) -> Any:
        """Do what the verb of this name does; see ``sourcecheck.session.verbs``."""
        name = self.__name__.rpartition(".")[2]
        return getattr(_imported("session.verbs"), name)(*args, **settings)


class _Package(ModuleType):
    """The package itself: whoever imports a stage that is named as a verb makes it callable."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; the import system sets each subpackage here."""
        if name in ("classify", "extract") and isinstance(value, ModuleType):
            value.__class__ = _Verb
        super().__setattr__(name, value)


def _imported(name: str) -> ModuleType:
    import importlib  # noqa: PLC0415 - starting costs as little as can be

    return importlib.import_module(f"{__name__}.{name}")


def __getattr__(name: str) -> Any:
    if name in ("classify", "extract"):
        return _imported(name)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(_imported(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


sys.modules[__name__].__class__ = _Package
