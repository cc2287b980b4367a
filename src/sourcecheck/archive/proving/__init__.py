"""When we held these bytes: digests of closed files, signed with the time (RFC 3161).

``manifests`` writes the digests down, ``authority`` asks for a timestamp of them, ``timestamps``
reads and checks one (``der`` sorts what it is made of), ``proofs`` does it for a whole archive.
"""
