"""JATS: notes and works are paired with their cross references, whatever they are called."""

import pytest

from sourcecheck.errors import DocumentError

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="news" dtd-version="1.2" xml:lang="en">\n'
    "<front><journal-meta><journal-title>Harbour Letters</journal-title></journal-meta><article-meta>"
    "<title-group><article-title>Ferry <italic>runs</italic> again</article-title></title-group>"
    '<contrib-group><contrib contrib-type="author"><name><surname>Lee</surname><given-names>Ann'
    "</given-names></name></contrib><contrib><collab>Port Group</collab></contrib></contrib-group>"
    "<pub-date><day>3</day><month>6</month><year>2025</year></pub-date></article-meta></front>\n"
)
BODY = (
    "<body><sec><title>What is known</title>\n"
    '<p>The ferry runs again, the office said on Monday.<xref ref-type="fn" rid="f1">1</xref></p>\n'
    '<p>The tide had been measured before<sup><xref ref-type="bibr" rid="r2">2</xref></sup> and again'
    '<xref ref-type="bibr" rid="r2">2</xref>, see <ext-link xlink:href="https://tides.example/">the tables'
    '</ext-link> and <xref ref-type="fig" rid="g1">Fig. 1</xref>.</p></sec></body>\n'
)
BACK = (
    '<back><fn-group><fn id="f1"><label>1</label><p>Harbour office, https://port.example/notice.</p></fn>'
    "</fn-group>\n<ref-list><title>References</title>"
    '<ref id="r2"><label>2</label><element-citation><person-group><name><surname>Okoro</surname>'
    "<given-names>B</given-names></name></person-group><article-title>Tides of the bay</article-title>"
    '<source>Sea Letters</source><year>2019</year><pub-id pub-id-type="doi">10.1234/tides</pub-id>'
    "</element-citation></ref></ref-list></back></article>"
)
PAGE = HEAD + BODY + BACK


def test_the_head_says_title_authors_day_and_journal(reads):
    found = reads(PAGE)
    assert found.media_type == "application/jats+xml"
    assert found.title.value == "Ferry runs again"
    assert found.byline.value == "Ann Lee, Port Group"
    assert (found.published.value, found.publisher.value) == ("2025-06-03", "Harbour Letters")
    assert found.language.value == "en"


def test_notes_and_works_are_paired_with_every_mark(reads):
    found = reads(PAGE)
    notes = {note.label: note.content.of(found.text) for note in found.notes}
    assert notes == {
        "1": "Harbour office, https://port.example/notice.",
        "2": "Okoro B, Tides of the bay, Sea Letters, 2019, doi:10.1234/tides.",
    }
    assert sorted(mark.labels for mark in found.marks) == [("1",), ("2",), ("2",)]
    assert "https://tides.example/" in [link.target for link in found.hyperlinks]
    assert "and Fig. 1." in found.text


def test_blocks_keep_the_line_of_their_element(reads):
    found = reads(PAGE)
    lines = {origin.span.of(found.text)[:12]: origin.locator for origin in found.origins}
    assert lines["The ferry ru"] == "line 5"
    assert lines["The tide had"] == "line 6"


def test_a_note_inside_the_text_goes_to_its_end(reads):
    body = "<body><p>The ferry runs again.<fn><p>Harbour office, Monday.</p></fn> So it said.</p></body>"
    found = reads(HEAD + body + "</article>")
    assert [note.content.of(found.text) for note in found.notes] == ["Harbour office, Monday."]
    assert "The ferry runs again.1 So it said." in found.text


BOMB = '<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE = {
    "cut off": PAGE[: len(HEAD) + 100],
    "deep": HEAD + "<body>" + "<sec>" * 100_000,
    "entities": BOMB + HEAD.partition("\n")[2] + "<body><p>&b;</p></body></article>",
    "no text": '<article dtd-version="1"><front><article-meta/></front></article>',
    "many tags": HEAD + "<body><p/>" + "<b/>" * 3_000_000 + "</body></article>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_articles_end_in_an_error_with_a_way_out(reads, name):
    with pytest.raises(DocumentError) as told:
        reads(HOSTILE[name], origin="a.xml")
    assert told.value.message.startswith("a.xml: ")
    assert told.value.hint


def test_a_note_of_two_paragraphs_keeps_its_linked_words(reads):
    note = (
        '<fn id="f1"><label>1</label><p>See <ext-link xlink:href="https://port.example/log?a=1&amp;b=2">the log'
        "</ext-link>.</p><p>It was mended later.</p></fn>"
    )
    start, end = BACK.index("<fn "), BACK.index("</fn>") + len("</fn>")
    found = reads(HEAD + BODY + BACK[:start] + note + BACK[end:])
    first = found.notes[0]
    assert first.content.of(found.text) == "See the log. It was mended later."
    inside = [link for link in found.hyperlinks if first.content.covers(link.span)]
    assert [(link.span.of(found.text), link.target) for link in inside] == [
        ("the log", "https://port.example/log?a=1&b=2")
    ]
