"""The description of the API, for programs and as a page; both for everybody."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

SETTINGS = {
    "layout": "BaseLayout",
    "deepLinking": True,
    "docExpansion": "list",
    "defaultModelsExpandDepth": -1,
    "displayRequestDuration": True,
    "tryItOutEnabled": False,
}


def description(api: Any) -> Callable[[HttpRequest], HttpResponse]:
    """The view that answers with the OpenAPI description, made once."""

    @lru_cache(maxsize=1)
    def content() -> dict[str, Any]:
        made: dict[str, Any] = api.get_openapi_schema()
        return made

    @require_safe
    def openapi_json(_request: HttpRequest) -> HttpResponse:
        return JsonResponse(content())

    openapi_json.door, openapi_json.any_of = "public", ()  # type: ignore[attr-defined]
    return openapi_json


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The description as a page, from this host alone."""
    settings = json.dumps(SETTINGS | {"url": reverse("api:description")})
    return render(request, "api/docs.html", {"settings": settings})


show.door, show.any_of = "public", ()  # type: ignore[attr-defined]
