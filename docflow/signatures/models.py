"""Our signatures: whose keys, in whose custody, what was asked, what was signed by whose right."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Attachment, Document
from docflow.identity import Identified
from docflow.people.models import Appointment, Delegation, User
from docflow.signatures.placed import PlacedMark as PlacedMark
from docflow.units.models import Unit, Valid, in_order


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    """Questions to the keys."""

    def working(self) -> Self:
        """Those neither revoked nor replaced; their certificates may have ended."""
        return self.filter(retired__isnull=True)

    def in_status(self, status: str, moment: datetime) -> Self:
        """Those that are in a status at a moment."""
        conditions = {
            Status.REVOKED: Q(revoked__isnull=False),
            Status.REPLACED: Q(revoked__isnull=True, retired__isnull=False),
            Status.EXPIRED: Q(retired__isnull=True, valid_to__lt=moment),
            Status.ACTIVE: Q(retired__isnull=True, valid_to__gte=moment),
        }
        return self.filter(conditions[Status(status)])


class Status(models.TextChoices):
    """What a certificate is good for, as registered here."""

    ACTIVE = "active", _("in use")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced")


class MarkPicture(models.Model):
    """What a signature's mark shows: a person's own signature in blue, a seal in red."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the PNG")
    png = models.BinaryField()


class SigningKey(Identified):
    """A key and its certificate: of a person in a post (leader), or of a unit (seal)."""

    class Purpose(models.TextChoices):
        LEADER = "leader", _("leader's signature")
        SEAL = "seal", _("agency's seal")

    class Kind(models.TextChoices):
        FILE = "file", _("a file on the server")
        TOKEN = "token", _("a token or hardware module")
        SERVICE = "service", _("a signing service")
        DESK = "desk", _("a device at the person's own desk")

    class Because(models.TextChoices):
        """Why a certificate is revoked (RFC 5280 §5.3.1)."""

        COMPROMISED = "compromised", _("lost, or known to somebody else")
        LEFT = "left", _("its holder left the post")
        CHANGED = "changed", _("a name or unit in it has changed")
        CEASED = "ceased", _("it is needed no more")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FILE)
    place = models.JSONField(default=dict, help_text="token: serial, key; service: credential")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="keys")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="keys")
    certificate = models.TextField(help_text="PEM")
    chain = models.TextField(blank=True, help_text="PEM: its issuers up to an anchor")
    serial = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    retired = models.DateTimeField(null=True, help_text="it signs no more: revoked or replaced")
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    revoked = models.DateTimeField(null=True, help_text="since when it is not to be trusted")
    revoked_because = models.CharField(max_length=20, choices=Because.choices, blank=True)
    picture = models.ForeignKey(
        MarkPicture, models.PROTECT, null=True, help_text="none: the name is drawn"
    )
    wrong_pins = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[Any] = SigningKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked__isnull=True) | Q(retired__isnull=False),
                name="a_revoked_key_works_no_more",
            ),
            models.CheckConstraint(
                condition=Q(purpose="leader", appointment__isnull=False, unit__isnull=True)
                | Q(purpose="seal", appointment__isnull=True, unit__isnull=False),
                name="a_key_belongs_to_a_post_or_a_unit",
            ),
        ]

    @property
    def owning(self) -> Unit:
        """The unit whose key it is, or whose post."""
        unit = self.appointment.unit if self.appointment else self.unit
        assert unit is not None
        return unit

    def status_at(self, moment: datetime) -> Status:
        """The status at a moment."""
        if self.revoked:
            return Status.REVOKED
        if self.retired:
            return Status.REPLACED
        return Status.EXPIRED if self.valid_to < moment else Status.ACTIVE

    def works_at(self, moment: Any) -> bool:
        """Whether the certificate is valid at a moment and the key not retired."""
        return self.valid_from <= moment <= self.valid_to and self.retired is None


class Custody(Valid):
    """Who keeps the agency's key, since when, by which hand-over (Decree 30 Art. 32)."""

    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="custodies")
    custodian = models.ForeignKey(Appointment, models.PROTECT, related_name="custodies")
    handover = models.CharField(_("hand-over record"), max_length=200)

    class Meta:
        constraints = [in_order("a_custody")]

    def covers(self, day: date) -> bool:
        """Whether custody and the custodian's post both hold on a day."""
        return self.holds_on(day) and self.custodian.holds_on(day)


class DeskRequest(Identified):
    """A signature asked of a key at a person's desk: these bytes, this person, once, soon."""

    class Act(models.TextChoices):
        SIGN = "sign", _("sign")
        SEAL = "seal", _("seal")
        SEAL_ATTACHMENT = "seal_attachment", _("seal the attachment")
        SEAL_COPY = "seal_copy", _("seal the copy")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    class Way(models.TextChoices):
        VALUE = "value", _("the value, by docflow-desk")
        FILE = "file", _("the whole file, by the state's plug-in")

    act = models.CharField(max_length=20, choices=Act.choices)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.VALUE)
    document = models.ForeignKey(Document, models.PROTECT, related_name="desk_requests")
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="+")
    authority = models.CharField(max_length=200, blank=True, help_text="as prepared in the mark")
    digest_before = models.CharField(max_length=64)
    prepared = models.CharField(
        max_length=64,
        help_text="digest of the file the value goes into or that is given to the plug-in",
    )
    pending = models.TextField(help_text="what is to be signed or filled, and where: JSON")
    waiting_for = models.JSONField(default=list, help_text="the fields to be signed later")
    origin = models.CharField(max_length=200, help_text="of the page that asked")
    nonce = models.CharField(max_length=32)
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)


class Signature(Identified):
    """One signature made here: which bytes became which, by whom, under what authority."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures")
    purpose = models.CharField(max_length=10, choices=SigningKey.Purpose.choices)
    key = models.ForeignKey(SigningKey, models.PROTECT)
    signer = models.ForeignKey(Appointment, models.PROTECT)
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True)
    authority = models.CharField(max_length=200, blank=True)
    digest_before = models.CharField(max_length=64)
    digest_after = models.CharField(max_length=64, db_index=True)
    signed_at = models.DateTimeField()
    verdict = models.JSONField()
