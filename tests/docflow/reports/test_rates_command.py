"""The rates command: one JSON object, a page of text, and answers to wrong use."""

import json
from io import StringIO
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.identity import new_uid
from docflow.people.actor import System
from docflow.reports.definitions import RATES
from docflow.reports.summing import TIMED
from tests import cast
from tests.docflow.reports import month
from tests.docflow.reports.test_month import ASIDE, BY_HAND, REPORTED

PERIOD = ("--from", "2026-10-01", "--to", "2026-10-31")


@pytest.fixture
def played(units):
    """The month, in the log and not yet counted."""
    for _ in month.play(month.Stage(units)):
        pass
    with time_machine.travel(REPORTED, tick=False):
        yield units


def run(*options):
    out, errors = StringIO(), StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("rates", *options, stdout=out, stderr=errors)
    return exit_.value.code, out.getvalue(), errors.getvalue()


def test_the_answer_for_programs_is_exactly_this(played):
    code, out, _ = run("--unit", "H56.2", *PERIOD, "--json")

    commune = BY_HAND["commune"]
    assert code == 0
    assert json.loads(out) == {
        "definition": "2026-2",
        "unit": {
            "uid": str(played.commune.uid),
            "code": "H56.2",
            "name": "Ủy ban nhân dân xã Hoằng Đông",
        },
        "tree": False,
        "inside_once": False,
        "period": {"from": "2026-10-01", "to": "2026-10-31"},
        "at": "2026-11-10T01:00:00+00:00",
        "rates": {
            rate.id: {
                "numerator": commune[rate.id][0],
                "denominator": commune[rate.id][1],
                "percent": commune[rate.id][2].replace(",", "."),
                "excluded": sum(ASIDE["commune"].get(rate.id, {}).values()),
                "excluded_reasons": ASIDE["commune"].get(rate.id, {}),
            }
            | ({"open_in_time": 0} if rate.id in TIMED else {})
            for rate in RATES
        },
        "problems": [],
    }


def test_nothing_to_count_is_null(played):
    _, out, _ = run("--unit", str(played.province.uid), *PERIOD, "--json")

    assert json.loads(out)["rates"]["R5"]["percent"] is None


def test_a_tree_and_counting_once_are_asked_for_by_flags(played):
    _, tree, _ = run("--unit", "H56.0", *PERIOD, "--tree", "--json")
    _, once, _ = run("--unit", "H56.0", *PERIOD, "--tree", "--inside-once", "--json")

    assert json.loads(tree)["rates"]["R1"]["denominator"] == 22
    assert json.loads(once)["rates"]["R1"]["denominator"] == 14
    assert json.loads(once)["inside_once"] is True


def test_people_read_a_table_with_its_meaning(played):
    with translation.override("en"):
        code, out, _ = run("--unit", "H56.0", *PERIOD, "--tree")

    assert code == 0
    lines = out.splitlines()
    assert lines[:4] == [
        "Rates by definition 2026-2",
        "Unit: Ủy ban nhân dân tỉnh Thanh Hóa (H56.0), with all units below it",
        "Period: 01/10/2026 to 31/10/2026, as known on 10/11/2026 08:00",
        "Exchanges between these units are counted by the sender and by the receiver.",
    ]
    r1 = next(line for line in lines if line.startswith("R1 "))
    assert "72,73\u00a0%" in r1
    assert "16 / 22 exchanges" in r1
    assert "     left out: 2 (a trial unit takes part)" in lines
    assert "     still open and in time: 1" in lines
    assert "     / documents issued in the period [NĐ 30/2020/NĐ-CP Art. 5]" in lines


def test_vietnamese_readers_get_vietnamese_words(played):
    with translation.override("vi"):
        _, out, _ = run("--unit", "H56.0", *PERIOD)

    assert "R2   Tỷ lệ ký số cá nhân" in out
    assert "—" in next(line for line in out.splitlines() if line.startswith("R5 "))


def test_how_exchanges_inside_are_counted_stands_beside_the_figures(played):
    with translation.override("en"):
        _, out, _ = run("--unit", "H56.0", *PERIOD, "--tree", "--inside-once")

    assert "Exchanges between these units are counted once, by the sender." in out


@pytest.mark.parametrize(
    ("options", "code", "text"),
    [
        (("--unit", "H56.9", *PERIOD), "unknown_unit", "There is no unit H56.9. Near it: H56"),
        (("--unit", "Hoằng Đông", *PERIOD), "unknown_unit", "H56.2 Ủy ban nhân dân xã Hoằng Đông"),
        (("--unit", "?", *PERIOD), "unknown_unit", "Give a unit's uid or code."),
        (PERIOD, "unit_missing", "--unit is missing."),
        (("--unit", "H56.2", "--from", "2026-10-01"), "bad_date", "--to: is missing."),
        (
            ("--unit", "H56.2", "--from", "31/10/2026", "--to", "2026-10-31"),
            "bad_date",
            "--from: “31/10/2026” is no date. Write it as 2026-11-30.",
        ),
        (
            ("--unit", "H56.2", "--from", "2026-02-30", "--to", "2026-10-31"),
            "bad_date",
            "“2026-02-30” is no date.",
        ),
        (
            ("--unit", "H56.2", "--from", "2026-11-01", "--to", "2026-10-31"),
            "from_after_to",
            "The period ends (2026-10-31) before it begins (2026-11-01).",
        ),
    ],
)
def test_wrong_use_is_answered_with_what_is_wrong(units, options, code, text):
    exit_code, out, errors = run(*options)
    json_code, answer, _ = run(*options, "--json")

    [problem] = json.loads(answer)["problems"]
    assert (exit_code, json_code, out) == (3, 3, "")
    assert problem["code"] == code
    assert text in problem["text"]
    assert text in errors


def test_a_code_of_several_units_is_answered_with_their_uids(units):
    twin = cast.unit("Xã khác", "commune", units.district, identifier="H56.2")

    code, out, _ = run("--unit", "H56.2", *PERIOD, "--json")

    [problem] = json.loads(out)["problems"]
    assert (code, problem["code"]) == (3, "ambiguous_unit")
    assert f"{twin.uid} Xã khác" in problem["near"]


def test_figures_that_lack_part_of_the_log_say_so(units):
    subject = SimpleNamespace(uid=new_uid())
    record(Event.OUTGOING_ISSUED, subject, System(units.commune), facts={"kind": "REPORT"})

    code, out, _ = run("--unit", "H56.2", *PERIOD, "--json")

    assert code == 2
    [problem] = json.loads(out)["problems"]
    assert (problem["code"], problem["field"]) == ("behind", None)
    assert str(units.commune.uid) in problem["text"]
    assert json.loads(out)["rates"]["R1"]["denominator"] == 0
