"""How a request introduces itself: the header fields of each manner. Pure."""

from __future__ import annotations

from sourcecheck.data.load_courtesy import load_courtesy
from sourcecheck.fetch.settings import FetchSettings, Manner
from sourcecheck.model.tables.courtesy import CourtesyTable

ACCEPT = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,"
    "application/pdf;q=0.9,image/webp;q=0.8,*/*;q=0.8"
)
"""What we can read, pages first: some servers answer 406 to whoever does not say."""


def introduced(
    settings: FetchSettings, manner: Manner = Manner.HONEST, courtesy: CourtesyTable | None = None
) -> tuple[tuple[str, str], ...]:
    """Return the header fields that say who asks and what can be read, in order.

    ======================  ==============================================================
    Manner                  User-Agent
    ======================  ==============================================================
    ``HONEST``              ``settings.user_agent``
    ``COMPATIBLE``          the same name and contact, in the form that crawlers have used
                            for decades: servers that know only browsers let it pass
    ``BROWSER``             a browser's, with the fields that come with it; as
                            ``COMPATIBLE`` where ``settings.browser_headers`` forbids it
    ======================  ==============================================================

    The From field goes with every manner: whoever reads a log can always find out who asked.
    ``courtesy`` is the table that ships with sourcecheck unless another is given.
    """
    if manner is Manner.BROWSER and settings.browser_headers:
        said = (courtesy or load_courtesy()).browser_fields
    else:
        compatible = manner is not Manner.HONEST
        agent = _compatible(settings.user_agent) if compatible else settings.user_agent
        said = (
            ("User-Agent", agent),
            ("Accept", ACCEPT),
            ("Accept-Language", settings.accept_language),
        )
    return (*said, ("From", settings.sender)) if settings.sender else said


def _compatible(agent: str) -> str:
    """Write "name/1.0 (words)" as "Mozilla/5.0 (compatible; name/1.0; words)"."""
    name, _, words = agent.removesuffix(")").partition(" (")
    return f"Mozilla/5.0 (compatible; {name}{'; ' if words else ''}{words})"
