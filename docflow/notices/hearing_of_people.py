"""Who hears of posts, delegations, keys and accounts."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.incoming.models import Assignment
from docflow.notices import hearers as to
from docflow.notices.lines import ACCOUNT, Line

Role = Assignment.Role
LINES: tuple[Line, ...] = (
    Line(
        "appointed",
        Event.APPOINTMENT_MADE,
        to.post_itself,
        _("You were appointed to a post."),
        ACCOUNT,
    ),
    Line(
        "post_ended", Event.APPOINTMENT_ENDED, to.post_itself, _("A post of yours ends."), ACCOUNT
    ),
    Line(
        "key_locked",
        Event.KEY_LOCKED,
        to.key_owner,
        _("Your key is locked after wrong PINs. If it was not you, tell your administrator."),
        ACCOUNT,
        is_urgent=True,
    ),
    Line(
        "key_revoked",
        Event.KEY_REVOKED,
        to.key_owner,
        _("The certificate of your key was revoked: it signs nothing more."),
        ACCOUNT,
        is_urgent=True,
    ),
    Line(
        "key_picture_set",
        Event.KEY_PICTURE_SET,
        to.key_owner,
        _("The picture of your mark was set. If it is not yours, tell your administrator."),
        ACCOUNT,
    ),
    Line(
        "key_picture_removed",
        Event.KEY_PICTURE_REMOVED,
        to.key_owner,
        _("The picture of your mark was removed: it shows the drawn name."),
        ACCOUNT,
    ),
    Line(
        "custody_given",
        Event.CUSTODY_GIVEN,
        to.key_owner,
        _("The agency's key is in your custody now."),
        ACCOUNT,
    ),
    Line(
        "token_to_confirm",
        Event.TOKEN_ISSUED,
        to.token_holder,
        _("A program was given access in your name: confirm or revoke it in your account."),
        ACCOUNT,
        is_urgent=True,
    ),
    Line(
        "password_given",
        Event.PASSWORD_GIVEN,
        to.account_itself,
        _("An administrator gave your account a new password."),
        ACCOUNT,
        is_urgent=True,
    ),
    Line(
        "second_factor_reset",
        Event.TOTP_RESET,
        to.account_itself,
        _("An administrator took your second factor away."),
        ACCOUNT,
        is_urgent=True,
    ),
)
