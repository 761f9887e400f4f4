"""Whether what was measured is valid: by our check, by pyHanko, poppler and openssl."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from signing.check import Registered, check
from tests.bench.bureau import Bureau
from tests.signing import judges


@dataclass(frozen=True)
class Proven:
    """How many signatures there are, and what four programs say of them."""

    signatures: int
    ours: str
    pyhanko: int
    poppler: int
    openssl: int

    @property
    def holds(self) -> bool:
        """Whether all four agree that every signature is valid."""
        others = {self.pyhanko, self.poppler, self.openssl}
        return self.ours == "TOTAL_PASSED" and others == {self.signatures} != {0}


def prove(bureau: Bureau, path: Path) -> Proven:
    """Ask all four."""
    registered = Registered(_digest(path), waiting_for=("Seal",))
    anchors, crls = [bureau.sandbox.root_pem], bureau.sandbox.crls()
    ours = check(path, anchors=anchors, crls=crls, registered=registered)
    return Proven(
        judges.signatures_in(path),
        str(ours.indication),
        judges.pyhanko_passes(path, bureau.sandbox, crls),
        judges.poppler_passes(path),
        judges.openssl_passes(path, bureau.sandbox),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
