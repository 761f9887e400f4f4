"""Start-up check: can we write, read and delete?"""

import os
from io import BytesIO

from storage import blobs
from storage.errors import StoreError


def problems() -> list[str]:
    """What is wrong with the store in use, in plain sentences; an empty list when nothing is.

    Puts a small random blob, reads it back, removes it, and looks whether it is gone.
    """
    probe = os.urandom(64)
    try:
        stored = blobs.put(BytesIO(probe))
        read = blobs.get(stored.digest)
        removed = blobs.remove(stored.digest)
        left = blobs.exists(stored.digest)
    except StoreError as error:
        return [str(error)]
    found = []
    if read != probe:
        found.append("The store gave back other bytes than were put there.")
    if not removed or left:
        found.append("The store says a blob was removed, and still has it.")
    return found
