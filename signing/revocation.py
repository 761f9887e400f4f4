"""Chains and revocation data for a file's certificates: what is lacking is fetched and checked.

What comes from outside is kept only when its own signature leads to the issuer it speaks for (RFC
5280 §6.3, RFC 6960 §3.2) and it is current; whoever checks the file judges it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, ExtensionOID

from signing.errors import NotFetched
from signing.gate import Source

LONGEST = 8  # certificates from a signer to an anchor
AHEAD = timedelta(minutes=10)  # by which the clock of an authority may be ahead of ours
_UNUSABLE = (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound)


@dataclass(frozen=True)
class Used:
    """A certificate that was used at a moment: what is said of it must hold for that moment.

    With `asked_since` what was said before the moment does not do where something newer is to be
    had: of a signer an authority may learn only later that the key was lost.
    """

    certificate: bytes
    at: datetime
    asked_since: bool = False


@dataclass(frozen=True)
class Data:
    """Certificates, OCSP responses and revocation lists, DER."""

    certificates: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    def without(self, other: "Data") -> "Data":
        """What is not in the other."""
        return Data(
            tuple(each for each in self.certificates if each not in other.certificates),
            tuple(each for each in self.ocsps if each not in other.ocsps),
            tuple(each for each in self.crls if each not in other.crls),
        )

    def __bool__(self) -> bool:
        return bool(self.certificates or self.ocsps or self.crls)


def gathered(
    used: Iterable[Used], known: Data, anchors: Sequence[bytes], source: Source, now: datetime
) -> Data:
    """What the check of these certificates needs beside what is known, down from the anchors.

    `anchors` are PEM bundles. Raises NotFetched when an issuer or revocation data is not to be had.
    """
    search = _Search(known, anchors, source, now)
    for each in used:
        certificate = x509.load_der_x509_certificate(each.certificate)
        search.follow(certificate, each.at, anew=each.asked_since)
    return Data(tuple(map(_der, search.chains)), tuple(search.ocsps), tuple(search.crls)).without(
        known
    )


class _Search:
    """One gathering: what was found so far, each thing once and in the order it was needed."""

    def __init__(
        self, known: Data, anchors: Sequence[bytes], source: Source, now: datetime
    ) -> None:
        self.known = known
        self.source = source
        self.now = now
        self.anchors = [each for pem in anchors for each in x509.load_pem_x509_certificates(pem)]
        self.chains: list[x509.Certificate] = []
        self.ocsps: list[bytes] = []
        self.crls: list[bytes] = []

    @cached_property
    def issuers(self) -> list[x509.Certificate]:
        """The certificates at hand."""
        known = [x509.load_der_x509_certificate(each) for each in self.known.certificates]
        return [*self.anchors, *known]

    def follow(
        self, certificate: x509.Certificate, at: datetime, *, anew: bool, depth: int = 0
    ) -> None:
        """Up from a certificate to an anchor, with revocation data for each one below it."""
        if certificate in self.anchors:
            return
        if depth == LONGEST:
            raise NotFetched("The chain of the certificate is too long.")
        if certificate not in self.chains:
            self.chains.append(certificate)
        issuer = self._issuer_of(certificate)
        self._ask_about(certificate, issuer, at, anew=anew, depth=depth)
        self.follow(issuer, at, anew=False, depth=depth + 1)

    def _issuer_of(self, certificate: x509.Certificate) -> x509.Certificate:
        for each in self.issuers:
            if _issued(certificate, each):
                return each
        for url in _access(certificate, AuthorityInformationAccessOID.CA_ISSUERS):
            body = self.source.fetch(url, until=lambda body: _last_day(body))
            for each in _parsed(body):
                if _issued(certificate, each):
                    self.issuers.append(each)
                    return each
        raise NotFetched("The certificate of an issuer is not to be had.")

    def _ask_about(
        self,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        at: datetime,
        *,
        anew: bool,
        depth: int,
    ) -> None:
        """Have revocation data that holds for the moment; nothing where none is published."""
        answers = _access(certificate, AuthorityInformationAccessOID.OCSP)
        lists = _points(certificate)
        if not (answers or lists) or _is_never_asked(certificate):
            return
        if self._is_known(certificate, issuer, at, anew=anew):
            return
        reasons = []
        for url in answers:
            request = ocsp.OCSPRequestBuilder().add_certificate(
                certificate,
                issuer,
                hashes.SHA1(),  # noqa: S303 names the issuer, protects nothing; all responders know it
            )
            try:
                body = self.source.fetch(
                    url,
                    request.build().public_bytes(serialization.Encoding.DER),
                    until=_next_answer,
                    since=at if anew else None,
                )
                responder = self._good_answer(body, certificate, issuer, self.now)
            except NotFetched as error:
                reasons.append(str(error))
                continue
            self._keep(self.ocsps, body)
            if responder != issuer:
                self.follow(responder, at, anew=False, depth=depth + 1)
            return
        for url in lists:
            try:
                body = self.source.fetch(url, until=_next_list, since=at if anew else None)
                self._good_list(body, issuer, self.now)
            except NotFetched as error:
                reasons.append(str(error))
                continue
            self._keep(self.crls, body)
            return
        raise NotFetched(reasons[-1])

    def _is_known(
        self,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        at: datetime,
        *,
        anew: bool,
    ) -> bool:
        """Whether data that holds for the moment is at hand; when asked `anew`, made since."""
        since = at - AHEAD if anew else None
        for body in (*self.ocsps, *self.known.ocsps):
            try:
                self._good_answer(body, certificate, issuer, at, since)
            except NotFetched:
                continue
            return True
        for body in (*self.crls, *self.known.crls):
            try:
                self._good_list(body, issuer, at, since)
            except NotFetched:
                continue
            return True
        return False

    def _good_answer(
        self,
        body: bytes,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        at: datetime,
        since: datetime | None = None,
    ) -> x509.Certificate:
        """The certificate that signed a response which says something of the certificate at `at`.

        It is the issuer or one it named for that (RFC 6960 §4.2.2.2).
        """
        try:
            response = ocsp.load_der_ocsp_response(body)
            if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                raise NotFetched("The OCSP responder refuses to answer.")
            about = next(each for each in response.responses if is_about(each, certificate, issuer))
            if about.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
                raise NotFetched("The OCSP responder does not know the certificate.")
            self._must_hold(about.this_update_utc, about.next_update_utc, at, since)
            return responder_of(response, issuer)
        except (StopIteration, *_UNUSABLE):
            raise NotFetched("The OCSP response is damaged or about another certificate.") from None

    def _good_list(
        self,
        body: bytes,
        issuer: x509.Certificate,
        at: datetime,
        since: datetime | None = None,
    ) -> None:
        try:
            found = x509.load_der_x509_crl(body)
            signed = found.issuer == issuer.subject and found.is_signature_valid(
                issuer.public_key()  # type: ignore[arg-type]
            )
        except _UNUSABLE:
            signed = False
        if not signed:
            raise NotFetched("The revocation list is damaged or of another issuer.")
        self._must_hold(found.last_update_utc, found.next_update_utc, at, since)

    def _must_hold(
        self, made: datetime, until: datetime | None, at: datetime, since: datetime | None
    ) -> None:
        """It is not from the future, not from before `since`, and was still current at `at`."""
        old = since is not None and made < since
        if old or made > self.now + AHEAD or (until is not None and until <= at):
            raise NotFetched("The revocation data is not current.")

    def _keep(self, kept: list[bytes], body: bytes) -> None:
        if body not in kept:
            kept.append(body)


def responder_of(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> x509.Certificate:
    """Who signed a response: the issuer or one it named for that (RFC 6960 §4.2.2.2).

    Raises InvalidSignature when it was neither.
    """
    for each in (issuer, *response.certificates):
        if each != issuer and not (_issued(each, issuer) and _may_answer(each)):
            continue
        try:
            _verify(each, response)
        except _UNUSABLE:
            continue
        return each
    raise InvalidSignature


def _may_answer(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _verify(certificate: x509.Certificate, response: ocsp.OCSPResponse) -> None:
    key, digest = certificate.public_key(), response.signature_hash_algorithm
    if digest is None:
        raise InvalidSignature
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(digest))
    else:
        raise InvalidSignature


def is_about(
    said: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    """Whether serial number and issuer are those asked about (RFC 6960 §4.1.1)."""
    if said.serial_number != certificate.serial_number:
        return False
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, said.hash_algorithm)
    asked = builder.build()
    return (
        said.issuer_key_hash == asked.issuer_key_hash
        and said.issuer_name_hash == asked.issuer_name_hash
    )


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_never_asked(certificate: x509.Certificate) -> bool:
    """A responder of whom the authority says that it need not be asked about (RFC 6960)."""
    return any(
        each.oid == ExtensionOID.OCSP_NO_CHECK for each in certificate.extensions
    ) and _may_answer(certificate)


def _access(certificate: x509.Certificate, method: x509.ObjectIdentifier) -> list[str]:
    """The addresses of one kind that a certificate names (RFC 5280 §4.2.2.1)."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except x509.ExtensionNotFound:
        return []
    return _web(each.access_location for each in found.value if each.access_method == method)


def _points(certificate: x509.Certificate) -> list[str]:
    """Where the lists that may name a certificate are published (RFC 5280 §4.2.1.13)."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints)
    except x509.ExtensionNotFound:
        return []
    return _web(name for point in found.value for name in point.full_name or ())


def _web(names: Iterable[x509.GeneralName]) -> list[str]:
    return [
        each.value
        for each in names
        if isinstance(each, x509.UniformResourceIdentifier)
        and each.value.lower().startswith(("http://", "https://"))
    ]


def _parsed(body: bytes) -> list[x509.Certificate]:
    """Certificates as an authority publishes them: one in DER or PEM, or several in PKCS#7."""
    for read in (
        lambda: [x509.load_der_x509_certificate(body)],
        lambda: x509.load_pem_x509_certificates(body),
        lambda: pkcs7.load_der_pkcs7_certificates(body),
    ):
        try:
            return read()
        except (ValueError, TypeError):
            continue
    return []


def _last_day(body: bytes) -> datetime | None:
    return min((each.not_valid_after_utc for each in _parsed(body)), default=None)


def _next_answer(body: bytes) -> datetime | None:
    try:
        response = ocsp.load_der_ocsp_response(body)
        return min(
            (each.next_update_utc for each in response.responses if each.next_update_utc),
            default=None,
        )
    except ValueError:
        return None


def _next_list(body: bytes) -> datetime | None:
    try:
        return x509.load_der_x509_crl(body).next_update_utc
    except ValueError:
        return None


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
