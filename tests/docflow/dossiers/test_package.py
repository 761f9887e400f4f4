"""A dossier as one file: originals unchanged, a copy for reading, the index of the standard."""

import hashlib
import json
import zipfile
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.core.management import call_command
from lxml import etree

from docflow import clock
from docflow.documents.models import Document
from docflow.dossiers import actions, contents, export_actions, package, tasks
from docflow.dossiers.metadata import OF_DOCUMENT, OF_DOSSIER
from docflow.dossiers.models import Export
from docflow.errors import Refused
from docflow.outgoing import actions as outgoing
from docflow.signatures import checking
from storage import blobs
from tests import builders
from tests.docflow.dossiers import stage

STANDARD = {
    "FileCode.OrganId": 13,
    "FileCode.FileCatalog": 4,
    "FileCode.FileNotation": 20,
    "Title": 500,
    "Maintenance": 30,
    "Rights": 30,
    "Language": 50,
    "StartDate": 10,
    "EndDate": 10,
    "DocTotal": 4,
    "PageTotal": 4,
    "Creator": 30,
    "Description": 500,
}
"""Annex VI part II of Decree 30/2020, written out."""


def real(people, subject, day):
    """A draft with a real file and a date."""
    paper = outgoing.draft(
        "REPORT",
        subject,
        builders.page(people),
        by=people.lan,
        signer=people.minh.appointment,
        attachments=[builders.page(people)],
    )
    Document.objects.filter(pk=paper.pk).update(issued_on=day)
    return Document.objects.get(pk=paper.pk)


def filled(people):
    """A dossier of two real documents, the later one put in first."""
    dossier = stage.planned(people, description="Ghi chú <&>")
    for subject, day in (("Sau", date(2026, 3, 9)), ("Trước", date(2026, 3, 1))):
        dossier = actions.put_in(dossier, real(people, subject, day), by=people.lan)
    return dossier


def built(dossier, tmp_path):
    target = tmp_path / "dossier.zip"
    made = package.build(dossier, target)
    return made, zipfile.ZipFile(target)


@pytest.mark.law("L19")
def test_an_export_holds_every_file_in_the_order_of_time(units, tmp_path):
    made, zipped = built(filled(units), tmp_path)

    assert zipped.namelist() == [
        "index.xml",
        "documents/001 Trước.pdf",
        "documents/001-01 word-365.pdf",
        "documents/002 Sau.pdf",
        "documents/002-01 word-365.pdf",
        "reading.pdf",
    ]
    assert (made.documents, made.is_whole) == (2, True)
    original = builders.PAGE.read_bytes()
    assert zipped.read("documents/001 Trước.pdf") == original


@pytest.mark.law("L19", "L25")
def test_the_index_has_the_fields_of_the_standard_and_the_digest_of_every_file(units, tmp_path):
    dossier = actions.close(filled(units), clock.today(), by=units.lan)
    _made, zipped = built(dossier, tmp_path)

    index = etree.fromstring(zipped.read("index.xml"))

    assert {field.name: field.longest for field in OF_DOSSIER} == STANDARD
    told = {name: index.findtext(name.replace(".", "/")) for name in STANDARD}
    assert told["FileCode.OrganId"] == "H56.2"
    assert told["FileCode.FileCatalog"] == str(clock.today().year)
    assert (told["DocTotal"], told["PageTotal"]) == ("2", str(dossier.pages))
    assert (told["StartDate"], told["Maintenance"]) == ("2026-03-01", "20 năm")
    assert told["Description"] == "Ghi chú <&>"
    documents = index.findall("Documents/Document")
    assert [each.findtext("DocOrdinal") for each in documents] == ["1", "2"]
    assert [each.findtext("Subject") for each in documents] == ["Trước", "Sau"]
    for file in index.iter("File"):
        content = zipped.read(file.get("name"))
        assert hashlib.sha256(content).hexdigest() == file.get("sha256")
        assert str(len(content)) == file.get("size")


@pytest.mark.law("L25")
def test_the_fields_the_standard_wants_filled_by_the_system_are_filled_by_it(units, tmp_path):
    automatic = {each.name for each in (*OF_DOSSIER, *OF_DOCUMENT) if each.automatic}

    assert automatic == {
        *("FileCode.OrganId", "FileCode.FileCatalog", "DocTotal", "PageTotal"),
        *("DocOrdinal", "CodeNumber", "IssuedDate", "PageAmount"),
        *("ArrivalDate", "ArrivalNumber"),
    }


@pytest.mark.law("L19")
def test_the_copy_for_reading_has_the_list_and_then_the_pages_of_each_document(units, tmp_path):
    dossier = filled(units)
    pages = [row.pages for row in contents.placings(dossier)]

    made, zipped = built(dossier, tmp_path)

    with pikepdf.open(BytesIO(zipped.read("reading.pdf"))) as reading:
        assert len(reading.pages) == made.pages == 1 + sum(pages)
        assert all("/Annots" not in page for page in reading.pages)


def test_a_signed_original_leaves_as_it_is_and_its_signatures_verify(people, tmp_path):
    paper = builders.sealed(people)
    dossier = actions.put_in(stage.planned(people), paper.document, by=people.lan)

    _made, zipped = built(dossier, tmp_path)

    [name] = [each for each in zipped.namelist() if each.startswith("documents/")]
    original = tmp_path / "original.pdf"
    original.write_bytes(zipped.read(name))
    assert checking.check_file(original).as_json()["indication"] == "TOTAL_PASSED"


def test_what_cannot_be_drawn_has_a_page_that_says_so_and_its_original(units, tmp_path):
    broken = blobs.put(BytesIO(b"%PDF-1.7 no such thing"))
    file = stage.File(broken.digest, broken.size, "x.pdf", {"pages_mm": [[210, 297]]})
    paper = outgoing.draft("REPORT", "Hỏng", file, by=units.lan, signer=units.minh.appointment)
    dossier = actions.put_in(stage.planned(units), paper.document, by=units.lan)

    made, zipped = built(dossier, tmp_path)

    assert (made.is_whole, made.pages) == (True, 2)
    assert zipped.read("documents/001 Hỏng.pdf") == b"%PDF-1.7 no such thing"


def test_files_that_are_missing_are_named_and_nothing_is_exported_by_half(units, tmp_path):
    dossier = filled(units)
    dossier = actions.put_in(dossier, stage.document(units, "Mất"), by=units.lan)

    target = tmp_path / "dossier.zip"
    made = package.build(dossier, target)

    assert not target.exists()
    assert [each["code"] for each in made.problems] == ["file_missing"]
    assert "Mất" in made.problems[0]["text"]


def test_an_export_is_made_by_the_worker_for_who_asked(units):
    dossier = filled(units)
    export = export_actions.ask_export(dossier, by=units.lan)

    tasks.make_export(export.pk)

    export = Export.objects.get()
    assert (export.due, export.done, export.problems) == (None, 2, [])
    assert zipfile.ZipFile(BytesIO(blobs.get(export.digest))).testzip() is None


def test_an_export_with_files_missing_says_which(units):
    export = export_actions.ask_export(stage.opened(units), by=units.lan)

    tasks.make_export(export.pk)

    export = Export.objects.get()
    assert (export.due, export.digest) == (None, "")
    assert "Tình hình mưa lũ" in export.problems[0]["text"]


def test_only_who_may_read_everything_has_a_dossier_exported(units):
    dossier = stage.planned(units, keeper=units.hung.appointment)
    actions.put_in(dossier, stage.document(units, by=units.hung), by=units.hung)

    with pytest.raises(Refused) as refused:
        export_actions.ask_export(dossier, by=units.lan)

    assert refused.value.code == "not_all_readable"


def test_a_dossier_is_asked_for_once_at_a_time(units):
    dossier = stage.opened(units)
    export_actions.ask_export(dossier, by=units.lan)

    with pytest.raises(Refused) as refused:
        export_actions.ask_export(dossier, by=units.lan)

    assert refused.value.code == "asked_already"


def run(capfd, *words):
    with pytest.raises(SystemExit) as ended:
        call_command("export_dossier", *map(str, words), "--json")
    return ended.value.code, json.loads(capfd.readouterr().out)


def test_the_command_writes_a_dossier_to_a_file(units, tmp_path, capfd):
    dossier, target = filled(units), tmp_path / "x.zip"

    code, answer = run(capfd, dossier.uid, "--to", target)

    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    assert (code, answer["file"]["sha256"], answer["file"]["documents"]) == (0, digest, 2)


def test_the_command_says_which_files_are_missing_and_writes_none(units, tmp_path, capfd):
    dossier, target = stage.opened(units), tmp_path / "x.zip"

    code, answer = run(capfd, dossier.uid, "--to", target)

    assert (code, answer["file"], target.exists()) == (1, None, False)
    assert answer["problems"][0]["code"] == "file_missing"


@pytest.mark.parametrize("words", [("nobody", "--to", "x.zip"), ("{uid}", "--to", "/nowhere/x")])
def test_the_command_needs_a_dossier_and_a_new_file(units, capfd, words):
    dossier = stage.opened(units)

    code, answer = run(capfd, *(word.format(uid=dossier.uid) for word in words))

    assert (code, answer["file"]) == (3, None)
