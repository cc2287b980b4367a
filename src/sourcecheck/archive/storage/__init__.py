"""Where closed archive files lie besides the archive's own folder: another folder, or S3.

``base`` says what a storage can be asked, ``local`` and ``s3`` are the two there are, ``opening``
chooses by the place that is named. ``shelves`` reads WARC files by range, ``shipping`` copies
closed files there and checks them, ``places`` writes down beside each file where it lies.
"""
