"""Forms of standing in, being away, handing over and judging changes of rights."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.kinds import KINDS
from docflow.people.models import Appointment, Delegation
from docflow.permissions import LABELS, Permission
from docflow.units.models import UnitPlace
from docflow.web.forms.act import ActForm
from docflow.web.forms.units import DayInput
from docflow.web.forms.uploads import UploadField

KIND_CHOICES = [(each.code, each.name) for each in KINDS]
LEADS = (Appointment.Kind.HEAD, Appointment.Kind.ACTING)


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post, by the name of its holder."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        rows = Appointment.objects.none()
        super().__init__(rows, label=label, to_field_name="uid", **kwargs)

    def label_from_instance(self, post: Any) -> str:
        return f"{post.user.full_name}, {post.post}"


class BasisFileField(UploadField):
    """The written basis; looked at when the form is sent."""

    check_as = ""

    def __init__(self, *, by: Any) -> None:
        super().__init__(
            by=by,
            required=False,
            label=_("the written basis as a PDF"),
            help_text=_("The signed authorisation or rules of work; it is kept with this."),
        )
        self.widget.attrs |= {"class": "form-control", "accept": ".pdf,application/pdf"}


class DaysForm(ActForm):
    """A first and a last day."""

    valid_from = forms.DateField(label=_("first day"), widget=DayInput())
    valid_to = forms.DateField(label=_("last day"), widget=DayInput())
    places: ClassVar[dict[str, str]] = {
        "ends_before_it_begins": "valid_to",
        "delegation_in_the_past": "valid_to",
        "delegation_too_long": "valid_to",
        "longer_than_the_order": "valid_to",
        "delegates_backwards": "valid_from",
        "basis_missing": "basis",
        "too_long": "basis",
        "not_a_subordinate": "taker",
        "not_head_of_part": "taker",
        "not_the_deputy": "taker",
        "delegates_to_oneself": "taker",
        "delegates_nothing": "permissions",
        "delegates_too_much": "permissions",
        "order_is_to_sign": "permissions",
        "order_names_types": "kinds",
        "only_the_head_orders": "kind",
        "absence_in_the_past": "valid_to",
        "absence_too_long": "valid_to",
        "absent_already": "valid_from",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = clock.today()
        self.fields["valid_to"].initial = clock.today() + timedelta(days=7)


class GiveForm(DaysForm):
    """Whom one lets act for oneself, in what, for which documents, on what basis."""

    field_order = (
        *("kind", "taker", "permissions", "kinds", "valid_from", "valid_to", "basis", "file"),
    )
    taker = PostField(_("who stands in"))
    kind = forms.ChoiceField(
        label=_("kind"), choices=Delegation.Kind.choices, initial=Delegation.Kind.AUTHORISATION
    )
    permissions = forms.MultipleChoiceField(
        label=_("may, for me"), choices=(), widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("only documents of these types"),
        choices=KIND_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: documents of every type."),
    )
    basis = forms.CharField(
        label=_("written basis"),
        max_length=200,
        help_text=_("Number and date of the authorisation, like 05/GUQ-UBND of 21/11/2026."),
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _add_file(self, by)
        self.fields["taker"].queryset = takers(by.appointment)  # type: ignore[attr-defined]
        held = by.permissions_in(by.unit)
        field: Any = self.fields["permissions"]
        field.choices = [(each.value, LABELS[each]) for each in Permission if each in held]
        if by.appointment.kind not in LEADS:
            del self.fields["kind"]


class PassOnForm(DaysForm):
    """To which deputy an order (TL.) is passed on."""

    field_order = ("taker", "valid_from", "valid_to", "basis", "file")
    taker = PostField(_("deputy"))
    basis = forms.CharField(label=_("written basis"), max_length=200)

    def __init__(self, *args: Any, by: Any, order: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _add_file(self, by)
        near = _posts().filter(unit=order.taker.unit).exclude(user=by.user)
        self.fields["taker"].queryset = near  # type: ignore[attr-defined]
        self.fields["valid_to"].initial = order.valid_to


class AbsenceForm(DaysForm):
    """From when to when one is away, and why."""

    field_order = ("valid_from", "valid_to", "reason", "stand_in")
    reason = forms.CharField(
        label=_("reason"),
        max_length=100,
        help_text=_("Colleagues who assign or submit to you read it: a word is enough."),
    )
    stand_in = forms.BooleanField(
        label=_("then choose who stands in for me"), required=False, initial=True
    )


class HandOverForm(ActForm):
    """To whom the open work goes, and by which record."""

    to = PostField(_("successor"))
    written = forms.CharField(
        label=_("hand-over record"),
        max_length=200,
        required=False,
        help_text=_("Needed for the agency's key: the number of the signed minutes."),
    )
    places: ClassVar[dict[str, str]] = {
        "bad_successor": "to",
        "takes_over_oneself": "to",
        "handover_missing": "written",
    }
    field_order = ("to", "written")

    def __init__(self, *args: Any, post: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = successors(post)  # type: ignore[attr-defined]


class LeaveForm(ActForm):
    """The last day of a post, and to whom its open work goes."""

    last_day = forms.DateField(label=_("last day"), widget=DayInput(), initial=clock.today)
    successor = PostField(
        _("successor"),
        required=False,
        help_text=_("Open work goes there at once. Needed while there is any."),
    )
    written = forms.CharField(
        label=_("hand-over record"),
        max_length=200,
        required=False,
        help_text=_("Needed for the agency's key: the number of the signed minutes."),
    )
    places: ClassVar[dict[str, str]] = {
        "ends_before_it_begins": "last_day",
        "ended_already": "last_day",
        "open_work": "successor",
        "not_handed_over": "successor",
        "bad_successor": "successor",
        "takes_over_oneself": "successor",
        "handover_missing": "written",
    }
    field_order = ("last_day", "successor", "written")

    def __init__(self, *args: Any, post: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors(post)  # type: ignore[attr-defined]


class ObjectForm(ActForm):
    """Why a change of rights is not as it should be, and whether it ends at once."""

    reason = forms.CharField(
        label=_("reason"), max_length=500, widget=forms.Textarea({"rows": 3, "maxlength": 500})
    )
    end = forms.BooleanField(
        label=_("end the change at once"),
        required=False,
        help_text=_("What was done under it until now stands."),
    )
    places: ClassVar[dict[str, str]] = {"cannot_be_ended": "end", "reason_missing": "reason"}

    def __init__(self, *args: Any, can_end: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_end:
            del self.fields["end"]


def _add_file(form: forms.Form, by: Any) -> None:
    form.fields["file"] = BasisFileField(by=by)
    form.order_fields(form.field_order)


def takers(giver: Appointment) -> Any:
    """Who is offered to stand in: colleagues of the unit, and the heads of the units below it."""
    below = UnitPlace.objects.valid_on(clock.today()).filter(parent=giver.unit)
    near = Q(unit=giver.unit) | Q(unit__in=below.values("unit"), kind__in=LEADS)
    return _posts().filter(near).exclude(user=giver.user_id)


def successors(post: Appointment) -> Any:
    """Who is offered to take over: the others who hold a post in the unit today."""
    return _posts().filter(unit=post.unit).exclude(pk=post.pk)


def _posts() -> Any:
    rows = Appointment.objects.valid_on(clock.today()).filter(user__is_active=True)
    return rows.select_related("user").order_by("user__full_name", "pk")
