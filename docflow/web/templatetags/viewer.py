"""What the viewer's template needs to know about a document."""

import json
from dataclasses import dataclass
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse

from docflow.desks.stamped import can_be_stamped
from docflow.documents.models import Document, Version
from docflow.incoming import handing_out
from docflow.signatures import lasting

register = template.Library()

RESOURCES = (
    "jbig2.wasm",
    "openjpeg.wasm",
    "FoxitSymbol.pfb",
    "FoxitDingbats.pfb",
)


@dataclass(frozen=True)
class Picture:
    """A page shown as a picture; its width and height in mm keep its place while it loads."""

    number: int
    address: str
    width: float
    height: float


@dataclass(frozen=True)
class View:
    """How a document is shown: as a file in the frame, or as pictures with the reason why."""

    version: Version | None
    file: str
    lasting: str = ""
    stamped: str = ""
    reason: Any = ""
    pictures: tuple[Picture, ...] = ()


@register.simple_tag
def view_of(document: Document, number: int | None = None) -> View:
    """How to show the newest version of a document, or the one of this number."""
    chosen = document.versions.filter(number=number).first() if number else document.current
    query = f"?version={number}" if number else ""
    address = reverse("viewer:file", args=[document.uid]) + query
    reason = handing_out.why_only_pictures(document)
    if chosen is None or not reason:
        has_proof = number is None and lasting.of(document) is not None
        proof = reverse("viewer:lasting", args=[document.uid]) if has_proof else ""
        has_stamp = number is None and can_be_stamped(document)
        stamp = reverse("viewer:stamped", args=[document.uid]) if has_stamp else ""
        return View(chosen, address, proof, stamp)
    pictures = (
        Picture(
            page, reverse("viewer:picture", args=[document.uid, page]) + query, round(w), round(h)
        )
        for page, (w, h) in enumerate(handing_out.sizes(chosen), start=1)
    )
    return View(chosen, address, reason=reason, pictures=tuple(pictures))


@register.simple_tag
def viewer_resources() -> str:
    """The decoders and fonts a file may need, by the name the frame asks for, as JSON."""
    return json.dumps({name: static(f"vendor/pdfjs/{name}") for name in RESOURCES})
