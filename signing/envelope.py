"""The parts of a CMS that no signature covers: they must be as the standard wants them.

Versions, algorithm lists, embedded certificates and what fills the room behind the value can be
changed without breaking a signature. A file in which they were is not the file that was signed.
"""

from collections.abc import Iterable, Sequence

from asn1crypto import cms, core, parser
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

_HEX_LETTERS = frozenset(b"abcdefABCDEF")


def oddity(signed: cms.SignedData, anchors: Iterable[bytes], beside: Iterable[bytes] = ()) -> str:
    """What is not as RFC 5652 §5 wants it, or a certificate that was altered; empty when fine.

    `anchors` are DER certificates taken as they are; `beside` those of the file's other signatures.
    """
    tokens = [signed, *_time_stamps(signed)]
    embedded = [each.chosen.dump() for token in tokens for each in token["certificates"]]
    signers = {each for token in tokens for each in _of_signers(token)}
    altered = _altered(embedded, set(anchors), beside, signers)
    return next(filter(None, map(_of_one, tokens)), "") or altered


def spelling(written: bytes, value: bytes, *, ours: bool) -> str:
    """What is wrong with a value as written: its digits, or what fills the room behind it.

    Others write the digits above nine in small or capital letters; we write `ours` in capitals.
    """
    letters = bytes(letter for letter in written if letter in _HEX_LETTERS)
    if letters not in ((letters.upper(),) if ours else (letters.lower(), letters.upper())):
        return "The signature value is not spelt as it was written."
    if value[parser.peek(value) :].strip(b"\0"):
        return "Other data fills the room behind the signature value."
    return ""


def _of_one(signed: cms.SignedData) -> str:
    signers = signed["signer_infos"]
    if len(signers) != 1:
        return "The CMS does not hold exactly one signature."
    signer = signers[0]
    named_by_key = signer["sid"].name == "subject_key_identifier"
    if signer["version"].native != ("v3" if named_by_key else "v1"):
        return "The signature's version does not fit its form."
    if not (named_by_key or _is_named_as_certified(signer["sid"].chosen, signed["certificates"])):
        return "The signature spells its signer's issuer otherwise than the certificate does."
    plain = signed["encap_content_info"]["content_type"].native == "data"
    if signed["version"].native not in (("v1", "v3") if plain else ("v3",)):
        return "The CMS's version does not fit its content."
    used = signer["digest_algorithm"]["algorithm"].native
    if used not in [each["algorithm"].native for each in signed["digest_algorithms"]]:
        return "The CMS does not list the digest algorithm it uses."
    if any("." in each["type"].native for each in _unsigned(signer)):
        return "The signature carries an attribute of an unknown kind that it does not cover."
    return ""


def _is_named_as_certified(
    named: cms.IssuerAndSerialNumber, certificates: cms.CertificateSet
) -> bool:
    """Whether the issuer stands there byte for byte as in the certificate of that number.

    Names are the same in small and capital letters (RFC 5280 §7.1), and no signature covers these.
    """
    alike = [
        each.chosen.issuer.dump()
        for each in certificates
        if each.chosen.serial_number == named["serial_number"].native
        and each.chosen.issuer == named["issuer"]
    ]
    return not alike or named["issuer"].dump() in alike


def _unsigned(signer: cms.SignerInfo) -> Sequence[cms.CMSAttribute]:
    attributes = signer["unsigned_attrs"]
    return [] if isinstance(attributes, core.Void) else attributes


def _time_stamps(signed: cms.SignedData) -> list[cms.SignedData]:
    found = []
    for signer in signed["signer_infos"]:
        for each in _unsigned(signer):
            if each["type"].native == "signature_time_stamp_token":
                found += [value["content"] for value in each["values"]]
    return found


def _of_signers(signed: cms.SignedData) -> set[bytes]:
    """The certificates that the signer identifiers name (RFC 5652 §5.3)."""
    named = [signer["sid"].chosen.native for signer in signed["signer_infos"]]
    certificates = [each.chosen for each in signed["certificates"]]
    return {
        each.dump()
        for each in certificates
        if each.key_identifier in named
        or {"issuer": each.issuer.native, "serial_number": each.serial_number} in named
    }


def _altered(
    embedded: Sequence[bytes], anchors: set[bytes], beside: Iterable[bytes], signers: set[bytes]
) -> str:
    """Whether a certificate carries no valid signature of the one that issued it.

    A signer's own may come without its issuer: it then leads to no anchor, and proves nothing.
    """
    pool = [x509.load_der_x509_certificate(der) for der in {*embedded, *anchors, *beside}]
    for der in set(embedded) - anchors:
        certificate = x509.load_der_x509_certificate(der)
        issuers = [each for each in pool if each.subject == certificate.issuer]
        if any(_issued(certificate, issuer) for issuer in issuers):
            continue
        if not issuers and der in signers:
            continue
        if not issuers and any(_issued(each, certificate) for each in pool):
            twins = [each for each in pool if each.public_key() == certificate.public_key()]
            if len(twins) == 1:
                continue  # the top of a chain whose anchor is further down
        return "A certificate inside the signature was altered or belongs to no chain."
    return ""


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
