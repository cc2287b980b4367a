"""Stage 7. Remember: what every stage made, when it is made, and what was seen of each link.

``base.py`` is the seam, ``memory.py`` the in-memory twin, ``sqlite.py`` the default. The SQL
of ``sql/`` runs unchanged on SQLite and PostgreSQL; only the connection under it differs.
Nothing is imported here, so that asking for the seam does not load a database.
"""
