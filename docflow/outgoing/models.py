"""An outgoing document, the rounds it went through and the recipients it is for."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.freezing import must_be_free
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.identity import Identified, Labelled
from docflow.outgoing.co_issuer import CoIssuer as CoIssuer
from docflow.outgoing.states import EDITABLE, Lifecycle, State
from docflow.people.models import Appointment, Delegation, RoleGrant, roles_of
from docflow.permissions import Role
from docflow.signatures import evidence
from docflow.units.models import Unit
from docflow.work import Waiting, WaitingQuerySet, waits


class Channel(models.TextChoices):
    """How a delivery goes; both needs a reason (QĐ 28/2018 Art. 5, 7)."""

    ELECTRONIC = "electronic", _("electronic")
    PAPER = "paper", _("paper")
    BOTH = "both", _("electronic and paper")


OPEN = ~Q(state__in=["issued", "cancelled", "recalled"])


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    """Questions to the outgoing documents."""

    def lock(self, paper: "Outgoing") -> "Outgoing":
        """The row as it is now, locked until the transaction ends. Raises Refused when frozen."""
        row = (
            self.select_for_update(of=("self",))
            .select_related("document__unit", "unit", "drafter__user", "signer__user", "desk")
            .get(pk=paper.pk)
        )
        must_be_free(row)
        return row

    def of(self, unit: Unit) -> Self:
        """The documents of a unit."""
        return self.filter(unit=unit)


class Outgoing(Lifecycle):
    """A document the unit makes; its uid is the document's."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="outgoing"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    drafter = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    signer = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the further body of a joint document whose turn it is; none: its own unit",
    )
    circuit = models.ForeignKey(
        "outgoing.Circuit",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the version it was submitted with; none: the order of Decree 30",
    )
    round = models.PositiveSmallIntegerField(default=1)
    signed_on_paper = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state"], condition=OPEN, name="outgoing_still_open"),
            models.Index(fields=["unit", "document"], name="outgoing_of_a_unit"),
            models.Index(
                fields=["desk", "state"],
                condition=OPEN & Q(desk__isnull=False),
                name="outgoing_at_another_desk",
            ),
        ]

    @property
    def uid(self) -> Any:
        return self.document.uid

    def __str__(self) -> str:
        return str(self.document)

    @property
    def lies_with(self) -> Unit:
        """The body whose turn it is to sign or to seal: its own, or a further one."""
        return self.desk or self.unit

    def must_allow(self, verb: str, by: Any) -> None:
        """Raise Refused unless the actor could make the move now; a body waits for its turn."""
        state = {"sign": State.SIGNING, "seal": State.NUMBERED}.get(verb)
        if self.state == state and by.unit != self.lies_with and self.is_issued_by(by.unit):
            raise Refused(
                "not_your_bodys_turn",
                _(
                    "This joint document is signed and sealed in the order of its bodies. "
                    "It waits now for: %(unit)s."
                ),
                unit=self.lies_with.name,
            )
        super().must_allow(verb, by)

    def is_issued_by(self, unit: Unit) -> bool:
        """Whether a unit is one of its bodies."""
        return unit == self.unit or self.co_issuers.filter(unit=unit).exists()

    def signer_now(self) -> Appointment | None:
        """The leader whose signature it waits for."""
        body = self.body_now()
        return body.signer if body else self.signer

    def body_now(self) -> CoIssuer | None:
        """The further body whose turn it is; None while it is the drafting unit's."""
        return self.co_issuers.get(unit=self.desk) if self.desk else None

    @property
    def is_editable(self) -> bool:
        """Whether its drafter may change the file."""
        return self.state in EDITABLE

    def format_findings(self) -> list[Any]:
        """What the format check finds on the current file and facts."""
        from docflow.outgoing.format_check import findings

        return findings(self)

    def has_verified_signature(self) -> bool:
        """Whether the current file bears the signatures of its leaders, found good."""
        return evidence.signed_by(self.document.current, "leader")

    def has_verified_seal(self) -> bool:
        """Whether the current file bears the seals of its agencies, found good."""
        return evidence.signed_by(self.document.current, "seal")

    def is_turn_of(self, by: Any) -> bool:
        """Whether the order asks the actor for initials now."""
        from docflow.outgoing.turns import theirs

        if self.circuit_id is None:
            return Role.HEAD_OF_DEPARTMENT in roles_of(by.stands_for)
        return theirs(self, by, Turn.Kind.INITIAL) is not None

    def is_order_done(self) -> bool:
        """Whether everybody the order asks, or enough of them, did their part in this round."""
        from docflow.outgoing.turns import is_done

        return self.circuit_id is not None and is_done(self)

    def asked_now(self) -> Any:
        """Whom the order waits for, in words."""
        from docflow.outgoing.turns import asked_now

        return asked_now(self)

    def is_custodian(self, by: Any) -> bool:
        """Whether the agency's key is in the actor's custody now."""
        return evidence.custodian(self.lies_with, by, clock.today())

    def keeper(self) -> Any:
        """Who keeps the agency's key now, in words."""
        from docflow.outgoing.custody import keeper

        return keeper(self.lies_with)


class Round(models.Model):
    """One way through the desks that ended with a return or a withdrawal, and why."""

    paper = models.ForeignKey(Outgoing, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    ended = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="round_numbers_are_unique")
        ]


class Circuit(Identified):
    """The order a unit keeps for a type of document, or for all others; changed by a new version.

    A version without an order gives the type back to the default.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("type"), max_length=30, blank=True)
    version = models.PositiveIntegerField()
    text = models.CharField(_("order"), max_length=4000, blank=True)
    made = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "version"], name="versions_of_a_circuit_are_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}".strip()


class SignerChange(models.Model):
    """Another leader was named after the draft had been submitted: who before, by whom, why."""

    paper = models.ForeignKey(Outgoing, models.CASCADE, related_name="signer_changes")
    round = models.PositiveSmallIntegerField()
    before = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    after = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=500)


class TurnQuerySet(WaitingQuerySet):
    """Questions to the turns."""

    def open_to(self, actor: Any) -> Self:
        """Those that ask an actor now: by name, by the post held, by a role that goes with it.

        Of several side by side each is somebody else's.
        """
        beside = Turn.objects.filter(
            paper=OuterRef("paper"),
            round=OuterRef("round"),
            brackets=OuterRef("brackets"),
            standing=Turn.Standing.DONE,
            by__user=actor.user.pk,
        )
        others = beside.exclude(brackets="").exclude(branch=OuterRef("branch"))
        return self.open().of(actor).filter(~Exists(others))

    def open(self) -> Self:
        """Those that can be taken now."""
        return self.filter(standing=Turn.Standing.OPEN)

    def of(self, actor: Any) -> Self:
        """Those that are an actor's, whenever it is their turn."""
        own = actor.stands_for.pk
        titles = Appointment.objects.filter(pk=own).values("post")
        roles = RoleGrant.objects.filter(appointment=own).values("role")
        there = Q(person__isnull=True, unit=actor.unit) & (Q(post__in=titles) | Q(role__in=roles))
        return self.filter(Q(person=own) | there)


class Turn(Identified, Waiting):
    """Somebody's part in a round: initials or an opinion, by the order or asked for beside it.

    Opinions stand beside the state of the document and not in a state of their own: they are
    asked for while it is drafted, initialled or checked, and several lie open at once. `standing`
    is worked out from the order and from what is done (progress.py); it is kept for the desks.
    While `due` is set an opinion's deadline waits to pass.
    """

    class Kind(models.TextChoices):
        INITIAL = "initial", _("initials")
        OPINION = "opinion", _("opinion")

    class Standing(models.TextChoices):
        WAITING = "waiting", _("not their turn yet")
        OPEN = "open", _("asked now")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("not needed: enough of them did it")
        LAPSED = "lapsed", _("the deadline passed without an answer")
        RETURNED = "returned", _("done, then returned to")
        ENDED = "ended", _("not done before the round ended")

    class Stance(models.TextChoices):
        AGREE = "agree", _("agrees")
        REMARK = "remark", _("agrees with a remark")
        OBJECT = "object", _("objects")

    paper = models.ForeignKey(Outgoing, models.CASCADE, related_name="turns")
    round = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=40, blank=True, help_text="in the order; none: beside it")
    brackets = models.CharField(max_length=40, blank=True, help_text="the innermost it stands in")
    branch = models.PositiveSmallIntegerField(default=0, help_text="which part of the brackets")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    standing = models.CharField(max_length=10, choices=Standing.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    post = models.CharField(max_length=100, blank=True)
    person = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=150, blank=True, help_text="as the order names them")
    days = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    under = models.ForeignKey("self", models.PROTECT, null=True, related_name="asked_further")
    level = models.PositiveSmallIntegerField(default=1)
    question = models.CharField(_("question"), max_length=1000, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True)
    opened = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    due = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TurnQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["paper", "round"], name="turns_of_a_round"),
            models.Index(
                fields=["unit", "kind", "paper"],
                condition=Q(standing="open"),
                name="turns_open_in_a_unit",
            ),
            models.Index(
                fields=["person", "kind"], condition=Q(standing="open"), name="turns_open_to_one"
            ),
            waits("opinions_that_wait"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "round", "place"],
                condition=~Q(place="") & ~Q(standing="returned"),
                name="a_place_of_the_order_is_taken_once",
            )
        ]

    def __str__(self) -> str:
        if self.person:
            return str(self.person)
        return self.post or str(Role(self.role).label)


class Recipient(Labelled, models.Model):
    """Someone the document is for: a unit here or, by name, somebody outside."""

    paper = models.ForeignKey(Outgoing, models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    paper_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "name"], name="a_recipient_stands_once"),
            models.CheckConstraint(
                condition=~Q(channel="both") | ~Q(paper_reason=""),
                name="parallel_paper_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(channel="paper"),
                name="outsiders_get_paper",
            ),
        ]


class RecipientGroup(Identified):
    """Recipients a unit often writes to together, under a name of its own."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="a_unit_names_a_group_once")
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """One of a group: a unit here or, by name, somebody outside; and the channel it is sent by."""

    group = models.ForeignKey(RecipientGroup, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    paper_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "name"], name="a_member_stands_once")
        ]
