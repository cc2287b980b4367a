"""Strict verification of WARC files, archive folders and WACZ: what is wrong is data.

========================  =============================================================
``verify.verify``         a WARC file, a folder, a WACZ: everything that can be checked
``faults``                the answer: counts, faults with their place, notes
``members``, ``heads``    gzip members at their places, record heads by the letter
``contents``              digests, HTTP heads, payloads of one record
``exchanges``             records that belong together, our metadata against its answer
``sets``                  ids, joins and revisits over all files
``folders``               the chain of hashes, the index against the files
``zips``, ``packages``    the zip structure of a WACZ, its lists, index lines and pages
========================  =============================================================
"""
