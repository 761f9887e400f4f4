"""Algorithms count until the day the policy names, judged at the time that is proven."""

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto.keys import PublicKeyInfo
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing.algorithms import digest_fault, key_fault, policy
from signing.examine import examine
from signing.trust import Evidence

YEARS = (2010, 2026, 2031)


def public(private):
    form = PublicFormat.SubjectPublicKeyInfo
    return PublicKeyInfo.load(private.public_key().public_bytes(Encoding.DER, form))


def good_in(fault, subject):
    return [year for year in YEARS if not fault(subject, datetime(year, 6, 1, tzinfo=UTC))]


@pytest.mark.parametrize(
    ("name", "years"), [("sha1", [2010]), ("sha256", [*YEARS]), ("md5", []), ("sha3_256", [*YEARS])]
)
def test_a_digest_counts_until_its_day(name, years):
    assert good_in(digest_fault, name) == years


@pytest.mark.parametrize(
    ("bits", "years"), [(1024, [2010]), (2048, [2010, 2026]), (3072, [*YEARS])]
)
def test_an_rsa_key_counts_until_the_day_of_its_length(bits, years):
    assert good_in(key_fault, public(rsa.generate_private_key(65537, bits))) == years


@pytest.mark.parametrize(("curve", "years"), [(ec.SECP192R1, []), (ec.SECP384R1, [*YEARS])])
def test_a_curve_counts_from_256_bits_on(curve, years):
    assert good_in(key_fault, public(ec.generate_private_key(curve()))) == years


def test_the_last_day_counts_to_its_end():
    until = policy()["digests"]["sha1"]["until"]
    end = datetime.fromisoformat(f"{until}T23:59:59+00:00")

    assert not digest_fault("sha1", end)
    assert until in digest_fault("sha1", end.replace(year=end.year + 1))


def test_a_signature_that_was_time_stamped_in_time_outlives_its_algorithm(
    desk, led, report, monkeypatch
):
    unstamped = desk.lead(desk.prepare(report)[0], stamper=None)
    stamped_at = desk.check(led).signatures[0].time_stamp
    ended = {"digests": policy()["digests"], "keys": {"rsa": [{"bits": 2048}]}}
    ended["keys"]["rsa"][0]["until"] = f"{stamped_at:%Y-%m-%d}"
    monkeypatch.setattr("signing.algorithms.policy", lambda: ended)
    anchors, crls = [desk.sandbox.root_pem], desk.sandbox.crls()

    reasons = []
    for path in (led, unstamped):
        with path.open("rb") as file:
            evidence = Evidence(anchors, crls, [], stamped_at + timedelta(days=1))
            reasons.append(examine(file, evidence, None).signatures[0].sub_indication)

    assert reasons == [None, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"]
