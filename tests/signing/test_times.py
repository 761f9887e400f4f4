"""When a certificate ends, is revoked or cannot be asked about: ETSI EN 319 102-1, row by row."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper

from signing import sandbox as authority
from signing import sandbox_answers
from signing.levels import time_stamp
from signing.report import Indication, Level
from signing.revoked import revoked_at
from signing.timestamps import SandboxTimeStamper
from tests.signing.desk import Desk

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def own_desk(tmp_path_factory):
    return Desk(
        authority.create(tmp_path_factory.mktemp("authority")), tmp_path_factory.mktemp("own")
    )


@pytest.fixture(scope="module")
def prepared(own_desk, report):
    return own_desk.prepare(report)[0]


def found(verdict):
    first = verdict.signatures[0]
    return first.indication, first.sub_indication


def stamper_at(desk, when):
    return SandboxTimeStamper(desk.sandbox, clock=lambda: when)


def test_a_foreign_anchor_is_no_chain(own_desk, prepared, sandbox):
    signed = own_desk.lead(prepared)

    verdict = own_desk.check(signed, anchors=[sandbox.root_pem])

    assert found(verdict) == (Indication.UNKNOWN, "NO_CERTIFICATE_CHAIN_FOUND")
    assert verdict.signatures[0].level is Level.B
    assert verdict.signatures[0].time_stamp is None


def test_without_revocation_data_try_later(own_desk, prepared):
    verdict = own_desk.check(own_desk.lead(prepared), crls=[])

    assert found(verdict) == (Indication.UNKNOWN, "TRY_LATER")


def test_stale_revocation_data_is_none(own_desk, prepared):
    signed = own_desk.lead(prepared)

    verdict = own_desk.check(signed, at=NOW + 30 * DAY)

    assert found(verdict) == (Indication.UNKNOWN, "TRY_LATER")


def test_an_end_certificate_can_be_the_anchor(own_desk, prepared):
    signed = own_desk.lead(prepared)

    verdict = own_desk.check(signed, anchors=[own_desk.leader.certificate], crls=[])

    assert found(verdict) == (Indication.PASSED, None)


def test_anchors_may_come_as_one_bundle(own_desk, prepared, sandbox):
    bundle = sandbox.root_pem + own_desk.sandbox.root_pem

    verdict = own_desk.check(own_desk.lead(prepared), anchors=[bundle])

    assert found(verdict) == (Indication.PASSED, None)


@pytest.mark.parametrize(
    ("revoked", "stamped", "expected"),
    [
        (NOW - 2 * DAY, NOW - 5 * DAY, (Indication.PASSED, None)),
        (NOW - 8 * DAY, NOW - 5 * DAY, (Indication.FAILED, "REVOKED")),
        (NOW - 2 * DAY, None, (Indication.UNKNOWN, "REVOKED_NO_POE")),
    ],
)
def test_revocation_counts_from_the_proven_time(own_desk, prepared, revoked, stamped, expected):
    key = own_desk.new_key("Nguyễn Văn An")
    stamper = stamper_at(own_desk, stamped) if stamped else None
    signed = own_desk.lead(prepared, key=key, stamper=stamper, at=stamped or NOW - 5 * DAY)
    own_desk.sandbox.revoke(key.certificate, revoked)

    assert found(own_desk.check(signed)) == expected


@pytest.mark.parametrize(
    ("stamped", "expected"),
    [
        (NOW - 5 * DAY, (Indication.PASSED, None)),
        (NOW - 1 * DAY, (Indication.FAILED, "REVOKED")),
        (None, (Indication.UNKNOWN, "REVOKED_NO_POE")),
    ],
)
def test_a_good_answer_kept_from_before_undoes_no_revocation(own_desk, prepared, stamped, expected):
    key = own_desk.new_key("Nguyễn Văn An")
    stamper = stamper_at(own_desk, stamped) if stamped else None
    signed = own_desk.lead(prepared, key=key, stamper=stamper)
    kept = good_answer(own_desk.sandbox, key.certificate)
    assert found(own_desk.check(signed, ocsps=[kept])) == (Indication.PASSED, None)
    own_desk.sandbox.revoke(key.certificate, NOW - 2 * DAY)

    assert found(own_desk.check(signed, ocsps=[kept])) == expected


def test_an_authority_may_lift_a_hold_and_nothing_else(own_desk):
    key, pem = own_desk.sandbox.issue("Nguyễn Văn An", "UBND xã An Phú")
    certificate = x509.load_pem_x509_certificate(pem)
    chain = [own_desk.sandbox.issuing, certificate]
    ders = [each.public_bytes(serialization.Encoding.DER) for each in chain]
    good = good_answer(own_desk.sandbox, pem)

    def listed(reason, by):
        return revoked_at(
            ders, [revocation_list(own_desk.sandbox, certificate, reason, by)], [good]
        )

    issuer = own_desk.sandbox.key("issuing")
    assert listed(x509.ReasonFlags.key_compromise, issuer)[ders[1]] == (NOW - DAY).replace(
        microsecond=0
    )
    assert listed(x509.ReasonFlags.certificate_hold, issuer) == {}
    assert listed(x509.ReasonFlags.key_compromise, key) == {}


def good_answer(sandbox, pem):
    certificate = x509.load_pem_x509_certificate(pem)
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        certificate, sandbox.issuing, hashes.SHA256()
    )
    return sandbox.ocsp(builder.build().public_bytes(serialization.Encoding.DER))


def revocation_list(sandbox, certificate, reason, key):
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(certificate.serial_number)
        .revocation_date(NOW - DAY)
        .add_extension(x509.CRLReason(reason), critical=False)
    )
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(sandbox.issuing.subject)
        .last_update(NOW - DAY)
        .next_update(NOW + DAY)
        .add_revoked_certificate(entry.build())
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_a_time_stamp_over_a_digest_that_no_longer_counts_proves_nothing(
    own_desk, prepared, monkeypatch
):
    monkeypatch.setitem(sandbox_answers._IMPRINTS, "sha1", 20)
    signed = own_desk.lead(prepared, stamper=None)
    with signed.open("r+b") as file:
        PdfTimeStamper(own_desk.stamper).timestamp_pdf(
            IncrementalPdfFileWriter(file), "sha1", in_place=True
        )

    verdict = own_desk.check(signed)

    assert verdict.signatures[0].time_stamp is None


@pytest.mark.parametrize(
    ("stamped", "expected"),
    [
        (NOW - 5 * DAY, (Indication.PASSED, None)),
        (NOW - 1 * DAY, (Indication.UNKNOWN, "OUT_OF_BOUNDS_NO_POE")),
        (None, (Indication.UNKNOWN, "OUT_OF_BOUNDS_NO_POE")),
        (NOW - 20 * DAY, (Indication.FAILED, "NOT_YET_VALID")),
    ],
)
def test_a_certificate_that_ended_three_days_ago(own_desk, prepared, stamped, expected):
    key = own_desk.new_key("Nguyễn Văn An", not_before=NOW - 10 * DAY, not_after=NOW - 3 * DAY)
    stamper = stamper_at(own_desk, stamped) if stamped else None
    signed = own_desk.lead(prepared, key=key, stamper=stamper, at=stamped or NOW - 5 * DAY)

    assert found(own_desk.check(signed)) == expected


def test_a_missing_time_is_supplied_by_a_document_time_stamp(own_desk, prepared, tmp_path):
    signed = own_desk.lead(prepared, stamper=None)
    stamped = tmp_path / "stamped.pdf"

    time_stamp(signed, stamped, timestamper=own_desk.stamper)

    before, after = (own_desk.check(path).signatures[0] for path in (signed, stamped))
    assert (before.level, before.time_stamp) == (Level.B, None)
    assert (after.level, after.indication) == (Level.T, Indication.PASSED)
    assert abs(after.time_stamp - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_sealed_document_may_be_time_stamped_later(own_desk, prepared, tmp_path):
    sealed = own_desk.seal(own_desk.lead(prepared))
    stamped = tmp_path / "stamped.pdf"

    time_stamp(sealed, stamped, timestamper=own_desk.stamper)

    assert own_desk.check(stamped).passed


def rebuilt(desk, usage=None):
    """A key whose certificate names no revocation source, with the extended key usage given."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    from signing.keys.software import open_key, seal_key

    private, pem = desk.sandbox.issue("Không nguồn", "UBND xã An Phú")
    theirs = x509.load_pem_x509_certificate(pem)
    builder = x509.CertificateBuilder(
        theirs.issuer,
        theirs.subject,
        theirs.public_key(),
        theirs.serial_number,
        NOW - DAY,
        NOW + DAY,
    )
    for extension in theirs.extensions:
        if isinstance(extension.value, x509.KeyUsage | x509.BasicConstraints):
            builder = builder.add_extension(extension.value, extension.critical)
    if usage:
        allowed = x509.ExtendedKeyUsage([x509.ObjectIdentifier(each) for each in usage])
        builder = builder.add_extension(allowed, critical=True)
    bare = builder.sign(desk.sandbox.key("issuing"), hashes.SHA256())
    bare_pem = bare.public_bytes(serialization.Encoding.PEM)
    return open_key(seal_key(private, bare_pem, desk.sandbox.chain_pem, "1"), "1")


def test_a_certificate_without_revocation_source_passes_with_a_remark(own_desk, prepared):
    verdict = own_desk.check(own_desk.lead(prepared, key=rebuilt(own_desk)))

    assert found(verdict) == (Indication.PASSED, None)
    assert "revocation_not_published" in {problem.code for problem in verdict.problems}


TIME_STAMPING, OCSP_SIGNING = "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"
SERVER_AUTH, CODE_SIGNING = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3"
CLIENT_AUTH, EMAIL = "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"
OTHER_USE = (Indication.UNKNOWN, "CHAIN_CONSTRAINTS_FAILURE")


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ([TIME_STAMPING], OTHER_USE),
        ([OCSP_SIGNING], OTHER_USE),
        ([SERVER_AUTH, CODE_SIGNING], OTHER_USE),
        ([CLIENT_AUTH, EMAIL], (Indication.PASSED, None)),
        ([SERVER_AUTH, EMAIL], (Indication.PASSED, None)),
    ],
)
def test_a_key_for_another_use_signs_no_documents(own_desk, prepared, usage, expected):
    verdict = own_desk.check(own_desk.lead(prepared, key=rebuilt(own_desk, usage)))

    assert found(verdict) == expected
    assert expected is not OTHER_USE or "its usage" in verdict.problems[0].text


def test_a_registered_file_waits_for_its_seal_and_no_other_file_is_it(own_desk, prepared):
    import hashlib

    from signing.check import Registered

    signed = own_desk.lead(prepared)
    digest = hashlib.sha256(signed.read_bytes()).hexdigest()

    waiting = own_desk.check(signed, registered=Registered(digest, ("Seal",)))
    other = own_desk.check(signed, registered=Registered("0" * 64))

    assert waiting.passed
    assert (other.indication, other.problems[0].code) == (Indication.FAILED, "not_as_registered")
