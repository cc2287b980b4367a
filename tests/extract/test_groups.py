"""Groups without a name: who nobody could look up, and what only looks like a group."""

import pytest

from sourcecheck.data.load_languages import load_languages
from sourcecheck.extract.mentions import find_mentions
from sourcecheck.extract.sentences import find_quotes, shortened_words, split_sentences
from sourcecheck.model import MentionKind, Span


def _is_vague(text, code):
    language = load_languages()[code]
    body = [Span(0, len(text))]
    sentences = split_sentences(text, body, (), shortened_words(language))
    found = find_mentions(text, sentences, language, find_quotes(text, body))
    assert found, text
    return any(each.kind is MentionKind.VAGUE for each in found)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Local beekeepers say that the winter was too warm."),
        ("en", "In the valley, shepherds claim that wolves have returned."),
        ("en", "Plumbers said that the pipes were old."),
        ("en", "According to amateur rowers, the lock is too narrow."),
        ("en", "Some women said that they were turned away."),
        ("ru", "Другие альпинисты утверждали, что верёвка была цела."),
        ("ru", "Владельцы лодок заявили, что причал закрыт."),
        ("ru", "По словам паромщиков, прилив был слишком сильным."),
        ("ru", "Некоторые адвокаты полицейских считают, что запись подделана."),
        ("uk", "Місцеві пасічники кажуть, що зима була теплою."),
        ("tr", "Yerel arıcılar kışın çok ılık geçtiğini söylüyor."),
        ("tr", "Kemancılara göre salon kötü."),
        ("tr", "Çevirmenler ücretlerin düştüğünü söyledi."),
        ("az", "Yerli arıçılar deyirlər ki, qış isti keçib."),
        ("ar", "قال الخزافون إن الطين رديء."),
        ("ar", "وقال حرفيون محليون إن السوق راكدة."),
        ("ar", "وقال محامو المتهمين إن الأدلة ضعيفة."),
        ("ar", "ووفقا للبستانيين فإن الصقيع سيعود."),
        ("fa", "زنبورداران محلی می‌گویند که زمستان گرم بود."),
        ("fa", "چوپان‌ها می‌گویند که گرگ‌ها برگشته‌اند."),
        ("fa", "وکلای متهمان گفتند که مدارک ضعیف است."),
        ("fr", "Les apiculteurs disent que l'hiver a été doux."),
        ("es", "Otros alpinistas afirman que la cuerda era buena."),
    ],
)
def test_a_plural_without_a_name_is_vague(code, text):
    assert _is_vague(text, code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Williams said that the deal was dead."),
        ("en", "Greens said that the plan would fail."),
        ("en", "The Yankees said that their pitcher was injured."),
        ("en", "The armed forces said that the drill was over."),
        ("en", "The waitress said that the man had left."),
        ("en", "The twins said that they had seen nothing."),
        ("en", "The head of fisheries said that quotas would fall."),
        ("en", "The Netherlands said that it would abstain."),
        ("ru", "Россини заявил, что премьера состоится."),
        ("ru", "Талибы заявили, что дорога открыта."),
        ("ru", "Хранительница библиотеки сказала, что зал закрыт."),
        ("ru", "Соединенные Штаты заявили, что воздержатся."),
        ("tr", "Güler toplantının ertelendiğini söyledi."),
        ("tr", "Birleşmiş Milletler yardımın ulaştığını açıkladı."),
        ("tr", "Balıkçılar Derneği limanın kapalı olduğunu açıkladı."),
        ("ar", "قال جونسون إن الاتفاق انتهى."),
        ("ar", "وقال عمرو الليثي إن البرنامج توقف."),
        ("ar", "وأعلنت الفلبين أنها سترسل سفنا."),
        ("ar", "وقالت نقابة المحامين إن القرار باطل."),
        ("fa", "احسان کاویان گفت که موزه بسته است."),
        ("fa", "سخنگوی رانندگان گفت که اعتصاب ادامه دارد."),
        ("fa", "کانون نویسندگان گفت که حکم باطل است."),
        ("es", "Los Lakers dijeron que el partido sigue."),
        ("fr", "Le commis a dit que la porte était fermée."),
    ],
)
def test_what_only_ends_like_a_plural_is_somebody(code, text):
    assert not _is_vague(text, code)
