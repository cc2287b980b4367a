import pytest

from sourcecheck.text.scripts import is_rtl, main_script

TEXTS = [
    ("البيان Press الصحفي", "Arab", True),
    ("گزارش ۱۴۰۴", "Arab", True),
    ("по данным ТАСС", "Cyrl", False),
    ("bakanlığın açıklaması", "Latn", False),
    ("לפי הדיווח", "Hebr", True),
    ("日本の新聞によると", "Kana", False),
    ("参考资料", "Hani", False),
    ("123 — !", "", False),
]


@pytest.mark.parametrize(("text", "script", "rtl"), TEXTS)
def test_the_script_with_the_most_letters_decides(text, script, rtl):
    assert (main_script(text), is_rtl(text)) == (script, rtl)
