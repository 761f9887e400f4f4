"""Forms of issuing: the scan of what was signed on paper, the PIN of the agency's seal."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.web.forms.act import ActForm
from docflow.web.forms.reason import PinForm
from docflow.web.forms.uploads import UploadField


class ScanForm(ActForm):
    """The scan of a document its leader signed on paper."""

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scan = UploadField(by=by, label=_("scan of the signed paper (PDF)"))
        scan.widget.attrs |= {"class": "form-control", "accept": ".pdf,application/pdf"}
        self.fields["scan"] = scan


class SealForm(PinForm):
    """The PIN of the agency's key, which whoever keeps the seal was given with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].label = _("PIN of the agency's seal key")
        self.fields["pin"].widget.attrs["autofocus"] = True
        self.fields["pin"].help_text = _(
            "The agency's key in your custody seals, not a key of your own."
        )
