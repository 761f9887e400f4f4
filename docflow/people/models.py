"""Who acts: people, their posts, their roles in them, and what they delegate."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow.identity import Identified
from docflow.permissions import Permission, Role
from docflow.units.models import Unit, Valid, in_order


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

    giver = models.ForeignKey(Appointment, models.PROTECT, related_name="given")
    taker = models.ForeignKey(Appointment, models.PROTECT, related_name="taken")
    permissions = models.JSONField(default=list)
    basis = models.CharField(_("basis"), max_length=200)

    class Meta:
        constraints = [
            in_order("a_delegation"),
            models.CheckConstraint(condition=~Q(basis=""), name="a_delegation_is_in_writing"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False), name="a_delegation_has_an_end"
            ),
        ]

    def covers(self, day: date) -> bool:
        """Whether the delegation, the giver's post and the taker's post all hold on a day."""
        return all(each.holds_on(day) for each in (self, self.giver, self.taker))


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


def roles_of(appointment: Appointment) -> frozenset[Role]:
    """The roles that go with a post."""
    grants: Any = appointment.grants.values_list("role", flat=True)
    return frozenset(Role(role) for role in grants)
