"""Every document format is read by the command line, whatever its file is called."""

from __future__ import annotations

import json
import shutil

import pytest
import raw_pdf
import render_docx
import render_odt
from render_epub import epub

WORDS = "The harbour office opened the new pier on Monday."
AFTER = "Nobody had been asked before the work on the pier began in the spring."
ADDRESS = "https://port.example/pier_(new)?a=1&b=2"
XML = ADDRESS.replace("&", "&amp;")
PAGE = (
    f'<p>{WORDS}<a href="#n1" id="m1">1</a></p><p>{AFTER}</p>'
    f'<ol><li id="n1"><a href="#m1">1</a> {XML}</li></ol>'
)
HTML = f"<html><head><title>A pier</title></head><body>{PAGE}</body></html>"
MARK = '<w:r><w:footnoteReference w:id="1"/></w:r>'

DOCUMENTS = {
    "text/plain": f"{WORDS}[1]\n\n{AFTER}\n\n[1] {ADDRESS}\n",
    "text/html": HTML,
    "text/markdown": f"# A pier\n\n{WORDS}[^1]\n\n{AFTER}\n\n[^1]: <{ADDRESS}>\n",
    "text/x-wiki": f"== A pier ==\n'''The pier'''. {WORDS}<ref>{ADDRESS}</ref>\n\n{AFTER}\n",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": render_docx.docx(
        render_docx.paragraph(render_docx.run(WORDS) + MARK)
        + render_docx.paragraph(render_docx.run(AFTER)),
        more={"footnotes": render_docx.notes_part("footnote", {1: render_docx.run(ADDRESS)})},
    ),
    "application/vnd.oasis.opendocument.text": render_odt.odt(
        render_odt.paragraph(WORDS + render_odt.note("1", render_odt.paragraph(XML)))
        + render_odt.paragraph(AFTER)
    ),
    "application/vnd.oasis.opendocument.text-flat-xml": render_odt.odt(
        render_odt.paragraph(WORDS + render_odt.note("1", render_odt.paragraph(XML)))
        + render_odt.paragraph(AFTER),
        flat=True,
    ),
    "application/epub+zip": epub({"one.xhtml": PAGE}),
    "multipart/related": (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        f"Content-Type: text/html; charset=utf-8\r\n\r\n{HTML}\r\n--b--\r\n"
    ),
    "application/pdf": raw_pdf.pages_of(
        raw_pdf.lines(f"{WORDS}[1]", AFTER, "", "Notes", f"[1] {ADDRESS}")
    ),
    "application/jats+xml": (
        '<?xml version="1.0"?><article dtd-version="1.2"><front><article-meta><title-group>'
        "<article-title>A pier</article-title></title-group></article-meta></front><body><p>"
        f'{WORDS}<xref ref-type="fn" rid="f1">1</xref></p><p>{AFTER}</p></body><back><fn-group>'
        f'<fn id="f1"><label>1</label><p>{XML}</p></fn></fn-group></back></article>'
    ),
}
THROUGH_PANDOC = {
    "application/x-tex": (
        "\\documentclass{article}\\begin{document}\n"
        f"{WORDS}\\footnote{{\\url{{{ADDRESS}}}}}\n\n{AFTER}\n\\end{{document}}\n"
    ),
    "text/x-rst": f"A pier\n======\n\n{WORDS} [#a]_\n\n{AFTER}\n\n.. [#a] {ADDRESS}\n",
    "text/org": f"#+TITLE: A pier\n\n{WORDS}[fn:1]\n\n{AFTER}\n\n[fn:1] {ADDRESS}\n",
    "text/x-dokuwiki": f"===== A pier =====\n\n{WORDS}(([[{ADDRESS}]])) {AFTER}\n",
}


def read(run, here, body):
    (here / "given").write_bytes(body if isinstance(body, bytes) else body.encode())
    done = run("extract", "given", "--format", "json")
    assert done.status == 0, done.err
    return json.loads(done.out)


def check(found, media_type):
    article = found["article"]
    (note,) = [each for each in found["citations"] if each["kind"] == "note"]
    claim = article["text"][note["claim"]["start"] : note["claim"]["end"]]
    assert article["media_type"] == media_type
    assert (note["label"], len(note["marks"])) == ("1", 1)
    assert [source["url"] for source in note["sources"]] == [ADDRESS]
    assert claim == WORDS


@pytest.mark.parametrize("media_type", DOCUMENTS)
def test_a_document_is_read_by_what_is_in_it(run, here, media_type):
    check(read(run, here, DOCUMENTS[media_type]), media_type)


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("media_type", THROUGH_PANDOC)
def test_a_document_is_read_through_pandoc_where_it_is_installed(run, here, media_type):
    check(read(run, here, THROUGH_PANDOC[media_type]), media_type)
