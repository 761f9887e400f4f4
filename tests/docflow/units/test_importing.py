"""Lists of units: real ones, bad ones, and the same one twice."""

import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import NotAllowed
from docflow.units.actions import end_unit, rename_unit
from docflow.units.importing import Under, import_units
from docflow.units.lists.reading import OWN
from docflow.units.models import Level, Unit, UnitCode, UnitName
from docflow.units.system import System
from docflow.units.tree import parent, subtree
from tests.conftest import SAMPLES

OLD = SAMPLES / "units" / "thanh-hoa-until-2025.csv"
NEW = SAMPLES / "units" / "thanh-hoa-from-2025.csv"
PROVINCE = Under("38", "tỉnh Thanh Hóa")
LAST_OLD_DAY = date(2024, 12, 31)
BEFORE, AFTER = date(2024, 6, 1), date(2025, 7, 1)

TOP = {
    "code": "38",
    "name": "Ủy ban nhân dân tỉnh Thanh Hóa",
    "kind": "people_committee",
    "level": "province",
    "valid_from": "2020-01-01",
}
COMMUNE = {
    "code": "15568",
    "name": "Ủy ban nhân dân xã Thọ Lập",
    "level": "commune",
    "parent": "38",
    "identifier": "H56.36.21",
    "identifier13": "000.21.36.H56",
    "simulated": "yes",
    "valid_from": "2020-01-01",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_in(tmp_path):
    """Take a list in, given as rows or as bytes."""

    def take(*rows, **options):
        file = tmp_path / "units.csv"
        content = rows[0] if isinstance(rows[0], bytes) else written(*rows)
        file.write_bytes(content)
        return import_units(file, by=System(), **options)

    return take


def written(*rows, columns=OWN, separator=","):
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    quoted = ([f'"{cell}"' if separator in cell else cell for cell in line] for line in lines)
    return "".join(separator.join(line) + "\r\n" for line in quoted).encode()


def faults(report):
    return [(fault.line, fault.column, fault.code) for fault in report.errors]


def unit(code, day=BEFORE):
    return Unit.objects.get(pk=Unit.objects.coded(code, day).get().pk)


def test_both_real_lists_come_in_one_after_the_other():
    old = import_units(OLD, by=System(), under=PROVINCE, valid_to=LAST_OLD_DAY)
    new = import_units(NEW, by=System(), under=Under("38"))

    assert (old.imported, old.errors) == (1 + 27 + 559, ())
    assert dict(old.levels) == {"Cấp tỉnh": 1, "Cấp huyện": 27, "Cấp xã": 559}
    assert (new.imported, new.errors) == (166, ())
    assert len(subtree(unit("38"), BEFORE)) == 1 + 27 + 559
    assert len(subtree(unit("38"), AFTER)) == 1 + 166


def test_three_communes_of_one_name_all_come_in():
    import_units(OLD, by=System(), under=PROVINCE)

    namesakes = UnitName.objects.filter(name__endswith=" Ba Đình").order_by("name", "pk")
    above = [parent(name.unit, BEFORE).name for name in namesakes]

    assert [name.short_name for name in namesakes] == [
        "UBND phường Ba Đình",
        "UBND phường Ba Đình",
        "UBND xã Ba Đình",
    ]
    assert above == [
        "Ủy ban nhân dân thành phố Thanh Hóa",
        "Ủy ban nhân dân thị xã Bỉm Sơn",
        "Ủy ban nhân dân huyện Nga Sơn",
    ]


def test_one_code_names_two_places_at_two_times():
    import_units(OLD, by=System(), under=PROVINCE)
    import_units(NEW, by=System(), under=Under("38"))

    assert unit("14812", BEFORE).name == "Ủy ban nhân dân phường Ba Đình"
    assert unit("14812", AFTER).name == "Ủy ban nhân dân phường Bỉm Sơn"


def test_a_published_list_gives_each_unit_its_names_codes_and_place():
    import_units(NEW, by=System(), under=PROVINCE)

    commune = unit("15865", AFTER)
    named = commune.name_on(AFTER)

    assert (named.name, named.short_name) == (
        "Ủy ban nhân dân xã Hoằng Hoá",
        "UBND xã Hoằng Hoá",
    )
    assert (named.abbreviation, named.locality, commune.kind) == (
        "UBND",
        "Hoằng Hoá",
        Unit.Kind.PEOPLE_COMMITTEE,
    )
    assert commune.code("territory", AFTER) == commune.code("local", AFTER) == "15865"
    assert parent(commune, AFTER) == unit("38", AFTER)
    assert not commune.is_active_on(AFTER - timedelta(days=1))


def test_a_published_list_goes_under_the_only_province(take_in):
    take_in(TOP)

    report = import_units(NEW, by=System())

    assert (report.imported, report.errors) == (166, ())
    assert parent(unit("15865", AFTER), AFTER) == unit("38")


def test_a_published_list_stands_at_the_top_of_an_empty_installation():
    report = import_units(NEW, by=System())

    assert (report.imported, report.errors) == (166, ())
    assert parent(unit("15865", AFTER), AFTER) is None


def test_a_published_list_beside_other_units_must_say_where_it_stands_once(take_in):
    import_units(NEW, by=System())

    report = import_units(OLD, by=System())

    assert [fault.code for fault in report.errors] == ["under_missing"]


def test_an_unknown_unit_above_is_named_once():
    report = import_units(NEW, by=System(), under=Under("99"))

    assert [fault.code for fault in report.errors] == ["unknown_under"]
    assert not Unit.objects.exists()


def test_a_published_list_goes_under_no_commune(take_in):
    take_in(TOP, COMMUNE)

    report = import_units(NEW, by=System(), under=Under("15568"))

    assert [fault.code for fault in report.errors] == ["under_no_province"]


def test_the_own_format_says_everything_about_a_unit(take_in):
    take_in(TOP, COMMUNE | {"short_name": "UBND xã Thọ Lập", "place": "Thọ Lập"})

    commune = unit("H56.36.21")
    codes = commune.codes.filter(simulated=True).order_by("code")

    assert commune.opened == date(2020, 1, 1)
    assert commune.name_on(BEFORE).locality == "Thọ Lập"
    assert commune.code("local", BEFORE) == "15568"
    assert [code.code for code in codes] == ["000.21.36.H56", "H56.36.21"]


def test_the_same_list_again_changes_nothing_and_says_so():
    first = import_units(NEW, by=System(), under=PROVINCE)
    entries = Entry.objects.count()

    second = import_units(NEW, by=System(), under=PROVINCE)

    assert (first.imported, first.unchanged) == (167, 0)
    assert (second.imported, second.unchanged, second.errors) == (0, 166, ())
    assert Unit.objects.count() == 167
    assert Entry.objects.count() == entries


def test_a_list_with_one_more_unit_adds_that_one(take_in):
    take_in(TOP)

    report = take_in(TOP, COMMUNE)

    assert (report.imported, report.unchanged) == (1, 1)


def test_an_old_list_still_agrees_after_a_new_name_and_an_end(take_in):
    take_in(TOP, COMMUNE)
    rename_unit(unit("15568"), "Ủy ban nhân dân xã Mới", date(2024, 1, 1), by=System())
    end_unit(unit("15568"), LAST_OLD_DAY, [unit("38")], by=System(), basis="NQ 1686")

    report = take_in(TOP, COMMUNE)

    assert (report.unchanged, report.errors) == (2, ())


def test_a_tone_in_the_other_place_is_no_change(take_in):
    take_in(TOP, COMMUNE | {"name": "Ủy ban nhân dân xã Hoằng Hoá"})

    report = take_in(TOP, COMMUNE | {"name": "Ủy ban nhân dân xã Hoằng Hóa"})

    assert (report.unchanged, report.errors) == (2, ())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "Ủy ban nhân dân xã Thọ Lâp"),
        ("level", "division"),
        ("identifier", "H56.36.22"),
        ("simulated", "no"),
        ("valid_to", "2030-01-01"),
        ("kind", "office"),
    ],
)
def test_a_list_changes_no_known_unit(take_in, column, value):
    take_in(TOP, COMMUNE)

    report = take_in(TOP, COMMUNE | {column: value})

    assert (3, column, "differs") in faults(report)
    assert unit("15568").name == COMMUNE["name"]


def test_another_code_for_a_known_unit_becomes_its_second_code(take_in):
    import_units(NEW, by=System(), under=PROVINCE)
    other = "commune_code,kind,name,full_name\n15115,Xã,Nguyệt Ấn,Xã Nguyệt Ấn\n".encode()

    first, again = take_in(other, under=Under("38")), take_in(other, under=Under("38"))

    assert (first.imported, first.aliases, again.unchanged) == (0, 1, 1)
    assert unit("15115", AFTER) == unit("15106", AFTER)
    assert unit("15115", AFTER).code("territory", AFTER) == "15106"


def test_one_entry_in_the_log_counts_the_units_and_names_the_file(take_in):
    take_in(TOP, COMMUNE)

    entry = Entry.objects.get(event=Event.UNITS_IMPORTED)
    facts = entry.chain.entrytext_set.get(number=entry.number, name="facts").text

    assert '"imported":2' in facts
    assert '"sha256":"' in facts


def test_a_stranger_may_not_import(units, tmp_path):
    file = tmp_path / "units.csv"
    file.write_bytes(written(TOP))

    with pytest.raises(NotAllowed, match="change units"):
        import_units(file, by=units.lan)

    assert not UnitCode.objects.filter(scheme="local").exists()


def test_parents_may_come_after_children(take_in):
    division = {"code": "VP", "name": "Văn phòng", "level": "division", "parent": "15568"}

    report = take_in(division | {"valid_from": "2020-01-01"}, COMMUNE, TOP)

    assert (report.imported, report.errors) == (3, ())
    assert parent(unit("VP"), BEFORE) == unit("15568")


def test_levels_come_from_the_shipped_ones_unless_known_here(take_in):
    Level.objects.create(code="province", name="Tỉnh", rank=1, valid_from=date(2000, 1, 1))

    report = take_in(TOP, COMMUNE)

    assert dict(report.levels) == {"Tỉnh": 1, "Cấp xã": 1}


@pytest.mark.parametrize(
    "content",
    [
        written(TOP, COMMUNE),
        b"\xef\xbb\xbf" + written(TOP, COMMUNE),
        written(TOP, COMMUNE, separator=";"),
        written(TOP, COMMUNE, separator="\t"),
        written(TOP, COMMUNE).decode().encode("utf-16"),
        written(TOP, COMMUNE).replace(b"\r\n", b"\n"),
        written(TOP, COMMUNE).replace(b"\r\n", b"\r"),
        written(TOP, COMMUNE).replace(b"\r\n", b",,\r\n"),
        b"\r\n\r\n" + written(TOP, COMMUNE) + b",,,,,,,,,,,,\r\n\r\n",
        unicodedata.normalize("NFD", written(TOP, COMMUNE).decode()).encode(),
        written(TOP, COMMUNE, columns=[column for column in OWN if column != "place"]),
        written(TOP, COMMUNE).replace(b"code,name", b" CODE ,Name"),
    ],
    ids=[
        "plain",
        "byte order mark",
        "semicolons",
        "tabs",
        "UTF-16",
        "line feeds",
        "carriage returns",
        "trailing commas",
        "blank lines",
        "decomposed letters",
        "a column less",
        "capitals in the columns",
    ],
)
def test_what_spreadsheets_write_is_taken(take_in, content):
    report = take_in(content)

    assert (report.imported, report.errors) == (2, ())
    assert unit("15568").name == "Ủy ban nhân dân xã Thọ Lập"


def test_letters_that_look_like_a_dong_are_put_right(take_in):
    take_in(TOP, COMMUNE | {"name": "UBND xã Ðông Sơn"})

    assert unit("15568").name == "UBND xã Đông Sơn"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "file_empty"),
        (written(), "no_units"),
        (written(COMMUNE).decode().encode("utf-16")[:-1], "not_utf8"),
        ("code,name\n1,Tỉnh Thanh Hóa".encode("cp1258", "replace"), "not_utf8"),
        (b"PK\x03\x04" + bytes(100), "not_text"),
        (b"code,name,level,parent\n\x00", "not_text"),
        (b"code,name,code\n", "column_twice"),
        (b"%PDF-1.7\n", "no_list"),
        (b'"code,name\n', "bad_quotes"),
    ],
)
def test_a_file_that_is_no_list_gets_one_clear_fault(take_in, content, code):
    report = take_in(content)

    assert [fault.code for fault in report.errors] == [code]


def test_missing_and_unknown_columns_are_named(take_in):
    report = take_in(b"code,name,leval,parent\n38,Thanh,province,\n")

    assert faults(report) == [(1, "leval", "column_unknown"), (1, "level", "column_missing")]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"code": ""}, "code", "missing"),
        ({"name": " "}, "name", "missing"),
        ({"level": ""}, "level", "missing"),
        ({"valid_from": ""}, "valid_from", "missing"),
        ({"code": "15 568"}, "code", "bad_code"),
        ({"code": "1" * 36}, "code", "too_long"),
        ({"name": "x" * 201}, "name", "too_long"),
        ({"name": "Th\u043e Lap"}, "name", "foreign_letter"),
        ({"name": "Thọ\u200bLập"}, "name", "foreign_letter"),
        ({"level": "village"}, "level", "unknown_level"),
        ({"level": "district", "valid_from": "2025-07-01"}, "level", "level_not_then"),
        ({"kind": "club"}, "kind", "unknown_kind"),
        ({"parent": "99"}, "parent", "unknown_parent"),
        ({"parent": "15568"}, "parent", "circle"),
        ({"identifier": "H56." + "1" * 40}, "identifier", "identifier_too_long"),
        ({"identifier": "h56"}, "identifier", "identifier_characters"),
        ({"identifier": "000.21.36.H56"}, "identifier", "identifier_shape"),
        ({"identifier13": "H56.36.21"}, "identifier13", "identifier_shape"),
        ({"identifier13": "00.21.36.H56"}, "identifier13", "identifier_shape"),
        ({"simulated": "perhaps"}, "simulated", "not_yes_or_no"),
        ({"valid_from": "01/07/2025"}, "valid_from", "bad_date"),
        ({"valid_from": "2025-02-30"}, "valid_from", "bad_date"),
        ({"valid_from": "0205-07-01"}, "valid_from", "bad_date"),
        ({"valid_to": "2019-12-31"}, "valid_to", "ends_before_it_begins"),
        ({"identifier": "H56"}, "identifier", "identifier_twice"),
        ({"valid_from": "2019-01-01"}, "parent", "unknown_parent"),
        ({"code": "38"}, "code", "code_twice"),
    ],
)
def test_a_fault_is_named_by_line_and_column(take_in, change, column, code):
    report = take_in(TOP | {"identifier": "H56"}, COMMUNE | change)

    assert (3, column, code) in faults(report)
    assert not Unit.objects.exists()
    assert not Entry.objects.filter(event=Event.UNITS_IMPORTED).exists()


def test_all_faults_are_listed_in_order_and_nothing_comes_in(take_in):
    report = take_in(
        TOP,
        COMMUNE | {"valid_from": "soon", "identifier": "?"},
        COMMUNE | {"code": "2", "identifier": "H56.1", "identifier13": "", "parent": "15568"},
        {"code": "3"},
    )

    assert faults(report) == [
        (3, "identifier", "identifier_characters"),
        (3, "valid_from", "bad_date"),
        (5, "level", "missing"),
        (5, "name", "missing"),
        (5, "valid_from", "missing"),
    ]
    assert not Unit.objects.exists()


def test_a_line_with_too_many_or_too_few_cells_is_named(take_in):
    content = written(TOP) + b"15568,Van phong, Tho Lap" + b",x" * 11 + b"\r\n15569,Van phong\r\n"

    report = take_in(content)

    assert faults(report) == [(3, None, "wrong_width"), (4, None, "wrong_width")]


def test_an_open_quote_is_named_by_the_line_it_begins_on(take_in):
    report = take_in(written(TOP) + b'15568,"Van phong,commune\r\n15569,\r\n')

    assert faults(report) == [(3, None, "bad_quotes")]


def test_a_longer_circle_names_every_unit_in_it_and_no_other(take_in):
    one, two, three = (
        COMMUNE
        | {"code": code, "parent": above, "name": code, "level": "division"}
        | {"identifier": "", "identifier13": ""}
        for code, above in [("1", "2"), ("2", "1"), ("3", "1")]
    )

    report = take_in(three, one, two)

    assert faults(report) == [(3, "parent", "circle"), (4, "parent", "circle")]


def test_a_name_stands_once_under_one_unit(take_in):
    twin = COMMUNE | {"code": "2", "identifier": "", "identifier13": ""}

    report = take_in(TOP, COMMUNE, twin)

    assert faults(report) == [(4, "name", "name_twice")]


def test_one_code_may_stand_twice_for_two_times(take_in):
    first = COMMUNE | {"valid_to": "2024-12-31"}
    second = COMMUNE | {"name": "Xã khác", "valid_from": "2025-01-01"}

    report = take_in(TOP, first, second)

    assert (report.imported, report.errors) == (3, ())


def test_no_unit_outlives_the_one_above_it(take_in):
    report = take_in(TOP | {"valid_to": "2024-12-31"}, COMMUNE)

    assert faults(report) == [(3, "valid_to", "outlives_parent")]


def test_a_unit_stands_below_no_lower_level(take_in):
    report = take_in(TOP, COMMUNE, {**TOP, "code": "395", "level": "district", "parent": "15568"})

    assert faults(report) == [(4, "level", "level_above_parent")]


def test_an_identifier_is_one_units_at_a_time_here_too(take_in):
    take_in(TOP, COMMUNE)
    other = COMMUNE | {"code": "2", "name": "Xã khác"}

    report = take_in(TOP, other)

    assert faults(report) == [
        (3, "identifier", "identifier_taken"),
        (3, "identifier13", "identifier_taken"),
    ]


def test_a_code_that_another_unit_has_at_that_time_is_refused(take_in):
    take_in(TOP, COMMUNE)

    report = take_in(TOP, COMMUNE | {"valid_from": "2022-01-01", "name": "Xã khác"})

    assert (3, "code", "code_taken") in faults(report)


def test_dates_and_parent_may_be_given_beside_the_list(take_in):
    take_in(TOP)

    report = take_in(
        COMMUNE | {"valid_from": "", "parent": ""},
        valid_from=date(2024, 1, 1),
        valid_to=LAST_OLD_DAY,
        under=Under("38"),
    )

    commune = unit("15568")
    assert (report.imported, report.errors) == (1, ())
    assert (commune.opened, commune.ended) == (date(2024, 1, 1), LAST_OLD_DAY)
    assert parent(commune, BEFORE) == unit("38")


def test_the_lists_of_the_sample_province_come_in_without_fault():
    folder = Path(__file__).parents[3] / "docflow" / "demo" / "data"

    report = import_units(folder / "province.csv", by=System())

    assert (report.imported, report.errors) == (27, ())


def test_progress_is_told_for_every_unit():
    told = []

    import_units(NEW, by=System(), under=PROVINCE, progress=lambda *step: told.append(step))

    assert told[-1] == (167, 167)
    assert len(told) == 167
