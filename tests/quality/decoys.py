"""Articles that cite nothing, full of signs that look like marks, notes and bibliographies.

Every decoy is a sentence or a list of our own. ``generated_decoys`` combines them, some for
every language; ``HAND`` are whole short articles.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

LINES = {
    "en": (
        "The council met in 1998, in (2004) and again in [2011].",
        "Under article (5) and section 12(3) of the Act no fee is due.",
        "The home side won 3-1 and drew 2-2 before the (2-1) upset.",
        "See verses 2:14 and (3:16) that were read aloud.",
        "He wrote that the [sic] harbour was [...] closed.",
        "Call 555 0134 (2) or +44 20 7946 0958 [ext. 3].",
        "Maria (45), Anton (12) and Petra (7) came by bus.",
        "Senator Bell (R-TX) and the firm (AAPL) said nothing.",
        "The function takes a[1] and f(2), and x lies in [0, 1].",
        "Water is H2O and the area is 12 km² or 3 m³.",
        "There are three rules: (1) come early, (2) bring bread and (3) leave late.",
        "He has (1) a boat, (2) a shed.",
        "The Toyota Corolla 12, the Boeing 737 and the F-16 were shown.",
        "The plan has options (a), (b) and (c), of which (a) is the cheapest.",
        "E = mc² and a² + b² = c² were on the wall.",
        "Table 3 and figure (2) show the pier; see page (14).",
        "The room seats 40 (30 on Sundays).",
        "Chapter [3] of the house rules forbids smoking.",
        "It cost $5 (4 euros), a rise of 3% (2 in May).",
        "Smith (the baker) and Jones (2019 champion) shook hands.",
    ),
    "ar": (
        "اجتمع المجلس عام 1998 ثم في (2004) و[2011].",
        "تنص المادة (5) والفقرة (2) من القانون رقم (17) على ذلك.",
        "فاز الفريق المحلي (3-1) ثم تعادل (2-2).",
        "قرأ الآية (12) من سورة البقرة (255).",
        "كتب أن المرفأ [كذا] كان [...] مغلقا.",
        "اتصل على الرقم 0123456 (2) أو [3].",
        "حضرت سعاد (45) وسمير (12) ورنا (7) بالحافلة.",
        "قدّم الوزير ثلاثة شروط: (1) الحضور باكرا، (2) جلب الخبز، و(3) المغادرة متأخرين.",
        "طرح أمرين (1) السفر و(2) البقاء.",
        "بلغت المساحة 12 كم² وارتفعت 5% (4 في أيار).",
        "حضر ممثل (الناتو) ومندوب (CSTO) إلى القاعة.",
        "المرحلة (1) انتهت والمرحلة (2) تبدأ غدا.",
    ),
    "fa": (
        "شورا در سال 1377 و (1383) و [1390] تشکیل شد.",
        "ماده (5) و تبصره (2) قانون شماره (17) چنین می‌گوید.",
        "تیم میزبان (3-1) برد و سپس (2-2) مساوی کرد.",
        "آیه (12) خوانده شد.",
        "سه شرط هست: (1) زود آمدن، (2) نان آوردن و (3) دیر رفتن.",
        "مریم (45)، رضا (12) و سارا (7) با اتوبوس آمدند.",
        "مساحت 12 کیلومتر مربع (۴ هکتار) است.",
    ),
    "ru": (
        "Совет собирался в 1998, (2004) и [2011] годах.",
        "Согласно статье (5) и пункту (2) закона № (17) пошлины нет.",
        "Хозяева выиграли (3-1) и сыграли (2-2).",
        "Есть три условия: (1) прийти рано, (2) принести хлеб и (3) уйти поздно.",
        "Мария (45), Антон (12) и Пётр (7) приехали автобусом.",
        "Он писал, что гавань [sic] была [...] закрыта.",
        "Площадь 12 км², объём 3 м³, рост 5 % (4 в мае).",
        "Телефон 123-45-67 (доб. 3).",
        "Этап (1) завершён, этап (2) начнётся завтра.",
    ),
    "tr": (
        "Meclis 1998, (2004) ve [2011] yıllarında toplandı.",
        "Kanunun 5 (2) ve madde (7) hükümleri açıktır.",
        "Ev sahibi (3-1) kazandı, sonra (2-2) berabere kaldı.",
        "Üç şart var: (1) erken gelmek, (2) ekmek getirmek ve (3) geç gitmek.",
        "Ayşe (45), Ali (12) ve Can (7) otobüsle geldi.",
        "Alan 12 km² ve hacim 3 m³ oldu.",
        "Aşama (1) bitti, aşama (2) yarın başlıyor.",
    ),
    "de": (
        "Der Rat tagte 1998, (2004) und [2011].",
        "Nach § 5 (2) und Artikel (7) ist nichts fällig.",
        "Die Heimelf gewann (3:1) und spielte (2:2).",
        "Es gibt drei Regeln: (1) früh kommen, (2) Brot bringen und (3) spät gehen.",
        "Maria (45), Anton (12) und Petra (7) kamen mit dem Bus.",
        "Die Fläche beträgt 12 km², der Inhalt 3 m³.",
        "Das Hotel* hat vier Sterne und 40 Betten.",
    ),
    "fr": (
        "Le conseil s'est réuni en 1998, en (2004) et en [2011].",
        "Selon l'article (5) et l'alinéa (2) de la loi, rien n'est dû.",
        "Les hôtes ont gagné (3-1) puis fait (2-2).",
        "Il y a trois règles : (1) venir tôt, (2) apporter du pain et (3) partir tard.",
        "Marie (45), Antoine (12) et Pierre (7) sont venus en bus.",
        "La surface est de 12 km² et le volume de 3 m³.",
    ),
    "es": (
        "El consejo se reunió en 1998, en (2004) y en [2011].",
        "Según el artículo (5) y el apartado (2) de la ley no se debe nada.",
        "Los locales ganaron (3-1) y empataron (2-2).",
        "Hay tres reglas: (1) llegar pronto, (2) traer pan y (3) irse tarde.",
        "María (45), Antonio (12) y Pedro (7) llegaron en autobús.",
    ),
    "uk": (
        "Рада збиралася у 1998, (2004) та [2011] роках.",
        "Згідно зі статтею (5) та пунктом (2) мита немає.",
        "Господарі виграли (3-1) і зіграли (2-2).",
        "Є три умови: (1) прийти рано, (2) принести хліб і (3) піти пізно.",
        "Марія (45), Антон (12) і Петро (7) приїхали автобусом.",
    ),
}  # fmt: skip

PLAIN = {
    "en": "The harbour was quiet that day, and nobody asked the fishermen what they had seen.",
    "ar": "كان المرفأ هادئا في ذلك اليوم ولم يسأل أحد الصيادين عما رأوه.",
    "fa": "بندر آن روز آرام بود و کسی از ماهیگیران نپرسید چه دیده‌اند.",
    "ru": "В тот день в гавани было тихо, и никто не спрашивал рыбаков, что они видели.",
    "tr": "O gün liman sakindi ve kimse balıkçılara ne gördüklerini sormadı.",
    "de": "An jenem Tag war der Hafen still, und niemand fragte die Fischer, was sie sahen.",
    "fr": "Ce jour-là le port était calme et personne n'interrogeait les pêcheurs.",
    "es": "Aquel día el puerto estaba tranquilo y nadie preguntaba a los pescadores.",
    "uk": "Того дня в гавані було тихо, і ніхто не питав рибалок, що вони бачили.",
}

LISTS = {
    "en": ("Come early in the day", "Bring bread and salt", "Leave after the last bus"),
    "ar": ("الحضور في الصباح الباكر", "جلب الخبز والملح", "المغادرة بعد آخر حافلة"),
    "fa": ("آمدن در بامداد", "آوردن نان و نمک", "رفتن پس از آخرین اتوبوس"),
    "ru": ("Прийти рано утром", "Принести хлеб и соль", "Уйти после последнего автобуса"),
    "tr": ("Sabah erken gelmek", "Ekmek ve tuz getirmek", "Son otobüsten sonra gitmek"),
    "de": ("Früh am Tag kommen", "Brot und Salz bringen", "Nach dem letzten Bus gehen"),
    "fr": ("Venir tôt le matin", "Apporter du pain et du sel", "Partir après le dernier bus"),
    "es": ("Llegar temprano", "Traer pan y sal", "Irse después del último autobús"),
    "uk": ("Прийти рано вранці", "Принести хліб і сіль", "Піти після останнього автобуса"),
}

FORMS = ("{}- ", "{}. ", "({}) ", "[{}] ", "{}) ", "{}: ", "- ", "* ", "• ", "{}\t")

EACH = 8


def generated_decoys() -> Iterator[tuple[str, str]]:
    """Yield language and text of the combined articles."""
    for language, lines in LINES.items():
        for seed in range(EACH):
            chance = random.Random(f"{language}/{seed}")
            paragraphs = []
            for _ in range(4):
                chosen = chance.sample(lines, min(3, len(lines)))
                paragraphs.append(" ".join([PLAIN[language], *chosen]))
            form = chance.choice(FORMS)
            entries = [form.format(n) + text for n, text in enumerate(LISTS[language], start=1)]
            paragraphs.insert(chance.choice((1, 2, 4)), "\n".join(entries))
            yield language, "\n\n".join(paragraphs) + "\n"


HAND = (
    # a recipe with notes that are none
    (
        "A soup for cold days\n\nPeel the carrots and cut them small. Put them into a pot (2 litres) "
        "with water. Boil for 20 minutes (30 for large ones).\n\nNotes\n1. Use butter, not oil.\n"
        "2. Salt it at the end.\n3. Keep it warm.\n"
    ),
    # a match report
    (
        "The derby ended 2-1 (1-0). Lopez (12) scored first, Berg (45+2) levelled, and Anders (88) "
        "decided it. It was the third win [3-0, 2-1, 2-1] in a row. Attendance: 12,400 (out of "
        "14,000). Next: Sunday (3 p.m.).\n\n1. Harbour FC 24\n2. Town United 22\n3. Valley 19\n"
    ),
    # a law
    (
        "Section 1\n(1) Every owner keeps the pavement clean.\n(2) Paragraph (1) does not apply on "
        "Sundays.\n(3) Whoever breaks (1) or (2) pays a fee.\n\nSection 2\n(1) The fee is 20 crowns.\n"
        "(2) It doubles when paid late.\n"
    ),
    # code
    (
        "Arrays start at zero. The first value is a[0], then a[1] and a[2]; the sum is a[1] + a[2]. "
        "Call f(1), f(2) and f(3) in turn. The interval [0, 1] holds 0.5, and [1, 2] holds 1.5.\n"
    ),
    # a timetable
    (
        "The bus leaves at 7:15 (1), 8:45 (2) and 9:30 (1). Line (1) goes to the harbour, line (2) "
        "to the mill.\n\n1  Harbour  7:15\n2  Mill  8:45\n1  Harbour  9:30\n"
    ),
    # films and their years
    (
        "The season shows The Long Pier (Moretti, 1987), Salt (Okafor 2003) and Two Lamps (1999). "
        "Okafor (1961) was born by the sea; Moretti died in 2010. The hall opens at 7.\n"
    ),
    # agenda
    (
        "Agenda\n1. Opening by the mayor\n2. The pier: costs and dates\n3. Questions\n\nUnder (1) the "
        "mayor speaks for ten minutes. Under (2) there is a vote. After (3) there is coffee.\n"
    ),
    # Arabic steps
    (
        "طريقة التسجيل بسيطة لمن يريد الحضور إلى السوق القديم هذا الأسبوع.\n\n1- املأ الطلب\n"
        "2- ادفع الرسم\n3- احضر يوم الأحد\n\nبعد الخطوة (1) يصل رمز، وبعد (2) تصل بطاقة.\n"
    ),
    # Arabic heading that means margins
    (
        "عاش الصيادون على الهوامش زمنا طويلا ولم يلتفت إليهم أحد في المدينة.\n\nالهوامش\nكانت البيوت "
        "قليلة والطرق ضيقة، ولم يكن في الحي سوى بئر واحدة (2) ومدرسة (1).\n"
    ),
    # Russian reader comments
    (
        "В гавани починили свет, и теперь вечером видно обе пристани.\n\nКомментарии\n1. Наконец-то!\n"
        "2. Давно пора.\n3. А когда починят мост?\n"
    ),
    # Turkish exam questions
    (
        "Sınavda üç soru vardı. (1) numaralı soru kolaydı, (2) numaralı soru uzundu.\n\n1) Limanın adı "
        "nedir?\n2) Köprü ne zaman kapandı?\n3) Pazar nerede kuruluyor?\n"
    ),
    # a poem with numbered lines
    "The lamp is out (5)\nThe tide is in (10)\nThe rope is old (15)\nThe night is thin (20)\n",
    # prices and sizes
    (
        "Bread 3* (large), milk 2** (small), eggs 4. * while stocks last ** not on Sundays\n\nWe open "
        "at 8 and close at 6 (5 on Saturdays), and the phone is 0123 456 (7).\n"
    ),
    # Persian constitution
    (
        "اصل (1) می‌گوید که شهر از آن همه است. اصل (2) حق آب را می‌شناسد و اصل (3) راه را.\n\n"
        "1- آب\n2- راه\n3- نان\n\nدر بند (1) آمده که آب رایگان است و در بند (2) که راه باز است.\n"
    ),
    # German statutes and people
    (
        "Nach § 12 Abs. 3 gilt: (1) Wer baut, zahlt. (2) Wer zahlt, darf bauen. Frau Kern (51) und "
        "Herr Bast (48) klagten [Az. 3 C 12/04]. Das Gericht (2. Kammer) wies sie ab.\n"
    ),
)
"""Short articles by hand."""

LATER = (
    "The choir sang Psalm 23 (1-6) and hymn [12]. There were 40 singers (2 absent). The next rehearsal is on 3 May [Tuesday].\n\n1. Opening hymn\n2. Psalm\n3. Blessing\n\nThe blessing (3) was short.\n",
    "Our ten best walks\n\n1. The pier\nA short walk (2 km) along the water.\n\n2. The mill\nA longer walk (5 km), see map (1).\n\n3. The ridge\nSteep, 7 km, with two stiles (1) and (2).\n",
    "FAQ\n\n1) When do you open?\nAt eight.\n\n2) Is there parking?\nYes, see question (1) for hours.\n\n3) May I bring a dog?\nNo.\n",
    "Release notes 2.1\n\n- Fixed bug [1234]\n- Added f(1) and g[2]\n- Removed x[0]\n\nSee version 2.0 (1) for details.\n",
    "Group A: (1) Harbour, (2) Valley, (3) Mill. Group B: (1) Ridge, (2) Town. The winner of (1) plays the loser of (2).\n",
    "The patient (m, 45) had 2 scans (1 in May). Dose: 5 mg (1-2 tablets). Score 3 (4) of 5. Notes: none.\n",
    "The king [Henry II] gave the town [its] charter in [1155]. The scribe [?] wrote 12 [xii] copies.\n",
    "x = a[i] + b[j]; for i in [1, 2, 3]: print(i) # (1) first (2) second\n\nThe list [1, 2, 3] has three values and [4] has one. It is sorted.\n",
    "Budget: roads 12 (10), schools 7 (6), lamps 3 (3). All figures in millions; last year's in brackets.\n\n1 Roads 12\n2 Schools 7\n3 Lamps 3\n",
    "انتخب المجلس (12) عضوا، ثلاثة منهم (3) من المرفأ. الجلسة (1) كانت طويلة والجلسة (2) قصيرة.\n\n1- كلمة الرئيس\n2- التصويت\n3- الختام\n\nانتهى البند (3) بسرعة.\n",
    "قال تعالى في (النساء: 34) وفي (البقرة 255-257)، وورد الحديث رقم (5) في الباب (2). ثم ذكر أربع خصال: 1- الصدق. 2- الأمانة. 3- الوفاء. 4- الصبر.\n",
    "وصل العدد إلى 500 (خمسمئة) و3 (ثلاثة). هاتف: 05-123456 (1). أسعار: خبز (2)، حليب (3).\n\n* العرض سار حتى الجمعة\n",
    "در جدول (1) و شکل (2) آمده است. نفر (1) علی، نفر (2) رضا. نتیجه (2-1) شد.\n\n۱. علی\n۲. رضا\n۳. سارا\n",
    "В таблице (1) и на рис. (2) показан мост. Вопрос (1): когда? Вопрос (2): где?\n\n1. Весной\n2. У вокзала\n",
    "Рейтинг: 1) Гавань; 2) Мельница; 3) Долина. Счёт (1) по партиям 6:4, 3:6 (2). В 2019 (год свиньи) было иначе [так в тексте].\n",
    "Sıralama: 1) Liman, 2) Değirmen, 3) Vadi. Tablo (1) ve şekil (2) bunu gösteriyor. Skor 3-2 (1-1) bitti.\n\n1. Liman 24\n2. Değirmen 20\n3. Vadi 18\n",
    "Artikel 1\n(1) Der Hafen ist frei.\n(2) Absatz 1 gilt nicht sonntags.\n\nArtikel 2\n(1) Wer (1) verletzt, zahlt.\n(2) Näheres regelt § 3.\n",
    "Programme : (1) accueil, (2) débat, (3) vote. Le point (2) fut long.\n\nNotes\n1. Venir avec du pain.\n2. Fermer la porte.\n",
    "Ingredientes (4 personas): 2 huevos (grandes), 3 tazas [tibias] de leche.\n\n1. Batir los huevos.\n2. Añadir la leche (2 tazas).\n3. Servir.\n\nNota: el paso (2) es lento.\n",
    "Ранок у гавані. Пункт (1) плану виконано, пункт (2) ні. Рахунок 2:1 (1:0).\n\n1- Човни\n2- Сіті\n3- Ліхтарі\n",
    "Mayor Bell (born 1961 in Harbour) met Ode (2010 winner) and Rush (aged 45, p. 3 of the list). Both left (Ode first).\n",
    "The Who (1964), Oasis (1991) and Blur (1988) played. Blur (Albarn, 1994) were loud; Oasis (Gallagher, 1995; Gallagher 1997) louder.\n",
    "Timeline\n1998: the pier opens\n2003: the mill closes\n2011: the market moves\n\nIn (2003) nobody cared, and in (2011) everyone did.\n",
    "Chess: 1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 (3... Nf6 4. O-O) and White is better (1-0). See game (1) and game (2).\n",
    "Mix 1 part (a) with 2 parts (b). Heat (a), then add (b).\n\na) flour\nb) water\n\nServe warm.\n",
    "He has won 3x* and lost 2x. Tickets* cost 5.\n\n* Children go free\n* Dogs pay half\n",
    "The jury gave 9 (8) points to Ann, 7 (7) to Bo and 6 (9) to Cy.\n\n1. Ann\n2. Bo\n3. Cy\n\nAnn (1) thanked Bo (2).\n",
    "Section [1] of the museum shows ropes, section [2] shows lamps. Room [3] is shut.\n",
    "To book: (1) call us, (2) pay, (3) come.\n\nSources of joy\n- Bread\n- Salt\n- Light\n",
    "القائمة النهائية (1) سامي، (2) رنا، (3) ليلى. فازت ليلى (3) بالجائزة.\n\n1. سامي\n2. رنا\n3. ليلى\n",
    "مباراة (2) من أصل (5). سجل كريم (12) و(44) هدفين، وسجل نديم (1) هدفا من ركلة جزاء.\n\nالمراجع الفنية قليلة في هذا النادي ولا يهتم بها أحد.\n",
    "پرسش (1): کی؟ پرسش (2): کجا؟ پاسخ\u200cها در صفحه (3).\n\n1) بهار\n2) بندر\n",
    "Шаг 1. Откройте кран (1). Шаг 2. Закройте кран (2). Шаг 3. Позовите мастера (3).\n\n1 – кран\n2 – труба\n3 – ключ\n",
    "Soru 1 (10 puan): Liman nerede? Soru 2 (5 puan): Köprü kimin? Yanıtlar: 1 (a), 2 (b), 3 (c).\n\na) Denizde\nb) Halkın\nc) Kimsenin\n",
    "Part list: bolt (1), nut (2), washer (3). Fix the bolt (1) to the nut (2).\n\n1  bolt  M8\n2  nut  M8\n3  washer\n",
    "The bill passed 51-49 (R 50, D 1). Rep. Cole (D-Ohio) and Sen. Day (R) voted no; the clerk (Hill, 2019 appointee) read it.\n",
    "Am Tag 1 (Montag) kam Bo, am Tag 2 (Dienstag) Cy. Strophe (1) und (2) wurden gesungen.\n\n1. Strophe\n2. Strophe\n",
    "Dans la figure (1), le pont ; dans la figure (2), le port. Légende :\n1. Pont\n2. Port\n",
)
"""More of them, written after the rules that keep the first ones out."""
