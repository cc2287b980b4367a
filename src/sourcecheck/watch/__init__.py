"""Again, over weeks: when to look (``schedule``), what is news (``changes``), a pass (``run``)."""
