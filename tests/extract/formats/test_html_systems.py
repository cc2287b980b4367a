"""Pages in the habits of publishing systems: what is cited, what is body, what is page.

In these pages, which were written for this test, addresses a reader would call a source have a
host that begins with "src".
"""

from pathlib import Path

import pytest

from sourcecheck.errors import NoTextInDocument
from sourcecheck.model import BlockKind

PAGES = Path(__file__).parent / "systems"

BODY = {
    "wordpress-ar": ("قال مجلس", "وأضاف المجلس", "ونشرت جمعية", "المصدر: وكالات"),
    "drupal-en": ("Nine leaks", "Two of them", "We do not", "The boat owners"),
    "blogger-ar": ("لم تمطر", "ويقول أصحاب", "الأرقام كلها"),
    "joomla-fa": ("تراز آب سد در", "مدیر سد", "کشاورزان در"),
    "bitrix-ru": ("Движение по", "По словам", "Подрядчика назовут"),
    "dle-ru": ("Пекарня на Заречной улице", "Новая хозяйка", "Мы не хотели"),
    "news-ar": ("انقطعت المياه", "وقال سكان", "وكانت البلدية"),
    "news-fa": ("به گزارش", "مدیر کارخانه در", "آمار تولید"),
    "news-tr": ("Liman işçileri pazartesi", "İşveren tarafı", "Toplu sözleşme"),
    "ghost-en": ("The rope walk", "Rope was", "He has no"),
    "amp-tr": ("On yıl", "Öğretmen, çocukların", "Okulun eski"),
    "tables-ru": ("Пожарную каланчу", "Кирпич пойдёт", "Чертежи каланчи"),
}
PAGE = {  # words of the page that a reader of the article is not shown
    "wordpress-ar": ("من نحن", "الرئيسية", "1,204", "إعلان", "باب البحر", "حجر المدينة؟",
                     "صحفية تكتب", "مقالات ذات صلة", "متى يفتح", "الأكثر قراءة", "© 2024"),
    "drupal-en": ("The Lock Keeper", "Home", "The long lock loses", "Tags", "Add new comment",
                  "Clay never", "More from News", "Weir painted", "Subscribe", "Powered by"),
    "blogger-ar": ("عن المدونة", "مرسلة بواسطة", "المشاركة على", "التسميات", "إرسال تعليق",
                   "رسالة أحدث", "أرشيف", "يتم التشغيل"),
    "joomla-fa": ("رود نیوز", "خانه", "چاپ", "چاه‌های تازه", "قبلی",
                  "باران در راه", "رمز را", "© 1403"),
    "bitrix-ru": ("Вестник района", "Фото", "Главная", "Паром снова", "Поделиться",
                  "Возврат к списку", "Школу покрасили", "Подпишитесь", "Использование материалов"),
    "dle-ru": ("Город", "посмотрело", "Предыдущая новость", "Рынок переезжает", "Рейтинг",
               "Хлеб вкусный", "Посетители", "Календарь", "движок"),
    "news-ar": ("مواقيت", "سياسة", "أخبار محلية", "تصغير الخط", "خط المياه الجديد",
                "تابعوا آخر", "كلمات دلالية", "افتتاح مدرسة", "جميع الحقوق"),
    "news-fa": ("اقتصادی", "نسخه چاپی", "کارخانه در آستانه", "برچسب ها", "اشتراک گذاری",
                "نظر شما", "خسته نباشید", "بارش برف", "تمامی حقوق"),
    "news-tr": ("Piyasalar", "Spor", "Anasayfa", "Limanda vinç", "Google News", "Etiketler",
                "WhatsApp", "Haklılar", "Diğer Haberler", "Künye"),
    "ghost-en": ("About", "Become a member", "Sign up for Yard", "Sign up for more",
                 "Sail cloth", "© 2024"),
    "amp-tr": ("Ova Postası", "Yerel", "Reklam", "Paylaş", "Köy yolu", "Çerez", "Künye"),
    "tables-ru": ("Гостевая", "назад", "Обмен баннерами", "© Листок"),
}  # fmt: skip
TITLES = {
    "wordpress-ar": "ترميم سوق النحاسين يتأخر",
    "drupal-en": "Canal survey finds nine leaks",
    "blogger-ar": "موسم الزيتون",
    "joomla-fa": "تراز آب سد پایین آمد",
    "bitrix-ru": "Мост через Тихую закрыли до осени",
    "dle-ru": "Пекарня на Заречной сменила хозяев",
    "news-ar": "انقطاع المياه عن حي التل",
    "news-fa": "کارخانه کاغذ دوباره به کار افتاد",
    "news-tr": "Liman işçileri greve gidiyor",
    "ghost-en": "The last rope maker",
    "amp-tr": "Köy okulu yeniden açıldı",
}


@pytest.mark.parametrize("system", BODY)
def test_sources_are_cited_and_the_page_s_own_links_are_not(reads, system):
    read = reads((PAGES / f"{system}.html").read_bytes(), system)

    cited = {link.target for link in read.hyperlinks if not link.note}
    wanted = {link.target for link in read.hyperlinks if "//src" in link.target}
    assert cited == wanted


@pytest.mark.parametrize("system", BODY)
def test_body_is_body_and_page_is_page(reads, system):
    read = reads((PAGES / f"{system}.html").read_bytes(), system)

    def kinds(words):
        at = read.text.index(words)
        return {b.kind for b in read.blocks if b.span.start <= at < b.span.end}

    def every_kind(words):
        return {
            b.kind
            for b in read.blocks
            if words in b.span.of(read.text) and b.kind is not BlockKind.TITLE
        }

    assert {words for words in BODY[system] if kinds(words) != {BlockKind.PARAGRAPH}} == set()
    hidden = {BlockKind.FURNITURE, BlockKind.BYLINE}
    assert {words for words in PAGE[system] if not every_kind(words) <= hidden} == set()


@pytest.mark.parametrize("system", TITLES)
def test_the_title_is_the_article_s_and_not_the_site_s(reads, system):
    assert reads((PAGES / f"{system}.html").read_bytes(), system).title.value == TITLES[system]


def test_a_page_that_scripts_fill_says_so(reads):
    with pytest.raises(NoTextInDocument) as caught:
        reads((PAGES / "app.html").read_bytes())

    assert "scripts" in caught.value.hint
