"""Articles with notes as PDFs of three writers, whose answers are known exactly.

A ``Sheet`` says how an article is set; ``compose`` makes its words and answers from sentences
of our own. Chromium prints it from HTML, Typst sets it with notes at the foot of pages, and
reportlab draws it letter by letter in the order somebody asks for, so that both habits of
storing right-to-left text are there. Everything follows from the seed.
"""

from __future__ import annotations

import html
import io
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generate import HEADINGS, NAMES, SENTENCES

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
RTL = frozenset({"ar", "fa", "he"})
LINES = {
    **SENTENCES,
    "he": (
        "הגשר נשאר סגור למשאיות במשך כל החורף",
        "מספר הדייגים בנמל הקטן ירד לחצי",
        "החשמל עדיין לא הגיע אל כפרי ההרים",
        "הנגרים העבירו את בתי המלאכה לשולי העיר",
        "הובלת התבואה במסילה הישנה התייקרה",
        "הגן הציבורי איבד ברוח את רוב עציו",
        "המוזיאון נפתח שוב אחרי שלוש שנות שיקום",
        "השוק השבועי פועל עכשיו מאחורי תחנת הרכבת",
    ),
}
FIGURES = {
    "ar": "وبلغت النسبة 12.5% في عام 2019 بين NATO (Brussels) وبين (الاتحاد)",
    "fa": "و نرخ در سال ۱۳۹۸ به ۱۲ درصد رسید و شرکت Aria (Tehran) آن را «پایدار» خواند",
    "he": "השיעור הגיע אל 12.5% בשנת 2019 לפי OECD (Paris) ולפי (האיגוד) עצמו",
    "ru": "Доля достигла 12,5% в 2019 году, пишет OECD (Paris)",
    "tr": "Oran 2019 yılında %12,5 oldu, diyor OECD (Paris)",
    "en": "The share reached 12.5% in 2019, says the OECD (Paris)",
}
TITLES = {
    "ar": "سوق المدينة القديمة بين الأمس واليوم",
    "fa": "بازار شهر کهنه از دیروز تا امروز",
    "he": "שוק העיר העתיקה בין אתמול להיום",
    "ru": "Рынок старого города вчера и сегодня",
    "tr": "Eski şehrin pazarı dün ve bugün",
    "en": "The market of the old town then and now",
}
LANGUAGES = tuple(TITLES)
NOTE_HEADINGS = HEADINGS | {"he": "הערות שוליים"}
OUTLETS = NAMES | {"he": ("עיתון הנמל", "סוכנות המישור", "ירחון המסילה")}
SLUGS = ("the-long-road-to-the-harbour", "market", "report_on_grain_prices", "old-bridge-closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How an article is set. The default is the plainest way."""

    seed: int
    language: str
    mark: str = "[{}]"  # "^{}" = a superscript
    note: str = "[{}] "
    notes: int = 6
    paragraphs: int = 6
    columns: int = 1
    heads: bool = False  # a running head and page numbers
    linked: bool = True  # addresses can be clicked on
    feet: bool = False  # notes stand at the foot of pages
    long: bool = False  # addresses and names fill more than a line
    drawn: str = "visual"  # reportlab: the order in which letters are drawn

    @property
    def rtl(self) -> bool:
        return self.language in RTL


@dataclass(slots=True, kw_only=True)
class Composed:
    """An article and its answers."""

    sheet: Sheet
    title: str
    paragraphs: list[list[tuple[str, str]]] = field(default_factory=list)  # ("text" | "mark", ...)
    notes: list[tuple[str, str, str]] = field(default_factory=list)  # label, words, address

    @property
    def words(self) -> list[str]:
        """The words of title and body, in order, marks left out."""
        text = " ".join(piece for run in self.paragraphs for kind, piece in run if kind == "text")
        return words_of(f"{self.title} {text}")

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Every mark's label and the last letters before it."""
        found, before = [], ""
        for run in self.paragraphs:
            for kind, piece in run:
                if kind == "mark":
                    found.append((piece, last_letters(before)))
                else:
                    before += piece
        return found

    @property
    def known_notes(self) -> list[tuple[str, str]]:
        """Every note's label and its letters and digits."""
        return [(label, letters_of(words + address)) for label, words, address in self.notes]

    @property
    def addresses(self) -> list[str]:
        return [address for _, _, address in self.notes if address]


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def letters_of(text: str) -> str:
    return "".join(words_of(text))


def last_letters(text: str) -> str:
    return letters_of(re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]", "", text[-60:]))[-12:]


def compose(sheet: Sheet) -> Composed:
    """Make the words of an article and its answers."""
    chance = random.Random(f"{sheet.seed}/{sheet.language}")
    made = Composed(sheet=sheet, title=TITLES[sheet.language])
    label = 0
    for at in range(sheet.paragraphs):
        run: list[tuple[str, str]] = []
        for _ in range(chance.randint(3, 6)):
            line = chance.choice(LINES[sheet.language])
            if chance.random() < 0.2:
                line = FIGURES[sheet.language]
            run.append(("text", f"{line}."))
            due = sheet.notes * (at + 1) / sheet.paragraphs
            if label < due and chance.random() < 0.6:
                label += 1
                run.append(("mark", str(label)))
            run.append(("text", " "))
        made.paragraphs.append(run)
    made.notes = [_note(sheet, str(each + 1), chance) for each in range(label)]
    return made


def _note(sheet: Sheet, label: str, chance: random.Random) -> tuple[str, str, str]:
    name = chance.choice(OUTLETS[sheet.language])
    slug = chance.choice(SLUGS)
    address = f"https://www.{chance.choice(('harbour', 'plain'))}.example/{chance.randint(2012, 2024)}/{slug}"
    if sheet.long:
        address += f"/{chance.choice(SLUGS)}/page-{chance.randint(100, 999)}.html?id={chance.randint(1, 9)}"
        return label, f"{name}, {chance.choice(LINES[sheet.language])}, ", address
    if chance.random() < 0.3:
        return label, f"{name} {'ABCDEFGHIJ'[int(label) % 10]}", ""
    return label, "", address


SHEETS: dict[str, dict[str, object]] = {
    "square": {},
    "round and dash": {"mark": "({})", "note": "{}- "},
    "superscript": {"mark": "^{}", "note": "{}. "},
    "long notes": {"long": True, "mark": "^{}", "note": "[{}] "},
    "unlinked long notes": {"long": True, "linked": False},
    "two columns": {"columns": 2, "paragraphs": 14, "notes": 10, "heads": True},
    "many pages": {"paragraphs": 14, "notes": 10, "heads": True, "mark": "^{}", "note": "{}. "},
}
"""What Chromium and reportlab set."""

FEET: dict[str, dict[str, object]] = {
    "feet": {"feet": True, "mark": "^{}", "paragraphs": 16, "notes": 10, "heads": True},
    "feet, long": {"feet": True, "mark": "^{}", "paragraphs": 16, "notes": 9, "long": True},
    "feet, columns": {"feet": True, "mark": "^{}", "paragraphs": 20, "notes": 9, "columns": 2},
}
"""What only Typst sets: notes at the foot of pages."""


def sheets(kinds: dict[str, dict[str, object]], name: str, **more: object) -> Iterator[Composed]:
    """Yield one article of a kind for every language."""
    for number, language in enumerate(LANGUAGES):
        seed = sum(map(ord, name)) * 7 + number
        yield compose(Sheet(seed=seed, language=language, **(kinds[name] | more)))  # type: ignore[arg-type]


# -- Chromium -------------------------------------------------------------------------------


def page_of(made: Composed) -> str:
    """Return the HTML of an article, to be printed."""
    sheet = made.sheet
    body = [f"<h1>{html.escape(made.title)}</h1><main>"]
    for run in made.paragraphs:
        pieces = (html.escape(p) if kind == "text" else _html_mark(sheet, p) for kind, p in run)
        body.append(f"<p>{''.join(pieces)}</p>")
    body.append(f"<h2>{NOTE_HEADINGS[sheet.language]}</h2>")
    for label, words, address in made.notes:
        shown = html.escape(address)
        link = f'<a href="{shown}">{shown}</a>' if sheet.linked and address else shown
        body.append(f'<p class="n">{sheet.note.format(label)}{html.escape(words)}{link}</p>')
    direction = "rtl" if sheet.rtl else "ltr"
    columns = f"main {{ columns: {sheet.columns} }}" if sheet.columns > 1 else ""
    style = f"""body {{ font: 11pt 'DejaVu Sans' }} .n {{ font-size: 9pt; overflow-wrap: anywhere }}
        sup {{ font-size: 7pt }} {columns}"""
    return (
        f'<!doctype html><html lang="{sheet.language}" dir="{direction}"><meta charset="utf-8">'
        f"<style>{style}</style>{''.join(body)}</main></html>"
    )


def _html_mark(sheet: Sheet, label: str) -> str:
    if sheet.mark.startswith("^"):
        return f"<sup>{sheet.mark[1:].format(label)}</sup>"
    return sheet.mark.format(label)


def printed(browser: object, made: Composed) -> bytes:
    """Print an article with Chromium."""
    page = browser.new_page()  # type: ignore[attr-defined]
    page.set_content(page_of(made))
    heads: dict[str, object] = {}
    if made.sheet.heads:
        line = '<div style="font-size:8px;width:100%;text-align:center">{}</div>'
        heads = {
            "display_header_footer": True,
            "header_template": line.format("The Harbour Gazette, issue 7"),
            "footer_template": line.format('<span class="pageNumber"></span>'),
        }
    margin = {"top": "2cm", "bottom": "2cm", "left": "2cm", "right": "2cm"}
    body = page.pdf(format="A5", margin=margin, **heads)
    page.close()
    return bytes(body)


# -- Typst ----------------------------------------------------------------------------------


def typst_of(made: Composed) -> str:
    """Return the Typst source of an article."""
    sheet = made.sheet
    head = 'header: [The Harbour Gazette, issue 7], numbering: "1",' if sheet.heads else ""
    lines = [
        f'#set page(paper: "a5", margin: 1.8cm, columns: {sheet.columns}, {head})',
        f'#set text(font: "DejaVu Sans", size: 10pt, lang: "{sheet.language}")',
        "#set par(justify: true)",
        f"= {_typst(made.title)}",
    ]
    notes = {label: (words, address) for label, words, address in made.notes}
    for run in made.paragraphs:
        pieces = (_typst(p) if kind == "text" else _typst_mark(sheet, p, notes) for kind, p in run)
        lines.append("".join(pieces))
    if not sheet.feet:
        lines.append(f"== {_typst(NOTE_HEADINGS[sheet.language])}")
        for label, words, address in made.notes:
            lines.append(_typst(sheet.note.format(label)) + _typst_note(sheet, words, address))
    return "\n\n".join(lines)


def _typst(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{quoted}"'


def _typst_mark(sheet: Sheet, label: str, notes: dict[str, tuple[str, str]]) -> str:
    if sheet.feet:
        return f"#footnote[{_typst_note(sheet, *notes[label])}]"
    if sheet.mark.startswith("^"):
        return f"#super[{sheet.mark[1:].format(label)}]"
    return _typst(sheet.mark.format(label))


def _typst_note(sheet: Sheet, words: str, address: str) -> str:
    link = f'#link("{address}")' if sheet.linked else _typst(address)
    return _typst(words) + (link if address else "")


def typeset(made: Composed) -> bytes:
    """Set an article with Typst."""
    import typst

    return bytes(
        typst.compile(
            typst_of(made).encode(), font_paths=[str(FONT.parent)], ignore_system_fonts=True
        )
    )


# -- reportlab ------------------------------------------------------------------------------

_LATIN = re.compile(r"[A-Za-z0-9](?:[^\u0590-\u08ff]*[A-Za-z0-9/])?|[۰-۹]+")
_TURN = str.maketrans("()[]«»", ")(][»«")
_LABEL = re.compile(r"[\[(]?\d+[\])]?[-.]? ")


def shaped(text: str) -> str:
    """Write Arabic letters in the presentation forms their neighbours ask for."""
    forms = _forms()
    found = []
    for at, char in enumerate(text):
        own = forms.get(char)
        before = at > 0 and "initial" in forms.get(text[at - 1], {})
        after = at + 1 < len(text) and "final" in forms.get(text[at + 1], {})
        if own is None:
            found.append(char)
        elif before and after and "medial" in own:
            found.append(own["medial"])
        elif before and "final" in own:
            found.append(own["final"])
        elif after and "initial" in own:
            found.append(own["initial"])
        else:
            found.append(own.get("isolated", char))
    return "".join(found)


def _forms() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEF5)):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2:
            found.setdefault(chr(int(parts[1], 16)), {})[parts[0].strip("<>")] = chr(code)
    return found


def looks_of(line: str) -> list[tuple[int, str]]:
    """Return a right-to-left line as it is seen, from the left: place in the line, and sign."""
    label = _LABEL.match(line)
    start = label.end() if label else 0
    spans = [match.span() for match in _LATIN.finditer(line, start)]
    spans += [match.span() for match in re.finditer(r"\d+", line[:start])]
    for first, last in list(spans):  # digits beside Arabic take no sign with them
        if not re.search("[A-Za-z]", line[first:last]):
            spans.remove((first, last))
            spans += [
                m.span() for m in re.compile(r"\d+(?:[.,/:]\d+)*").finditer(line, first, last)
            ]
    for first, last in list(spans):  # a bracket opened in Latin words is closed in them
        if (
            line[first:last].count("(") > line[first:last].count(")")
            and line[last : last + 1] == ")"
        ):
            spans[spans.index((first, last))] = (first, last + 1)
    inside = {at: span for span in spans for at in range(*span)}
    seen: list[tuple[int, str]] = []
    at = len(line)
    while at:
        at -= 1
        first, _ = inside.get(at, (at, at + 1))
        if at in inside:
            seen.extend((place, line[place]) for place in range(first, at + 1))
        else:
            seen.append((at, line[at].translate(_TURN)))
        at = first
    return seen


@dataclass(slots=True)
class _Pen:
    """Where the next line goes."""

    canvas: object
    sheet: Sheet
    left: float
    width: float
    y: float
    column: int = 0
    page: int = 1


def drawn(made: Composed) -> bytes:
    """Draw an article with reportlab, letters in the order ``sheet.drawn`` asks for."""
    from reportlab.lib.pagesizes import A5
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Sheet", str(FONT)))
    out = io.BytesIO()
    sheet = made.sheet
    canvas = Canvas(out, pagesize=A5, invariant=1)
    width = (A5[0] - 100 - 18 * (sheet.columns - 1)) / sheet.columns
    pen = _Pen(canvas, sheet, 50, width, A5[1] - 60)
    if sheet.columns > 1 and sheet.rtl:
        pen.left = 50 + (width + 18) * (sheet.columns - 1)
    _begin_page(pen)
    _set(pen, [("text", made.title)], 16)
    for run in made.paragraphs:
        _set(pen, run, 10)
    _set(pen, [("text", NOTE_HEADINGS[sheet.language])], 12)
    for label, words, address in made.notes:
        _set(pen, [("text", f"{sheet.note.format(label)}{words}{address}")], 9, address)
    canvas.save()
    return out.getvalue()


def _begin_page(pen: _Pen) -> None:
    if pen.sheet.heads:
        pen.canvas.setFont("Sheet", 8)
        pen.canvas.drawString(150, 560, "The Harbour Gazette, issue 7")
        pen.canvas.drawString(205, 25, str(pen.page))


def _set(pen: _Pen, run: list[tuple[str, str]], size: float, address: str = "") -> None:
    """Break a paragraph into lines and draw them."""
    text, raised = "", []
    for kind, piece in run:
        mark = pen.sheet.mark
        shown = piece if kind == "text" else mark.removeprefix("^").format(piece)
        raised += [kind == "mark" and mark.startswith("^")] * len(shown)
        text += shown
    text, raised = text.rstrip(), raised[: len(text.rstrip())]
    glyphs, start = shaped(text), 0
    while start < len(text):
        end = _line_end(pen, glyphs, start, size)
        placed = _draw_line(pen, text[start:end].rstrip(), raised[start:end], size)
        if address and pen.sheet.linked:
            _link(pen, address, [x for at, x in placed if start + at >= len(text) - len(address)])
        start = end
    pen.y -= size * 0.7


def _line_end(pen: _Pen, text: str, start: int, size: float) -> int:
    width, space = 0.0, -1
    for at in range(start, len(text)):
        width += pen.canvas.stringWidth(text[at], "Sheet", size)
        if width > pen.width:
            return space + 1 if space > start else at
        if text[at] == " ":
            space = at
    return len(text)


def _draw_line(pen: _Pen, line: str, raised: list[bool], size: float) -> list[tuple[int, float]]:
    """Draw one line; return the left edge of every sign by its place in the line."""
    _next_place(pen, size)
    glyphs = shaped(line)
    seen = [(at, line[at]) for at in range(len(line))]
    if pen.sheet.rtl:
        seen = looks_of(line)
    sizes = [size * 0.6 if raised[at] else size for at, _ in seen]
    signs = [
        glyphs[at] if unicodedata.bidirectional(line[at]) in {"AL", "R"} else sign
        for at, sign in seen
    ]
    widths = [pen.canvas.stringWidth(s, "Sheet", z) for s, z in zip(signs, sizes, strict=True)]
    x = pen.left + (pen.width - sum(widths) if pen.sheet.rtl else 0)
    placed = []
    for (at, _), sign, width, own in zip(seen, signs, widths, sizes, strict=True):
        placed.append((at, sign, x, pen.y + (size * 0.35 if raised[at] else 0), own))
        x += width
    if pen.sheet.drawn == "logical":
        placed.sort()
    _draw(pen, placed)
    return [(at, left) for at, _, left, _, _ in placed]


def _draw(pen: _Pen, placed: list[tuple[int, str, float, float, float]]) -> None:
    text = pen.canvas.beginText()
    for _, sign, x, y, size in placed:
        text.setFont("Sheet", size)
        text.setTextOrigin(x, y)
        text.textOut(sign)
    pen.canvas.drawText(text)


def _link(pen: _Pen, address: str, xs: list[float]) -> None:
    if xs:
        pen.canvas.linkURL(address, (min(xs), pen.y - 2, max(xs) + 5, pen.y + 9))


def _next_place(pen: _Pen, size: float) -> None:
    pen.y -= size * 1.4
    if pen.y > 60:
        return
    pen.column += 1
    step = (pen.width + 18) * (-1 if pen.sheet.rtl else 1)
    pen.left += step
    if pen.column == pen.sheet.columns:
        pen.canvas.showPage()
        pen.page += 1
        pen.column = 0
        pen.left -= step * pen.sheet.columns
        _begin_page(pen)
    pen.y = 520 - size
