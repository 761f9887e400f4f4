"""Rows that are not what the log says are found and replaced."""

import json
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.audit.models import Bookmark
from docflow.identity import new_uid
from docflow.people.actor import System
from docflow.reports import recount, summing
from docflow.reports.counting import READER
from docflow.reports.models import (
    CountedArrival,
    CountedDelivery,
    CountedDocument,
    CountedTask,
    RateSum,
)
from docflow.reports.tasks import follow_log
from tests.docflow.reports import month


@pytest.fixture
def played(units):
    for _ in month.play(month.Stage(units)):
        pass
    follow_log()
    return units


def run(*options):
    out = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("rebuild_reports", *options, stdout=out)
    return exit_.value.code, out.getvalue()


def test_rows_that_agree_are_said_to_agree(played):
    code, out = run("--check", "--json")

    assert code == 0
    assert json.loads(out) == {"agrees": True, "rows": None, "differences": [], "problems": []}


def test_a_changed_a_removed_and_an_added_row_are_found_and_nothing_is_changed(played):
    changed, removed = CountedTask.objects.order_by("pk")[0], CountedArrival.objects.first()
    CountedTask.objects.filter(pk=changed.pk).update(done_at=None)
    removed.delete()
    added = CountedDelivery.objects.create(uid=new_uid(), channel="paper")

    code, out = run("--check", "--json")

    found = {(each["thing"], each["uid"]): each for each in json.loads(out)["differences"]}
    assert code == 1
    assert set(found) == {
        ("CountedTask", str(changed.uid)),
        ("CountedArrival", str(removed.uid)),
        ("CountedDelivery", str(added.uid)),
    }
    of_task = found["CountedTask", str(changed.uid)]
    assert (of_task["row"]["done_at"], of_task["log"]["done_at"] is None) == (None, False)
    assert found["CountedArrival", str(removed.uid)]["row"] is None
    assert found["CountedDelivery", str(added.uid)]["log"] is None
    assert CountedDelivery.objects.filter(pk=added.pk).exists()


def test_differences_are_told_in_words_too(played):
    CountedDocument.objects.filter(kind="PLAN").update(personal=False)

    code, out = run("--check")

    assert code == 1
    assert "personal is False, by the log True" in out
    assert "Run rebuild_reports without --check" in out


def test_a_changed_a_removed_and_an_added_sum_are_found(played):
    summing.refresh()
    changed, removed = RateSum.objects.filter(hits__gt=0).order_by("pk")[:2]
    RateSum.objects.filter(pk=changed.pk).update(hits=changed.hits + 7)
    removed.delete()
    RateSum.objects.create(
        unit=new_uid(), first=changed.first, rate="R1", reason="", hits=5, things=5
    )

    code, out = run("--check")

    assert code == 1
    said = f"RateSum {changed.unit} {changed.rate} from {changed.first}"
    assert f"{said}: hits is {changed.hits + 7}, by the log {changed.hits}" in out
    assert out.count("the log tells of it, there is no row") == 1
    assert out.count("there is a row, the log does not tell of it") == 1


def test_sums_that_are_stale_or_past_their_moment_are_no_difference(played):
    summing.refresh()
    wrong = RateSum.objects.filter(rate="R1", hits__gt=0).first()
    RateSum.objects.filter(pk=wrong.pk).update(hits=99)
    summing.mark_stale(wrong.unit, wrong.first)
    timed = RateSum.objects.filter(rate="R5").exclude(unit=wrong.unit).first()
    past = clock.now() - timedelta(days=1)
    RateSum.objects.filter(pk=timed.pk).update(until=past, things=99)

    assert list(recount.differences()) == []


def test_replacing_the_rows_mends_the_sums_too(played):
    summing.refresh()
    RateSum.objects.update(hits=99)

    run()
    summing.refresh()

    assert RateSum.objects.exists()
    assert list(recount.differences()) == []


def test_replacing_the_rows_mends_them(played):
    CountedDocument.objects.update(personal=False)
    CountedArrival.objects.all().delete()

    code, _ = run()

    assert code == 0
    assert list(recount.differences()) == []
    assert CountedDocument.objects.filter(personal=True).count() == 11
    assert CountedArrival.objects.count() == 12


def test_entries_after_a_rebuild_are_counted_once(played):
    run()
    rows = CountedDelivery.objects.count()
    month.issue(played.commune, "REPORT", (played.district, "electronic"))

    follow_log()

    assert CountedDelivery.objects.count() == rows + 1
    assert list(recount.differences()) == []


def test_what_is_not_read_yet_is_no_difference(played):
    month.issue(played.commune, "REPORT", (played.district, "electronic"))

    assert list(recount.differences()) == []


def test_an_entry_that_cannot_be_counted_leaves_the_rows_alone(played):
    subject = SimpleNamespace(uid=new_uid())
    record(Event.OUTGOING_ISSUED, subject, System(played.commune), facts={"kind": "REPORT"})
    rows = CountedDocument.objects.count()
    marks = list(Bookmark.objects.filter(reader=READER).order_by("pk").values("number"))

    code, out = run("--json")

    assert code == 2
    assert json.loads(out)["problems"][0]["code"] == "unreadable_entry"
    assert CountedDocument.objects.count() == rows
    assert list(Bookmark.objects.filter(reader=READER).order_by("pk").values("number")) == marks


def test_a_check_that_could_not_read_everything_does_not_say_it_agrees(played):
    subject = SimpleNamespace(uid=new_uid())
    record(Event.OUTGOING_ISSUED, subject, System(played.commune), facts={"kind": "REPORT"})

    code, out = run("--check", "--json")

    assert code == 2
    assert json.loads(out)["agrees"] is None
    assert json.loads(out)["problems"][0]["code"] == "behind"
