"""After the seal validation data may come, and nothing hidden behind it."""

from collections.abc import Callable

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.levels import time_stamp

Change = Callable[[IncrementalPdfFileWriter], None]


@pytest.fixture
def copy(sealed, tmp_path):
    path = tmp_path / "copy.pdf"
    path.write_bytes(sealed.read_bytes())
    return path


def add_store(writer):
    """An empty security store, as a pretext."""
    writer.root[pdf_name("/DSS")] = writer.add_object(generic.DictionaryObject())
    writer.update_root()


def draw_again(writer):
    form = writer.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
    form[pdf_name("/DA")] = generic.TextStringObject("/Helv 30 Tf")
    writer.update_container(form)


def align_otherwise(writer):
    form = writer.root["/AcroForm"]
    form[pdf_name("/Q")] = generic.NumberObject(2)
    writer.update_container(form)


def retitle(writer):
    title = generic.DictionaryObject({pdf_name("/Title"): generic.TextStringObject("Khác")})
    writer.set_info(writer.add_object(title))


def add_metadata(writer):
    writer.root[pdf_name("/Metadata")] = writer.add_object(generic.StreamObject(stream_data=b"x"))


def leave_an_object(writer):
    writer.add_object(
        generic.DictionaryObject({pdf_name("/JS"): generic.TextStringObject("app.alert(1)")})
    )


def extend(writer):
    action = generic.DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript")})
    writer.root[pdf_name("/Extensions")] = generic.DictionaryObject({pdf_name("/X"): action})


@pytest.mark.parametrize(
    "change",
    [draw_again, align_otherwise, retitle, add_metadata, leave_an_object, extend],
)
def test_nothing_hides_behind_validation_data(shared_desk, copy, change):
    updated(copy, change)

    verdict = shared_desk.check(copy)

    assert not verdict.passed
    assert verdict.problems


def test_a_document_time_stamp_alone_may_follow(shared_desk, copy, tmp_path):
    stamped = tmp_path / "stamped.pdf"

    time_stamp(copy, stamped, timestamper=shared_desk.stamper)

    assert shared_desk.check(stamped).passed


def test_nothing_hides_behind_a_document_time_stamp(shared_desk, copy, tmp_path):
    updated(copy, draw_again)
    stamped = tmp_path / "stamped.pdf"
    time_stamp(copy, stamped, timestamper=shared_desk.stamper)

    assert not shared_desk.check(stamped).passed


def updated(path, change: Change):
    with path.open("r+b") as file:
        writer = IncrementalPdfFileWriter(file)
        add_store(writer)
        change(writer)
        writer.write_in_place()
