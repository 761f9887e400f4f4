"""The form a paper must have before it is signed, sealed and issued: one rule, one id each.

They are the rules of Decree 30/2020/NĐ-CP that a program can judge. An error stops the paper, a
warning is shown to the person who decides. Pure: facts in, findings out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop

from docflow.documents import format_conditions as when
from docflow.documents.format_conditions import Params
from docflow.documents.format_facts import AttachmentFacts, Delegation, Draft

__all__ = [
    "RULES",
    "AttachmentFacts",
    "Delegation",
    "Draft",
    "Finding",
    "Rule",
    "Severity",
    "check",
]


class Severity(StrEnum):
    """Whether a broken rule stops the paper or only wants to be seen."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """One rule; `broken` gives what its message is filled with, or None where the rule holds."""

    id: str
    slug: str
    severity: Severity
    basis: str
    message: str
    broken: Callable[[Draft], Params | None]


@dataclass(frozen=True)
class Finding:
    """A broken rule and what its message, a translatable English template, is filled with."""

    rule: Rule
    params: Params

    @property
    def id(self) -> str:
        """The id of the broken rule."""
        return self.rule.id

    @property
    def is_error(self) -> bool:
        """Whether the finding stops the paper."""
        return self.rule.severity == Severity.ERROR

    def __str__(self) -> str:
        return self.rule.message % self.params


def check(draft: Draft) -> list[Finding]:
    """Every rule the draft breaks, in the order of their ids; empty when its form is right."""
    broken = ((rule, rule.broken(draft)) for rule in RULES)
    return [Finding(rule, params) for rule, params in broken if params is not None]


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

RULES: tuple[Rule, ...] = (
    Rule(
        "F01",
        "kind-listed",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 7"),
        gettext_noop("“%(kind)s” is none of the 29 kinds of paper or 3 copies: choose one."),
        when.kind_unlisted,
    ),
    Rule(
        "F02",
        "notation-fits",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.3b; Annex III"),
        gettext_noop("The notation “%(notation)s” should read “%(expected)s”."),
        when.notation_unfit,
    ),
    Rule(
        "F03",
        "notation-letters",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, I.4 and II.3c"),
        gettext_noop("The notation holds %(letter)s: write %(right)s."),
        when.notation_misspelt,
    ),
    Rule(
        "F04",
        "number-unused",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 15.1"),
        gettext_noop("Number %(number)s with the notation %(notation)s was given this year."),
        when.number_used,
    ),
    Rule(
        "F05",
        "number-padded",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.3c"),
        gettext_noop("The number is written “%(printed)s” and should be written “%(expected)s”."),
        when.number_unpadded,
    ),
    Rule(
        "F06",
        "date-of-numbering",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 14.1 and 15.1"),
        gettext_noop("The date is %(date)s, but the number was given on %(numbered_on)s."),
        when.date_not_of_numbering,
    ),
    Rule(
        "F07",
        "date-not-ahead",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.4b"),
        gettext_noop("The date %(date)s is still to come: today is %(today)s."),
        when.date_in_future,
    ),
    Rule(
        "F08",
        "subject-present",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.5a"),
        gettext_noop("The subject is missing: say in one sentence what the paper is about."),
        when.subject_missing,
    ),
    Rule(
        "F09",
        "subject-length",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex VI, part II"),
        gettext_noop("The subject has %(length)s characters; at most %(most)s are allowed."),
        when.subject_long,
    ),
    Rule(
        "F10",
        "prefix-known",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.7b"),
        gettext_noop("“%(prefix)s” is no prefix of a signer: TM., Q., KT., TL. or TUQ."),
        when.prefix_unknown,
    ),
    Rule(
        "F11",
        "prefix-fits-post",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 13; Annex I, part I, II.7b"),
        gettext_noop("A signer whose post is “%(post)s” may not sign “%(prefix)s”."),
        when.prefix_unfit,
    ),
    Rule(
        "F12",
        "by-order-regulated",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 13.4"),
        gettext_noop("Signing “%(prefix)s” needs a place in the agency's working regulation."),
        when.by_order_unfounded,
    ),
    Rule(
        "F13",
        "delegation-written",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 13.3"),
        gettext_noop("Signing TUQ. needs a delegation in writing: name it."),
        when.delegation_missing,
    ),
    Rule(
        "F14",
        "delegation-in-force",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 13.3"),
        gettext_noop("The delegation runs from %(starts)s to %(ends)s: today is %(today)s."),
        when.delegation_over,
    ),
    Rule(
        "F15",
        "delegation-covers",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 13.3"),
        gettext_noop("The delegation does not cover this matter."),
        when.delegation_elsewhere,
    ),
    Rule(
        "F16",
        "delegation-own",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 13.3"),
        gettext_noop("A delegation to sign TUQ. may not be passed on."),
        when.delegation_passed_on,
    ),
    Rule(
        "F17",
        "leader-signature-valid",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 13.7"),
        gettext_noop("The leader's signature is not valid: sign again."),
        when.leader_signature_bad,
    ),
    Rule(
        "F18",
        "leader-signature-whole",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 5 and 13.7"),
        gettext_noop("The leader's signature does not cover the whole file: it was changed since."),
        when.leader_signature_short,
    ),
    Rule(
        "F19",
        "pdf-version",
        _WARNING,
        gettext_noop("Decree 30/2020, Annex I, part II"),
        gettext_noop("The file is PDF %(version)s; version 1.4 or higher is asked for."),
        when.pdf_old,
    ),
    Rule(
        "F20",
        "paper-size",
        _WARNING,
        gettext_noop("Decree 30/2020, Annex I, part I, I.1"),
        gettext_noop("Not A4 (210 × 297 mm): page %(pages)s."),
        when.pages_not_a4,
    ),
    Rule(
        "F21",
        "no-active-content",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 5; Decision 28/2018"),
        gettext_noop("The file holds active content (%(content)s): save it without."),
        when.active,
    ),
    Rule(
        "F22",
        "not-encrypted",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 5; Decision 28/2018"),
        gettext_noop("The file is encrypted: save it without a password."),
        when.encrypted,
    ),
    Rule(
        "F23",
        "attachment-sealable",
        _WARNING,
        gettext_noop("Decree 30/2020, Annex I, part I, II.8b"),
        gettext_noop(
            "The agency signs separate attachments, but only PDF can carry it: %(names)s."
        ),
        when.attachment_unsealable,
    ),
    Rule(
        "F24",
        "attachment-sealed",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.8b"),
        gettext_noop("Separate attachments without the agency's signature: %(names)s."),
        when.attachment_unsealed,
    ),
    Rule(
        "F25",
        "attachment-sealed-once",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.8b"),
        gettext_noop("Attachments in the paper's own file are not signed again: %(names)s."),
        when.attachment_sealed_twice,
    ),
    Rule(
        "F26",
        "recipients-present",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.9a"),
        gettext_noop("No recipient is named: name one at least."),
        when.recipients_missing,
    ),
    Rule(
        "F27",
        "archive-line",
        _ERROR,
        gettext_noop("Decree 30/2020, Annex I, part I, II.9d"),
        gettext_noop("The recipients do not end with “Lưu: VT, …”."),
        when.archive_line_missing,
    ),
    Rule(
        "F28",
        "urgency-listed",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 8.3b; Annex I, part I, III"),
        gettext_noop("“%(urgency)s” is no degree of urgency."),
        when.urgency_unlisted,
    ),
    Rule(
        "F29",
        "urgent-has-deadline",
        _WARNING,
        gettext_noop("Decree 30/2020, Art. 23 and 24"),
        gettext_noop("An urgent paper should say by when it is to be handled."),
        when.urgent_without_deadline,
    ),
    Rule(
        "F30",
        "deadline-ahead",
        _ERROR,
        gettext_noop("Decree 30/2020, Art. 23 and 24"),
        gettext_noop("The deadline %(deadline)s is over: today is %(today)s."),
        when.deadline_past,
    ),
    Rule(
        "F31",
        "not-secret",
        _ERROR,
        gettext_noop("Law 117/2025/QH15; Decision 28/2018/QĐ-TTg"),
        gettext_noop("The %(place)s marks this as a state secret (%(level)s): remove it here."),
        when.secret,
    ),
)
