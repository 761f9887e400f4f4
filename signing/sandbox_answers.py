"""What the sandbox authority answers: revocation lists, OCSP and time-stamps."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp

from signing.cms import TimeStampAnswer, time_stamp_token

if TYPE_CHECKING:
    from signing.sandbox import Sandbox

FRESH = timedelta(days=7)
POLICY = "1.3.6.1.4.1.55555.1.1"  # an arc of nobody: the sandbox's own time-stamp policy
_IMPRINTS = {"sha256": 32, "sha384": 48, "sha512": 64}


def current_crl(sandbox: "Sandbox", name: str, file: Path) -> bytes:
    """The revocation list of one authority (RFC 5280), made anew when half its life is over."""
    now = sandbox.clock()
    if file.exists():
        known = x509.load_der_x509_crl(file.read_bytes())
        if known.last_update_utc <= now < known.last_update_utc + FRESH / 2:
            return file.read_bytes()
    crl = _crl(sandbox, name, now)
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    temporary.write_bytes(crl)
    temporary.replace(file)
    return crl


def _crl(sandbox: "Sandbox", name: str, now: datetime) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(sandbox.certificate(name).subject)
        .last_update(now)
        .next_update(now + FRESH)
        .add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(sandbox.key(name).public_key()),
            critical=False,
        )
    )
    revoked = sandbox.revoked() if name == "issuing" else {}
    for serial, when in revoked.items():
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
        )
    crl = builder.sign(sandbox.key(name), hashes.SHA256())
    return crl.public_bytes(serialization.Encoding.DER)


def answer_ocsp(sandbox: "Sandbox", request: bytes) -> bytes:
    """Good, revoked or unauthorized, signed by the sandbox's responder."""
    asked = ocsp.load_der_ocsp_request(request)
    issuer = sandbox.issuing
    key_hash = x509.SubjectKeyIdentifier.from_public_key(sandbox.key("issuing").public_key()).digest
    if asked.issuer_key_hash != _hashed_key(issuer, asked.hash_algorithm, key_hash):
        refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        return refusal.public_bytes(serialization.Encoding.DER)
    now = sandbox.clock()
    revoked_at = sandbox.revoked().get(asked.serial_number)
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=asked.issuer_name_hash,
        issuer_key_hash=asked.issuer_key_hash,
        serial_number=asked.serial_number,
        algorithm=asked.hash_algorithm,
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD,
        this_update=now,
        next_update=now + FRESH,
        revocation_time=revoked_at,
        revocation_reason=None,
    )
    responder = sandbox.certificate("ocsp")
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder)
    builder = builder.certificates([responder])
    for extension in asked.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            builder = builder.add_extension(extension.value, critical=False)
    response = builder.sign(sandbox.key("ocsp"), hashes.SHA256())
    return response.public_bytes(serialization.Encoding.DER)


def _hashed_key(
    issuer: x509.Certificate, algorithm: hashes.HashAlgorithm, sha1_of_key: bytes
) -> bytes:
    if algorithm.name == "sha1":
        return sha1_of_key
    spki = asn1_x509.Certificate.load(issuer.public_bytes(serialization.Encoding.DER)).public_key
    return hashlib.new(algorithm.name, bytes(spki["public_key"])).digest()


def answer_time_stamp(sandbox: "Sandbox", request: bytes, at: datetime) -> bytes:
    """A granted time-stamp over the imprint asked for, or a rejection that says why."""
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        imprint = asked["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        length = len(imprint["hashed_message"].native)
    except (ValueError, TypeError, KeyError):
        return _rejection("bad_data_format", "The request is not a time-stamp request.")
    if _IMPRINTS.get(algorithm) != length:
        return _rejection("bad_alg", f"Imprints by {algorithm} are not accepted here.")
    token = cms.ContentInfo.load(_token(sandbox, _stamp_content(sandbox, asked, at)))
    status = tsp.PKIStatusInfo({"status": "granted"})
    return bytes(TimeStampAnswer({"status": status, "time_stamp_token": token}).dump())


def _rejection(failure: str, why: str) -> bytes:
    status = {"status": "rejection", "status_string": [why], "fail_info": {failure}}
    return bytes(TimeStampAnswer({"status": tsp.PKIStatusInfo(status)}).dump())


def _stamp_content(sandbox: "Sandbox", asked: tsp.TimeStampReq, at: datetime) -> bytes:
    content = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": asked["message_imprint"],
        "serial_number": secrets.randbits(63),
        "gen_time": at.astimezone(UTC).replace(microsecond=0),
        "tsa": asn1_x509.GeneralName("directory_name", sandbox.tsa_name),
    }
    if asked["nonce"].native is not None:
        content["nonce"] = asked["nonce"].native
    return bytes(tsp.TSTInfo(content).dump())


def _token(sandbox: "Sandbox", content: bytes) -> bytes:
    key = sandbox.key("tsa")
    return time_stamp_token(
        sandbox.tsa_identity,
        content,
        lambda message: key.sign(message, padding.PKCS1v15(), hashes.SHA256()),
    )
