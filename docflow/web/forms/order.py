"""Forms of opinions, of returning to a step, of another signer, of a circuit."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow.outgoing import opinions
from docflow.outgoing.models import Outgoing, Turn
from docflow.outgoing.order import LONGEST, MOST_DAYS
from docflow.outgoing.states import State
from docflow.outgoing.turns import done_turns
from docflow.people.authority import signers_of
from docflow.units.models import Unit
from docflow.web.forms.act import ActForm
from docflow.web.forms.drafting import SignerField
from docflow.web.forms.reason import ReasonForm

MOST_SHOWN = 200
CHECK = "format_check"


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People by name and post, each with a box."""

    def label_from_instance(self, post: Any) -> str:
        return str(post)


class AskForm(ActForm):
    """Whom to ask what, and until when."""

    whom = PeopleField(
        label=_("whom"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    question = forms.CharField(
        label=_("question"), max_length=1000, widget=forms.Textarea({"rows": 3, "maxlength": 1000})
    )
    days = forms.IntegerField(
        label=_("working days to answer"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=opinions.DAYS,
        help_text=_("When they have passed, the document goes on without the opinion."),
    )
    places: ClassVar[dict[str, str]] = {
        "whom_missing": "whom",
        "cannot_be_asked": "whom",
        "asked_before": "whom",
        "question_length": "question",
        "days_range": "days",
    }

    def __init__(self, *args: Any, paper: Outgoing, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Q(unit=paper.unit) | Q(unit__kind=Unit.Kind.DIVISION)
        posts = opinions.who_can_be_asked(paper.unit).filter(near)
        posts = posts.exclude(user__in=[paper.drafter.user, by.user])
        keys = list(posts.values_list("pk", flat=True)[:MOST_SHOWN])
        self.fields["whom"].queryset = posts.filter(pk__in=keys)  # type: ignore[attr-defined]


class OpinionForm(ActForm):
    """One of three answers, and words."""

    stance = forms.ChoiceField(
        label=_("your opinion"), choices=Turn.Stance.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("in words"),
        required=False,
        max_length=opinions.LONGEST_OPINION,
        widget=forms.Textarea({"rows": 5, "maxlength": opinions.LONGEST_OPINION}),
        help_text=_("A remark or an objection needs words; the leader reads them when signing."),
    )
    places: ClassVar[dict[str, str]] = {"stance_unknown": "stance"}


class StepForm(ReasonForm):
    """To which step a document returns, and why."""

    step = forms.ChoiceField(label=_("return to"), choices=(), widget=forms.RadioSelect)
    places: ClassVar[dict[str, str]] = {"step_not_done": "step"}
    field_order = ("step", "reason")

    def __init__(self, *args: Any, paper: Outgoing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = _steps(paper)  # type: ignore[attr-defined]


def _steps(paper: Outgoing) -> list[tuple[str, Any]]:
    """The steps one can return to, the first one first."""
    found: list[tuple[str, Any]] = [
        (turn.place, f"{turn.place}. {turn.get_kind_display()}: {turn}")
        for turn in done_turns(paper)
    ]
    if paper.circuit_id is None and paper.state != State.INITIALLING:
        found = [("1", _("1. initials of the head of department"))]
    check = [(CHECK, _("the format check"))] if paper.state == State.SIGNING else []
    return [*found, *check]


class AnotherSignerForm(ReasonForm):
    """Who signs instead, and why."""

    signer = SignerField(label=_("signer"), queryset=None, empty_label="—")
    places: ClassVar[dict[str, str]] = {"bad_signer": "signer", "same_signer": "signer"}
    field_order = ("signer", "reason")

    def __init__(self, *args: Any, paper: Outgoing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = signers_of(paper.unit).exclude(pk=paper.signer_id)
        self.fields["signer"].queryset = others  # type: ignore[attr-defined]


class CircuitForm(ActForm):
    """An order as text, and the version that was looked at."""

    text = forms.CharField(
        label=_("order"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4, "maxlength": LONGEST, "spellcheck": "false"}),
        help_text=_("Leave it empty to give the type back to the default."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    places: ClassVar[dict[str, str]] = {
        "bad_order": "text",
        "no_initials": "text",
        "role_cannot": "text",
        "initials_elsewhere": "text",
        "unit_not_below": "text",
        "order_too_long": "text",
        "nothing_changed": "text",
    }
