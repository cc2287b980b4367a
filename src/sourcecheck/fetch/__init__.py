"""Stage 3. Look at an address: url -> Observation, and the exchanges it rests on.

``client.Fetcher`` is the way in, ``loops.run`` the loop to run it on. Beneath: ``target`` reads
an address as browsers do, ``places`` and ``connect`` find out where it is, ``safety`` says
whether we may go there, ``trust`` whom to believe, ``politeness``, ``queue`` and ``robots`` when
to ask, ``manners`` and ``known`` what to say. ``wire`` holds one exchange over a connection of
``pool``, ``heads``, ``http1`` and ``coding`` read what came, ``hops`` says where an answer leads,
``observe`` turns exchanges into an observation. ``transport`` is the one module that knows both
httpx and our values. Nothing is imported before it is asked for.
"""
