"""Certified copies of documents the unit holds."""

from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "docflow.copies"
