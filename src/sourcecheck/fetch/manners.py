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
    ``BROWSER``             a browser's, with the fields that come with it; as
                            ``HONEST`` where ``settings.browser_headers`` forbids it
    ======================  ==============================================================

    The From field goes with every manner: whoever reads a log can always find out who asked.
    ``courtesy`` is the table that ships with sourcecheck unless another is given.
    """
    if manner is Manner.BROWSER and settings.browser_headers:
        said = (courtesy or load_courtesy()).browser_fields
    else:
        said = (
            ("User-Agent", settings.user_agent),
            ("Accept", ACCEPT),
            ("Accept-Language", settings.accept_language),
        )
    return (*said, ("From", settings.sender)) if settings.sender else said
