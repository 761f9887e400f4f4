"""Our signatures, and what was found about others'."""

from typing import Any

from django.apps import AppConfig
from django.core import checks


class SignaturesConfig(AppConfig):
    name = "docflow.signatures"

    def ready(self) -> None:
        """Look at the anchors before anything starts."""
        checks.register(_anchors_can_be_read)


def _anchors_can_be_read(**_: Any) -> list[checks.CheckMessage]:
    """What is wrong with the file of anchors, as Django's checks say it."""
    from django.conf import settings

    from signing.errors import TrustListWrong

    if settings.DOCFLOW_SANDBOX:
        return []
    from docflow.signatures import keyring
    from docflow.signatures.signing_words import told

    try:
        keyring.anchors()
    except TrustListWrong as error:
        return [checks.Error(str(told(str(error))), hint="DOCFLOW_TRUST", id="docflow.anchors")]
    return []
