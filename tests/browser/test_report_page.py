"""The report in a real Chromium: nothing leaves the page, everybody can read it."""

from __future__ import annotations

import json
import re

import pytest
from browser_pages import PAGES

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {"light": {}, "dark": {"dark": True}, "narrow": {"width": 390}}
OVERFLOW = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)
    && !e.closest('.skip, .sr, .tbl, nav, svg, thead') && getComputedStyle(e).position !== 'absolute';
}).map(e => e.outerHTML.slice(0, 120)).slice(0, 5)"""


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "name", ["ar", "ar-en", "en", "fa", "ru", "offline", "states", "empty", "links"]
)
def test_axe_finds_no_violation(visit, axe, name, look):
    page = visit(**LOOKS[look]).open(name)
    page.evaluate("document.fonts.ready")
    page.evaluate(axe)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    told = [
        (rule["id"], rule["help"], [node["html"][:160] for node in rule["nodes"][:3]])
        for rule in found["violations"]
    ]
    assert told == []


@pytest.mark.parametrize("name", PAGES)
def test_no_request_leaves_the_page_and_nothing_complains(visit, name):
    made = visit()
    page = made.open(name)
    page.evaluate("document.fonts.ready")
    assert made.blocked == []
    assert made.errors == []
    assert [url for url in made.asked if not url.endswith(f"{name}.html")] == []


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_sideways(visit, name, width):
    page = visit(width=width).open(name)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(OVERFLOW) == []


def test_a_hostile_article_runs_nothing(visit):
    made = visit()
    dialogs = []
    made.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = made.open("hostile")
    assert dialogs == []
    assert page.locator("main script, main img, main [onerror], main [onclick]").count() == 0
    hrefs = page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(href.startswith(("#", "https://", "http://")) for href in hrefs)


def test_a_page_without_scripts_can_be_read_and_filtered(visit):
    page = visit(script=False).open("ar")
    assert page.locator("h1").is_visible()
    assert page.locator(".tools").is_hidden()
    assert page.get_by_text("Findings", exact=True).first.is_hidden()
    page.locator('.filters input[value="blocked"]').check()
    assert page.locator("tbody tr[data-tone]:visible").count() == 1


def test_a_build_servers_policy_leaves_one_language_and_no_giant_shapes(visit):
    page = visit().open("ar", folder="/strict")
    assert page.locator("h1").is_visible()
    assert page.locator('.l[lang="en"]:visible').count() == 0
    sizes = page.locator("svg:visible").evaluate_all(
        "all => all.map(s => s.getBoundingClientRect().height)"
    )
    assert max(sizes) <= 300
    assert page.locator("a.pill").first.text_content() == "[1]"


def test_the_switch_turns_the_whole_page_to_english_and_back(visit):
    made = visit()
    page = made.open("ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("dir") == "ltr"
    assert page.locator('.l[lang="ar"]:visible').count() == 0
    assert page.get_by_role("navigation", name="Parts of the report").is_visible()
    assert page.locator("p.txt").first.get_attribute("dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    labels = page.locator("svg text.place:visible").all_text_contents()
    assert labels
    assert all(re.match(r"[A-Za-zü ]+$", label) for label in labels)
    page.get_by_role("button", name="عربي").click()
    assert page.locator('.l[lang="en"]:visible').count() == 0
    assert made.errors == []


def test_an_english_page_of_an_arabic_article_offers_arabic(visit):
    page = visit().open("ar-en")
    assert page.locator("html").get_attribute("dir") == "ltr"
    page.get_by_role("button", name="عربي").click()
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_the_filters_show_one_state_and_all_again(visit):
    page = visit().open("states")
    rows = page.locator("tbody tr[data-tone]:visible")
    everything = rows.count()
    page.locator('.filters input[value="dead"]').check()
    dead = rows.count()
    assert 0 < dead < everything
    assert set(rows.evaluate_all("all => all.map(r => r.dataset.tone)")) == {"dead"}
    page.locator('.filters input[value="all"]').check()
    assert rows.count() == everything


def test_light_and_dark_can_be_chosen_by_hand(visit):
    page = visit(dark=True).open("ar")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(20, 23, 26)"
    page.locator('[data-do="theme"]').click()
    assert page.evaluate(paper) == "rgb(250, 248, 244)"


def test_the_data_can_be_downloaded(visit):
    page = visit().open("en")
    with page.expect_download() as download:
        page.locator('[data-do="json"]').click()
    assert json.loads(download.value.path().read_text()) == {"schema_version": 1}
    assert download.value.suggested_filename == "sourcecheck-audit.json"


def test_a_mark_leads_to_its_note_and_back(visit):
    page = visit().open("ar")
    page.locator("a.pill").first.click()
    note = page.locator(":target")
    assert "note" in note.get_attribute("class")
    note.locator("a.b").click()
    assert page.locator(":target").get_attribute("class").startswith("pill")


def test_a_mark_never_stands_alone_at_a_lines_start(visit):
    page = visit(width=390).open("ar")
    parted = page.locator(".glue").evaluate_all("all => all.map(g => g.getClientRects().length)")
    assert parted
    assert set(parted) == {1}


def test_every_link_inside_the_page_leads_somewhere(visit):
    page = visit().open("ar")
    lost = page.evaluate(
        "() => [...document.querySelectorAll('a[href^=\"#\"]')]"
        ".map(a => a.getAttribute('href').slice(1)).filter(id => !document.getElementById(id))"
    )
    assert lost == []


def test_no_id_stands_twice(visit):
    for name in ("ar", "states", "names", "hostile"):
        page = visit().open(name)
        ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
        assert len(ids) == len(set(ids)), name


def test_the_keyboard_meets_the_skip_link_first(visit):
    page = visit().open("en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_the_page_prints_to_a4(visit):
    page = visit().open("ar")
    made = page.pdf(format="A4", print_background=True)
    assert made.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", made)) <= 8
    page.emulate_media(media="print")
    assert page.locator(".bar-top").is_hidden()


def test_latin_addresses_stay_left_to_right_in_an_arabic_page(visit):
    page = visit().open("ar")
    ways = page.locator(".url bdi").evaluate_all(
        "all => all.map(b => [b.getAttribute('dir'), getComputedStyle(b).direction])"
    )
    assert ways
    assert all(way == ["ltr", "ltr"] for way in ways)
