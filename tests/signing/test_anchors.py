"""Anchors that have a history: one that ended carries what was proven before, and no more."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from signing import anchors
from signing.anchors import Anchor
from signing.errors import TrustListWrong
from signing.report import Indication, Outcome, Verdict
from signing.timestamps import SandboxTimeStamper

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
ORIGIN = "rootca.example, letter 12/CV"


def listed(desk, **terms):
    return [Anchor(desk.sandbox.root_pem, ORIGIN, date(2026, 1, 5), **terms)]


def checked(desk, path, trusted, **terms):
    return desk.check(path, anchors=trusted, **terms)


def test_the_report_names_the_anchor_with_its_origin(desk, sealed):
    verdict = checked(desk, sealed, listed(desk))
    bare = checked(desk, sealed, [desk.sandbox.root_pem])

    first = verdict.signatures[0].anchor
    assert (first.origin, first.added) == (ORIGIN, date(2026, 1, 5))
    assert "Sandbox Root" in first.name
    assert bare.signatures[0].anchor.sha256 == first.sha256
    assert bare.signatures[0].anchor.origin is None
    assert Verdict.from_json(json.loads(json.dumps(verdict.as_json()))) == verdict


def test_of_two_entries_for_one_anchor_the_one_that_counts_is_told(desk, sealed):
    ended = Anchor(desk.sandbox.root_pem, "an older letter", until=(NOW - DAY).date())

    verdict = checked(desk, sealed, [ended, *listed(desk)])

    assert verdict.passed
    assert {each.anchor.origin for each in verdict.signatures} == {ORIGIN}


def old_and_proven(desk, report):
    """A leader's signature, time-stamped 30 days ago."""
    moment = NOW - 30 * DAY
    stamper = SandboxTimeStamper(desk.sandbox, clock=lambda: moment)
    return desk.lead(desk.prepare(report)[0], stamper=stamper, at=moment)


def test_an_anchor_that_ended_carries_what_was_proven_before(desk, report):
    """The authority of the time-stamp is trusted by itself; that of the signer has ended since."""
    signed = old_and_proven(desk, report)
    ended = listed(desk, until=(NOW - 10 * DAY).date())
    stamps = [(desk.sandbox.folder / "tsa.pem").read_bytes()]

    proven = checked(desk, signed, [*ended, *stamps]).signatures[0]
    unproven = checked(desk, signed, ended).signatures[0]

    assert proven.indication is Indication.PASSED
    assert proven.anchor.origin == ORIGIN
    assert unproven.indication is Indication.UNKNOWN
    assert unproven.sub_indication == "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
    assert unproven.checks.certificate is Outcome.UNDECIDED


@pytest.mark.parametrize(
    "terms", [{"until": (NOW - DAY).date()}, {"since": (NOW + DAY).date()}], ids=str
)
def test_an_anchor_that_does_not_count_then_carries_nothing(desk, sealed, terms):
    verdict = checked(desk, sealed, listed(desk, **terms))

    assert verdict.indication is Indication.UNKNOWN
    assert "anchor_ended" in {each.code for each in verdict.problems}
    assert {each.anchor for each in verdict.signatures} == {None}


def test_the_answer_is_the_same_for_the_same_moment(desk, sealed):
    ended = listed(desk, until=NOW.date())

    assert checked(desk, sealed, ended, at=NOW).passed
    assert not checked(desk, sealed, ended, at=NOW + 3 * DAY).passed
    assert checked(desk, sealed, ended, at=NOW).passed


def test_an_unknown_authority_is_none_that_ended(desk, sealed, tmp_path):
    other = (desk.sandbox.folder / "ocsp.pem").read_bytes()
    verdict = checked(desk, sealed, [Anchor(other, ORIGIN, until=date(2020, 1, 1))])

    assert {each.sub_indication for each in verdict.signatures} == {"NO_CERTIFICATE_CHAIN_FOUND"}


def kept(tmp_path, desk, *entries):
    (tmp_path / "root.pem").write_bytes(desk.sandbox.root_pem)
    path = tmp_path / "anchors.json"
    path.write_text(json.dumps({"anchors": entries}))
    return path


GOOD = {"certificate": "root.pem", "origin": ORIGIN, "added": "2026-01-05"}


def test_a_list_is_read_with_its_days(desk, tmp_path):
    path = kept(tmp_path, desk, GOOD | {"since": "2020-01-01", "until": "2027-12-31"}, GOOD)

    first, second = anchors.read(path)

    assert first.certificates == second.certificates == desk.sandbox.root_pem
    assert (first.since, first.until) == (date(2020, 1, 1), date(2027, 12, 31))
    assert anchors.read(tmp_path / "root.pem") == [desk.sandbox.root_pem]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"certificate": "none.pem"}, "there is no file none.pem"),
        ({"certificate": "anchors.json"}, "no certificates in PEM form"),
        ({"origin": " "}, '"origin" is missing'),
        ({"added": None}, '"added" is missing'),
        ({"until": "31/12/2026"}, '"until" is no day'),
        ({"since": "2027-01-01", "until": "2026-01-01"}, '"until" lies before "since"'),
        ({"form": "pem"}, "unknown: form"),
    ],
    ids=str,
)
def test_a_wrong_entry_is_named_with_what_is_wrong(desk, tmp_path, entry, said):
    with pytest.raises(TrustListWrong, match="anchor 2") as told:
        anchors.read(kept(tmp_path, desk, GOOD, GOOD | entry))

    assert said in str(told.value)


@pytest.mark.parametrize(
    "content", ["", "{", '{"anchors": 5}', '{"anchors": []}', '{"roots": []}', "no PEM"]
)
def test_what_is_no_list_is_refused(tmp_path, content):
    path = tmp_path / "anchors.json"
    path.write_text(content)

    with pytest.raises(TrustListWrong):
        anchors.read(path)
    with pytest.raises(TrustListWrong, match="cannot be read"):
        anchors.read(tmp_path / "none.json")
