"""Stage 5. A source becomes an outlet and a country, with reasons; unknown rather than wrong.

``evidence`` turns what is known of an outlet into a conclusion, ``domains`` reads addresses,
``names`` reads names in any script, ``states`` reads "the Russian foreign ministry", ``pages``
reads what a page says of its publisher, and ``findings`` says what is worth telling. Everything
works offline, from tables handed in.
"""

from sourcecheck.classify.findings import label_findings, outlet_findings
from sourcecheck.classify.pages import by_landing, by_page
from sourcecheck.classify.quality import Case, Score, evaluate
from sourcecheck.classify.stage import classify, classify_text, classify_url

__all__ = [
    "Case",
    "Score",
    "by_landing",
    "by_page",
    "classify",
    "classify_text",
    "classify_url",
    "evaluate",
    "label_findings",
    "outlet_findings",
]
