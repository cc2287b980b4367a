"""Captures as one file that stands alone: WACZ 1.1.1, or WARC.

``choosing`` picks the captures, ``copying`` takes their records byte for byte, ``packing`` is
the zip file, ``exporting`` puts them together, ``signing`` signs and checks a signature.
Checking a WACZ is ``archive.verifying``.
"""
