"""From an ``Audit`` to a plain structure that a page prints; no markup is decided here.

``view.py`` assembles it, ``words.py`` says it in two languages, the rest compute one part each.
"""
