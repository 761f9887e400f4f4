"""Forms of the draft: its facts, its file as PDF or from an office program, its attachments."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.desks.uploads import accept, file_of, token_of
from docflow.documents.kinds import KINDS, Urgency
from docflow.errors import Refused
from docflow.outgoing.models import Outgoing
from docflow.people.absences import Away, away
from docflow.people.actor import Actor
from docflow.people.authority import authority, signers_of
from docflow.signatures.converting import take_in_draft
from docflow.signatures.findings import FileRefused
from docflow.signatures.intake import File
from docflow.web.forms.act import ActForm
from docflow.web.forms.uploads import UploadField, said

SECRECY = [
    ("", _("Not secret")),
    ("mat", _("Mật (secret)")),
    ("toimat", _("Tối mật (top secret)")),
    ("tuyetmat", _("Tuyệt mật (utmost secret)")),
]
ACCEPTED = ".pdf,.docx,.odt,application/pdf"
CONVERTED = _("PDF, or DOCX or ODT, which become a PDF; the original is not kept.")
MOST_ATTACHMENTS = 20


class SubjectField(forms.CharField):
    """What a document is about, in one sentence."""

    def __init__(self) -> None:
        widget = forms.Textarea({"rows": 2, "maxlength": 500})
        super().__init__(label=_("subject"), max_length=500, widget=widget)


class SignerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A leader, named with the authority they sign under, and with who stands in when away."""

    gone: ClassVar[dict[int, Away]] = {}

    def offer(self, posts: Any) -> None:
        """These are the leaders to choose from."""
        self.gone = away([post.user_id for post in posts], clock.today())  # type: ignore[misc]
        self.queryset = posts

    def label_from_instance(self, post: Any) -> str:
        try:
            prefix = authority(Actor(post), clock.today()).prefix
        except Refused:
            prefix = ""
        named = f"{post} ({prefix})" if prefix else str(post)
        told = self.gone.get(post.user_id)
        return f"{named} – {told}" if told else named


class DraftFileField(UploadField):
    """The file of a draft; an office document is converted. `facts` are those of the draft."""

    check_as = "draft"

    def __init__(self, *, facts: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.facts = facts or {}
        self.widget.attrs.update({"class": "form-control", "accept": ACCEPTED})

    def taken_in(self, upload: Any) -> File:
        return accept(upload, by=self.by, take=partial(take_in_draft, **self.facts))


class AttachmentsField(forms.Field):
    """Several files, new ones and those taken in before that are still wanted."""

    def __init__(self, *, by: Any, **kwargs: Any) -> None:
        super().__init__(required=False, widget=AttachmentsInput(), **kwargs)
        self.by = by

    def clean(self, value: Any) -> list[File]:
        uploads, tokens = value
        taken: list[File] = []
        refused: list[Refused] = []
        for each in tokens:
            self._try(lambda each=each: file_of(each, by=self.by), taken, refused)
        for each in uploads:
            take = partial(accept, each, by=self.by, take=take_in_draft)
            self._try(take, taken, refused)
        self.widget.taken = [(file, token_of(file, by=self.by)) for file in taken]
        if len(taken) > MOST_ATTACHMENTS:
            sentence = _("A draft has at most 20 attachments. Leave some out.")
            refused.append(Refused("too_many_attachments", sentence))
        if refused:
            self.widget.refused = [each for each in refused if isinstance(each, FileRefused)]
            raise forms.ValidationError([said(each) for each in refused])
        return taken

    def _try(self, take: Any, taken: list[File], refused: list[Refused]) -> None:
        try:
            taken.append(take())
        except Refused as refusal:
            refused.append(refusal)


class AttachmentsInput(forms.FileInput):
    """The input for several files beside those that are there already."""

    template_name = "web/drafting/attachments.html"
    allow_multiple_selected = True
    taken: ClassVar[list[tuple[File, str]]] = []
    refused: ClassVar[list[FileRefused]] = []

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": ACCEPTED})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        tokens = data.getlist(f"{name}_token") if hasattr(data, "getlist") else []
        return (files.getlist(name) if hasattr(files, "getlist") else []), tokens

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {
            **super().get_context(name, None, attrs),
            "taken": self.taken,
            "refused": self.refused,
        }


class DraftForm(ActForm):
    """A new draft."""

    kind = forms.ChoiceField(
        label=_("type"), choices=[("", "—"), *((each.code, each.name) for each in KINDS)]
    )
    field = forms.CharField(
        label=_("drafting unit or field in the notation"),
        help_text=_(
            "An official letter needs it, as VX in 12/UBND-VX; other types leave it empty."
        ),
        max_length=20,
        required=False,
    )
    subject = SubjectField()
    signer = SignerField(label=_("signer"), queryset=None, empty_label=None)
    urgency = forms.ChoiceField(
        label=_("urgency"), choices=[(each.value, each.label) for each in Urgency]
    )
    secrecy = forms.ChoiceField(
        label=_("secrecy"),
        choices=SECRECY,
        required=False,
        help_text=_("State secrets must not be put into this system; such a draft is refused."),
    )
    places: ClassVar[dict[str, str]] = {
        "unknown_kind": "kind",
        "other_form": "kind",
        "no_notation": "field",
        "subject_length": "subject",
        "unknown_urgency": "urgency",
        "bad_signer": "signer",
    }

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].offer(signers_of(by.unit))  # type: ignore[attr-defined]
        facts = {name: self.data.get(name, "") for name in ("subject", "secrecy")}
        self.fields["file"] = DraftFileField(
            by=by, facts=facts, label=_("file"), help_text=CONVERTED
        )
        self.fields["attachments"] = AttachmentsField(by=by, label=_("attachments"))
        self.fields["attachments"].widget.attrs["class"] = "form-control"


class ReviseForm(ActForm):
    """Another subject, signer or file for a draft; what is left as it stands stays."""

    subject = SubjectField()
    signer = SignerField(label=_("signer"), queryset=None, empty_label=None)
    places: ClassVar[dict[str, str]] = {"subject_length": "subject", "bad_signer": "signer"}

    def __init__(self, *args: Any, by: Any, paper: Outgoing, **kwargs: Any) -> None:
        initial = {"subject": paper.document.subject, "signer": paper.signer}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["signer"].offer(signers_of(paper.unit))  # type: ignore[attr-defined]
        facts = {"subject": self.data.get("subject", "")}
        self.fields["file"] = DraftFileField(
            by=by, facts=facts, label=_("new file"), help_text=CONVERTED, required=False
        )
