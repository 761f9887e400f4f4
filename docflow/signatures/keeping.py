"""Writing made signatures into the rows, inside the caller's act."""

from django.utils.translation import gettext_lazy as _

from docflow.documents.models import Attachment, Document
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.signatures import lasting
from docflow.signatures.making import Made
from docflow.signatures.models import Signature, SigningKey


def keep(document: Document, made: Made, by: Actor, authority: str, role: str) -> Signature:
    """Write a made signature into the rows, as the next version; inside the caller's act."""
    before = document.current
    if before is None or before.digest != made.digest_before:
        raise Refused(
            "changed_meanwhile",
            _("The file was changed while it was being signed. Look at it and sign again."),
        )
    _must_not_be_revoked(made.key)
    document.versions.create(
        number=before.number + 1, role=role, digest=made.digest_after, size=made.size
    )
    signature = Signature.objects.create(
        document=document,
        purpose=made.key.purpose,
        key=made.key,
        signer=by.appointment,
        on_behalf_of=by.on_behalf_of,
        authority=authority,
        digest_before=made.digest_before,
        digest_after=made.digest_after,
        signed_at=made.signed_at,
        verdict=made.verdict,
    )
    lasting.await_data(signature, time_missing=made.time_missing, is_last=not made.waiting_for)
    return signature


def keep_attachment(attachment: Attachment, made: Made) -> Attachment:
    """Let the signed file take the given one's place; inside the caller's act. Raises Refused."""
    row: Attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if row.given_digest or row.digest != made.digest_before:
        raise Refused(
            "changed_meanwhile",
            _("The file was changed while it was being signed. Look at it and sign again."),
        )
    _must_not_be_revoked(made.key)
    row.given_digest, row.given_size = row.digest, row.size
    row.digest, row.size, row.verdict = made.digest_after, made.size, made.verdict
    row.save()
    lasting.await_data_of_attachment(row, made.signed_at, time_missing=made.time_missing)
    return row


def _must_not_be_revoked(key: SigningKey) -> None:
    if SigningKey.objects.filter(pk=key.pk, revoked__isnull=False).exists():
        raise Refused(
            "key_revoked",
            _("The certificate was revoked while it was being signed. Sign with another key."),
        )
