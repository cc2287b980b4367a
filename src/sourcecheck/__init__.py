"""Find every citation of an article, check what stands behind it, report the pattern.

The public names are few and are imported when first used, so that
``sourcecheck --version`` costs little more than starting Python.
"""

from __future__ import annotations

__version__ = "0.1.0"
