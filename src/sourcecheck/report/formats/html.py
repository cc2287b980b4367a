"""Stage 8. One audit as one HTML file that asks nobody for anything.

Everything the page needs is inlined; its policy allows what is inlined, by digest, and nothing
else. It can be read with scripts off and with styles off: whatever matters is text in the
order of reading.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from sourcecheck.model import Audit
from sourcecheck.model.tables.messages import Catalog
from sourcecheck.model.tables.report import Flag, Font, ReportAssets
from sourcecheck.report.page.phrases import Phrase, counted, latin, say
from sourcecheck.report.page.safe import json_for_script
from sourcecheck.report.page.view import RTL_LANGUAGES, PageView, page_view
from sourcecheck.report.page.words import Words, shown, words

TEMPLATE = "report.html.j2"
ENGLISH = "en"
_FAMILIES = {"vazirmatn": "Vazirmatn SC", "noto-naskh-arabic": "Naskh SC"}


def render_html(
    audit: Audit,
    assets: ReportAssets,
    catalog: Mapping[str, Catalog],
    language: str,
    embedded_json: str,
) -> str:
    """Return the report of one article as one self-contained HTML file.

    ``language`` is that of the interface; "" or one without a catalog takes the article's, else
    English. ``embedded_json`` is the audit as the JSON contract has it; it is offered to the
    reader as a download and is not parsed here.
    """
    languages = interface_languages(audit.article.language, language, catalog)
    said = words(catalog, assets, languages)
    view = page_view(audit, assets.map, catalog[languages[0]].explanations)
    styles = font_faces(assets.fonts, audit.article.language, languages) + assets.styles
    return (
        _environment(assets)
        .get_template(TEMPLATE)
        .render(
            view=view,
            words=said,
            catalogs=[catalog[code] for code in languages],
            policy=policy(styles, assets.script),
            styles=Markup(styles),  # noqa: S704  our own file
            script=Markup(assets.script),  # noqa: S704  our own file
            flags=used_flags(view, assets.flags),
            land=assets.map.land,
            json=Markup(json_for_script(embedded_json)),  # noqa: S704  no "<" survives
            document_title=_document_title(said, view),
        )
    )


def interface_languages(
    article: str, wanted: str, catalog: Mapping[str, Catalog]
) -> tuple[str, ...]:
    """Return the languages of the interface, the shown one first; the second can be switched to.

    English is always one of them; an English page of an article in another language that has a
    catalog offers that one.
    """
    first = next((code for code in (wanted, article) if code in catalog), ENGLISH)
    second = ENGLISH if first != ENGLISH else article
    return (first, second) if second in catalog and second != first else (first,)


def font_faces(fonts: tuple[Font, ...], article: str, languages: tuple[str, ...]) -> str:
    """Return the fonts a page needs as CSS: none where no language is in Arabic letters."""
    if not any(code in RTL_LANGUAGES - {"he", "yi"} for code in (article, *languages)):
        return ""
    return "\n".join(
        f'@font-face{{font-family:"{_FAMILIES[font.family]}";font-weight:{font.weight};'
        f"font-display:block;unicode-range:{font.ranges};"
        f'src:url(data:font/woff2;base64,{font.data}) format("woff2")}}'
        for font in fonts
    )


def policy(styles: str, script: str) -> str:
    """Return the content security policy of a page with this style sheet and script."""
    return (
        "default-src 'none'; img-src data:; font-src data:; "
        f"style-src '{_digest(styles)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def used_flags(view: PageView, flags: Mapping[str, Flag]) -> dict[str, Flag]:
    """Return the flags of the countries that the page names."""
    bars = [*view.spread.countries, *view.spread.outlets]
    codes = {row.view.country for row in view.rows} | {bar.flag for bar in bars}
    return {code: flags[code] for code in sorted(codes) if code in flags}


def _document_title(said: Words, view: PageView) -> str:
    kicker = said.voices[0].plain(Phrase(key="kicker"))
    return f"{view.title} · {kicker}"


def _environment(assets: ReportAssets) -> Environment:
    made = Environment(
        loader=DictLoader(dict(assets.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"p": say, "c": counted, "r": latin}
    made.globals["shown"] = shown
    made.globals["glue"] = Markup("\u2060")
    made.globals["markup"] = Markup
    return made
