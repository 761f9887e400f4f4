"""Papers the unit gets."""

from django.apps import AppConfig


class IncomingConfig(AppConfig):
    name = "docflow.incoming"
