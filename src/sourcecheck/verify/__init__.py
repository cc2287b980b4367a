"""Stage 6. History -> Verdict; page -> Findings: what state a link is in, and why.

``page`` reads what a page says of itself, ``linkstate`` decides (and nothing else does),
``network`` tells our own trouble from theirs, ``findings`` says what is worth telling.
"""
