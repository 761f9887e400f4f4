"""What was checked of one signature, and what came of each: for the page that verifies a file."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

BYTES = {"HASH_FAILURE", "SIG_CRYPTO_FAILURE", "FORMAT_FAILURE", "CHANGED_AT_SEALING"}
CERTIFICATE = {
    "NO_CERTIFICATE_CHAIN_FOUND",
    "CHAIN_CONSTRAINTS_FAILURE",
    "SIG_CONSTRAINTS_FAILURE",
    "OUT_OF_BOUNDS_NO_POE",
}
REVOCATION = {"REVOKED_NO_POE", "REVOKED_CA_NO_POE", "TRY_LATER"}
QUESTIONS = (
    (_("Unchanged since it was signed"), BYTES),
    (_("Certificate by an authority trusted here, valid when signed"), CERTIFICATE),
    (_("Certificate not revoked"), REVOCATION),
)
WORDS = {"good": _("yes"), "failed": _("no"), "undecided": _("not decided")}


@dataclass(frozen=True)
class Aspect:
    """One question to a signature: its answer's code, and the answer in a word."""

    question: Any
    code: str

    @property
    def answer(self) -> Any:
        """Yes, no, or not decided."""
        return WORDS[self.code]


def aspects(signature: dict[str, Any]) -> list[Aspect]:
    """The questions of EN 319 102-1 in their order; past the one that fails none is decided."""
    passed = signature["indication"] == "TOTAL_PASSED"
    at = signature["sub_indication"] or ""
    failing = next((place for place, (_q, codes) in enumerate(QUESTIONS) if at in codes), 0)
    worst = "failed" if signature["indication"] == "TOTAL_FAILED" else "undecided"
    codes = [
        "good" if passed or place < failing else worst if place == failing else "undecided"
        for place in range(len(QUESTIONS))
    ]
    found = [Aspect(question, code) for (question, _c), code in zip(QUESTIONS, codes, strict=True)]
    stamped = "good" if signature["time_stamp"] else "undecided"
    return [*found, Aspect(_("Time proven by a time-stamping authority"), stamped)]
