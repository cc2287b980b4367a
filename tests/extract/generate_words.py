"""The words of generated articles: sentences of our own, headings, names, decoys, by language."""

ASCII = "0123456789"
DIGITS = {
    "ascii": ASCII,
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "devanagari": "०१२३४५६७८९",
    "bengali": "০১২৩৪৫৬৭৮৯",
    "fullwidth": "０１２３４５６７８９",
    "superscript": "⁰¹²³⁴⁵⁶⁷⁸⁹",
}

SENTENCES = {
    "ar": (
        "بقي الجسر مغلقا أمام الشاحنات طوال فصل الشتاء",
        "تراجع عدد الصيادين في المرفأ الصغير إلى النصف",
        "لم يصل التيار الكهربائي إلى القرى الجبلية حتى الآن",
        "انتقلت ورش النجارة من وسط المدينة إلى أطرافها",
        "ارتفعت كلفة نقل الحبوب عبر السكة القديمة",
        "فقدت الحديقة العامة معظم أشجارها بعد العاصفة",
        "أعيد فتح المتحف بعد ترميم استمر ثلاثة أعوام",
        "صار السوق الأسبوعي يقام خلف محطة القطار",
    ),
    "fa": (
        "پل قدیمی در تمام زمستان به روی کامیون‌ها بسته ماند",
        "شمار ماهیگیران این بندر کوچک به نصف رسید",
        "برق هنوز به روستاهای کوهستانی نرسیده است",
        "کارگاه‌های نجاری از مرکز شهر به حاشیه رفتند",
        "هزینه حمل غلات با راه‌آهن کهنه بالا رفت",
        "باغ عمومی پس از توفان بیشتر درختانش را از دست داد",
        "موزه پس از سه سال مرمت دوباره باز شد",
        "بازار هفتگی اکنون پشت ایستگاه قطار برپا می‌شود",
    ),
    "ru": (
        "Мост оставался закрытым для грузовиков всю зиму",
        "Число рыбаков в маленькой гавани сократилось вдвое",
        "Электричество до горных сёл пока не дошло",
        "Столярные мастерские переехали из центра на окраины",
        "Перевозка зерна по старой дороге подорожала",
        "Городской сад потерял после бури почти все деревья",
        "Музей открылся снова после трёх лет ремонта",
        "Недельный рынок теперь стоит за вокзалом",
    ),
    "tr": (
        "Köprü bütün kış boyunca kamyonlara kapalı kaldı",
        "Küçük limandaki balıkçıların sayısı yarıya indi",
        "Dağ köylerine elektrik henüz ulaşmadı",
        "Marangoz atölyeleri kent merkezinden çevreye taşındı",
        "Eski hatla tahıl taşımanın maliyeti yükseldi",
        "Park fırtınadan sonra ağaçlarının çoğunu yitirdi",
        "Müze üç yıl süren onarımdan sonra yeniden açıldı",
        "Haftalık pazar artık istasyonun arkasında kuruluyor",
    ),
    "en": (
        "The bridge stayed closed to lorries for the whole winter",
        "The number of fishermen in the small harbour fell by half",
        "Power has not reached the mountain villages yet",
        "The joiners moved their shops from the centre to the outskirts",
        "Moving grain over the old line became more expensive",
        "The public garden lost most of its trees in the storm",
        "The museum opened again after three years of repairs",
        "The weekly market is now held behind the station",
    ),
}

HEADINGS = {
    "ar": "المصادر",
    "fa": "منابع",
    "ru": "Примечания",
    "tr": "Kaynakça",
    "en": "References",
}
NAMES = {
    "ar": ("صحيفة المرفأ", "وكالة السهل للأنباء", "نشرة الميناء، العدد الرابع"),
    "fa": ("روزنامه بندرگاه", "خبرگزاری دشت", "ماهنامه راه‌آهن، شماره چهارم"),
    "ru": ("Газета «Гавань»", "Агентство Равнина", "Вестник порта, выпуск четвёртый"),
    "tr": ("Liman Gazetesi", "Ova Haber Ajansı", "Demiryolu Dergisi, dördüncü sayı"),
    "en": ("The Harbour Gazette", "Plain News Agency", "Port Bulletin, fourth issue"),
}
FURNITURE = {
    "ar": ("لا توجد تعليقات", "شارك المقال", "مقالات ذات صلة"),
    "fa": ("دیدگاهی ثبت نشده", "اشتراک گذاری", "مطالب مرتبط"),
    "ru": ("Комментарии", "Поделиться", "Читайте также"),
    "tr": ("Yorum yap", "Paylaş", "İlgili haberler"),
    "en": ("Leave a comment", "Share this", "Related posts"),
}
DECOYS = {
    "ar": "وقعت الحادثة بين عامي (2014) و(2019) في منطقة (الناتو) وفق المادة (5) من النظام",
    "fa": "این رخداد میان سال‌های (1392) و (1398) طبق ماده (5) آیین‌نامه (ناتو) روی داد",
    "ru": "Это было между (2014) и (2019) годами, статья (5) устава (НАТО) тут ни при чём",
    "tr": "Olay (2014) ile (2019) yılları arasında, madde (5) uyarınca (NATO) bölgesinde geçti",
    "en": "It happened between (2014) and (2019) under article (5) of the (NATO) rules",
}
COMMA = {"ar": "،", "fa": "،", "ru": ",", "tr": ",", "en": ","}
NOTE_WORDS = {"ar": "هامش", "fa": "یادداشت", "ru": "прим.", "tr": "not", "en": "note"}
