"""Who is quoted: the hand-written cases are measured in ``tests/quality``; here are the rules."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "quality"))

from reading import article
from voices import CASES, cases, mentions_in

from sourcecheck.model import MentionKind


def _heard(text, code):
    return [(m.voice.of(text) if m.voice else None, m.kind.value) for m in mentions_in(text, code)]


@pytest.mark.parametrize("code", [path.stem for path in sorted(CASES.glob("*.toml"))])
def test_every_language_has_cases_for_and_against(code):
    known = list(cases(code))
    assert len(known) >= 25
    assert sum(not case.named and not case.vague for case in known) >= 8
    assert (CASES / f"{code}.toml").is_file()


@pytest.mark.parametrize(
    ("code", "text", "voice"),
    [
        ("ar", "قال وزير الخارجية سامي حداد اليوم إن الجسر مغلق.", "وزير الخارجية سامي حداد"),
        ("ar", "وقالت الوزيرة في مقابلة مع قناة محلية إن الجسر مغلق.", "الوزيرة"),
        ("ar", 'أعلنت مؤسسة "بيت الحرف" أمس أن الجسر مغلق.', 'مؤسسة "بيت الحرف"'),
        ("ar", "قالت لنا سلمى حداد إن الجسر مغلق.", "سلمى حداد"),
        ("ar", "كما نقل عن الرئيس سمير العلي أن الجسر مغلق.", "الرئيس سمير العلي"),
        ("ar", "بحسب ما أورده التقرير نقلًا عن وكالة النور فإن الجسر مغلق.", "التقرير"),
        ("ar", "أما جمعية الصيادين فحذرت من أن الجسر ضعيف.", "جمعية الصيادين"),
        ("ar", "أما إيران فقالت إنها لا تفاوض.", "إيران"),
        ("ru", "Мэр Анна Ловина говорила, что мост закрыт.", "Мэр Анна Ловина"),
        ("en", "Mayor Ann Lowe told reporters on Monday that the bridge is shut.", "Mayor Ann Lowe"),
        ("en", "According to Mayor Ann Lowe, the bridge is shut.", "Mayor Ann Lowe"),
        ("en", "The mayor, Ann Lowe, said the bridge is shut.", "The mayor, Ann Lowe"),
        ("ru", "По словам мэра Анны Ловиной, мост закрыт.", "мэра Анны Ловиной"),
        ("tr", "Belediye Başkanı Ayşe Yalın, köprünün kapalı olduğunu söyledi.", "Belediye Başkanı Ayşe Yalın"),
        ("fa", "به گفته شهردار شیراز، پل بسته است.", "شهردار شیراز"),
        ("fr", "Le pont est fermé, a déclaré la maire Anne Vallier.", "la maire Anne Vallier"),
        ("fr", "D'après l'agence Plaine, le pont est fermé.", "l'agence Plaine"),
        ("de", "Laut Bürgermeisterin Anna Lehmann bleibt die Brücke zu.", "Bürgermeisterin Anna Lehmann"),
        ("de", "Müller sagte, die Brücke bleibe zu.", "Müller"),
        ("de", "Am Montag teilte das Ministerium mit, dass die Brücke zu ist.", "das Ministerium"),
        ("es", "El puente está cerrado, dijo la alcaldesa Ana Valdés.", "la alcaldesa Ana Valdés"),
        ("uk", "Міст закритий, пише газета «Гавань».", "газета «Гавань»"),
        ("az", "“Liman” qəzeti yazır ki, körpü bağlıdır.", "“Liman” qəzeti"),
        ("az", "Quliyev deyib ki, körpü bağlıdır.", "Quliyev"),
    ],
)  # fmt: skip
def test_a_voice_is_named_without_the_words_around_it(code, text, voice):
    assert _heard(text, code)[0][0] == voice


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "If the mayor said that the bridge is shut, she was wrong."),
        ("ar", "لو قالت الوزيرة إن الجسر مغلق لصدقها الناس."),
        ("ru", "Если мэр сказал, что мост закрыт, он ошибся."),
        ("en", "It is worth noting that the bridge is shut."),
        ("ar", "من الجدير بالذكر أن الجسر مغلق."),
        ("ru", "Следует отметить, что мост закрыт."),
        ("fa", "لازم به ذکر است که پل بسته است."),
        ("tr", "Belirtmek gerekir ki köprü kapalı."),
        ("en", "Fees are set according to the law."),
        ("ar", "تحدد الرسوم وفقا للقانون."),
        ("ru", "Согласно договору плата вносится вперёд."),
        ("fa", "طبق قانون عوارض پرداخت می‌شود."),
        ("tr", "Kanuna göre harç peşin ödenir."),
        ("en", "These events showed that the bridge is weak."),
        ("ar", "أظهرت هذه الأحداث أن الجسر ضعيف."),
        ("ru", "Это показало, что мост слаб."),
        ("fa", "این رویداد نشان داد که پل ضعیف است."),
        ("fa", "او در را باز کرد و به خانه رفت."),
        ("fa", "کارگر به همسایه کلید را داد."),
        ("fr", "Selon la loi, le péage est dû d'avance."),
        ("fr", "S'il avait plu, le pont aurait été fermé."),
        ("de", "Laut Gesetz ist die Maut im Voraus fällig."),
        ("de", "Die Brücke soll im Mai gestrichen werden."),
        ("es", "Según la ley, el peaje se paga antes."),
        ("es", "La alcaldía no ha confirmado el cierre."),
        ("uk", "У мерії цього не підтвердили."),
        ("az", "Qanuna görə rüsum əvvəlcədən ödənilir."),
    ],
)
def test_what_nobody_said_is_no_attribution(code, text):
    assert _heard(text, code) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Experts say the bridge is weak."),
        ("en", "Two officials said the bridge is weak."),
        ("en", "It is believed that the bridge is weak."),
        ("ar", "يرى خبراء أن الجسر ضعيف."),
        ("ar", "يُزعم أن الجسر ضعيف."),
        ("fa", "گفته می‌شود پل ضعیف است."),
        ("ru", "Как сообщается, мост слаб."),
        ("tr", "Köprünün zayıf olduğu iddia ediliyor."),
        ("tr", "Bir yetkili, köprünün zayıf olduğunu söyledi."),
        ("tr", "Edinilen bilgiye göre köprü kapalı."),
        ("ru", "Двое чиновников сообщили, что мост закрыт."),
        ("en", "Bankers say the bridge is weak."),
        ("fr", "Le pont aurait été fermé dans la nuit."),
        ("fr", "Les experts jugent que le pont est faible."),
        ("de", "Der Bürgermeister soll das Geld genommen haben."),
        ("de", "Experten zufolge ist die Brücke schwach."),
        ("es", "Los expertos creen que el puente es débil."),
        ("uk", "За чутками, міст слабкий."),
        ("az", "Deyilənlərə görə körpü zəifdir."),
        ("ar", "قال مسؤول أمني رفض الكشف عن اسمه إن الجسر مغلق."),
        ("ar", "وقال مسؤول حكومي رفيع، طلب عدم الكشف عن هويته، إن الجسر مغلق."),
    ],
)
def test_a_voice_nobody_could_look_up_is_vague(code, text):
    assert [kind for _, kind in _heard(text, code)] == ["vague"]


@pytest.mark.parametrize("told", ["قال لي", "وقال له", "وقالت لها"])
def test_whom_one_speaks_to_is_not_who_speaks(told):
    assert _heard(f'{told}: "لن نعود إلى البيت أبدا".', "ar") == [(None, "pronoun")]


def test_experts_in_a_capital_speak_and_not_the_capital():
    text = "ويخلص التقرير إلى أن خبراء في أنقرة يعتقدون أن الجسر ضعيف."
    assert _heard(text, "ar") == [("التقرير", "work"), ("خبراء في أنقرة", "vague")]


def test_people_of_an_institution_that_is_named_are_named():
    kinds = [
        _heard("Researchers at the University of Hull say the bridge is weak.", "en")[0][1],
        _heard("Researchers say the bridge is weak.", "en")[0][1],
    ]
    assert kinds == ["named", "vague"]


def test_he_goes_back_to_who_spoke_last():
    text = "Mayor Ann Lowe said that the bridge is shut. She added that the museum is open."
    second = mentions_in(text, "en")[1]
    assert (second.kind, second.antecedent.of(text)) == (MentionKind.PRONOUN, "Mayor Ann Lowe")


def test_nobody_spoke_before_a_pronoun_that_comes_first():
    text = "She added that the museum is open."
    assert [m.antecedent for m in mentions_in(text, "en")] == [None]


def test_the_report_goes_back_to_the_report_that_was_named():
    text = "A World Bank report found that trade fell. The report said that ports are idle."
    first, second = mentions_in(text, "en")
    assert (second.kind, second.antecedent) == (MentionKind.WORK, first.voice)


def test_the_speech_a_verb_introduces_is_told():
    text = 'Mayor Ann Lowe said: "We will go home now". It rained.'
    assert [m.quote.of(text) for m in mentions_in(text, "en")] == ['"We will go home now"']


@pytest.mark.parametrize(
    ("voice", "kind"),
    [('<a href="https://a.example/x">Experts</a>', "work"), ("Experts", "vague")],
)
def test_a_voice_whose_words_are_linked_can_be_looked_up(voice, kind):
    page = f"<html><body><p>{voice} say that the bridge is closed for repairs.</p></body></html>"
    (mention,) = article(page, "en", "text/html").mentions
    assert mention.kind == kind
