"""Between units and between systems."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "docflow.exchange"
