"""Uploaded forms: accepted when each field shows what it holds, and stands alone."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from signing.upload import Reception, check_upload

NAME, SUM, EMPTY = 0, 1, 4


@pytest.fixture
def form(tmp_path):
    """A form as offices make them: texts, a choice, a box to tick, one left empty."""
    canvas = Canvas(str(tmp_path / "form.pdf"))
    canvas.drawString(100, 750, "Don de nghi")
    fields = canvas.acroForm
    fields.textfield(name="hoten", x=100, y=600, width=200, height=20, value="Nguyen Van A")
    fields.textfield(name="sotien", x=100, y=650, width=200, height=20, value="1.000.000 dong")
    fields.checkbox(name="dongy", x=100, y=560, checked=True)
    towns = [("Thanh Hoa", "TH"), ("Nghe An", "NA")]
    fields.choice(name="tinh", x=100, y=500, width=100, height=20, options=towns, value="TH")
    fields.textfield(name="ghichu", x=100, y=400, width=200, height=20, value="")
    canvas.save()
    return tmp_path / "form.pdf"


def judged(form, change=lambda document: None):
    target = form.with_name("changed.pdf")
    with pikepdf.open(form) as document:
        change(document)
        document.save(target)
    verdict = check_upload(target)
    return verdict.indication, {problem.code for problem in verdict.problems}


def field(document, place):
    return document.pages[0].Annots[place]


def another_value(document):
    field(document, SUM).V = String("9.000.000 dong")


def another_look(document):
    field(document, SUM).AP = field(document, NAME).AP


def a_value_unseen(document):
    field(document, EMPTY).V = String("da dong y")


def a_value_of_the_group(document):
    """The value stands in the field above, as when several widgets share it."""
    shared = Dictionary(FT=Name.Tx, T=String("nhom"), V=String("khac"))
    widget = field(document, NAME)
    del widget.V, widget.FT
    widget.Parent = document.make_indirect(shared)


def over_each_other(document):
    field(document, EMPTY).Rect = field(document, NAME).Rect


def signed_and_drawn_anew(document):
    place = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String("Ky"),
        F=4,
        Rect=Array([300, 100, 400, 150]),
    )
    place = document.make_indirect(place)
    document.pages[0].Annots.append(place)
    document.Root.AcroForm.Fields.append(place)
    document.Root.AcroForm.NeedAppearances = True


def test_a_form_that_shows_what_it_holds_is_accepted(form):
    assert judged(form) == (Reception.ACCEPTED, set())


def test_a_hidden_field_shows_nothing_and_hides_nothing(form):
    def hide(document):
        over_each_other(document)
        field(document, EMPTY).F = 2

    assert judged(form, hide) == (Reception.ACCEPTED, set())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (another_value, "value_differs"),
        (another_look, "value_differs"),
        (a_value_unseen, "value_differs"),
        (a_value_of_the_group, "value_differs"),
        (over_each_other, "overlapping_fields"),
        (signed_and_drawn_anew, "need_appearances"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_form_that_can_be_read_in_two_ways_is_quarantined_and_named(form, change, code):
    indication, codes = judged(form, change)

    assert indication is Reception.QUARANTINED
    assert code in codes


def test_a_sealed_document_of_ours_is_accepted(sealed):
    assert check_upload(sealed).accepted
