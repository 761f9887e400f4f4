"""docflow-desk: a small program on a person's own machine that signs with the key lying there.

It listens on the loopback alone, speaks to the pages of one Docflow, shows what is to be signed,
and asks for the PIN itself: no page and no server ever sees it.
"""
