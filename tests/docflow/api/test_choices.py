"""What can be chosen or comes next, as a program asks before an act."""

from docflow.documents.kinds import KINDS
from docflow.documents.numbering import void_next
from docflow.incoming import actions as incoming
from tests import builders


def test_the_types_are_those_of_the_decree(programs):
    told = programs.lan.get("/kinds").json()

    assert [each["code"] for each in told] == [each.code for each in KINDS]
    assert {"code": "OFFICIAL_LETTER", "name": "Công văn", "abbreviation": None} in told


def test_who_may_sign_in_the_name_of_the_unit(programs):
    told = programs.lan.get("/signers").json()

    assert {each["full_name"] for each in told} == {"Phạm Quang Minh", "Vũ Thanh Bình"}
    assert programs.hoa.get("/signers").status_code == 404


def test_whom_to_assign_to_with_what_they_have_open(signers):
    programs, people = signers, signers.cast
    arrival = incoming.register(builders.arrived(people), by=people.tuan)
    incoming.assign(arrival, "Làm", people.phuc.appointment, 5, by=people.nam)

    near = programs.nam.get("/candidates").json()
    found = programs.nam.get("/candidates", text="lan").json()
    own = programs.nam.get("/candidates", own=True).json()

    [phuc] = [each for each in near["items"] if each["post"] == str(people.phuc.appointment.uid)]
    assert (phuc["open_tasks"], phuc["late"], phuc["unit"]) == (1, 0, None)
    assert [each["name"] for each in found["items"]] == ["Nguyễn Thị Lan"]
    assert [each["name"] for each in own["items"]] == ["Ngô Gia Phúc"]
    assert programs.lan.get("/candidates").status_code == 404


def test_the_number_that_comes_next(programs):
    before = programs.hoa.get("/registers/next", series="outgoing", kind="REPORT").json()
    void_next(programs.cast.commune, "outgoing", "Hỏng", by=programs.cast.hoa)
    after = programs.hoa.get("/registers/next", series="outgoing", kind="REPORT").json()

    assert (before["number"], before["last"]) == (1, None)
    assert (after["number"], after["last"], after["book"]) == (2, "01", "main")
