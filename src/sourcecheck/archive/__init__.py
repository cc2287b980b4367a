"""Stage 4. Exchange -> Capture: keep every answer byte for byte, and read it back.

``warc`` writes and recovers the files, ``reading`` opens them at a place, ``index`` says what
lies where (pure), ``replay`` serves an audit from them without a network.
"""
