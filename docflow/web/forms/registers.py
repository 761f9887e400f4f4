"""Forms of the registers: open a book, strike out the next number, complete a line."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.documents.kinds import COPIES, KINDS
from docflow.documents.models import Register
from docflow.documents.numbering import (
    FIRST_YEAR,
    HIGHEST_NUMBER,
    LAST_YEAR,
    LONGEST_BOOK,
    LONGEST_REASON,
    book_name,
)
from docflow.documents.register_actions import LONGEST_NAME, LONGEST_REMARK, MOST
from docflow.web.forms.act import ActForm

KIND_CHOICES = [(each.code, each.name) for each in (*KINDS, *COPIES)]


class OpenRegisterForm(ActForm):
    """Another book, or one that goes on where the paper book stopped."""

    series = forms.ChoiceField(label=_("series"), choices=Register.Series.choices)
    year = forms.IntegerField(label=_("year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    book = forms.CharField(label=_("name of the book"), max_length=LONGEST_BOOK)
    opening = forms.IntegerField(
        label=_("first number"), min_value=1, max_value=HIGHEST_NUMBER, initial=1
    )
    kinds = forms.MultipleChoiceField(
        label=_("types it takes"),
        help_text=_("none chosen: all types"),
        choices=KIND_CHOICES,
        required=False,
        widget=forms.SelectMultiple({"size": 8, "class": "form-select"}),
    )
    body = forms.CharField(
        label=_("council"),
        help_text=_(
            "only for a council that uses the agency's seal: its abbreviation, as HĐTĐ; the book "
            "then takes the council's documents alone"
        ),
        max_length=20,
        required=False,
    )
    places: ClassVar[dict[str, str]] = {
        "register_exists": "book",
        "bad_body": "body",
        "bad_book": "book",
        "bad_year": "year",
        "bad_opening": "opening",
        "opening_taken": "opening",
        "kind_in_another_book": "kinds",
        "unknown_kind": "kinds",
        "unknown_series": "series",
    }

    def clean_book(self) -> str:
        """The book as it is stored: what people call the main one is not another book."""
        book: str = self.cleaned_data["book"]
        main = str(book_name(Register.MAIN))
        return str(Register.MAIN) if book.casefold() == main.casefold() else book


class StrikeOutForm(ActForm):
    """Strike out the next number of a book, saying why."""

    reason = forms.CharField(
        label=_("why the number is void"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
    )
    places: ClassVar[dict[str, str]] = {"too_long": "reason"}


class LineForm(ActForm):
    """What stands in a line by hand: copies, pages, who keeps and who received it, remarks."""

    copies = forms.IntegerField(
        label=_("number of copies"), min_value=0, max_value=MOST, required=False
    )
    pages = forms.IntegerField(
        label=_("number of pages"), min_value=0, max_value=MOST, required=False
    )
    kept_by = forms.CharField(
        label=_("unit or person keeping the file copy"), max_length=LONGEST_NAME, required=False
    )
    received_by = forms.CharField(
        label=_("received (signature): name"), max_length=LONGEST_NAME, required=False
    )
    received_on = forms.DateField(
        label=_("received on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    remark = forms.CharField(
        label=_("remarks"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    places: ClassVar[dict[str, str]] = {
        "bad_amount": "copies",
        "signature_incomplete": "received_by",
        "received_early": "received_on",
        "received_later": "received_on",
    }
