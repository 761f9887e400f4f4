"""What was checked of one signature, and what came of each: for the page that verifies a file."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.signatures.signing_words import told
from signing.check import BEYOND_LIMITS, TOO_LARGE

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
LEVELS = {
    "B-B": _("signed; the time of signing rests on the signer's word"),
    "B-T": _("the time of signing is proven"),
    "B-LT": _("the time of signing is proven, and what a later check needs is in the file"),
    "B-LTA": _("proven for many years: the evidence is time-stamped too"),
    "PKCS7": _("a plain signature, below what the European standard asks for"),
}
"""What the level of a signature (ETSI EN 319 142-1) means for whoever relies on it."""
FINDINGS = {
    "HASH_FAILURE": _("The file is no longer as it was signed."),
    "SIG_CRYPTO_FAILURE": _("The signature was not made with the key of this certificate."),
    "FORMAT_FAILURE": _("The file or its signature is not built as the standards ask."),
    "CHANGED_AT_SEALING": _("More than number, date and seal was added when it was sealed."),
    "NO_CERTIFICATE_CHAIN_FOUND": _("No authority trusted here vouches for the signer."),
    "CHAIN_CONSTRAINTS_FAILURE": _("The certificate is not meant for such a signature."),
    "SIG_CONSTRAINTS_FAILURE": _("The signature is too weak or lacks what is asked for."),
    "OUT_OF_BOUNDS_NO_POE": _("The certificate has expired; when it was signed is not proven."),
    "REVOKED_NO_POE": _("The certificate was revoked; when it was signed is not proven."),
    "REVOKED_CA_NO_POE": _("The authority was revoked; when it was signed is not proven."),
    "TRY_LATER": _("Whether the certificate was revoked cannot be asked now. Try later."),
}
"""What a finding of a check (ETSI EN 319 102-1) means for whoever relies on the file."""
NOT_CHECKED = {
    "no_signature": (
        _("The file is not signed at all."),
        _(
            "There is no digital signature in it, so nothing shows who issued it or whether it was "
            "changed. If a signed document was sent to you, ask for that file: a scan, a print or "
            "a copy made by another program carries no signature."
        ),
    ),
    "not_a_pdf": (
        _("The file is not a PDF."),
        _(
            "It is something else, whatever its name ends in. Choose the PDF file itself, as you "
            "received it."
        ),
    ),
    "unreadable": (
        _("The file is damaged or incomplete."),
        _(
            "It cannot be read as a PDF to its end, so nothing can be said about signatures. Get "
            "it anew from whoever sent it; if it opens with a password only, ask for it without."
        ),
    ),
}
"""Files of which nothing is checked, by the code of the problem: a sentence, and what to do."""
UNDECIDED = _("The check could not be brought to an end.")
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


def level_words(level: str) -> Any:
    """What a level means for the reader; the term itself where there are no words for it."""
    return LEVELS.get(level, level)


def finding_words(finding: str) -> Any:
    """What a finding means for the reader."""
    return FINDINGS.get(finding, UNDECIDED)


def not_checked(report: dict[str, Any]) -> tuple[Any, Any] | None:
    """Why a file could not be checked at all, and what to do; None when it was checked."""
    if report["signatures"]:
        return None
    found = (NOT_CHECKED[each["code"]] for each in report["problems"] if _is_about_file(each))
    return next(found, None)


def problem_words(problem: dict[str, Any]) -> Any:
    """A problem for the reader, without the names programs give to faults."""
    if problem["code"] == "unreadable" and _is_about_file(problem):
        return NOT_CHECKED["unreadable"][0]
    return told(problem["text"])


def _is_about_file(problem: dict[str, Any]) -> bool:
    beyond = (TOO_LARGE, *BEYOND_LIMITS.values())
    return problem["code"] in NOT_CHECKED and problem["text"] not in beyond


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
