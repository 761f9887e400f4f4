"""What people can do, in their words: the one table of verbs, for buttons and refusals."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "submit": _("submit"),
    "revise": _("replace the file"),
    "initial": _("initial"),
    "pass_format": _("pass the format check"),
    "sign": _("sign"),
    "sign_on_paper": _("take in as signed on paper"),
    "number": _("number"),
    "seal": _("seal"),
    "issue": _("issue"),
    "send_back": _("send back"),
    "withdraw": _("withdraw"),
    "cancel": _("cancel"),
    "verify": _("accept the check"),
    "verify_paper": _("check on paper"),
    "fail_verify": _("reject the check"),
    "register": _("register"),
    "refuse": _("refuse"),
    "assign": _("assign"),
    "reassign": _("hand on"),
    "start": _("begin to handle"),
    "answer": _("draft an answer"),
    "finish": _("finish"),
    "take_note": _("take note"),
    "send": _("send"),
    "send_on_paper": _("send on paper"),
    "deliver": _("deliver"),
    "complete": _("complete"),
    "fail": _("give up"),
}
