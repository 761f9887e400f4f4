"""Who acts."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "docflow.people"
