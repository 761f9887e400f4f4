"""Settings, addresses and the worker of this installation."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
