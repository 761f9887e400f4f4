"""What a limited child can be asked to do with a file."""

import gc
import json
import logging
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

import pypdfium2

from signing import quick_strings, upload_office
from signing.anchors import Trusted
from signing.corner import corner
from signing.examine import Registered, examine
from signing.incoming_stamp import put_on
from signing.layout_rules import layout
from signing.mark_picture import mark_picture
from signing.places import PaperFacts
from signing.plain_pages import plain, scanned
from signing.report import Indication, Problem, Region, Verdict
from signing.shape import NotAsRegistered
from signing.signed_whole import look as look_whole
from signing.survey import survey
from signing.trust import Evidence
from signing.upload_rules import inspect
from signing.visible import pictures

LARGEST_PICTURE = 50_000_000  # pixels
POINTS_IN_MM = 72 / 25.4

logging.disable(logging.CRITICAL)
quick_strings.install()
gc.freeze()  # what a child shares with its parent is never garbage
gc.set_threshold(20_000)


def do(name: str, file: BinaryIO, **arguments: Any) -> bytes | str:
    """Do the task of this name."""
    return _TASKS[name](file, **arguments)


def _check(
    file: BinaryIO,
    anchors: list[Trusted],
    crls: list[bytes],
    ocsps: list[bytes],
    at: datetime,
    registered: Registered | None,
) -> str:
    try:
        verdict = examine(file, Evidence(anchors, crls, ocsps, at), registered)
    except NotAsRegistered:
        problem = Problem("not_as_registered", "The file is not the one in our register.")
        verdict = Verdict(Indication.FAILED, "HASH_FAILURE", problems=(problem,))
    return json.dumps(verdict.as_json())


def _survey(file: BinaryIO, paper: PaperFacts) -> str:
    return json.dumps(survey(file, paper).as_json())


def _layout(file: BinaryIO) -> str:
    return json.dumps(layout(file))


def _render(file: BinaryIO, page: int, dpi: int) -> bytes:
    document = pypdfium2.PdfDocument(file)
    document.init_forms()
    width, height = document[page].get_size()
    scale = dpi / 72
    if width * height * scale * scale > LARGEST_PICTURE:
        scale = (LARGEST_PICTURE / (width * height)) ** 0.5
    out = BytesIO()
    document[page].render(scale=scale).to_pil().save(out, format="PNG")
    return out.getvalue()


def _compare(file: BinaryIO, before: int, regions: list[Region]) -> str:
    """Pairs of pictures in base 64."""
    found = pictures(file, before, regions)
    return json.dumps([[b64encode(each).decode() for each in pair] for pair in found])


def _look(file: BinaryIO) -> str:
    document = pypdfium2.PdfDocument(file)
    version = document.get_version() or 10
    sizes = [document.get_page_size(number) for number in range(len(document))]
    return json.dumps(
        {
            "text": document[0].get_textpage().get_text_range() if len(document) else "",
            "pdf_version": divmod(version, 10),
            "pages_mm": [[round(edge / POINTS_IN_MM, 1) for edge in size] for size in sizes],
        }
    )


def _words(file: BinaryIO, pages: int, characters: int, seconds: float) -> str:
    """The text of each page, until one of the limits is reached."""
    until = time.monotonic() + seconds
    document = pypdfium2.PdfDocument(file)
    parts: list[str] = []
    left = characters
    for number in range(len(document)):
        if number >= pages or left <= 0 or time.monotonic() > until:
            break
        text = document[number].get_textpage().get_text_range()
        parts.append(text[:left])
        left -= len(text)
    return json.dumps({"pages": parts, "whole": len(parts) == len(document) and left >= 0})


def _check_upload(file: BinaryIO) -> str:
    return json.dumps(inspect(file).as_json())


def _check_office(file: BinaryIO, kind: str) -> str:
    indication, problems = upload_office.inspect(file, kind)
    told = [problem.as_json() for problem in problems]
    return json.dumps({"indication": indication, "problems": told})


_TASKS: dict[str, Callable[..., bytes | str]] = {
    "check": _check,
    "survey": _survey,
    "check_office": _check_office,
    "check_upload": _check_upload,
    "compare": _compare,
    "corner": corner,
    "layout": _layout,
    "render": _render,
    "look": _look,
    "mark_picture": mark_picture,
    "words": _words,
    "whole": look_whole,
    "plain": plain,
    "scanned": scanned,
    "stamped": put_on,
}
