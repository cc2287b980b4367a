"""Many jobs: run them here, or one day elsewhere. Knows neither the schedule nor a database.

``base.py`` is the seam, ``local.py`` runs jobs in this process.
"""
