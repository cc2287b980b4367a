"""Writes a manuscript as a DOCX file, in the ways that word processors do."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from manuscripts import Manuscript, Sign

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACES = f'xmlns:w="{MAIN}" xmlns:r="{REL}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a word processor writes."""

    kind: str = "footnote"  # or "endnote"
    form: str = ""  # of numbers: "lowerRoman"; "" = the usual one
    split: bool = False  # words are cut into several runs
    tracked: bool = False  # changes are tracked: deleted words and notes lie about
    links: str = ""  # addresses are links: "rels", "field", "simple"
    strict: bool = False  # the namespaces of the strict form
    table: bool = False  # paragraphs stand in cells


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Pack parts in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts.items():
            pack.writestr(name, content)
    return out.getvalue()


def docx(body: str, *, more: dict[str, str] | None = None, rels: str = "", core: str = "") -> bytes:
    """Pack a body (what stands inside ``w:body``) with other parts and relations."""
    related = "".join(
        f'<Relationship Id="part{at}" Type="{REL}/{kind}" Target="{kind}.xml"/>'
        for at, kind in enumerate(more or {})
    )
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations(
            f'<Relationship Id="r1" Type="{REL}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties"'
            ' Target="docProps/core.xml"/>'
        ),
        "word/document.xml": f"{HEAD}<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(related + rels),
        **{f"word/{kind}.xml": content for kind, content in (more or {}).items()},
    }
    if core:
        parts["docProps/core.xml"] = core
    return zipped(parts)


def relations(entries: str) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def part(kind: str, content: str) -> str:
    """Return a part with its root: ``part("footnotes", ...)``."""
    return f"{HEAD}<w:{kind} {SPACES}>{content}</w:{kind}>"


def run(text: str, properties: str = "") -> str:
    """Return a run of words."""
    about = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    about = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{about}{content}</w:p>"


def notes_part(kind: str, entries: dict[int, str]) -> str:
    """Return ``footnotes.xml`` or ``endnotes.xml``, its separators first, as Word writes them."""
    asides = "".join(
        f'<w:{kind} w:type="{name}" w:id="{at}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
        for at, name in enumerate(("separator", "continuationSeparator"), -1)
    )
    label = f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Ref/></w:r>'
    written = "".join(
        f'<w:{kind} w:id="{number}">{paragraph(label + content)}</w:{kind}>'
        for number, content in entries.items()
    )
    return part(f"{kind}s", asides + written)


@dataclass(slots=True)
class _Writer:
    way: Way
    numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    rels: list[str] = field(default_factory=list)

    def words(self, text: str) -> str:
        pieces = [text]
        if self.way.split and len(text) > 8:
            third = len(text) // 3
            pieces = [text[:third], text[third : 2 * third], text[2 * third :]]
        written = "".join(map(run, pieces))
        if self.way.tracked:
            gone = '<w:del w:id="1"><w:r><w:delText>words that went</w:delText></w:r></w:del>'
            written = f'<w:ins w:id="2">{written}</w:ins>{gone}'
        return written

    def sign(self, sign: Sign) -> str:
        key = (sign.section, sign.label)
        kind = self.way.kind
        if sign.again:
            name = f"_Ref{self.numbers[key]}"
            return field_runs(f"NOTEREF {name} \\h", run(sign.label))
        self.numbers[key] = number = len(self.numbers) + 1
        mark = (
            f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            f'<w:{kind}Reference w:id="{number}"/></w:r>'
        )
        if self.way.tracked:
            mark += f'<w:del w:id="3"><w:r><w:{kind}Reference w:id="999"/></w:r></w:del>'
        named = f'<w:bookmarkStart w:id="{number}" w:name="_Ref{number}"/>'
        return f'{named}{mark}<w:bookmarkEnd w:id="{number}"/>'

    def note(self, content: str) -> str:
        if not (self.way.links and content.startswith("http")):
            return run(f" {content}")
        if self.way.links == "rels":
            self.rels.append(
                f'<Relationship Id="l{len(self.rels)}" Type="{REL}/hyperlink"'
                f' Target={quoteattr(content)} TargetMode="External"/>'
            )
            link = f'<w:hyperlink r:id="l{len(self.rels) - 1}">{run(content)}</w:hyperlink>'
        elif self.way.links == "field":
            link = field_runs(f'HYPERLINK "{content}"', run(content[:9]) + run(content[9:]))
        else:
            link = f"<w:fldSimple w:instr='HYPERLINK \"{content}\"'>{run(content)}</w:fldSimple>"
        return run(" ") + link


def field_runs(instruction: str, result: str) -> str:
    """Return a field written as several runs, its instruction cut in two."""
    half = len(instruction) // 2
    told = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(piece)}</w:instrText></w:r>'
        for piece in (instruction[:half], instruction[half:])
    )
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{told}'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def render(of: Manuscript, way: Way) -> bytes:
    """Write a manuscript."""
    writer = _Writer(way)
    bidi = "<w:bidi/>" if of.language in {"ar", "fa"} else ""
    restart = '<w:numRestart w:val="eachSect"/>' if len(of.sections) > 1 else ""
    form = f'<w:numFmt w:val="{way.form}"/>' if way.form else ""
    section = f"<w:sectPr><w:{way.kind}Pr>{form}{restart}</w:{way.kind}Pr></w:sectPr>"
    body = ""
    for paragraphs in of.sections:
        for parts in paragraphs:
            content = "".join(
                writer.sign(piece) if isinstance(piece, Sign) else writer.words(piece)
                for piece in parts
            )
            written = paragraph(content, bidi)
            body += f"<w:tbl><w:tr><w:tc>{written}</w:tc></w:tr></w:tbl>" if way.table else written
        body += paragraph("", section)
    entries = {
        number: writer.note(of.notes[key])
        for key, number in writer.numbers.items()
        if key in of.notes
    }
    entries[999] = run(" a note whose mark went")
    more = {f"{way.kind}s": notes_part(way.kind, entries)}
    packed = docx(body, more=more)
    return _with_relations(packed, way, writer.rels)


def _with_relations(packed: bytes, way: Way, rels: list[str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    parts[f"word/_rels/{way.kind}s.xml.rels"] = relations("".join(rels)).encode()
    if way.strict:
        for name, content in parts.items():
            parts[name] = content.replace(
                MAIN.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            ).replace(REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    return zipped(parts)
