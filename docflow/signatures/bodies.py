"""Who signs and seals one file together, in their order: the fields each has, how far it came."""

from dataclasses import dataclass

from signing.places import Signatory


@dataclass(frozen=True)
class Bodies:
    """The bodies of a document after the one in charge, and how many of all have signed, sealed."""

    further: tuple[tuple[str, str], ...] = ()
    """Name of the leader, and lines of the title, of each."""
    signed: int = 0
    sealed: int = 0

    @property
    def leaders(self) -> tuple[Signatory, ...]:
        """The leaders after the first, each with a field of their own."""
        return tuple(
            Signatory(name, title, field=f"Leader{place}")
            for place, (name, title) in enumerate(self.further, 2)
        )

    @property
    def seals(self) -> tuple[str, ...]:
        """The fields of all seals."""
        return ("Seal", *(f"Seal{place}" for place in range(2, len(self.further) + 2)))

    def after_leader(self) -> tuple[str, ...]:
        """The parts that are still empty once the leader whose turn it is has signed."""
        return ("Leader", "Seal") if self.signed < len(self.further) else ("Seal",)

    def after_seal(self) -> tuple[str, ...]:
        """The parts that are still empty once the body whose turn it is has sealed."""
        return ("Seal",) if self.sealed < len(self.further) else ()


ALONE = Bodies()
