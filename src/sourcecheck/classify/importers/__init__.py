"""Lists of others become claims: records of a file -> facts -> rows of the gazetteer. Pure.

``tables`` reads lists of rows (CSV, TSV, JSON records), ``statements`` reads what a SPARQL
endpoint answers, ``placing`` finds the outlet each fact belongs to, ``checking`` says what is
wrong with lists. A fact keeps the line it came from; what cannot be used is a ``Refused`` with
the line and the reason, never an exception and never silence.
"""
