"""Addresses of the acts on a dossier."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()
ADDRESSES = {"close_dossier": "close", "archive": "accept", "return_dossier": "hand_back"}


@register.simple_tag
def dossier_act(dossier: Any, verb: str) -> str:
    """Where an act on a dossier is done."""
    return reverse(f"dossiers:{ADDRESSES.get(verb, verb)}", args=[dossier.uid])
