"""Files brought to B-LT and B-LTA: found good by us with the network off, and by others."""

import hashlib
import socket
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509 import ocsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing import sandbox as authority
from signing.check import Registered
from signing.errors import NotFetched, NotRaised, TimeStampFailed
from signing.gate import Gate
from signing.levels import Means, raise_level
from signing.report import Indication, Level
from signing.sandbox_server import serve
from signing.sandbox_source import SandboxSource
from signing.timestamps import HttpTimeStamper, SandboxTimeStamper
from tests.signing.desk import Desk
from tests.signing.test_additions import updated
from tests.signing.test_gate import running

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Switched:
    """A source that can be off, and says what was asked."""

    def __init__(self, source):
        self.source = source
        self.on = True
        self.asked = []
        self.instead = {}

    def fetch(self, url, request=None, **terms):
        self.asked.append(url)
        if not self.on:
            raise NotFetched(f"{url} does not answer (switched off).")
        told = self.instead.get(url.rsplit("/", 1)[1])
        return told(request) if told else self.source.fetch(url, request, **terms)


def means(desk, source=None, **terms):
    usual = {"anchors": [desk.sandbox.root_pem], "timestamper": desk.stamper}
    given = usual | {"source": source or SandboxSource(desk.sandbox), "now": datetime.now(UTC)}
    return Means(**given | terms)


def raised(desk, signed, level, target=None, renew=False, **terms):
    target = target or desk.file(f"{signed.stem}-{level}.pdf")
    assert raise_level(signed, target, level, means(desk, **terms), renew=renew)
    return target


def reached(verdict):
    return [(each.indication, each.level) for each in verdict.signatures]


@pytest.mark.parametrize("level", [Level.LT, Level.LTA])
def test_what_is_there_is_not_added_again_and_nothing_is_asked(desk, sealed, level):
    done = raised(desk, sealed, level)
    source = Switched(None)
    source.on = False

    added = raise_level(done, desk.file("again.pdf"), level, means(desk, source))

    assert not added
    assert source.asked == []
    assert desk.file("again.pdf").read_bytes() == done.read_bytes()


def test_what_was_signed_stays_the_beginning_of_the_file(desk, sealed):
    done = raised(desk, sealed, Level.LTA)

    assert done.read_bytes().startswith(sealed.read_bytes())
    assert (
        reached(desk.check(raised(desk, sealed, Level.LT), crls=[]))
        == [(Indication.PASSED, Level.LT)] * 2
    )


def test_a_leaders_signature_alone_is_raised_and_sealed_afterwards(desk, led):
    done = raised(desk, led, Level.LT)

    sealed = desk.seal(done)
    archived = raised(desk, sealed, Level.LTA)

    assert reached(desk.check(archived, crls=[])) == [(Indication.PASSED, Level.LTA)] * 2
    assert desk.check(sealed).passed


@pytest.mark.parametrize("level", [Level.T, Level.LT, Level.LTA])
def test_a_missing_time_is_supplied_first(desk, report, level):
    bare = desk.seal(desk.lead(desk.prepare(report)[0], stamper=None))
    alone = desk.lead(desk.prepare(report)[0], stamper=None)

    stamped = raised(desk, alone, level, desk.file("alone-raised.pdf"))

    assert desk.check(alone).signatures[0].level is Level.B
    assert reached(desk.check(stamped)) == [(Indication.PASSED, level)]
    assert desk.check(bare).passed


@pytest.mark.parametrize("level", [Level.LT, Level.LTA])
def test_nothing_stays_when_data_or_time_is_not_to_be_had(desk, sealed, level):
    source, target = Switched(SandboxSource(desk.sandbox)), desk.file("none.pdf")
    source.on = False
    with pytest.raises(NotFetched, match="switched off"):
        raise_level(sealed, target, level, means(desk, source))
    assert not target.exists()

    down = HttpTimeStamper("http://127.0.0.1:9/tsa", timeout=1)
    if level is Level.LTA:
        with pytest.raises(TimeStampFailed):
            raise_level(sealed, target, level, means(desk, timestamper=down))
        assert not target.exists()


def test_an_unsigned_file_is_raised_to_nothing(desk, report):
    with pytest.raises(NotRaised, match="sign it first"):
        raise_level(report, desk.file("none.pdf"), Level.LT, means(desk))


def test_when_the_responder_is_down_the_list_serves(desk, sealed):
    source = Switched(SandboxSource(desk.sandbox))
    source.instead["ocsp"] = lambda _: b"<html>"

    done = raised(desk, sealed, Level.LT, source=source)

    assert b"/OCSPs" not in done.read_bytes()
    assert reached(desk.check(done, crls=[])) == [(Indication.PASSED, Level.LT)] * 2


def unauthorized(_):
    status = ocsp.OCSPResponseStatus.UNAUTHORIZED
    from cryptography.hazmat.primitives.serialization import Encoding

    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """Another authority, which nobody here trusts."""
    return authority.create(tmp_path_factory.mktemp("stranger"))


@pytest.mark.parametrize("kind", ["refusing", "of a stranger", "of another", "old", "altered"])
def test_data_that_proves_nothing_is_not_put_in(desk, sealed, stranger, kind):
    source = Switched(SandboxSource(desk.sandbox))
    old = authority.Sandbox.open(desk.sandbox.folder, clock=lambda: NOW - 30 * DAY)
    other = desk.sandbox.issue("Người khác", "UBND xã An Phú")[1]

    def about_another(request):
        from cryptography.hazmat.primitives.hashes import SHA1
        from cryptography.hazmat.primitives.serialization import Encoding

        theirs = x509.load_pem_x509_certificate(other)
        builder = ocsp.OCSPRequestBuilder().add_certificate(theirs, desk.sandbox.issuing, SHA1())
        return desk.sandbox.ocsp(builder.build().public_bytes(Encoding.DER))

    source.instead = {
        "refusing": {"ocsp": unauthorized, "issuing.crl": lambda _: b""},
        "of a stranger": {
            "ocsp": lambda request: stranger.ocsp(request),
            "issuing.crl": lambda _: stranger.crls()[1],
        },
        "of another": {"ocsp": about_another, "issuing.crl": lambda _: desk.sandbox.crls()[0]},
        "old": {
            "ocsp": lambda request: old.ocsp(request),
            "issuing.crl": lambda _: old_list(old),
        },
        "altered": {
            "ocsp": lambda request: bent(desk.sandbox.ocsp(request)),
            "issuing.crl": lambda _: bent(desk.sandbox.crls()[1]),
        },
    }[kind]

    with pytest.raises(NotFetched):
        raise_level(sealed, desk.file("none.pdf"), Level.LT, means(desk, source))


def old_list(sandbox):
    from signing import sandbox_answers

    return sandbox_answers._crl(sandbox, "issuing", sandbox.clock())


def bent(body):
    return body[:-9] + bytes([body[-9] ^ 1]) + body[-8:]


@pytest.mark.parametrize(
    ("before", "expected"),
    [(False, (Indication.PASSED, None)), (True, (Indication.FAILED, "REVOKED"))],
)
def test_a_revocation_counts_from_the_proven_time_in_the_files_own_data(
    tmp_path_factory, report, before, expected
):
    own = Desk(authority.create(tmp_path_factory.mktemp("own")), tmp_path_factory.mktemp("desk"))
    signed = own.lead(own.prepare(report)[0])
    own.sandbox.revoke(own.leader.certificate, NOW - DAY if before else NOW + DAY / 24)

    done = raised(own, signed, Level.LT)
    found = own.check(done, crls=[]).signatures[0]

    assert (found.indication, found.sub_indication) == expected


def test_what_a_file_keeps_does_not_outweigh_a_revocation_known_since(desk, sealed):
    """The time-stamping authority was revoked, and its time-stamp is the newest: no proof."""
    done = raised(desk, sealed, Level.LT)
    own = authority.Sandbox.open(desk.sandbox.folder)
    listed = revoking(own, own.certificate("tsa").serial_number, NOW - DAY)

    verdict = desk.check(done, crls=[listed, desk.sandbox.crls()[0]])

    assert [(each.level, each.time_stamp) for each in verdict.signatures] == [(Level.B, None)] * 2


def revoking(sandbox, serial, when):
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding

    revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(sandbox.issuing.subject)
        .last_update(datetime.now(UTC) + timedelta(seconds=1))
        .next_update(NOW + 7 * DAY)
        .add_revoked_certificate(revoked)
    )
    return builder.sign(sandbox.key("issuing"), hashes.SHA256()).public_bytes(Encoding.DER)


def test_unsigned_validation_data_spelt_otherwise_does_not_pass(desk, sealed):
    lasting = raised(desk, sealed, Level.LT, desk.file("tail.pdf")).read_bytes()
    start = sealed.stat().st_size
    places = (lasting.index(b"/Certs", start), lasting.rindex(b"/ID") + 8, len(lasting) - 1)
    respelt = [lasting[:at] + bytes([lasting[at] ^ 1]) + lasting[at + 1 :] for at in places]

    for content in (*respelt, lasting[:-1], lasting + b"\n"):
        changed = desk.file("respelt.pdf")
        changed.write_bytes(content)
        assert not desk.check(changed).passed, content[start:][-60:]


def test_validation_data_by_another_program_is_told_of(desk, sealed):
    lasting = raised(desk, sealed, Level.LT, desk.file("others.pdf")).read_bytes()
    at = lasting.rindex(b"> ]", 0, lasting.rindex(b"startxref")) - 32
    other = desk.file("by-another.pdf")
    other.write_bytes(lasting[:at] + b"0" * 32 + lasting[at + 32 :])

    verdict = desk.check(other)

    assert (verdict.indication, verdict.sub_indication) == (Indication.UNKNOWN, "FORMAT_FAILURE")
    assert [problem.code for problem in verdict.problems] == ["tail_changed"]
    digest = hashlib.sha256(other.read_bytes()).hexdigest()
    assert desk.check(other, registered=Registered(digest)).passed


def test_an_empty_store_is_no_level(desk, sealed):
    copy = desk.file("copy.pdf")
    copy.write_bytes(sealed.read_bytes())
    updated(copy, empty_list)

    assert {each.level for each in desk.check(copy).signatures} == {Level.T}


def empty_list(writer):
    writer.root["/DSS"][pdf_name("/CRLs")] = generic.ArrayObject()


def test_an_archived_file_is_renewed_by_another_authority_and_outlives_the_first(
    desk, sealed, tmp_path_factory
):
    """Nine years on a new authority stamps; six years later the first one's have long ended."""
    later = NOW + 9 * 365 * DAY
    first = authority.Sandbox.open(desk.sandbox.folder, clock=lambda: later)
    folder = tmp_path_factory.mktemp("second")
    second = authority.create(folder, base_url="http://second.invalid", clock=lambda: later)
    anchors = [first.root_pem, second.root_pem]
    archived = raised(desk, sealed, Level.LTA)

    class Both:
        """What each of the two publishes."""

        def fetch(self, url, request=None, **terms):
            asked = second if url.startswith(second.base_url) else first
            return SandboxSource(asked).fetch(url, request, **terms)

    terms = {
        "source": Both(),
        "timestamper": SandboxTimeStamper(second),
        "now": later,
        "anchors": anchors,
    }
    renewed = raised(desk, archived, Level.LTA, desk.file("renewed.pdf"), renew=True, **terms)

    for at in (later, NOW + 15 * 365 * DAY):
        verdict = desk.check(renewed, anchors=anchors, crls=[], at=at)
        assert verdict.passed, verdict
        assert reached(verdict) == [(Indication.PASSED, Level.LTA)] * 2
    ended = desk.check(archived, anchors=anchors, crls=[], at=NOW + 15 * 365 * DAY)
    assert not ended.passed


def test_everything_is_fetched_through_the_gate_from_a_real_server(tmp_path_factory, report):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    host = f"127.0.0.1:{port}"
    online = authority.create(tmp_path_factory.mktemp("online"), base_url=f"http://{host}")
    own = Desk(online, tmp_path_factory.mktemp("online-desk"))
    signed = own.seal(own.lead(own.prepare(report)[0]))
    with running(serve(online, port)):
        stamper = HttpTimeStamper(f"http://{host}/tsa")
        done = raised(own, signed, Level.LTA, source=Gate([host]), timestamper=stamper)
        with pytest.raises(NotFetched, match="is not asked"):
            raise_level(signed, own.file("no.pdf"), Level.LT, means(own, Gate([])))

    assert reached(own.check(done, crls=[])) == [(Indication.PASSED, Level.LTA)] * 2
