"""The grammar of addresses: find them in prose, mend them, tell what they identify.

Pure functions. ``find`` reads text, ``repair`` mends one printed address, ``parts`` takes it
apart, ``canonical`` gives its identity, ``wrappers`` sees through archives and redirectors,
``suffix`` knows who may register a name, ``identifiers`` knows DOI, ISBN and the like.
"""
