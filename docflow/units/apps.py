"""The organisation through time."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "docflow.units"
