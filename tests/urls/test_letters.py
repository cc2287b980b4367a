"""Addresses in the letters of their readers."""

from __future__ import annotations

import pytest

from sourcecheck.urls.letters import in_letters


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/page", "https://a.example/page"),
        ("https://a.example/%D8%AE%D8%A8%D8%B1/%D9%A1", "https://a.example/خبر/١"),
        ("https://a.example/%d8%ae%d8%a8%d8%b1", "https://a.example/خبر"),
        ("https://xn--mgbh0fb.example/x", "https://مثال.example/x"),
        ("https://xn--mgbh0fb.example:8080/?q=%C4%B1", "https://مثال.example:8080/?q=ı"),
        ("https://a.example/%D9%85%DB%8C%E2%80%8C%D8%B4%D9%88%D8%AF", "https://a.example/می\u200cشود"),
    ],
)  # fmt: skip
def test_escaped_letters_are_written_out(url, expected):
    assert in_letters(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/%25D8%20%2F%3F%23",  # signs that would be another address
        "https://a.example/%F1%F2%F0",  # windows-1251
        "https://a.example/%C2%A0%E2%80%83",  # spaces
        "https://a.example/%E2%80%AE%D8%AE",  # would turn the line
        "https://a.example/%1B%5B31m%C2%9B",  # would steer the terminal
        "https://xn--/",
        "https://xn--a.example/",
        "https://xn--mgbh0fb@xn--99999999.example/",
    ],
)
def test_what_is_no_letter_stays_escaped(url):
    assert in_letters(url) == url
