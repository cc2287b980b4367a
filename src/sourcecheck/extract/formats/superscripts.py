"""Digits written as superscript: they stay signs, and no part of the word before them."""

from __future__ import annotations

import re

RAISED = re.compile(r"[0-9٠-٩۰-۹]{1,4}(?:\s*[,،–-]\s*[0-9٠-٩۰-۹]{1,4})*")
"""What is a mark when it is raised: one number, several, or a range."""

SUPERSCRIPTS = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 3)
