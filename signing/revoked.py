"""What all revocation data at hand says of a chain, not only what speaks well of it.

One good answer is enough to be trusted, and a file may keep one that was made before the key was
lost. So every list and answer that an issuer really signed is heard: a revocation in any of them
stands (RFC 5280 §5.3.1: only a hold can be lifted, by a later word of the same issuer).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import ocsp

from signing.revocation import is_about, responder_of

_UNUSABLE = (ValueError, TypeError, InvalidSignature)


class _Word(NamedTuple):
    """What an issuer said when of one certificate: since when it is revoked, and for good."""

    made: datetime
    revoked: datetime | None
    for_good: bool


def revoked_at(
    chain: Sequence[bytes], crls: Sequence[bytes], ocsps: Sequence[bytes]
) -> dict[bytes, datetime]:
    """Since when certificates of a chain are revoked, by what their issuers signed.

    `chain` leads from the anchor down, all DER. Data that cannot be read or that nobody entitled
    signed says nothing.
    """
    found = {}
    for above, below in pairwise(chain):
        issuer, certificate = map(x509.load_der_x509_certificate, (above, below))
        words = [*_in_lists(certificate, issuer, crls), *_in_answers(certificate, issuer, ocsps)]
        since = [word.revoked for word in words if word.revoked and word.for_good]
        newest = max(words, key=lambda word: word.made, default=None)
        if newest and newest.revoked:
            since.append(newest.revoked)
        if since:
            found[below] = min(since)
    return found


def _in_lists(
    certificate: x509.Certificate, issuer: x509.Certificate, crls: Sequence[bytes]
) -> Iterator[_Word]:
    for body in crls:
        try:
            found = x509.load_der_x509_crl(body)
            if found.issuer != issuer.subject:
                continue
            entry = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if not found.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
                continue
            since = entry.revocation_date_utc if entry else None
            yield _Word(found.last_update_utc, since, not (entry and _is_hold(entry)))
        except _UNUSABLE:
            continue


def _is_hold(entry: x509.RevokedCertificate) -> bool:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return False
    return reason in (x509.ReasonFlags.certificate_hold, x509.ReasonFlags.remove_from_crl)


def _in_answers(
    certificate: x509.Certificate, issuer: x509.Certificate, ocsps: Sequence[bytes]
) -> Iterator[_Word]:
    for body in ocsps:
        try:
            response = ocsp.load_der_ocsp_response(body)
            said = [each for each in response.responses if is_about(each, certificate, issuer)]
            if said:
                responder_of(response, issuer)
            for each in said:
                hold = each.revocation_reason is x509.ReasonFlags.certificate_hold
                yield _Word(each.this_update_utc, each.revocation_time_utc, not hold)
        except _UNUSABLE:
            continue
