"""The texts of the scripted web, written for it: news that never happened, in many languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A page of news."""

    title: str
    site: str
    menu: tuple[str, ...]
    paragraphs: tuple[str, ...]


STORIES = {
    "ar": Story(
        title="البلدية تعلن خطة لإصلاح شبكة المياه القديمة",
        site="أخبار الضفة",
        menu=("الرئيسية", "محليات", "اقتصاد", "رياضة"),
        paragraphs=(
            (
                "أعلنت بلدية المدينة صباح الثلاثاء خطة لإصلاح شبكة المياه في الأحياء القديمة، "
                "تبدأ في "
                "الأسبوع الأول من نيسان وتستمر ثمانية عشر شهرا، بعد شكاوى متكررة من ضعف الضغط في "
                "الطوابق العليا."
            ),
            (
                "وقال رئيس قسم المياه في البلدية إن طول الأنابيب التي ستُستبدل يبلغ 42 كيلومترا، "
                "وإن "
                "كلفة المرحلة الأولى تصل إلى ستة ملايين، موضحا أن العمل سيجري ليلا في الشوارع "
                "التجارية حتى لا تتضرر المحال."
            ),
            (
                "وأضاف أن السكان سيتلقون إشعارا قبل ثلاثة أيام من كل انقطاع، وأن صهاريج ستوزع "
                "الماء "
                "مجانا على المدارس والمركز الصحي خلال فترة الأشغال."
            ),
            (
                "ورحبت لجنة الحي بالخطة، لكنها طالبت بنشر جدول زمني مفصل وبإشراك الأهالي في اختيار "
                "أوقات الحفر، مذكرة بأن مشروعا سابقا توقف قبل أربع سنوات من دون أي توضيح."
            ),
        ),
    ),
    "fa": Story(
        title="بازگشایی کتابخانه مرکزی شهر پس از دو سال بازسازی",
        site="روزنامه کرانه",
        menu=("صفحه نخست", "شهری", "فرهنگ", "ورزش"),
        paragraphs=(
            (
                "کتابخانه مرکزی شهر پس از دو سال بازسازی، بامداد شنبه با حضور شهروندان و "
                "دانش‌آموزان "
                "بازگشایی شد. سالن مطالعه این کتابخانه اکنون برای ۳۲۰ نفر جا دارد."
            ),
            (
                "مدیر کتابخانه گفت بیش از ۱۸ هزار جلد کتاب تازه به مخزن افزوده شده و بخش کودکان به "
                "طبقه همکف منتقل شده است تا رفت‌وآمد خانواده‌ها آسان‌تر شود."
            ),
            (
                "به گفته او، ساختمان در برابر زلزله مقاوم‌سازی شده و نورگیرهای سقف پس از پنجاه سال "
                "دوباره باز شده‌اند. هزینه این کار از محل بودجه شهرداری تامین شده است."
            ),
            (
                "چند دانشجو که از نخستین ساعت‌ها در سالن بودند، از افزایش ساعت کار کتابخانه تا "
                "نه شب "
                "استقبال کردند و خواستند اینترنت سالن مطالعه نیز تقویت شود."
            ),
        ),
    ),
    "ru": Story(
        title="В городе открыли новый мост через реку",
        site="Вестник Заречья",
        menu=("Главная", "Город", "Экономика", "Спорт"),
        paragraphs=(
            (
                "В субботу в городе открыли новый мост через реку, строительство которого заняло "
                "три "
                "года. Первыми по нему прошли рабочие со своими семьями, а к вечеру пустили "
                "автобусы."
            ),
            (
                "По словам главного инженера, длина моста составляет 640 метров, а пропускная "
                "способность рассчитана на двадцать тысяч машин в сутки. Старый мост закроют на "
                "ремонт в начале мая."
            ),
            (
                "Мэрия обещает, что маршруты общественного транспорта изменятся не раньше осени, а "
                "расписание вывесят на остановках за две недели до начала работ."
            ),
            (
                "Жители левого берега говорят, что дорога до больницы теперь занимает двенадцать "
                "минут "
                "вместо сорока, но просят поставить шумозащитный экран у школы."
            ),
        ),
    ),
    "tr": Story(
        title="Sahil yolunda bisiklet şeridi çalışmaları tamamlandı",
        site="Kıyı Gazetesi",
        menu=("Ana sayfa", "Kent", "Ekonomi", "Spor"),
        paragraphs=(
            (
                "Sahil yolunda geçen yıl başlayan bisiklet şeridi çalışmaları tamamlandı. Yedi "
                "kilometrelik şerit, pazar günü düzenlenen bir turla kullanıma açıldı."
            ),
            (
                "Ulaşım müdürlüğünden yapılan açıklamaya göre şeridin iki yanına 300 ağaç dikildi, "
                "dört noktaya da onarım istasyonu kuruldu. Projenin ikinci bölümü limanı istasyona "
                "bağlayacak."
            ),
            (
                "Esnaf, otopark yerlerinin azalmasından yakınırken mahalle sakinleri akşam "
                "trafiğinin belirgin biçimde hafiflediğini söylüyor."
            ),
            (
                "Belediye, yaz sonuna kadar kaza sayılarını her ay yayımlayacağını ve şeridin "
                "genişliğini bu verilere göre yeniden değerlendireceğini duyurdu."
            ),
        ),
    ),
    "en": Story(
        title="Harbour ferry returns after a winter of repairs",
        site="The Quay Courier",
        menu=("Home", "Local", "Business", "Sport"),
        paragraphs=(
            (
                "The harbour ferry returned to service on Monday after a winter of repairs that "
                "took "
                "six weeks longer than planned. The first crossing left at seven with 180 people."
            ),
            (
                "The operator said that both engines had been replaced and that the new ones "
                "burn a "
                "third less fuel. Tickets stay at the old price until the end of the summer."
            ),
            (
                "A spokeswoman for the harbour board said the delay was caused by a crack found in "
                "the hull during the last inspection, which had to be welded twice."
            ),
            (
                "Commuters who had taken the bus around the bay since November said they would "
                "miss "
                "the reading time but not the hour it added to every working day."
            ),
        ),
    ),
}

GONE = {
    "en": ("Page not found", "We could not find the page you were looking for."),
    "ar": ("الصفحة غير موجودة", "عذرا، الصفحة التي تبحث عنها غير موجودة أو تم حذفها."),
    "fa": ("صفحه مورد نظر یافت نشد", "متاسفانه صفحه‌ای که به دنبال آن هستید وجود ندارد."),
    "ru": ("Страница не найдена", "К сожалению, запрошенная страница не существует или удалена."),
    "tr": ("Sayfa bulunamadı", "Aradığınız sayfa bulunamadı veya kaldırılmış olabilir."),
    "fr": ("Page introuvable", "Désolé, la page que vous cherchez n'existe pas ou plus."),
    "de": ("Seite nicht gefunden", "Die gesuchte Seite gibt es nicht oder nicht mehr."),
    "es": ("Página no encontrada", "La página que busca no existe o ha cambiado de lugar."),
    "it": ("Pagina non trovata", "La pagina richiesta non esiste o è stata spostata."),
    "uk": ("Сторінку не знайдено", "Такої сторінки немає або її було видалено."),
    "he": ("הדף לא נמצא", "הדף שחיפשתם אינו קיים או שהוסר מהאתר."),
    "az": ("Səhifə tapılmadı", "Axtardığınız səhifə mövcud deyil və ya silinib."),
}
"""Title and sentence of pages that say, with status 200, that they are not there."""
