"""Papers the unit makes."""

from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "docflow.outgoing"
