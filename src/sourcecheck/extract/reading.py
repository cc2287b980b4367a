"""What a format reader hands on: text, what stands where in it, and what the format knows.

A ``Reading`` holds only what the *format* tells: paragraphs, structural notes, links, fields of
the page's head. What the words tell (headings of note lists, marks in running text, bylines,
datelines) is found later, on the text, in the same way for every format.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sourcecheck.model import Block, Field, Hyperlink, Mark, Note, Origin, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """How large an input may be before it is refused (``OversizedDocument``).

    ``max_bytes`` and ``max_code_points`` bound every format; ``max_tags``, ``max_depth``
    and ``max_signs`` bound markup. The defaults are guesses: some hundred times a long
    article, some twenty times a long page, and what is read in seconds.
    """

    max_bytes: int = 32 * 1024 * 1024
    max_code_points: int = 12_000_000
    max_tags: int = 500_000  # opening and closing ones
    max_depth: int = 2_000
    max_signs: int = 100_000  # of Markdown: [ | * _ ` >
    max_pages: int = 2_000  # of a PDF: an encyclopedia's volume; empty pages cost time too
    max_unpacked: int = 256 * 1024 * 1024  # bytes that come out of a PDF's streams


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One document, read. Spans are code points into ``text``, half open.

    ``blocks`` are in order and do not overlap; text between them is only white space.
    ``marks`` and ``notes`` are structural pairs (two anchors that point at each other, a
    Markdown ``[^1]``): certain, and therefore not voted on again. ``hyperlinks`` are all links
    with words to click on; those in furniture and those between marks and notes say so in
    ``note``. For plain text, ``text`` is the decoded file and ``origins`` is empty.
    """

    text: str
    media_type: str  # what the bytes are, whatever was declared: "text/html", ...
    charset: str = "utf-8"
    decoded_from: str = ""  # how the charset was found: a value of ``encoding.How``
    blocks: tuple[Block, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()
    hyperlinks: tuple[Hyperlink, ...] = ()
    title: Field | None = None
    byline: Field | None = None
    published: Field | None = None  # ISO 8601 date or date-time
    publisher: Field | None = None  # the name of the outlet
    canonical_url: Field | None = None
    language: Field | None = None  # lower case primary subtag: "ar"
    of_file: bool = False  # byline and date are properties of the file: what is printed is better
    origins: tuple[Origin, ...] = ()
    suspicions: tuple[str, ...] = ()  # "mojibake:windows-1256", "charset:declared-wrong", ...


def with_told(reading: Reading, told: Told | None) -> Reading:
    """Put what the article's list says of it in the place of what its own head says.

    A list (a feed, a table) is written about its articles one by one; a page's head is often
    the template's. Only the language is the page's first: lists declare their own.
    """
    if told is None:
        return reading
    return replace(
        reading,
        of_file=False,
        title=_field(told.title, told) or reading.title,
        byline=_field(told.byline, told) or reading.byline,
        published=_field(told.published, told) or reading.published,
        publisher=_field(told.publisher, told) or reading.publisher,
        canonical_url=_field(told.canonical_url, told) or reading.canonical_url,
        language=reading.language or _field(told.language, told),
    )


def _field(value: str, told: Told) -> Field | None:
    return Field(value=value, found_in=told.found_in) if value else None
