"""Stage 4. Exchange -> Capture: keep every answer byte for byte, and read it back.

``warc`` writes and recovers the files, ``segments`` says which one is written to, ``seals`` binds
the closed ones in a chain. ``reading`` opens them at a place, ``foreign`` reads any file whole,
``index`` says what lies where (pure), ``rebuilding`` makes it anew from the files alone.
``audits`` keeps articles and audits beside the pages they cite, ``replay`` serves them all
without a network.

What goes out and comes in has folders of its own: ``wacz`` exports, ``verifying`` checks
strictly, ``importing`` takes in what others captured, ``storage`` ships closed files to another
place, ``pruning`` removes old captures, ``proving`` has digests signed with the time, and
``mementos`` asks archives elsewhere (pure).
"""
