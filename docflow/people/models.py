"""Who acts: people, their posts, their roles in them, and what they delegate."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow.identity import Identified
from docflow.people.states import RightsLife, State
from docflow.permissions import Permission, Role
from docflow.units.models import Unit, Valid, in_order


class RightsChangeQuerySet(models.QuerySet["RightsChange"]):
    """Questions to the changes of rights."""

    def waiting(self) -> Self:
        """Those nobody competent has confirmed, objected ones that still stand among them."""
        return self.filter(state__in=[State.OPEN, State.OBJECTED])

    def lock(self, change: "RightsChange") -> "RightsChange":
        """The row as it is now, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("unit").get(pk=change.pk)

    def of(self, units: Iterable[Unit]) -> Self:
        """The changes of some units."""
        return self.filter(unit__in=list(units))


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, full_name: str, password: str | None = None) -> "User":
        """A new account; without a password nobody can sign in with it."""
        user = self.model(username=username, full_name=full_name)
        user.set_password(password)
        user.save()
        return user


class User(Identified, AbstractBaseUser):
    """A person with an account. What they may do follows from their posts alone."""

    username = models.CharField(max_length=100, unique=True)
    full_name = models.CharField(_("full name"), max_length=100)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, blank=True)
    password_is_initial = models.BooleanField(default=False)
    sessions_from = models.DateTimeField(null=True, help_text="earlier sessions are over")
    totp_sealed = models.CharField(max_length=300, blank=True, help_text="the secret, encrypted")
    totp_confirmed = models.DateTimeField(null=True)
    totp_last_step = models.BigIntegerField(null=True, help_text="a code counts once")
    noticed_at = models.DateTimeField(null=True, help_text="when the notices were last read")

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.full_name


class Appointment(Identified, Valid):
    """A post someone holds in a unit for a time; roles, keys and delegations hang on it."""

    class Kind(models.TextChoices):
        HEAD = "head", _("head")
        DEPUTY = "deputy", _("deputy")
        ACTING = "acting", _("acting head")
        STAFF = "staff", _("staff")

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    post = models.CharField(_("post"), max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STAFF)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        constraints = [in_order("an_appointment")]

    def __str__(self) -> str:
        return f"{self.user.full_name}, {self.post}"


class RoleGrant(models.Model):
    """A role that goes with a post; the role of the system goes with none."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="grants")
    role = models.CharField(
        max_length=30, choices=[each for each in Role.choices if each[0] != Role.SYSTEM]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "role"], name="a_role_once_in_a_post")
        ]


class Delegation(Identified, Valid):
    """A holder of a post lets another act for them: in writing, for a time, for named duties.

    Never passed on (Decree 30 Art. 13). Judged at the time of each act.
    """

    class Kind(models.TextChoices):
        AUTHORISATION = "authorisation", _("by authorisation (TUQ.)")
        ORDER = "order", _("by order (TL.)")

    giver = models.ForeignKey(Appointment, models.PROTECT, related_name="given")
    taker = models.ForeignKey(Appointment, models.PROTECT, related_name="taken")
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.AUTHORISATION)
    permissions = models.JSONField(default=list)
    kinds = models.JSONField(default=list, help_text="document types it holds for; empty: all")
    basis = models.CharField(_("basis"), max_length=200)
    file_digest = models.CharField(max_length=64, blank=True, db_index=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_size = models.BigIntegerField(null=True)
    passed_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="passed_on", help_text="TL. to the deputy"
    )

    class Meta:
        constraints = [
            in_order("a_delegation"),
            models.CheckConstraint(condition=~Q(basis=""), name="a_delegation_is_in_writing"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False), name="a_delegation_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(passed_from__isnull=True) | Q(kind="order"),
                name="only_an_order_is_passed_on",
            ),
        ]

    def covers(self, day: date) -> bool:
        """Whether it, both posts and, of an order passed on, the order itself hold on a day."""
        if not all(each.holds_on(day) for each in (self, self.giver, self.taker)):
            return False
        first = self.passed_from
        return first is None or (bool(first.permissions) and first.covers(day))


class Absence(Identified, Valid):
    """Someone is away for a time. Nothing may be done for them by it: that takes a delegation."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    reason = models.CharField(_("reason"), max_length=100)
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="when it was taken back or cut short")

    class Meta:
        constraints = [
            in_order("an_absence"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False), name="an_absence_has_an_end"
            ),
        ]


class ApiToken(Identified):
    """A program's access: in one post of one unit, for one purpose, in a scope, for a time."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="tokens")
    purpose = models.CharField(_("purpose"), max_length=200)
    scope = models.JSONField(default=list, help_text="permissions, of those of the post")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token")
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    confirmed = models.DateTimeField(null=True, help_text="by the holder of the post; none yet")
    last_used = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="a_token_has_a_purpose")
        ]

    @property
    def labels(self) -> list[str]:
        """What the program may do, in the words of a person."""
        return [str(Permission(name).label) for name in self.scope]


class RightsChange(RightsLife, Identified):
    """A change of rights, roles, delegations or key custody; shown until somebody confirms it.

    Decree 30/2020 Annex VI III.3. Raised with the change, in its transaction. `unit` is where the
    right counts, `addressed` the nearest unit at or above it where somebody competent sits.
    """

    event = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    addressed = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subject = models.UUIDField(null=True)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", help_text="whom the change is about"
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    in_place_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    facts = models.JSONField(default=dict, help_text="codes: roles, permissions, types, days")
    words = models.JSONField(default=dict, help_text="names, posts, the basis")
    decided_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = RightsChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["addressed", "id"],
                condition=Q(state__in=["open", "objected"]),
                name="rights_to_confirm",
            ),
            models.Index(fields=["unit", "id"], name="rights_changes_of_a_unit"),
        ]

    def __str__(self) -> str:
        return str(self.words.get("full_name", ""))


def roles_of(appointment: Appointment) -> frozenset[Role]:
    """The roles that go with a post."""
    grants: Any = appointment.grants.values_list("role", flat=True)
    return frozenset(Role(role) for role in grants)
