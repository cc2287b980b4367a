"""Short ways to write looks at a page, for tables of cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sourcecheck.data.load_confirmation import load_confirmation
from sourcecheck.data.load_pages import load_pages
from sourcecheck.model import Check, Hop, Observation, PageFacts
from sourcecheck.verify.linkstate import Circumstances, judge

NOON = datetime(2025, 7, 4, 12, tzinfo=UTC)
URL = "https://news.example/2025/07/port-opens"
STORY = " ".join(f"كلمة{n} عن{n} الميناء{n}" for n in range(300))
SEEN = Circumstances(resolver_works=True)


def page(title="الميناء الجديد", words=900, text=STORY, **fields) -> PageFacts:
    return PageFacts(**{"title": title, "text": text, "words": words, "ids": ("main",), **fields})


def look(status: int | None = 200, shown: PageFacts | None = None, days: float = 0, **fields):
    to = fields.pop("to", ())
    url = fields.pop("url", URL)
    hops, final = [], url
    for how, target in to:
        hops.append(Hop(url=final, status=how, location=target))
        final = target
    given = {
        "url": url,
        "at": NOON + timedelta(days=days),
        "final_url": final,
        "hops": tuple(hops),
        "status": status,
        "media_type": "text/html" if status else "",
        "body_size": 5000 if status else 0,
    }
    seen = Observation(**{**given, **fields})
    return Check(observation=seen, page=page() if shown is None and status == 200 else shown)


def verdict(*looks: Check, url: str = URL, around: Circumstances = SEEN):
    return judge(url, looks, load_pages(), load_confirmation(), around)


def state(*looks: Check, url: str = URL, around: Circumstances = SEEN) -> str:
    return verdict(*looks, url=url, around=around).state.value
