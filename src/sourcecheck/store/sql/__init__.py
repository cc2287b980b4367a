"""The store in SQL: one module for each kind of thing that is remembered.

Every function takes a ``Connection`` and knows no database by name.
"""
