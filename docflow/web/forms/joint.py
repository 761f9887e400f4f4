"""The form of a further body of a joint document: who signs for it."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from docflow.people.authority import signers_of
from docflow.people.models import Appointment
from docflow.units.models import Unit
from docflow.web.forms.act import ActForm
from docflow.web.forms.drafting import SignerField


class BodyForm(ActForm):
    """Who signs for the unit that was found."""

    signer = SignerField(label=_("signer"), queryset=None, empty_label=None)
    places: ClassVar[dict[str, str]] = {"bad_signer": "signer", "body_twice": "signer"}

    def __init__(self, *args: Any, unit: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = signers_of(unit) if unit else Appointment.objects.none()
        self.fields["signer"].offer(posts)  # type: ignore[attr-defined]
