"""Stage 2. An article becomes citations: what is cited, where, in support of which words.

Marks meet their notes, a note's words become sources, attributions and links of the text get
the sentence they support, and what does not add up becomes a finding.
"""

from __future__ import annotations

from dataclasses import dataclass

from sourcecheck.model.article import Article
from sourcecheck.model.citation import Citation
from sourcecheck.model.tables.languages import Languages
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.model.verdict import Finding
from sourcecheck.resolve.broken import with_wraps
from sourcecheck.resolve.diagnose import diagnose
from sourcecheck.resolve.join import join
from sourcecheck.resolve.repeats import settle_repeats
from sourcecheck.resolve.sources import with_works
from sourcecheck.resolve.workwords import work_words

__all__ = ["Resolution", "ResolveTables", "resolve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveTables:
    """The data files this stage works with."""

    languages: Languages
    urls: UrlTables
    rules: RuleTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The citations of an article in reading order, and what does not add up."""

    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]


def resolve(article: Article, tables: ResolveTables) -> Resolution:
    """Turn an article into citations and findings. Raises nothing."""
    joined = with_works(article, join(article, tables.urls, tables.languages), tables.languages)
    citations = settle_repeats(article.text, with_wraps(article, joined), tables.languages)
    words = work_words(tables.languages)
    found = diagnose(article, citations, tables.rules, words)
    return Resolution(citations=citations, findings=found)
