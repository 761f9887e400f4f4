"""What was checked of one signature, and what came of each: for the page that verifies a file."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.signatures.signing_words import told
from signing.check import BEYOND_LIMITS, TOO_LARGE

QUESTIONS = {
    "unchanged": _("Unchanged since it was signed"),
    "certificate": _("Certificate by an authority trusted here, valid when signed"),
    "revocation": _("Certificate not revoked"),
    "time": _("Time proven by a time-stamping authority"),
}
LEVELS = {
    "B-B": _("signed; the time of signing rests on the signer's word"),
    "B-T": _("the time of signing is proven"),
    "B-LT": _("the time of signing is proven, and what a later check needs is in the file"),
    "B-LTA": _("proven for many years: the evidence is time-stamped too"),
    "PKCS7": _("a plain signature, below what the European standard asks for"),
}
"""What the level of a signature (ETSI EN 319 142-1) means for whoever relies on it."""
FINDINGS = {
    "HASH_FAILURE": (
        _("The file is no longer as it was signed."),
        _("Do not rely on it. Ask the sender for the original file."),
    ),
    "SIG_CRYPTO_FAILURE": (
        _("The signature was not made with the key of this certificate."),
        _("Do not rely on it. Ask the sender for the original file."),
    ),
    "FORMAT_FAILURE": (
        _("The file or its signature is not built as the standards ask."),
        _("Ask the sender for the file anew, straight from the system that signed it."),
    ),
    "CHANGED_AT_SEALING": (
        _("Something was added or changed between this signature and a later one."),
        _(
            "Look at the pictures below. If there is only number, date, seal or stamp, as some "
            "systems add them, you may accept the file; if anything else changed, ask the sender."
        ),
    ),
    "NO_SIGNING_CERTIFICATE_FOUND": (
        _("The signature does not hold the certificate that it names."),
        _("The program that signed it made a mistake. Ask the sender to sign it anew."),
    ),
    "NO_CERTIFICATE_CHAIN_FOUND": (
        _("No authority trusted here vouches for the signer."),
        _(
            "If it is an authority that the state recognises, have the administrator add its root "
            "certificate; else ask for a document signed with an official certificate."
        ),
    ),
    "NO_CERTIFICATE_CHAIN_FOUND_NO_POE": (
        _("The authority is not trusted here for the time at which it is proven to be signed."),
        _("Ask the sender for a copy time-stamped while it was, or to sign it anew."),
    ),
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": (
        _("The chain of certificates breaks a rule."),
        _("Ask the sender which authority issued the certificate, and the administrator for help."),
    ),
    "CHAIN_CONSTRAINTS_FAILURE": (
        _("The certificate is not meant for such a signature."),
        _("Ask the sender to sign it anew with a certificate for signing documents."),
    ),
    "SIG_CONSTRAINTS_FAILURE": (
        _("The signature is too weak or lacks what is asked for."),
        _("Ask the sender to sign it anew with a program that is up to date."),
    ),
    "CRYPTO_CONSTRAINTS_FAILURE": (
        _("The signature is too weak or lacks what is asked for."),
        _("Ask the sender to sign it anew with a program that is up to date."),
    ),
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": (
        _("The signature is too weak today; when it was signed is not proven."),
        _("Ask the sender for a copy with a time-stamp, or to sign it anew."),
    ),
    "OUT_OF_BOUNDS_NO_POE": (
        _("The certificate has expired; when it was signed is not proven."),
        _("Ask the sender for a copy with a time-stamp, or to sign it anew."),
    ),
    "NOT_YET_VALID": (
        _("It was signed before the certificate became valid."),
        _("Do not rely on it. Ask the sender to sign it anew."),
    ),
    "REVOKED": (
        _("The certificate was revoked before it was used."),
        _("Do not rely on it. Ask the sender to sign it anew."),
    ),
    "REVOKED_NO_POE": (
        _("The certificate was revoked; when it was signed is not proven."),
        _("Ask the sender whether it was signed before that, and to sign it anew."),
    ),
    "REVOKED_CA_NO_POE": (
        _("The authority was revoked; when it was signed is not proven."),
        _("Ask the sender whether it was signed before that, and to sign it anew."),
    ),
    "TRY_LATER": (
        _("Whether the certificate was revoked cannot be asked now."),
        _("Check the file again later: it may only be that the authority does not answer."),
    ),
}
"""What a finding of a check (ETSI EN 319 102-1) means for the reader, and what to do about it."""
UNASKED = {
    "unchanged": _("The signature is not of a form that can prove this."),
    "certificate": _("Not asked, for what stands above is not in order."),
    "revocation": _("Not asked, for what stands above is not in order."),
    "time": _(
        "There is no time-stamp that is trusted here; the signer's own clock proves nothing."
    ),
}
"""Why a question was not put to a signature."""
UNPUBLISHED = _("The certificate does not say where revocation is told of; ask its authority.")
TECHNICAL = "changed after signing: "
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
ASK = _("Ask the administrator to look at the report.")
WORDS = {
    "good": _("yes"),
    "failed": _("no"),
    "undecided": _("not decided"),
    "not_checked": _("not checked"),
}


@dataclass(frozen=True)
class Aspect:
    """One question to a signature: its answer's code, and why it was not asked."""

    question: Any
    code: str
    why: Any = ""

    @property
    def answer(self) -> Any:
        """Yes, no, not decided or not checked."""
        return WORDS[self.code]


def level_words(level: str) -> Any:
    """What a level means for the reader; the term itself where there are no words for it."""
    return LEVELS.get(level, level)


def finding_words(finding: str) -> Any:
    """What a finding means for the reader."""
    return FINDINGS.get(finding, (UNDECIDED, ASK))[0]


def advice(finding: str) -> Any:
    """What the reader should do about a finding."""
    return FINDINGS.get(finding, (UNDECIDED, ASK))[1]


def changes_for_reader(signature: dict[str, Any]) -> list[str]:
    """The changes after a signature without those that only a program can read."""
    return [each for each in signature["changes"] if not each.startswith(TECHNICAL)]


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
    """The questions of EN 319 102-1 in their order, with why one was not asked."""
    checks = signature["checks"]
    found = []
    for name, question in QUESTIONS.items():
        why = UNASKED[name] if checks[name] == "not_checked" else ""
        if name == "revocation" and why and checks["certificate"] == "good":
            why = UNPUBLISHED
        found.append(Aspect(question, checks[name], why))
    return found
