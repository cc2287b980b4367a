"""Habits of writing systems that make notes: one small page each, written for this test."""

import pytest

PAGE = "<!doctype html><html><head><title>T</title>{}</head><body>{}</body></html>"

# (system, body, marks as printed with their labels, contents of the notes)
FLAVOURS = [
    (
        "WordPress blocks",
        ('<p>Рынок открыли весной.<sup data-fn="a1b2" class="fn"><a href="#a1b2" id="a1b2-link">1'
        '</a></sup> Площадь осталась пустой.<sup data-fn="c3d4" class="fn"><a href="#c3d4" '
        'id="c3d4-link">2</a></sup></p><ol class="wp-block-footnotes"><li id="a1b2">Журнал рынка, '
        'лист 4. <a href="#a1b2-link" aria-label="К знаку 1">↩︎</a></li><li id="c3d4">Письмо '
        'сторожа. <a href="#c3d4-link">↩︎</a></li></ol>'),
        [("1", "1"), ("2", "2")],
        ["Журнал рынка, лист 4.", "Письмо сторожа."],
    ),
    (
        "Pressbooks",
        ('<p>The mill stopped.<a class="footnote" title="Mill book, page 3." id="return-footnote-7-1"'
        ' href="#footnote-7-1" aria-label="Footnote 1"><sup class="footnote">[1]</sup></a> It rained.'
        '<a class="footnote" title="Rain gauge." id="return-footnote-7-2" href="#footnote-7-2">'
        '<sup class="footnote">[2]</sup></a></p><hr><div class="footnotes"><ol><li id="footnote-7-1">'
        'Mill book, page 3. <a href="#return-footnote-7-1" class="return-footnote">↵</a></li>'
        '<li id="footnote-7-2">Rain gauge. <a href="#return-footnote-7-2">↵</a></li></ol></div>'),
        [("[1]", "1"), ("[2]", "2")],
        ["Mill book, page 3.", "Rain gauge."],
    ),
    (
        "Hugo",
        ('<p>Köprü kapandı.<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">'
        '1</a></sup> Vapur kalktı.<sup id="fnref:nehir"><a href="#fn:nehir" class="footnote-ref" '
        'role="doc-noteref">2</a></sup></p><div class="footnotes" role="doc-endnotes"><hr><ol>'
        '<li id="fn:1"><p>Köprü defteri.&#160;<a href="#fnref:1" class="footnote-backref" '
        'role="doc-backlink">↩︎</a></p></li><li id="fn:nehir"><p>Nehir ölçümü, çizelge 2.&#160;'
        '<a href="#fnref:nehir" class="footnote-backref">↩︎</a></p></li></ol></div>'),
        [("1", "1"), ("2", "2")],
        ["Köprü defteri.", "Nehir ölçümü, çizelge 2."],
    ),
    (
        "Docutils",
        ('<p>The well went dry.<a class="footnote-reference brackets" href="#footnote-1" '
        'id="footnote-reference-1" role="doc-noteref"><span class="fn-bracket">[</span>1<span '
        'class="fn-bracket">]</span></a> Nobody dug.<a class="footnote-reference brackets" '
        'href="#footnote-2" id="footnote-reference-2" role="doc-noteref"><span class="fn-bracket">['
        '</span>2<span class="fn-bracket">]</span></a></p><aside class="footnote-list brackets">'
        '<aside class="footnote brackets" id="footnote-1" role="doc-footnote"><span class="label">'
        '<span class="fn-bracket">[</span><a role="doc-backlink" href="#footnote-reference-1">1</a>'
        '<span class="fn-bracket">]</span></span><p>Well log, June.</p></aside>'
        '<aside class="footnote brackets" id="footnote-2" role="doc-footnote"><span class="label">'
        '<span class="fn-bracket">[</span><a role="doc-backlink" href="#footnote-reference-2">2</a>'
        '<span class="fn-bracket">]</span></span><p>Parish letter.</p></aside></aside>'),
        [("[1]", "1"), ("[2]", "2")],
        ["Well log, June.", "Parish letter."],
    ),
    (
        "Docutils, tables",
        ('<p>The well went dry <a class="footnote-reference" href="#id3" id="id1">[1]</a> and stayed '
        'dry <a class="footnote-reference" href="#id4" id="id2">[2]</a>.</p>'
        '<table class="docutils footnote" frame="void" id="id3" rules="none"><tbody><tr>'
        '<td class="label"><a class="fn-backref" href="#id1">[1]</a></td><td>Well log, June.</td>'
        '</tr></tbody></table><table class="docutils footnote" id="id4"><tbody><tr><td class="label">'
        '<a class="fn-backref" href="#id2">[2]</a></td><td>Parish letter.</td></tr></tbody></table>'),
        [("[1]", "1"), ("[2]", "2")],
        ["Well log, June.", "Parish letter."],
    ),
    (
        "AsciiDoc",
        ('<div class="paragraph"><p>سوق السمك مغلق<sup class="footnote">[<a id="_footnoteref_1" '
        'class="footnote" href="#_footnotedef_1" title="View footnote.">1</a>]</sup> منذ الشتاء'
        '<sup class="footnote">[<a id="_footnoteref_2" class="footnote" href="#_footnotedef_2" '
        'title="View footnote.">2</a>]</sup>.</p></div><div id="footnotes"><hr>'
        '<div class="footnote" id="_footnotedef_1"><a href="#_footnoteref_1">1</a>. دفتر السوق</div>'
        '<div class="footnote" id="_footnotedef_2"><a href="#_footnoteref_2">2</a>. إعلان البلدية'
        "</div></div>"),
        [("[1]", "1"), ("[2]", "2")],
        ["دفتر السوق", "إعلان البلدية"],
    ),
    (
        "Org",
        ('<p>The kiln was relit<sup><a id="fnr.1" class="footref" href="#fn.1" role="doc-backlink">1'
        '</a></sup>. Twice<sup><a id="fnr.2" class="footref" href="#fn.2" role="doc-backlink">2</a>'
        '</sup>.</p><div id="footnotes"><h2 class="footnotes">Footnotes: </h2>'
        '<div id="text-footnotes"><div class="footdef"><sup><a id="fn.1" class="footnum" '
        'href="#fnr.1" role="doc-backlink">1</a></sup> <div class="footpara" role="doc-footnote">'
        '<p class="footpara">Kiln book.</p></div></div><div class="footdef"><sup><a id="fn.2" '
        'class="footnum" href="#fnr.2" role="doc-backlink">2</a></sup> <div class="footpara" '
        'role="doc-footnote"><p class="footpara">The potter.</p></div></div></div></div>'),
        [("1", "1"), ("2", "2")],
        ["Kiln book.", "The potter."],
    ),
    (
        "Pandoc",
        ('<p>Die Fähre liegt still.<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref">'
        '<sup>1</sup></a> Seit Mai.<a href="#fn2" class="footnote-ref" id="fnref2" '
        'role="doc-noteref"><sup>2</sup></a></p><section id="footnotes" class="footnotes '
        'footnotes-end-of-document" role="doc-endnotes"><hr /><ol><li id="fn1"><p>Fährbuch, Blatt 2.'
        '<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li><li id="fn2">'
        '<p>Aushang.</p><p>Zweiter Aushang.<a href="#fnref2" class="footnote-back" '
        'role="doc-backlink">↩︎</a></p></li></ol></section>'),
        [("1", "1"), ("2", "2")],
        ["Fährbuch, Blatt 2.", "Aushang.\nZweiter Aushang."],
    ),
    (
        "Ghost",
        ('<p>The dam leaks.<sup id="fnref1"><a href="#fn1" rel="footnote">1</a></sup> The town '
        'knows.<sup id="fnref2"><a href="#fn2" rel="footnote">2</a></sup></p><div class="footnotes">'
        '<ol><li class="footnote" id="fn1"><p>Survey of the dam. <a href="#fnref1" title="return to '
        'article">↩</a></p></li><li class="footnote" id="fn2"><p>Minutes. <a href="#fnref2" '
        'title="return to article">↩</a></p></li></ol></div>'),
        [("1", "1"), ("2", "2")],
        ["Survey of the dam.", "Minutes."],
    ),
    (
        "Tufte",
        ('<p>The lamp was lit<label for="sn-a" class="margin-toggle sidenote-number"></label>'
        '<input type="checkbox" id="sn-a" class="margin-toggle"/><span class="sidenote">Lamp book of '
        'the keeper.</span> before dusk and put out<label for="sn-b" class="margin-toggle '
        'sidenote-number"></label><input type="checkbox" id="sn-b" class="margin-toggle"/>'
        '<span class="sidenote">The keeper\'s wife.</span> at dawn.</p>'),
        [("¹", "1"), ("²", "2")],
        ["Lamp book of the keeper.", "The keeper's wife."],
    ),
    (
        "bigfoot",
        ('<p>Bread is dear.<sup id="fnref:1"><div class="footnote-button__container"><button '
        'class="footnote-button" data-footnote-number="1" data-footnote-content="&lt;p&gt;Price list '
        'of the bakers&lt;/p&gt;">1</button></div></sup> Salt is not.<sup id="fnref:2"><button '
        'class="footnote-button" data-footnote-number="2" data-footnote-content="Salt office, '
        'circular">2</button></sup></p>'),
        [("1", "1"), ("2", "2")],
        ["Price list of the bakers", "Salt office, circular"],
    ),
    (
        "tooltips that say the note twice",
        ('<p>پل بسته شد<span class="footnote_referrer"><a href="#note_1" id="ref_1"><sup>[1]</sup></a>'
        '<span class="footnote_tooltip" style="display:none">دفتر پل</span></span> و کشتی ماند'
        '<span class="footnote_referrer"><a href="#note_2" id="ref_2"><sup>[2]</sup></a>'
        '<span class="footnote_tooltip" style="display:none">آگهی بندر</span></span>.</p>'
        '<table class="footnotes_table"><tbody><tr><th id="note_1"><a href="#ref_1">↑ 1</a></th>'
        '<td>دفتر پل</td></tr><tr><th id="note_2"><a href="#ref_2">↑ 2</a></th><td>آگهی بندر</td>'
        "</tr></tbody></table>"),
        [("[1]", "1"), ("[2]", "2")],
        ["دفتر پل", "آگهی بندر"],
    ),
    (
        "a page's own address",
        ('<p>The quarry closed.<sup><a id="b1" href="https://own.example/story#n1">1</a></sup> It '
        'rained.<sup><a id="b2" href="https://own.example/story#n2">2</a></sup></p><p id="n1">'
        '<a href="https://own.example/story#b1">1</a>. Quarry office.</p><p id="n2">'
        '<a href="https://own.example/story#b2">2</a>. Gauge.</p>'),
        [("1", "1"), ("2", "2")],
        ["Quarry office.", "Gauge."],
    ),
    (
        "adjacent marks in one sup",
        ('<p>The road is open<sup><a id="r1" href="#n1">[1]</a><a id="r2" href="#n2">[2]</a></sup> '
        'again.</p><ol><li id="n1"><a href="#r1">^</a> Road office.</li><li id="n2">'
        '<a href="#r2">^</a> Toll keeper.</li></ol>'),
        [("[1]", "1"), ("[2]", "2")],
        ["Road office.", "Toll keeper."],
    ),
    (
        "a note cited three times",
        ('<p>One<sup id="cite_ref-x_1-0"><a href="#cite_note-x-1">[1]</a></sup>, two<sup '
        'id="cite_ref-x_1-1"><a href="#cite_note-x-1">[1]</a></sup> and three<sup '
        'id="cite_ref-x_1-2"><a href="#cite_note-x-1">[1]</a></sup> boats.</p><ol class="references">'
        '<li id="cite_note-x-1"><span class="mw-cite-backlink">^ <a href="#cite_ref-x_1-0"><sup><i>'
        '<b>a</b></i></sup></a> <a href="#cite_ref-x_1-1"><sup><i><b>b</b></i></sup></a> '
        '<a href="#cite_ref-x_1-2"><sup><i><b>c</b></i></sup></a></span> '
        '<span class="reference-text">Boat list.</span></li></ol>'),
        [("[1]", "1"), ("[1]", "1"), ("[1]", "1")],
        ["Boat list."],
    ),
    (
        "marks in a heading and under a picture",
        ('<h2>The harbour<sup><a id="r1" href="#n1">1</a></sup></h2><p>Nothing moved that day.</p>'
        '<figure><img src="x.jpg"><figcaption>The quay<sup><a id="r2" href="#n2">2</a></sup>'
        '</figcaption></figure><div class="notes"><p id="n1"><a href="#r1">1</a> Pilot book.</p>'
        '<p id="n2"><a href="#r2">2</a> Photograph by the pilot.</p></div>'),
        [("1", "1"), ("2", "2")],
        ["Pilot book.", "Photograph by the pilot."],
    ),
    (
        "notes that fold",
        ('<p>The bell was sold.<a id="r1" href="#n1">[1]</a></p><details><summary>Notes</summary>'
        '<ol><li id="n1">Sale book. <a href="#r1">↩</a></li></ol></details>'),
        [("[1]", "1")],
        ["Sale book."],
    ),
    (
        "notes in a table of the text",
        ('<table><tr><th>Year</th><th>Catch</th></tr><tr><td>1901</td><td>40 t<sup><a id="r1" '
        'href="#n1">a</a></sup></td></tr><tr><td>1902</td><td>35 t<sup><a id="r2" href="#n2">b</a>'
        '</sup></td></tr></table><p id="n1"><a href="#r1">a</a>. Without eels.</p>'
        '<p id="n2"><a href="#r2">b</a>. Until May.</p>'),
        [("a", "a"), ("b", "b")],
        ["Without eels.", "Until May."],
    ),
    (
        "notes in a template",
        ('<p>The gate is shut.<sup><a id="r1" href="#n1">1</a></sup></p><template><ol><li id="n1">Gate '
        'book. <a href="#r1">↩</a></li></ol></template>'),
        [("1", "1")],
        ["Gate book."],
    ),
    (
        "notes without scripts",
        ('<p>The gate is shut.<sup><a id="r1" href="#n1">1</a></sup></p><noscript><ol><li id="n1">Gate '
        'book. <a href="#r1">↩</a></li></ol></noscript>'),
        [("1", "1")],
        ["Gate book."],
    ),
    (
        "a list inside a note",
        ('<p>The tariff rose.<sup><a id="r1" href="#n1">1</a></sup> Again.<sup><a id="r2" href="#n2">2'
        '</a></sup></p><ol><li id="n1">Two orders: <ul><li>of May</li><li>of June</li></ul> '
        '<a href="#r1">↩</a></li><li id="n2">Third order. <a href="#r2">↩</a></li></ol>'),
        [("1", "1"), ("2", "2")],
        ["Two orders:\nof May\nof June", "Third order."],
    ),
    (
        "margin notes with a number of their own",
        ('<p>The lamp was lit<sup class="sn-ref"><a href="#sn1" id="snr1">1</a></sup> before dusk.'
        '<span class="marginnote" id="sn1"><a href="#snr1">1</a> Lamp book.</span></p>'),
        [("1", "1")],
        ["Lamp book."],
    ),
]  # fmt: skip

HEAD = '<link rel="canonical" href="https://own.example/story">'


@pytest.mark.parametrize(
    ("system", "body", "marks", "contents"), FLAVOURS, ids=[row[0] for row in FLAVOURS]
)
def test_notes_are_read_as_each_system_writes_them(reads, system, body, marks, contents):
    read = reads(PAGE.format(HEAD, body))

    assert [(m.span.of(read.text), m.labels[0]) for m in read.marks] == marks
    assert [note.content.of(read.text) for note in read.notes] == contents
    assert {note.label for note in read.notes} == {label for _, label in marks}
    for note in read.notes:
        assert read.text.count(note.content.of(read.text)) == 1


def test_two_marks_with_a_dash_between_them_are_a_range(reads):
    notes = "".join(f'<li id="n{n}"><a href="#r{n}">^</a> Sheet {n}</li>' for n in range(1, 6))
    marks = (
        '<a id="r1" href="#n1">[1]</a>–<a id="r4" href="#n4">[4]</a>, <a id="r5" href="#n5">[5]</a>'
    )
    between = '<a id="r2" href="#n2">[2]</a> and <a id="r3" href="#n3">[3]</a>'
    read = reads(PAGE.format("", f"<p>Lit {marks} or {between}.</p><ol>{notes}</ol>"))

    found = [(mark.span.of(read.text), mark.labels) for mark in read.marks]
    assert found == [
        ("[1]–[4]", ("1", "2", "3", "4")), ("[5]", ("5",)), ("[2]", ("2",)), ("[3]", ("3",)),
    ]  # fmt: skip
