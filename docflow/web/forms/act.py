"""Forms that ask for an act: refused, they keep what was typed and say what is wrong where."""

from collections.abc import Callable
from itertools import chain
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from docflow.desks import unseen
from docflow.errors import NotAllowed, Refused
from docflow.permissions import Permission, require

TOO_MANY = "too_many"
BESIDE_MOVES = dict.fromkeys(("revise", "name_bodies"), Permission.OUTGOING_DRAFT)
"""What is done to a document without moving its state, by form, and the permission it needs."""


class ActForm(forms.Form):
    """A form for one act; `places` says at which field a refusal with a code is shown."""

    required_css_class = "required"
    places: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            shape = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
                shape = "form-check-input"
            field.widget.attrs.setdefault("class", shape)

    def full_clean(self) -> None:
        """Check what was given, once the form is whole, and mark the fields that are wrong."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at the field it is about, or above the form."""
        guess = refusal.code.rsplit("_", 1)[0]
        named = (self.places.get(refusal.code), guess)
        place = next((each for each in named if each in self.fields), None)
        if place:
            self.fields[place].widget.attrs["aria-invalid"] = "true"
        self.add_error(place, forms.ValidationError(str(refusal), code=refusal.code))

    @property
    def is_too_often(self) -> bool:
        """Whether what was asked for, or one of its files, was asked for too often."""
        found = chain.from_iterable(self.errors.as_data().values())
        return any(each.code == TOO_MANY for each in found)


def carry_out(
    request: HttpRequest,
    form: ActForm,
    act: Callable[[dict[str, Any]], Any],
    then: Callable[[Any], str],
    template: str,
    context: dict[str, Any] | None = None,
    theirs: Callable[[], None] | None = None,
) -> HttpResponse:
    """Show the form, or do what it asks and go on; a refusal goes back into the form.

    A form that comes back answers 200, as browsers report every other status as an error; 403 when
    it is not allowed, 429 when it was asked too often. `theirs` raises NotAllowed unless the act is
    whoever asks's; for a move the context names, it is the permission of the move.
    """
    status = 200
    if request.method == "POST" and not form.is_valid():
        denied = _denied(request, theirs or _right_to_move(request, context or {}))
        if denied:
            form.refuse(denied)
            status = 403
    elif request.method == "POST":
        try:
            done = act(form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
            status = 403 if isinstance(refusal, NotAllowed) else 200
        else:
            return redirect(then(done))
    status = 429 if form.is_bound and form.is_too_often else status
    return render(request, template, {**(context or {}), "form": form}, status=status)


def _denied(request: Any, theirs: Callable[[], None]) -> Refused | None:
    """Why a form that cannot be read was not theirs to send; kept in the log like a read one."""
    try:
        theirs()
    except NotAllowed as refusal:
        return unseen.refuse(request.resolver_match.func, refusal, by=request.actor)
    return None


def _right_to_move(request: Any, context: dict[str, Any]) -> Callable[[], None]:
    subject: Any = context.get("subject")
    verb = context.get("verb", "")

    def theirs() -> None:
        if verb in BESIDE_MOVES:
            require(request.actor, BESIDE_MOVES[verb], subject.unit)
        elif hasattr(getattr(type(subject), verb, None), "who"):
            subject.must_be_theirs(verb, request.actor)

    return theirs
