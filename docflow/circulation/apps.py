"""How far papers may go, and papers handed round at meetings."""

from django.apps import AppConfig


class CirculationConfig(AppConfig):
    name = "docflow.circulation"
