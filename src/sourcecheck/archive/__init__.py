"""Stage 4. Exchange -> Capture: keep every answer byte for byte, and read it back.

``warc`` writes and recovers the files, ``segments`` says which one is written to, ``seals`` binds
the closed ones in a chain. ``reading`` opens them at a place, ``foreign`` reads any file whole,
``index`` says what lies where (pure), ``rebuilding`` makes it anew from the files alone.
``replay`` serves an audit from them without a network.
"""
