"""The data files that reading works with; here and in a reading process they are the same."""

from __future__ import annotations

from sourcecheck.data.load_accounts import load_accounts
from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_signatures import load_signatures
from sourcecheck.data.load_wiki import load_wiki
from sourcecheck.extract import ExtractTables


def extract_tables() -> ExtractTables:
    """Load them; raises ``DataError``."""
    return ExtractTables(
        languages=load_languages(),
        html=load_html(),
        signatures=load_signatures(),
        wiki=load_wiki(),
        accounts=load_accounts(),
    )
