"""Recalling what was issued."""

from django.apps import AppConfig


class RecallsConfig(AppConfig):
    name = "docflow.recalls"
