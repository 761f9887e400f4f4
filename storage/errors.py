"""How the store says no."""


class StoreError(Exception):
    """Whatever the store could not do."""


class BlobMissing(StoreError):
    """No blob lies behind this digest."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"No blob is stored under sha256 {digest}.")
        self.digest = digest


class BlobDamaged(StoreError):
    """The bytes behind this digest are not the bytes that were put there."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"The blob stored under sha256 {digest} is damaged: its bytes no longer match."
        )
        self.digest = digest


class StoreUnavailable(StoreError):
    """The store cannot be reached, refuses, or has no room; nothing was acknowledged."""
