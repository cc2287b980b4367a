"""Stage 3. Look at an address: url -> Observation, and the exchanges it rests on.

``client.Fetcher`` is the way in. Beneath it: ``target`` reads an address as browsers do,
``safety`` says where we may connect, ``politeness`` when, ``wire`` holds one exchange over a
connection of its own, ``http1`` and ``coding`` read what came, ``hops`` says where an answer
leads, ``observe`` turns exchanges into an observation. ``transport`` is the one module that
knows both httpx and our values. Nothing is imported before it is asked for.
"""
