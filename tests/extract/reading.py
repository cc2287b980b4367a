"""Plain texts read and joined with the shipped tables, for the tests of these two stages."""

from datetime import UTC, datetime

from sourcecheck.data.load_accounts import load_accounts
from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_rules import load_rules
from sourcecheck.data.load_signatures import load_signatures
from sourcecheck.data.load_urls import load_urls
from sourcecheck.data.load_wiki import load_wiki
from sourcecheck.extract import ExtractTables, extract
from sourcecheck.model import Document
from sourcecheck.resolve import ResolveTables, resolve

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LANGUAGES = load_languages()
READ = ExtractTables(
    languages=LANGUAGES,
    html=load_html(),
    signatures=load_signatures(),
    wiki=load_wiki(),
    accounts=load_accounts(),
)
JOIN = ResolveTables(languages=LANGUAGES, urls=load_urls(), rules=load_rules())

LEAD = (
    "The council of the old town opened a programme for the market that will last three years "
    "and takes in the shops, the pavements and the lamps; work began in the main street.\n\n"
)
LEAD_AR = (
    "أعلن المجلس المحلي في المدينة القديمة أن برنامج ترميم السوق يستمر ثلاثة أعوام ويشمل المتاجر "
    "والأرصفة والإنارة، وقد بدأت الأعمال في الشارع الرئيسي قبل أسبوعين من دون توقف.\n\n"
)


def article(text, language="", media_type="text/plain"):
    document = Document(origin="-", body=text.encode(), media_type=media_type, read_at=NOON)
    return extract(document, READ, language=language)


def audit(text, language=""):
    read = article(text, language)
    return read, resolve(read, JOIN)


def marks(text):
    return [(mark.span.of(text), mark.labels) for mark in article(text).marks]


def notes(text):
    return [(note.label, note.content.of(text)) for note in article(text).notes]


def codes(text, language=""):
    return sorted(finding.code for finding in audit(text, language)[1].findings)
