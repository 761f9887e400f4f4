"""Dossiers: what belongs together, kept for as long as it must be, and handed to the archive."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "docflow.dossiers"
