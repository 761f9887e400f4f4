"""Why a document is returned to its sender: the reasons clerks choose from, as data.

The grounds of Decree 30/2020 Art. 21 (authenticity, integrity, form, addressee), of QĐ 28/2018
Art. 5 and 7 (unsigned or unreadable files, state secrets), and what practice adds (twice, by way of
another unit).
"""

from django.utils.translation import gettext_lazy as _

OTHER = "other"
DUPLICATE = "duplicate"
REASONS = (
    ("wrong_recipient", _("not addressed to this unit")),
    ("not_competent", _("the matter is not within this unit's competence")),
    (DUPLICATE, _("received already")),
    ("bad_signature", _("the signatures are not valid")),
    ("unsigned", _("the file is not signed")),
    ("unreadable", _("the file cannot be read or pages are missing")),
    ("attachment_missing", _("an attachment is missing")),
    ("bad_form", _("the form or the authority of the signer is wrong")),
    ("secret", _("it holds state secrets, which may not be sent this way")),
    (OTHER, _("another reason")),
)
