"""Which questions were put to a signature, and what came of each (ETSI EN 319 102-1 §5.1.3)."""

from collections.abc import Sequence

from signing.changes import Finding
from signing.report import Checks, Indication, Outcome

ENDING = frozenset({"byte_range", "weak", "weak_algorithm", "cms_changed"})
"""Findings after which nothing else is asked: the signature itself is not what it should be."""
VALUE = frozenset({"HASH_FAILURE", "SIG_CRYPTO_FAILURE", "NO_SIGNING_CERTIFICATE_FOUND"})
CERTIFICATE = frozenset(
    {
        "NO_SIGNING_CERTIFICATE_FOUND",
        "NO_CERTIFICATE_CHAIN_FOUND",
        "NO_CERTIFICATE_CHAIN_FOUND_NO_POE",
        "CERTIFICATE_CHAIN_GENERAL_FAILURE",
        "CHAIN_CONSTRAINTS_FAILURE",
        "CRYPTO_CONSTRAINTS_FAILURE",
        "OUT_OF_BOUNDS_NO_POE",
        "NOT_YET_VALID",
    }
)
REVOCATION = frozenset({"REVOKED", "REVOKED_NO_POE", "REVOKED_CA_NO_POE", "TRY_LATER"})


def checks_of(found: Sequence[Finding], *, timed: bool, published: bool) -> Checks:
    """The questions in their order; one that fails leaves those that rest on it unasked.

    `timed`: an authority proved the time; `published`: the certificate says where revocation is
    told of.
    """
    against = [each for each in found if each.indication is not Indication.PASSED]
    names = {str(each.sub_indication) for each in against}
    ended = bool(names & VALUE) or any(each.code in ENDING for each in against)
    certificate = _outcome(against, CERTIFICATE, asked=not ended)
    sound = certificate is Outcome.GOOD
    return Checks(
        unchanged=_outcome(against, names - CERTIFICATE - REVOCATION, asked=not ended),
        certificate=certificate,
        revocation=_outcome(against, REVOCATION, asked=sound and published),
        time=Outcome.GOOD if timed else Outcome.NOT_CHECKED,
    )


def _outcome(
    against: Sequence[Finding], names: frozenset[str] | set[str], *, asked: bool
) -> Outcome:
    worst = {each.indication for each in against if each.sub_indication in names}
    if Indication.FAILED in worst:
        return Outcome.FAILED
    if worst:
        return Outcome.UNDECIDED
    return Outcome.GOOD if asked else Outcome.NOT_CHECKED
