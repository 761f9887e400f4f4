"""A signature or seal, before and after the key is used: what may be signed, what may be kept."""

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.log import action
from docflow.errors import Refused
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.people.authority import Authority, authority
from docflow.signatures import making
from docflow.signatures.signing_words import told


def file_digests(paper: Outgoing) -> dict[str, str]:
    """The digest of the file as it is now, for the log."""
    current = paper.document.current
    return {"file": current.digest} if current else {}


@action
def may_sign(paper: Outgoing, seen: str, *, by: Actor) -> Authority:
    """Whether the signature could be accepted now, before a key is touched."""
    paper = Outgoing.objects.lock(paper)
    paper.must_allow("sign", by)
    if seen and seen != file_digests(paper).get("file"):
        raise Refused(
            "changed_meanwhile",
            _("The file was changed since you opened it. Look at it anew, then sign."),
        )
    return authority(by, clock.today())


@action
def may_seal(paper: Outgoing, *, by: Actor) -> None:
    """Raise Refused unless the seal could be accepted now, before a key is touched."""
    Outgoing.objects.lock(paper).must_allow("seal", by)


def must_have_passed(made: making.Made) -> None:
    """Raise Refused unless the signature just made passed its check."""
    if made.verdict["indication"] != "TOTAL_PASSED":
        problems = [problem["text"] for problem in made.verdict["problems"]]
        raise Refused(
            "signature_not_verified",
            _("The new signature was checked and did not pass: %(problems)s"),
            problems=told(*problems or [made.verdict["sub_indication"]]),
        )
