"""For every code about marks, voices and addresses: a text it is told of, and one it is not.

Each row: the code; the text it is told of, its words in double square brackets; the sentence a
reader gets; a text beside it of which it is not told.
"""

from reading import LEAD, LEAD_AR

A, B, C = (f"https://{host}.example/page" for host in ("a", "b", "c"))
BODY = "The bridge stayed closed.{} The museum opened again.{} The market moved.{}\n\n"
NOTES = f"[1] {A}\n[2] {B}\n[3] {C}\n"
CLEAN = LEAD + BODY.format("[1]", "[2]", "[3]") + NOTES
PARAGRAPH = "The bridge stayed closed for the winter and the lorries took the old road.\n\n"
SECTION = "The harbour in year {}\n\n" + PARAGRAPH * 3
VAGUE = "Experts say that prices will rise. Observers believe that ships will wait. "


def _body(first="[1]", second="[2]", third="[3]"):
    return LEAD + BODY.format(first, second, third)


def _note(words):
    return f"{LEAD_AR}بقي الجسر مغلقا.[1] وافتتح المتحف.[2]\n\n[1] {words}\n[2] {B}\n"


def _said(words):
    return f"{LEAD}{words} And then the rain came down on the town for the whole of the week.\n"


ROWS = [
    ("SC101", f"{_body(third='⟦[3]⟧')}[1] {A}\n[2] {B}\n", "Mark 3 has no note.", CLEAN),
    ("SC102", f"{_body(third='[2]')}[1] {A}\n[2] {B}\n⟦[3] {C}⟧\n", "Note 3 is never cited in the text.", CLEAN),
    ("SC103", f"{_body()}[1] {A}\n[2] {B}\n[3] {C}\n⟦[3] {C}/2⟧\n", "2 notes carry the label 3.", CLEAN),
    ("SC104", f"{_body('[1]', '[3]', '⟦[2]⟧')}{NOTES}", "Mark 3 first appears before mark 2.", CLEAN),
    ("SC105", f"{_body(third='[4]')}[1] {A}\n[2] {B}\n⟦[4] {C}⟧\n", "The notes jump from 2 to 4; missing: 3.", CLEAN),
    ("SC106", f"{_body()}⟦[1] Ibid., p. 12⟧\n[2] {B}\n[3] {C}\n", "Ibid., p. 12 refers back to a source that could not be settled.", f"{_body()}[1] {A}\n[2] Ibid., p. 12\n[3] {C}\n"),
    ("SC107", f"{CLEAN}\n{_body()}⟦[1] {A}/2⟧\n[2] {B}/2\n[3] {C}/2\n", "The numbering starts again at 1; marks and notes are paired within each of 2 runs.", CLEAN),
    ("SC108", f"{LEAD}It rained.[1] It stopped.[2] It froze.[3] It thawed.⟦【4】⟧\n\n{NOTES}[4] {A}/4\n", "Mark 4 is printed 【4】 and its note [4].", CLEAN),
    ("SC109", f"{_body('[1]', '[2]', '⟦[٣]⟧')}{NOTES}", "Mark 3 and its note use different digits: [٣] and [3].", CLEAN),
    ("SC110", f"{_body()}[1] {A}\n⟦[2] {A}⟧\n[3] {C}\n", "Note 2 says the same as note 1.", CLEAN),
    ("SC111", f"{LEAD}{SECTION.format('one')}{SECTION.format('two').rstrip()}⟦[1]⟧\n\n[1] {A}\n", "Mark 1 may stand for 3 paragraphs: which statement it supports is not clear.", CLEAN),
    ("SC201", _said("⟦Experts say that⟧ prices will rise."), "No source is named: Experts say that.", _said("Mayor Ann Lowe said that prices will rise.")),
    ("SC202", _said("Prices rose by ⟦14 percent⟧."), "14 percent has no mark and no named source.", _said("Prices rose by 14 percent, said mayor Ann Lowe.")),
    ("SC203", f"{LEAD}A Coastal Institute report found that the harbour is silting up.\n\nThe report said that ships must wait. According to the report, the channel is narrow.\n\n⟦Captain Tom Reilly said that⟧ the pilots refuse to go out.\n", "Captain Tom Reilly is quoted through A Coastal Institute report, not directly.", _said("Captain Tom Reilly said that the pilots refuse to go.")),
    ("SC204", _said("On the wall: ⟦“we will not leave this harbour to anybody else”⟧."), "The quotation “we will not leave this harbour to anybody else” has no named speaker and no mark.", _said("Mayor Ann Lowe said: “we will not leave this harbour to anybody else”.")),
    ("SC301", _note("⟦https://a.example/2019/the-long-way-⟧"), "Citation 1: the URL is cut off (it ends he-long-way-).", CLEAN),
    ("SC302", _note("⟦https://a.example/page?utm_source=mail⟧"), "Citation 1: the URL carries parameters that say nothing about the page: utm_source.", CLEAN),
    ("SC303", _note("⟦https://bit.ly/3abcdef⟧"), "Citation 1: a short link of bit.ly (owner: unknown) hides the address of the page.", CLEAN),
    ("SC304", _note("⟦https://-a-.example/page⟧"), "Citation 1: https://-a-.example/page is not an address that can be opened.", CLEAN),
    ("SC305", _note("⟦https://a.example/page?utm_source=chatgpt.com⟧"), "Citation 1: the URL carries utm_source=chatgpt.com.", CLEAN),
    ("SC306", _note("جريدة الساحل").replace("[1] جريدة الساحل", "⟦[1] جريدة الساحل⟧"), "Citation 1: the note gives no address: جريدة الساحل.", CLEAN),
    ("SC308", _note(f"⟦https://web.archive.org/web/20200101000000/{A}⟧"), "Citation 1: only an archived copy at web.archive.org is given.", CLEAN),
    ("SC309", _note("⟦https://a.example/page/\nthe/long/way?x=1⟧"), "Citation 1: the URL was broken over lines and is read as https://a.example/page/the/long/way?x=1.", CLEAN),
    ("SC310", _note("⟦https://a.example/77⟧لا توجد تعليقات"), "Citation 1: words stand right after the URL without a space: لا.", CLEAN),
    ("SC312", _note(f"⟦https://www.google.com/url?q={A}⟧"), f"Citation 1: the URL goes through www.google.com; the page is {A}.", CLEAN),
    ("SC313", _note("⟦hxxps://a.example/page⟧"), f"Citation 1: hxxps://a.example/page is read as {A}.", CLEAN),
    ("SC314", (LEAD_AR * 3).encode("cp1256").decode("latin-1"), "The text may have been decoded wrongly; it looks like windows-1256.", LEAD_AR * 3),
    ("SC315", _note("سامي حداد، الموانئ، دار الساحل، 2015، ISBN ⟦978-3-16-148410-1⟧"), "Citation 1: the check digit of 978-3-16-148410-1 is wrong.", _note("سامي حداد، الموانئ، دار الساحل، 2015، ISBN 978-3-16-148410-0")),
]  # fmt: skip

# told of a whole article or of an outlet; the sentence is left to the tests of those stages
WHOLE = [
    ("SC205", f"{LEAD}A Coastal Institute report found that the harbour is silting up. The report said that ships must wait. The report added that the channel is narrow. The report noted that pilots refuse. According to the report, the old road is full. The report concluded that the port will close.\n", CLEAN),
    ("SC206", LEAD + VAGUE * 4, CLEAN),
    ("SC207", LEAD, CLEAN),
    ("SC307", _note("النهار"), _note(A)),
    ("SC311", _note("The New York Tmies"), _note("The New York Times")),
]  # fmt: skip
