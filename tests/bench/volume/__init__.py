"""A generator of volume: fills an installation with what the real actions write, much faster.

Every life (a draft that is returned, an exchange with its statuses, a paper arrival) is played as
the actions play it, in the order of its moments, and only the writing is other: rows go to the
tables in bulk. `tests/bench/test_volume.py` proves the shape against the real actions, life by
life, and that `reconcile` and `verify_audit` find nothing.
"""
