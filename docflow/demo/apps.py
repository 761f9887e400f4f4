"""The sample province and its story."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "docflow.demo"
