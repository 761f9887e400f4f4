"""Forms of receiving: register, refuse with a reason from the list, take in a paper."""

from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from docflow.documents.kinds import COPIES, KINDS, Urgency
from docflow.documents.notation import parse
from docflow.identity import new_uid
from docflow.incoming.actions import LONGEST_REASON
from docflow.incoming.arriving import (
    LONGEST_CODE,
    LONGEST_ISSUER,
    LONGEST_SUBJECT,
    Arriving,
)
from docflow.incoming.models import Incoming
from docflow.incoming.refusal_reasons import OTHER, REASONS
from docflow.incoming.states import Finding
from docflow.web.forms.act import ActForm
from docflow.web.forms.uploads import UploadField

SECRECY = (
    ("", _("none")),
    ("MẬT", "MẬT"),
    ("TỐI MẬT", "TỐI MẬT"),
    ("TUYỆT MẬT", "TUYỆT MẬT"),
)


class RegisterForm(ActForm):
    """Enter an arrival in the register: asks only for what the document leaves open."""

    accept_reason = forms.CharField(
        label=_("why it is accepted although it cannot be said whether it is valid"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )
    although_duplicate = forms.BooleanField(
        label=_("it is another document; register it"), required=False
    )
    places: ClassVar[dict[str, str]] = {
        "reason_missing": "accept_reason",
        "reason_too_long": "accept_reason",
        "reason_unreadable": "accept_reason",
        "possible_duplicate": "although_duplicate",
    }

    def __init__(self, *args: Any, arrival: Incoming, twins: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if arrival.finding == Finding.UNDECIDED:
            self.fields["accept_reason"].required = True
        elif not self.is_bound:
            del self.fields["accept_reason"]
        if not twins and not self.is_bound:
            del self.fields["although_duplicate"]


class RefuseForm(ActForm):
    """Return a document: a reason from the list, and words to it."""

    because = forms.ChoiceField(label=_("reason"), choices=REASONS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("what the sender should know"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    places: ClassVar[dict[str, str]] = {
        "reason_missing": "words",
        "reason_too_long": "words",
        "reason_unreadable": "words",
    }

    def clean(self) -> dict[str, Any]:
        """Put reason and words together: “received already: see number 12 of 03/02”."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        because, words = given.get("because"), given.get("words", "").strip()
        if because == OTHER and not words:
            self.add_error("words", gettext("Say why."))
        label = str(dict(REASONS).get(str(because), ""))
        given["reason"] = words if because == OTHER else ": ".join(filter(None, [label, words]))
        return given


class PaperArrivalForm(ActForm):
    """A paper as it lies on the clerk's desk, with its scan."""

    code_as_written = forms.CharField(
        label=_("number and notation as written"),
        widget=forms.TextInput({"autofocus": True}),
        help_text=_("as it stands on the paper, such as 05/BC-UBND; empty when it bears none"),
        max_length=LONGEST_CODE,
        required=False,
    )
    issued_on = forms.DateField(
        label=_("date on the paper"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    issuer = forms.CharField(label=_("issued by"), max_length=LONGEST_ISSUER)
    subject = forms.CharField(
        label=_("subject"), max_length=LONGEST_SUBJECT, widget=forms.Textarea({"rows": 3})
    )
    kind = forms.ChoiceField(
        label=_("type"),
        help_text=_("may stay empty where the number tells it, like BC in 05/BC-UBND"),
        choices=[("", "—"), *((each.code, each.name) for each in (*KINDS, *COPIES))],
        required=False,
    )
    urgency = forms.ChoiceField(
        label=_("urgency"),
        choices=[(each.value, each.label) for each in Urgency],
        widget=forms.RadioSelect,
        initial=Urgency.NORMAL,
    )
    secrecy = forms.ChoiceField(
        label=_("secrecy mark on the paper"),
        help_text=_("a paper with such a mark may not be taken into this system"),
        choices=SECRECY,
        required=False,
    )
    field_order = ("code_as_written", "issuer", "subject", "issued_on", "scan", "kind")
    places: ClassVar[dict[str, str]] = {
        "bad_date": "issued_on",
        "issued_in_the_future": "issued_on",
        "number_without_date": "issued_on",
        "bad_number": "code_as_written",
        "code_too_long": "code_as_written",
        "code_unreadable": "code_as_written",
        "unknown_kind": "kind",
        "unknown_urgency": "urgency",
    }

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scan = UploadField(by=by, label=_("scan of the paper (PDF)"))
        scan.widget.attrs |= {"class": "form-control", "accept": ".pdf,application/pdf"}
        self.fields["scan"] = scan
        self.order_fields(self.field_order)
        if self.is_bound and self.data.get("secrecy"):
            scan.required = False  # such a paper is refused; its scan is not even looked at
            self.files = MultiValueDict()

    def clean(self) -> dict[str, Any]:
        """The type, where it was left to the number."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("kind") and "kind" not in self.errors:
            told = parse(given.get("code_as_written", ""))
            if told and told.kind:
                given["kind"] = told.kind.code
            else:
                self.add_error("kind", gettext("Choose the type: the number does not tell it."))
        return given

    def arriving(self) -> Arriving:
        """The paper, as an act takes it."""
        given = self.cleaned_data
        return Arriving(
            exchange_id=new_uid(),
            sender=None,
            issuer=given["issuer"],
            kind=given["kind"],
            subject=given["subject"],
            urgency=given["urgency"],
            number=None,
            notation="",
            issued_on=given["issued_on"],
            file=given["scan"],
            code_as_written=given["code_as_written"],
        )
