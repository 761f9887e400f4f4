"""The log's own work by the clock."""

from celery import shared_task

from docflow.audit import checkpoints


@shared_task
def sign_heads() -> None:
    """Every ten seconds: sign the heads when a minute or 1,000 entries have passed."""
    checkpoints.sign_heads_when_due()
