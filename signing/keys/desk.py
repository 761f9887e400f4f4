"""Keys at a person's own desk: asked from the page they look at; here lies the public half alone.

What signs is the program `signing.desk` on the person's machine. An attacker with database, disk
and the signing process of the server takes no key and no PIN away, for neither comes there.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """The certificate (PEM) of a key at a desk, and those that were given with it."""

    certificate: bytes
    chain: tuple[bytes, ...] = ()
