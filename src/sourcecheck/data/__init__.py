"""The only reader of data files: word lists, outlets, tables of rules, templates.

Every list is a file with one checked loader (``load_<name>.py``); a wrong row is a
``DataError`` with file and line, never a silent gap. Stages get the tables as arguments.
"""
