"""Our signatures, and what was found about others'."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "docflow.signatures"
