"""Every known attack on signed PDFs, by its name: what the check says of it, and why."""

import hashlib
from collections.abc import Callable
from types import ModuleType

import pytest

from signing.check import Registered
from signing.levels import time_stamp
from signing.report import Indication, Level
from tests.attacks import on_bytes, on_certificates, on_documents
from tests.attacks.signed_files import SignedFiles

FAILED, UNKNOWN = Indication.FAILED, Indication.UNKNOWN
BROKEN = (UNKNOWN, "FORMAT_FAILURE", "unreadable")
WRONG_RANGE = (FAILED, "FORMAT_FAILURE", "byte_range")
CHANGED = (FAILED, "FORMAT_FAILURE", "changed_after_signing")
MORE = (FAILED, "FORMAT_FAILURE", "bytes_after_signature")
OTHER_VALUE = (UNKNOWN, "FORMAT_FAILURE", "cms_changed")
NO_CHAIN = (UNKNOWN, "CERTIFICATE_CHAIN_GENERAL_FAILURE", "certificate_chain_general_failure")
OTHER_USE = (UNKNOWN, "CHAIN_CONSTRAINTS_FAILURE", "chain_constraints_failure")
AT_SEALING = (UNKNOWN, "CHANGED_AT_SEALING", "changed_at_sealing")
WEAK = (UNKNOWN, "SIG_CONSTRAINTS_FAILURE", "weak")
OLD = (UNKNOWN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "weak_algorithm")

EXPECTED: dict[ModuleType, dict[str, tuple[Indication, str, str]]] = {
    on_bytes: {
        "value_missing": BROKEN,
        "value_null": BROKEN,
        "value_empty": BROKEN,
        "value_zero": BROKEN,
        "value_all_zeros": BROKEN,
        "value_a_number": BROKEN,
        "value_of_the_other_signature": (UNKNOWN, "FORMAT_FAILURE", "field_changed"),
        "range_missing": BROKEN,
        "range_null": BROKEN,
        "range_empty": WRONG_RANGE,
        "range_of_words": BROKEN,
        "range_of_two_numbers": WRONG_RANGE,
        "range_negative": WRONG_RANGE,
        "range_of_the_whole_file": WRONG_RANGE,
        "range_beyond_the_file": WRONG_RANGE,
        "range_overlapping": WRONG_RANGE,
        "range_with_a_gap": WRONG_RANGE,
        "range_with_a_gap_behind": WRONG_RANGE,
        "range_not_from_the_start": WRONG_RANGE,
        "range_short_of_the_end": (FAILED, "HASH_FAILURE", "hash_failure"),
        "bytes_behind_the_end": MORE,
        "line_end_behind_the_end": MORE,
        "zip_behind_the_end": MORE,
        "page_before_the_beginning": (UNKNOWN, "SIGNED_DATA_NOT_FOUND", "not_a_pdf"),
        "saved_with_table_and_trailer": CHANGED,
        "saved_with_trailer_alone": BROKEN,
        "saved_without_trailer": MORE,
        "saved_with_the_signature_again": BROKEN,
        "saved_with_the_signature_and_a_table": (FAILED, "FORMAT_FAILURE", "coverage"),
        "wrapped": CHANGED,
        "room_behind_the_value_filled": OTHER_VALUE,
        "letters_of_the_value_small": OTHER_VALUE,
        "letters_of_the_time_stamp_small": OTHER_VALUE,
        "issuer_named_in_other_letters": OTHER_VALUE,
        "a_space_inside_the_value": WRONG_RANGE,
        "cut_back_before_the_seal": (UNKNOWN, "SEAL_MISSING", "seal_missing"),
        "cut_in_the_middle": BROKEN,
    },
    on_documents: {
        "nothing_new": MORE,
        "page_drawn_over": CHANGED,
        "page_replaced": CHANGED,
        "page_added": CHANGED,
        "page_removed": CHANGED,
        "page_turned": CHANGED,
        "page_cropped": CHANGED,
        "page_tree_in_a_loop": BROKEN,
        "form_in_a_loop": BROKEN,
        "note_added": CHANGED,
        "stamp_added": CHANGED,
        "note_added_to_the_certified_file": CHANGED,
        "link_added": CHANGED,
        "structure_tree_added": CHANGED,
        "layers_added": CHANGED,
        "script_added": CHANGED,
        "appearances_asked_for_anew": MORE,
        "number_written_anew": CHANGED,
        "number_shown_otherwise": CHANGED,
        "seal_shown_otherwise": CHANGED,
        "seal_moved": CHANGED,
        "reason_of_the_signature_changed": (FAILED, "FORMAT_FAILURE", "coverage"),
        "signature_field_emptied": CHANGED,
        "signature_in_two_fields": CHANGED,
        "time_stamp_in_two_fields": MORE,
        "empty_field_over_the_text": CHANGED,
        "signature_of_a_stranger_over_the_text": AT_SEALING,
        "signature_of_an_insider_over_the_text": AT_SEALING,
        "shadow_hidden": CHANGED,
        "shadow_replaced": CHANGED,
        "shadow_hidden_and_replaced": CHANGED,
        "store_with_something_else": CHANGED,
        "title_changed": MORE,
        "saved_anew": WRONG_RANGE,
    },
    on_certificates: {
        "issuer_is_no_authority": NO_CHAIN,
        "path_too_long": NO_CHAIN,
        "name_outside_the_constraints": NO_CHAIN,
        "authority_may_not_sign_certificates": NO_CHAIN,
        "unknown_critical_extension": NO_CHAIN,
        "issuer_forged_by_name": OTHER_VALUE,
        "key_only_for_secrecy": OTHER_USE,
        "key_of_an_authority": OTHER_USE,
        "own_authority": OTHER_USE,
        "expired": (UNKNOWN, "OUT_OF_BOUNDS_NO_POE", "out_of_bounds_no_poe"),
        "not_yet_valid": (FAILED, "NOT_YET_VALID", "not_yet_valid"),
        "revoked": (UNKNOWN, "REVOKED_NO_POE", "revoked_no_poe"),
        "short_key": OLD,
        "sha1_without_signed_attributes": WEAK,
        "without_signed_attributes": WEAK,
        "certificate_of_another_put_in": (
            *(UNKNOWN, "NO_SIGNING_CERTIFICATE_FOUND", "no_signing_certificate_found"),
        ),
        "time_stamp_of_the_other_signature": (
            *(UNKNOWN, "SIG_CONSTRAINTS_FAILURE", "sig_constraints_failure"),
        ),
        "time_stamp_twice": BROKEN,
        "second_signer_put_in": BROKEN,
    },
}  # fmt: skip
CASES = [
    pytest.param(getattr(kind, name), expected, id=name)
    for kind, attacks in EXPECTED.items()
    for name, expected in attacks.items()
]


@pytest.fixture(scope="module")
def files(shared_desk, report, led, sealed, tmp_path_factory):
    desk = shared_desk.elsewhere(tmp_path_factory.mktemp("attacked"))
    stamped = desk.file("stamped.pdf")
    time_stamp(sealed, stamped, timestamper=desk.stamper)
    contents = (each.read_bytes() for each in (led, sealed, stamped))
    return SignedFiles(desk, report, *contents)


@pytest.mark.parametrize(("attack", "expected"), CASES)
def test_an_attack_is_told_by_its_reason(
    files, attack: Callable[[SignedFiles], bytes], expected: tuple[Indication, str, str]
):
    verdict = files.desk.check(files.written(attack(files)))

    indication, sub_indication, code = expected
    assert (verdict.indication, verdict.sub_indication) == (indication, sub_indication), verdict
    assert code in {problem.code for problem in verdict.problems}
    assert all(problem.text for problem in verdict.problems)


@pytest.mark.parametrize("kind", EXPECTED, ids=lambda kind: kind.__name__)
def test_every_attack_that_is_made_stands_in_the_table(kind):
    made = {
        name
        for name, value in vars(kind).items()
        if getattr(value, "__module__", "") == kind.__name__
        and not isinstance(value, type)
        and not name.startswith("_")
    }

    assert made - LEVELLED == set(EXPECTED[kind])


LEVELLED = {"time_stamp_taken_out"}
"""Leaves a signature that is sound, of a lower level: only the register knows that more is due."""


def test_a_time_stamp_taken_out_proves_no_time_and_is_not_the_registered_file(files):
    stripped = files.written(on_certificates.time_stamp_taken_out(files))
    digest = hashlib.sha256(files.sealed).hexdigest()

    alone = files.desk.check(stripped)
    ours = files.desk.check(stripped, registered=Registered(digest))

    assert (alone.signatures[1].level, alone.signatures[1].time_stamp) == (Level.B, None)
    assert (ours.indication, ours.sub_indication) == (FAILED, "HASH_FAILURE")


def test_an_earlier_state_is_a_signed_file_and_not_the_registered_one(files):
    earlier = files.written(files.stamped[: len(files.sealed)])
    digest = hashlib.sha256(files.stamped).hexdigest()

    assert files.desk.check(earlier).passed
    assert files.desk.check(earlier, registered=Registered(digest)).indication is FAILED
