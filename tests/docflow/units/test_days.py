"""The working calendar as it is kept, and lists of days into it."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import NotAllowed, Refused
from docflow.units.calendar import Day, DayKind
from docflow.units.days import Report, calendar, change_day, import_days, import_shipped
from docflow.units.models import CalendarDay
from docflow.units.system import System

TET = Day(date(2027, 2, 8), DayKind.HOLIDAY, "Tết", "Bộ luật Lao động 2019, Điều 112")
SATURDAY = Day(date(2027, 2, 20), DayKind.WORKDAY, "Làm bù", "TB 1")

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run the command and give its exit code and what it printed."""

    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            call_command("import_calendar", *arguments)
        return ended.value.code, capsys.readouterr().out

    return command


def recorded():
    return Entry.objects.filter(event=Event.CALENDAR_IMPORTED).count()


def test_an_empty_table_knows_weekends_and_no_year():
    assert not calendar().is_working(date(2027, 2, 20))
    assert calendar().is_working(date(2027, 2, 8))
    assert not calendar().covers(date(2027, 2, 8))


def test_the_days_kept_make_the_calendar():
    import_days([TET, SATURDAY], by=System())

    assert not calendar().is_working(TET.date)
    assert calendar().is_working(SATURDAY.date)
    assert calendar().covers(TET.date)
    assert recorded() == 1


def test_the_shipped_days_are_kept_once():
    first, again = import_shipped(by=System()), import_shipped(by=System())

    assert first.added == CalendarDay.objects.count() > 20
    assert again == Report(unchanged=first.added)
    assert not calendar().is_working(date(2025, 9, 2))
    assert recorded() == 1


def test_a_newer_list_replaces_its_years_and_no_other():
    import_shipped(by=System())
    import_days([TET, SATURDAY], by=System())
    renamed = Day(TET.date, TET.kind, "Tết Nguyên đán", TET.basis)

    report = import_days([renamed], by=System())

    assert report == Report(changed=1, removed=1)
    assert not calendar().is_working(SATURDAY.date)
    assert calendar().covers(date(2025, 9, 2))


def test_a_day_too_long_to_keep_is_refused():
    long = Day(TET.date, TET.kind, "x" * 201, "")

    with pytest.raises(Refused, match="2027-02-08"):
        import_days([long], by=System())

    assert not CalendarDay.objects.exists()


def test_a_clerk_may_not_change_the_calendar(units):
    with pytest.raises(NotAllowed):
        import_days([TET], by=units.hoa)

    assert not CalendarDay.objects.exists()


def test_the_command_keeps_the_shipped_days_or_those_of_a_file(run, tmp_path):
    file = tmp_path / "days.csv"
    file.write_bytes("\ufeffdate,kind,name,basis\n2027-02-08,holiday,Tết,TB 1\n".encode())

    shipped = run("--json")
    code, printed = run(str(file), "--json")

    assert shipped[0] == code == 0
    assert json.loads(shipped[1])["added"] > 20
    assert json.loads(printed) == {
        "added": 1,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
        "errors": [],
    }


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"date,kind,name,basis\n2027-02-30,holiday,,\n2027-02-08,fun,,\n", "line 3"),
        (b"day\n", "line 1"),
        ("date,kind,name,basis\n2027-02-08,holiday,Tết,\n".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_faulty_file_is_refused_whole(run, tmp_path, content, fault):
    file = tmp_path / "days.csv"
    file.write_bytes(content)

    code, printed = run(str(file))

    assert code == 1
    assert fault in printed
    assert not CalendarDay.objects.exists()


def test_a_missing_file_is_wrong_use(run, tmp_path):
    code, printed = run(str(tmp_path / "none.csv"), "--json")

    assert code == 3
    assert json.loads(printed)["problems"][0]["code"] == "file_missing"


def test_a_day_is_changed_and_changed_back_each_time_in_the_log():
    change_day(SATURDAY.date, DayKind.WORKDAY, "Làm bù", "TB 1", by=System())
    assert calendar().is_working(SATURDAY.date)

    change_day(SATURDAY.date, "", by=System())
    assert not calendar().is_working(SATURDAY.date)
    assert Entry.objects.filter(event=Event.CALENDAR_CHANGED).count() == 2


@pytest.mark.parametrize(
    ("day", "kind", "name", "code"),
    [
        (TET.date, "holiday", "", "day_name_missing"),
        (TET.date, "feast", "Tết", "bad_day_kind"),
        (TET.date, "workday", "Làm bù", "worked_anyway"),
        (TET.date, "holiday", "x" * 201, "too_long"),
        (TET.date, "", "", "nothing_changed"),
        (date(1999, 1, 1), "holiday", "Tết", "bad_day"),
    ],
    ids=["no name", "no kind", "worked anyway", "too long", "nothing", "no year"],
)
def test_a_change_that_cannot_be_kept_is_refused(day, kind, name, code):
    with pytest.raises(Refused) as refused:
        change_day(day, kind, name, by=System())

    assert refused.value.code == code


def test_only_an_administrator_of_the_topmost_unit_changes_the_calendar(units):
    with pytest.raises(NotAllowed):
        change_day(TET.date, "holiday", "Tết", by=units.hoa)
    with pytest.raises(Refused) as refused:
        change_day(TET.date, "holiday", "Tết", by=System(units.commune))

    assert refused.value.code == "outside_own_unit"


def test_saying_again_what_stands_changes_nothing():
    change_day(TET.date, "holiday", "Tết", by=System())

    with pytest.raises(Refused) as refused:
        change_day(TET.date, "holiday", "Tết", by=System())

    assert refused.value.code == "nothing_changed"
