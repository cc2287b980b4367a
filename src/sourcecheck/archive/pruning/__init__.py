"""Removing old captures: what may go (``planning``, pure), and how files are rewritten."""
