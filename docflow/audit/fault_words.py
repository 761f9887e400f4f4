"""What is wrong with a log, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from docflow.audit.extent import READS
from docflow.wording import count

REASONS = {
    "changed": gettext_noop("the entry is not what was written"),
    "removed": gettext_noop("an entry is missing here"),
    "inserted": gettext_noop("an entry stands here that was never written"),
    "reordered": gettext_noop("entries stand in another order than they were written"),
    "tail_cut": gettext_noop("the entries from here on were cut off"),
    "rewritten": gettext_noop("from here on the chain is not the one that was signed"),
    "end_changed": gettext_noop("the row of the chain names another end than its entries have"),
    "columns_changed": gettext_noop("a searching column says something else than the entry"),
    "text_changed": gettext_noop("a text does not match the hash in the entry"),
    "text_removed": gettext_noop("a text the entry commits to is missing"),
    "text_inserted": gettext_noop("a text lies here that the entry does not commit to"),
    "bad_signature": gettext_noop("the signature of the checkpoint is not this installation's"),
    "wrong_key": gettext_noop("the installation's key is not the one named at its first start"),
}


def finding(check: Any) -> str:
    """What a finished check found, as one sentence."""
    if check.whole:
        return _("Whole: all %(entries)s entries follow one another as they were written.") % {
            "entries": count(check.done)
        }
    reason = REASONS.get(check.bad_reason, check.bad_reason)
    return _("NOT WHOLE. In the %(chain)s, entry %(number)s: %(reason)s.") % {
        "chain": chain_words(check.bad_chain),
        "number": count(check.bad_number),
        "reason": _(reason),
    }


def chain_words(name: str) -> str:
    """What to call a chain."""
    if name == "installation":
        return _("chain of the installation")
    if name == "checkpoints":
        return _("chain of the signed heads")
    if name.endswith(READS):
        return _("chain of reads of the unit %(unit)s") % {"unit": name.removesuffix(READS)}
    return _("chain of acts of the unit %(unit)s") % {"unit": name}
